"""Rows of the sockets: several in a frame, bars that are told from within."""

from __future__ import annotations

from msgspec.json import decode

from picaflor.domain.orders import Side
from picaflor.venues.bitmart import stream
from picaflor.wire.reports import CandleReport, TradeReport
from picaflor.wire.stream import CandlesFrame, Channel, OrdersFrame, Topic, TradesFrame, Unreadable

ONE = 10**36


def test_trades_of_several_markets_are_told_apart_newest_first() -> None:
    rows = [
        f'{{"symbol":"{symbol}","price":"1","size":"1","side":"buy","ms_t":{at}}}'
        for symbol, at in (("A_B", 1), ("C_D", 2), ("A_B", 3))
    ]
    frames = stream.read_venue(f'{{"table":"spot/trade","data":[{",".join(rows)}]}}'.encode())
    assert [(f.topic.symbol, [r.at_ns for r in f.rows]) for f in frames if isinstance(f, TradesFrame)] == [
        ("A_B", [3_000_000, 1_000_000]),
        ("C_D", [2_000_000]),
    ]


def test_a_bars_time_may_lie_within_it() -> None:
    data = b'{"table":"spot/kline5m","data":[{"symbol":"A_B","candle":[617,"1","2","1","2","9"]}]}'
    bar = CandleReport(600 * 10**9, ONE, 2 * ONE, ONE, 2 * ONE, 9 * ONE, 0)
    assert stream.read_venue(data) == (CandlesFrame(Topic(Channel.CANDLES, "A_B", "5m"), (bar,)),)


def test_a_strangers_client_finds_what_it_falls_over_without() -> None:
    trade = TradeReport("A_B", "", Side.SELL, ONE, ONE, 1_500_000_000)
    (data,) = stream.write_venue(TradesFrame(Topic(Channel.TRADES, "A_B"), (trade,)), 0)
    assert decode(data)["data"][0] == {
        "symbol": "A_B", "price": "1", "size": "1", "side": "sell", "ms_t": 1500, "s_t": 1, "m": True,
    }  # fmt: skip


def test_no_rows_are_nothing_that_we_know() -> None:
    for table in ("spot/trade", "spot/user/order"):
        (said,) = stream.read_venue(f'{{"table":"{table}","data":[]}}'.encode())
        assert isinstance(said, Unreadable)
    assert stream.read_venue(b'{"table":"spot/user/orders","data":[]}') == (OrdersFrame(()),)
