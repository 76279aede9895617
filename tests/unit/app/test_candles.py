"""The last bars of a market over real sockets: every interval, long histories, new listings, what a venue may refuse."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars
import pytest

from picaflor.app.candles import LIMIT_MAX, Chart, as_row, fetch, find_market, row_with_bars
from picaflor.app.emulate import hosts_of, make_exchange
from picaflor.app.problems import NotFound, Problem, RefusedByVenue, Usage
from picaflor.emulator.pump import EmulatorPump
from picaflor.machines.candles import Bar, parse_interval
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.listing import spot_listing
from picaflor.transport.clock import Clock
from picaflor.transport.hosts import Hosts
from picaflor.venues import load
from picaflor.wire.asks import Candles, ReadCandles
from picaflor.wire.reports import CandleReport, Listing

VENUE = load("bitget")
HOUR_NS = 3_600 * 1_000_000_000
SPEED = 20  # venue seconds in one of ours, so that the throttle does not make us wait


def asked(
    pair: str, interval: str, limit: int, spoil: Callable[[Exchange], None] = lambda _: None
) -> tuple[Chart, Exchange]:
    async def main() -> tuple[Chart, Exchange]:
        exchange, _ = make_exchange(VENUE, seed=1)
        spoil(exchange)
        clock = Clock(speed=SPEED)
        pump = EmulatorPump(exchange, clock)
        addresses = await pump.start(hosts_of(VENUE))
        try:
            async with asyncio.timeout(20):
                return await fetch(VENUE, pair, interval, limit, Hosts(addresses), clock), exchange
        finally:
            await pump.close()

    return asyncio.run(main())


def opens(chart: Chart) -> list[int]:
    return [bar.open_ns for bar in chart.bars]


def test_five_thousand_hours_without_a_gap_or_a_repeat_and_as_the_venue_has_them() -> None:
    chart, exchange = asked("BTC-USDT", "1h", 5_000)
    newest = chart.bars[-1].open_ns
    assert opens(chart) == [newest - HOUR_NS * n for n in reversed(range(5_000))]
    assert [bar.finished for bar in chart.bars[-2:]] == [True, False]
    theirs = exchange.floor.tapes["BTCUSDT"].candles(parse_interval("1h"), newest + 1, limit=5_000)
    assert [(b.open, b.high, b.low, b.close, b.volume, b.money) for b in chart.bars[:-1]] == [
        (r.open, r.high, r.low, r.close, r.base_volume, r.quote_volume) for r in theirs[:-1]
    ]


@pytest.mark.parametrize("interval", VENUE.candle_intervals)
def test_every_interval_of_the_row(interval: str) -> None:
    chart, _ = asked("pepe/usdt", interval, 300 if interval in ("1m", "1d") else 30)
    number = parse_interval(interval).number
    numbers = [number(at) for at in opens(chart)]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert opens(chart) == [parse_interval(interval).begins(n) for n in numbers]
    assert chart.pair == "PEPE-USDT"


def test_a_new_listing_is_what_there_is() -> None:
    def just_listed(exchange: Exchange) -> None:
        listed = replace(spot_listing(VENUE, 1)[0], days=1)
        fresh = type(exchange.floor)(VENUE, [listed], 1)
        exchange.floor.tapes["BTCUSDT"] = fresh.tapes["BTCUSDT"]

    chart, _ = asked("BTCUSDT", "1h", 500, just_listed)
    assert 0 < len(chart.bars) <= 24
    assert chart.bars[0].open_ns % (24 * HOUR_NS) == 0


def test_unknown_markets_rows_intervals_and_sizes() -> None:
    with pytest.raises(NotFound, match="did you mean BTC-USDT"):
        asked("BTC-USDX", "1h", 5)
    with pytest.raises(NotFound, match="did you mean bitget"):
        row_with_bars("bitgett", "1h", 5)
    with pytest.raises(Usage, match="say one of 1m, 3m"):
        row_with_bars("bitget", "7m", 5)
    for limit in (0, LIMIT_MAX + 1):
        with pytest.raises(Usage, match="say 1 to"):
            row_with_bars("bitget", "1h", limit)


@pytest.mark.parametrize("name", ["BTC-USDT", "BTC/USDT", "BTCUSDT", "btc-usdt", "btcusdt"])
def test_how_a_pair_may_be_written(name: str) -> None:
    listing = Listing(tuple(row.market for row in spot_listing(VENUE, 3)))
    assert find_market(listing, "bitget", name).pair == "BTC-USDT"
    assert find_market(Listing((replace(listing.markets[0], symbol="tBTC:UST"),)), "bitget", "tBTC:UST").base == "BTC"


def test_what_the_venue_refuses_is_told_in_its_words() -> None:
    def unlisted(exchange: Exchange) -> None:
        tape = exchange.rows[0].answers.public

        def public(ask: Any, now_ns: int) -> Any:
            return exchange.floor.refuse("symbol") if isinstance(ask, ReadCandles) else tape(ask, now_ns)

        exchange.rows[0].answers.public = public  # type: ignore[method-assign]

    with pytest.raises(RefusedByVenue, match="bitget refused with 40034"):
        asked("BTC-USDT", "1h", 5, unlisted)


def test_a_venue_that_tells_other_bars_than_were_asked_for_is_not_believed() -> None:
    def shifted(exchange: Exchange) -> None:
        tape = exchange.rows[0].answers.public

        def public(ask: Any, now_ns: int) -> Any:
            answer = tape(ask, now_ns)
            if not isinstance(answer, Candles):
                return answer
            return Candles(
                tuple(CandleReport(r.open_ns + HOUR_NS, r.open, r.high, r.low, r.close, 0, 0) for r in answer.rows)
            )

        exchange.rows[0].answers.public = public  # type: ignore[method-assign]

    with pytest.raises(Problem, match="bars that do not open when 1d bars do"):
        asked("BTC-USDT", "1d", 5, shifted)


def test_an_emulated_run_that_does_not_name_the_host_is_no_way_to_the_live_venue() -> None:
    with pytest.raises(Problem, match=r"has no endpoint for api\.bitget\.com"):
        asyncio.run(fetch(VENUE, "BTC-USDT", "1h", 5, Hosts({"other": "http://127.0.0.1:1"}), Clock(speed=10_000)))


def test_rows_and_files(tmp_path: Path) -> None:
    bar = Bar(1_785_499_200_000_000_000, *(10**36 // n for n in (1, 2, 4, 5, 8, 10)), finished=False)
    chart = Chart("bitget", "A-B", "1h", [bar])
    assert chart.rows() == [as_row(bar)]
    assert as_row(bar) == {
        "open_time": "2026-07-31T12:00:00Z",
        "open": "1",
        "high": "0.5",
        "low": "0.25",
        "close": "0.2",
        "volume": "0.125",
        "quote_volume": "0.1",
        "finished": False,
        "built": False,
    }
    chart.save(tmp_path / "f.csv", tmp_path / "f.parquet")
    assert polars.read_parquet(tmp_path / "f.parquet")["close"].to_list() == [Decimal("0.2")]
    assert (tmp_path / "f.csv").read_text().splitlines()[1].startswith("2026-07-31T12:00:00Z,1,0.5,")
