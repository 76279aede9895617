"""Watching bars over real sockets and without a key: all that there is first, then what changes; built where need be."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest

from picaflor.app.candles import Row
from picaflor.app.emulate import hosts_of, make_exchange
from picaflor.app.following import follow, row_to_follow
from picaflor.app.problems import NotFound, Usage
from picaflor.emulator.pump import EmulatorPump
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts
from picaflor.venues import load
from picaflor.wire.venue import Venue

SPEED = 30  # half a venue minute in a second of ours


def watched(venue: Venue, interval: str, limit: int, until: int) -> list[Row]:
    """All that was shown until so many bars were over."""
    shown: list[Row] = []

    async def main() -> None:
        exchange, _ = make_exchange(load(venue.id), seed=1)
        clock, stop = Clock(speed=SPEED), asyncio.Event()
        pump = EmulatorPump(exchange, clock)
        addresses = await pump.start(hosts_of(venue))

        def show(row: Row) -> None:
            shown.append(row)
            if len({row["open_time"] for row in shown if row["finished"]}) >= until:
                stop.set()

        try:
            async with asyncio.timeout(30):
                await follow(venue, "btcusdt", interval, limit, Hosts(addresses), stop, show, clock)
        finally:
            await pump.close()

    asyncio.run(main())
    return shown


def test_history_first_then_every_change_and_each_end_once() -> None:
    shown = watched(load("bitget"), "1m", 5, until=5)
    times = [str(row["open_time"]) for row in shown]
    assert [row["finished"] for row in shown[:5]] == [True] * 4 + [False]
    assert times == sorted(times)
    ends = [row["open_time"] for row in shown if row["finished"]]
    assert len(ends) == len(set(ends)) == 5
    assert len(shown) > 6, "the bar that forms is told as it changes"
    last: dict[object, Row] = {row["open_time"]: row for row in shown}
    assert all(row["finished"] for row in list(last.values())[:-1])
    assert not any(row["built"] for row in shown)
    assert any(one["close"] != other["close"] for one, other in pairwise(shown[4:]))


def test_where_there_are_no_bars_they_are_built_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = replace(load("bitget"), candle_intervals=(), candles=type(load("bitget").candles)())
    monkeypatch.setattr("picaflor.app.build.load", lambda _: lacking)
    shown = watched(lacking, "1m", 5, until=1)
    assert all(row["built"] for row in shown)


def test_what_cannot_be_followed() -> None:
    assert row_to_follow("hitbtc", "1m", 5).id == "hitbtc"
    with pytest.raises(NotFound, match="did you mean bitget"):
        row_to_follow("bitgett", "1m", 5)
    with pytest.raises(Usage, match="7 does not divide 60"):
        row_to_follow("bitget", "7m", 5)
    with pytest.raises(Usage, match="say 1 to"):
        row_to_follow("bitget", "1m", 0)
