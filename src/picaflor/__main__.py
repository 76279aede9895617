"""The one program. `--version` is answered before anything else is loaded."""

import gc
import sys

from picaflor import __version__

INTERRUPTED = 130


def main() -> int:
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"picaflor {__version__}")
        return 0
    try:
        gc.disable()  # what is loaded stays: looking for garbage meanwhile is a quarter of all the time of a short command
        try:
            from picaflor.faces.cli.program import import_command, run

            import_command(sys.argv[1:])
        finally:
            gc.freeze()
            gc.enable()
        if not sys.argv[1:] and sys.stdin.isatty() and sys.stdout.isatty():
            from picaflor.faces.shell.loop import shell

            return shell()
        return run(sys.argv[1:])
    except KeyboardInterrupt:  # before a command was there to wind anything down
        return INTERRUPTED
    finally:
        gc.freeze()  # the process ends: nobody needs to know what of it is garbage


if __name__ == "__main__":
    sys.exit(main())
