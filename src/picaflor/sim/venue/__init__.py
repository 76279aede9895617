"""The emulated exchange behind a codec, written once for all venues. It never waits; the emulator pumps its bytes."""
