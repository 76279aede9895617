"""The bar of what takes its time: on a terminal only, gone before anything else is written, never over what is typed."""

from __future__ import annotations

import io
import os
import pty
import sys
import termios
import tty
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import pytest

from picaflor.faces.cli import foot, output, waiting
from picaflor.faces.cli.waiting import Waiting, bar, duration

ERASED = "\r\x1b[2K"


class Terminal:
    def __init__(self, stream: TextIO, ours: int) -> None:
        self.stream = stream
        self._ours = ours
        self._decoder = getincrementaldecoder("utf-8")()
        self.seen = ""

    def until(self, shown: str) -> str:
        while shown not in self.seen:
            self.seen += self._decoder.decode(os.read(self._ours, 4096))
        return self.seen


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Standard error is one, and nobody waits for the first bar. No fixture: pytest has its own stderr after the set-up."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    termios.tcsetwinsize(theirs, (24, 80))
    monkeypatch.setattr(waiting, "AFTER_SECONDS", 0.0)
    monkeypatch.setattr(waiting, "EVERY_SECONDS", 0.001)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    with open(theirs, "w", encoding="utf-8") as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        yield Terminal(stream, ours)
    os.close(ours)


def test_it_shows_how_far_something_is_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as screen:
        with Waiting("Asking bitget for bars", quiet=False) as told:
            told(2_000, 8_000)
            seen = screen.until("2 000 of 8 000")
            assert f"{ERASED}Asking bitget for bars  ━━━━━━──────────────────  2 000 of 8 000  0 s" in seen
            output.complain("bitget is slow today")
            screen.until(f"0 s{ERASED}bitget is slow today\n")
            screen.seen = ""
            screen.until("0 s")
        output.complain("over")
        assert screen.until("over\n").endswith(f"{ERASED}over\n")


def test_nothing_is_drawn_while_somebody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as screen:
        with Waiting("Testing keys", quiet=False):
            screen.until("Testing keys")
            with foot.away():
                output.ask("Vault password: ", aside=True)
                foot.draw("a bar")
            screen.until("Vault password: \r")
        assert "a bar" not in screen.seen


def test_it_ends_early_where_there_is_something_else_to_see(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as screen, Waiting("Starting maker", quiet=False) as shown:
        screen.until("Starting maker")
        shown.end()
        output.complain("maker is up")
        assert screen.until("is up\n").endswith(f"{ERASED}maker is up\n")


@pytest.mark.parametrize("case", ["json", "no terminal", "dumb"])
def test_who_cannot_see_it_gets_nothing(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as screen:
        elsewhere = io.StringIO()
        if case == "no terminal":
            monkeypatch.setattr(sys, "stderr", elsewhere)
        if case == "dumb":
            monkeypatch.setenv("TERM", "dumb")
        with Waiting("Asking", quiet=case == "json") as told:
            told(1, 2)
            assert told._thread is None, "nobody draws"
        output.complain("over")
        if case == "no terminal":
            assert elsewhere.getvalue() == "over\n"
        else:
            assert screen.until("over\n") == "over\n"


def test_a_bar() -> None:
    assert bar(0, 4, 9) == "─" * 24
    assert bar(1, 4, 9) == "━" * 6 + "─" * 18
    assert bar(5, 4, 9) == "━" * 24
    assert bar(0, 0, 0) == "━" * 6 + "─" * 18, "nobody knows how much: a piece wanders"
    assert bar(0, 0, 20) == "─" * 20 + "━" * 4
    assert bar(0, 0, 25) == "─" + "━" * 6 + "─" * 17
    assert bar(1, 4, 0, colours=True) == "\x1b[32m" + "━" * 6 + "\x1b[39m" + "─" * 18
    assert bar(0, 4, 0, colours=True) == "─" * 24
    assert [duration(seconds) for seconds in (0, 59, 60, 3_601)] == ["0 s", "59 s", "1:00", "60:01"]


def test_words_give_way_and_a_narrow_terminal_has_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch):
        told = Waiting("Reading journals", quiet=True, percent=True)
        told(1, 3)
        assert told.line(61, 80) == f"Reading journals  {bar(1, 3, 0)}  33 %  1:01"
        assert told.line(61, 45) == f"Readin  {bar(1, 3, 0)}  33 %  1:01"
        assert told.line(61, 30) == "Reading journals  33 %  1:01"
        assert told.line(61, 10) == "Reading j"


def test_letters_and_colours_that_a_terminal_has(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch):
        monkeypatch.delenv("NO_COLOR")
        told = Waiting("Asking", quiet=True)
        assert "\x1b[32m━━━━━━\x1b[39m" in told.line(0, 80)
        monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), "ascii"))
        assert "\x1b[32m======\x1b[39m------" in told.line(0, 80)
