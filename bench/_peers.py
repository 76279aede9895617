"""Other people's books, each in its own environment, fed the same messages in a process of its own.

`./run peers` makes the environments `.venv-ccxt`, `.venv-nautilus` and `.venv-cryptofeed`; those that stand are used.
hftbacktest has no book that takes a venue's messages, so it has no place here. Each peer does what its users'
programs do with a book message, without network, callbacks and tasks; NautilusTrader is fed decoded levels, in its favour.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
PEERS = {
    "ccxt": ("ccxt.pro bitget handler", "_peer_ccxt.py"),
    "nautilus": ("NautilusTrader (Rust book)", "_peer_nautilus.py"),
    "cryptofeed": ("cryptofeed bitget", "_peer_cryptofeed.py"),
}


def installed() -> dict[str, Path]:
    pythons = {peer: ROOT / f".venv-{peer}" / "bin" / "python" for peer in PEERS}
    return {peer: python for peer, python in pythons.items() if python.exists()}


def measure_peers(messages: Sequence[bytes]) -> dict[str, float]:
    """Nanoseconds a message by peer; a peer that is there and fails is told, and left out."""
    times = {}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "messages.jsonl"
        path.write_bytes(b"\n".join(messages))
        for peer, python in installed().items():
            name, script = PEERS[peer]
            done = subprocess.run(
                [python, Path(__file__).parent / script, path], capture_output=True, text=True, check=False, timeout=300
            )
            if done.returncode == 0:
                times[name] = float(done.stdout)
            else:
                print(f"{name} failed: {done.stderr[-300:]}", file=sys.stderr)
    return times
