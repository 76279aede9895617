"""What takes its time shows a bar on a terminal, and leaves nothing of it behind."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from tests.faces.terminal import converse


def test_a_venue_that_does_not_answer_is_waited_for_with_a_bar(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        hosts = {"api.bitget.com": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        (tmp_path / "hello.json").write_text(json.dumps(hosts))
        words = ["ticker", "bitget", "BTC-USDT", "--endpoint", "hello.json"]
        interrupt = [("Asking bitget  ━━━━━━", "\x03")]
        assert converse(tmp_path, words, interrupt) == (130, "")
