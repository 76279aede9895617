"""A report is told from the journal alone, says what a screen said that missed nothing, and is the same each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from picaflor.app.plan import write_plan
from picaflor.app.problems import NotFound
from picaflor.app.replica import Replica
from picaflor.app.report import find_journal, report_of, shown, tell
from picaflor.app.tale_record import tale_records
from picaflor.settings.places import Places
from picaflor.storage.journal import JournalWriter
from tests.worlds import World, make_world

DCA = {"pair": "BTC-USDT", "steps": 2, "pause_ns": 10**9, "time_limit_ns": 3 * 10**9, "first_bps": 0}


@pytest.fixture(scope="module")
def played() -> tuple[World, Replica]:
    world, screen = make_world(seed=3, symbols=1, controller="dca", maker=DCA), Replica()
    world.drain = lambda: screen.catch_up(world.engine.audit) and None  # type: ignore[method-assign]
    world.run(12)
    return world, screen


def test_it_says_what_the_screen_said(played: tuple[World, Replica]) -> None:
    world, screen = played
    report = tell(world.plan, world.journal.lines)
    assert report.tale == tale_records(screen.tale)
    assert report.tale[0]["owner"] == "maker"
    assert any(each["executor"] == "d0" for each in report.tale)
    assert report.missed == 0
    assert report == tell(world.plan, world.journal.lines)


def test_each_order_is_told_with_what_became_of_it_and_why(played: tuple[World, Replica]) -> None:
    world, _ = played
    report = tell(world.plan, world.journal.lines)
    assert report.orders_in_all == len(report.orders) > 0
    filled = [each for each in report.orders if each.state == "filled"]
    assert filled
    assert all(each.why and each.words.startswith(("buy ", "sell ")) for each in report.orders)
    assert {each.who for each in report.orders} == {"maker"}
    for each in report.orders:
        told = " ".join(each.looked_at)
        assert "open orders " in told
        assert " of 50" in told
        assert "free " in told
    assert report.charts[0].market == "BTC-USDT at bitget"
    assert len(report.charts[0].middle.points) > 5
    assert report.seats[0]["controller"] == "dca"
    assert report.limits["open_orders_max"] == "50"


def test_a_folder_or_a_name(played: tuple[World, Replica], tmp_path: Path) -> None:
    world, _ = played
    places = Places(tmp_path, tmp_path)
    folder = tmp_path / "journal"
    writer = JournalWriter(folder, write_plan(world.plan), sync="none")
    for line in world.journal.lines:
        writer.add(line)
    writer.close()
    assert find_journal(places, str(folder)) == folder
    assert report_of(folder).tale == tell(world.plan, world.journal.lines).tale
    with pytest.raises(NotFound, match="there is no bot nobody"):
        find_journal(places, "nobody")


def test_what_is_drawn_is_near_enough() -> None:
    assert (shown(15 * 10**35), shown(-(10**36))) == (1.5, -1.0)
