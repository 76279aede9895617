from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec import Raw

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.venues.bitmart.futures_pushes import read_rows, write_rows
from picaflor.venues.bitmart.futures_topics import topic_of
from picaflor.venues.bitmart.futures_words import PRODUCT
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import BalanceReport, BalancesReport
from picaflor.wire.stream import CandlesFrame, Channel, Pong, TradesFrame

TRADES = topic_of(Channel.TRADES, "X")
TRADE: dict[str, Any] = {
    "trade_id": 5,
    "symbol": "X",
    "deal_price": "2",
    "deal_vol": "3",
    "created_at": "2023-02-24T07:54:11.124940968Z",
}


def raw(data: object) -> Raw:
    return Raw(json.dumps(data).encode())


@pytest.mark.parametrize(
    ("words", "side"),
    [({"m": True}, Side.SELL), ({"m": False, "way": 5}, Side.BUY), ({"way": 4}, Side.BUY), ({"way": 8}, Side.SELL)],
)
def test_who_took_is_said_in_two_ways(words: dict[str, Any], side: Side) -> None:
    (frame,) = read_rows(TRADES, raw([{**TRADE, **words}]))
    assert isinstance(frame, TradesFrame)
    assert (frame.rows[0].side, frame.rows[0].at_ns % 1_000_000_000) == (side, 124_940_968)


def test_trades_are_told_newest_first_and_of_their_symbol_alone() -> None:
    older = {**TRADE, "created_at": "2023-02-24T07:54:10Z", "trade_id": 4, "m": True}
    (frame,) = read_rows(TRADES, raw([older, {**TRADE, "m": True}]))
    assert isinstance(frame, TradesFrame)
    assert [row.trade_id for row in frame.rows] == ["5", "4"]
    for bad in ([], [{**TRADE, "m": True, "symbol": "Y"}], [TRADE], [{**TRADE, "way": 9}]):
        with pytest.raises(BadMessage):
            read_rows(TRADES, raw(bad))


def bars(symbol: str, *seconds: int) -> Raw:
    return raw({"symbol": symbol, "items": [dict.fromkeys("ohlcv", "1") | {"ts": second} for second in seconds]})


def test_a_bar_opens_where_bars_open() -> None:
    topic = topic_of(Channel.CANDLES, "X", "5m")
    (frame,) = read_rows(topic, bars("X", 1_700_000_301, 1_700_000_000))
    assert isinstance(frame, CandlesFrame)
    assert [bar.open_ns // 1_000_000_000 for bar in frame.rows] == [1_699_999_800, 1_700_000_100]
    for bad in (bars("Y", 1), bars("X")):
        with pytest.raises(BadMessage):
            read_rows(topic, bad)
    with pytest.raises(BadMessage, match="begin"):
        read_rows(topic_of(Channel.CANDLES, "X", "1w"), bars("X", 1))


def test_money_is_told_coin_by_coin_to_who_asked_for_it() -> None:
    rows = (BalanceReport("BTC", 0, 0), BalanceReport("USDT", -ONE, 2 * ONE))
    (usdt,) = write_rows(BalancesReport(rows, False, product=PRODUCT))
    assert usdt == {
        "currency": "USDT",
        "available_balance": "-1",
        "position_deposit": "0",
        "frozen_balance": "2",
    }
    assert write_rows(BalancesReport(rows, False, product=PRODUCT, name="ETH")) == ()


def test_what_is_not_here_is_not_written() -> None:
    with pytest.raises(ValueError, match="no Pong"):
        write_rows(Pong())
    with pytest.raises(BadMessage):
        read_rows(topic_of(Channel.STOPS), raw([]))
