from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from picaflor.app.roster import Entry
from picaflor.faces.shell.panes import ROWS, bots_line, drawing, fits
from picaflor.storage.state_files import this_process


def entry(name: str, told: dict[str, Any], world: str = "live") -> Entry:
    return Entry(world, name, Path(name), told, {})


def test_bots_in_a_line_the_world_first_and_those_that_ended_counted() -> None:
    assert bots_line([]) == "no bots"
    running = {"kind": "status", "process": this_process(), "pair": "BTC-USDT", "profit": "-1.5", "quote": "USDT"}
    crashed = {"kind": "status", "process": {}, "pair": "ETH-USDT"}
    stopped = {"kind": "summary", "pair": "BTC-USDT"}
    line = bots_line([entry("a", running), entry("b", crashed, "emulated"), entry("c", stopped), entry("d", {})])
    assert line == "LIVE a running BTC-USDT, -1.5 USDT; EMULATED b crashed ETH-USDT; 2 stopped"


def test_what_is_drawn_stays_in_its_rows_and_puts_the_cursor_back() -> None:
    drawn = drawing("bots", [f"line {n} \x1b[31m" + "x" * 99 for n in range(9)], 50)
    assert drawn.startswith("\x1b7\x1b[?6l\x1b[1;1H")
    assert drawn.endswith("\x1b8")
    assert "line 5 [31mxxx" in drawn
    assert "line 4" not in drawn
    assert f"\x1b[{ROWS};1H" in drawn
    assert f"\x1b[{ROWS + 1};1H" not in drawn
    assert all(len(row) <= 50 for row in re.split(r"\x1b\[\d+;1H\x1b\[2K", drawn.removesuffix("\x1b8"))[1:])


def test_a_small_terminal_has_none() -> None:
    assert fits(80, 24)
    assert not fits(80, 16)
    assert not fits(30, 50)
