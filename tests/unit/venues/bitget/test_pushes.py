from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.venues.bitget import stream
from picaflor.venues.bitget.pushes import READERS, write_candle, write_ticker
from picaflor.venues.bitget.topics import PRODUCTS, arg_of, topic_of
from picaflor.wire.reports import CandleReport, TickerReport
from picaflor.wire.stream import CandlesFrame, Channel, Topic, Unreadable

TICKER = TickerReport(
    "B", *map(read_atoms, ["12", "11", "1", "13", "2", "10", "14", "9", "100", "1200"]), at_ns=3_000_000
)
BAR = CandleReport(60_000_000_000, *map(read_atoms, ["1", "4", "0.5", "2", "10", "25"]))


def test_every_channel_of_every_family_is_read_by_somebody() -> None:
    offered = {
        (channel, bool(product))
        for channel in Channel
        for product in PRODUCTS.values()
        if _known(Topic(channel, "B", "1m" if channel is Channel.CANDLES else "", product))
    }
    assert offered - {(Channel.BOOK, False), (Channel.BOOK, True)} == set(READERS)


def _known(topic: Topic) -> bool:
    try:
        return topic_of(arg_of(topic)) is not None
    except KeyError:
        return False


def test_only_contracts_tell_of_marks_and_funding() -> None:
    spot = json.loads(stream.write_venue(stream.TickersFrame(Topic(Channel.TICKERS, "B"), (TICKER,)), 0)[0])["data"][0]
    assert not {"markPrice", "fundingRate", "symbolType"} & spot.keys()
    assert spot["changeUtc24h"] == spot["change24h"] == "0.2"
    row = write_ticker(TICKER, "USDT-FUTURES")
    assert (row.symbolType, row.symbol, row.markPrice, row.changeUtc24h) == (1, "B", "", None)


def test_a_bar_has_eight_columns_the_money_before_the_dollars() -> None:
    assert write_candle(BAR) == ["60000", "1", "4", "0.5", "2", "10", "25", "25"]


def test_a_bar_that_is_too_short_is_refused() -> None:
    arg = b'{"instType":"SPOT","channel":"candle1m","instId":"B"}'
    row, topic = b'["60000","1","4","0.5","2","10","25"]', Topic(Channel.CANDLES, "B", "1m")
    push = b'{"action":"update","arg":%s,"data":[%s],"ts":5}'
    assert stream.read_venue(push % (arg, row)) == (CandlesFrame(topic, (BAR,)),)
    (said,) = stream.read_venue(push % (arg, row.replace(b',"25"', b"")))
    assert isinstance(said, Unreadable)
    assert said.topic == topic


@pytest.mark.parametrize("channel", ["orders", "fill", "account", "positions"])
def test_equal_keys_are_refused_in_all_that_is_private(channel: str) -> None:
    arg = b'{"instType":"USDT-FUTURES","channel":"%s","instId":"default"}' % channel.encode()
    (said,) = stream.read_venue(b'{"action":"snapshot","arg":%s,"data":[{"a":1,"a":2}],"ts":5}' % arg)
    assert isinstance(said, Unreadable)
    assert "stands twice" in said.why
