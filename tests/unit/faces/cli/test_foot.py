"""The last line of a terminal that is gone, or that does not say how wide it is."""

from __future__ import annotations

import io
import sys

import pytest

from picaflor.faces.cli import foot


class Gone(io.StringIO):
    def write(self, _text: str) -> int:
        raise OSError(5, "Input/output error")


def test_a_terminal_that_is_gone_is_no_reason_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Gone())
    foot.draw("a bar")
    foot.erase()
    assert not foot.there()
    assert foot.columns() == 80


def test_only_what_was_drawn_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", seen)
    foot.erase()
    foot.draw("a bar")
    with foot.away(), foot.away():
        foot.draw("another")
    foot.erase()
    assert seen.getvalue() == "\r\x1b[2Ka bar\r\x1b[2K"
