from __future__ import annotations

import pytest

from picaflor.venues.bitget import stream
from picaflor.venues.bitget.uta_stream import CONTRACTS, SPOT
from picaflor.wire.reports import BalanceReport, BalancesReport, BookFrame
from picaflor.wire.stream import Channel, Garbled, StreamRefused, Subscribe, Subscribed, Topic, Unreadable

PRODUCT = "USDT-FUTURES"
ORDERS = Topic(Channel.ORDERS, name="unified", product=PRODUCT)


def test_what_is_about_all_markets_is_heard_for_contracts() -> None:
    (said,) = stream.write_venue(Subscribed(Topic(Channel.ORDERS, name="unified")), 0)
    assert CONTRACTS.read_venue(said) == (Subscribed(ORDERS),)
    (asked,) = CONTRACTS.write_client(Subscribe((ORDERS,)))
    assert CONTRACTS.read_client(asked) == (Subscribe((ORDERS,)),)
    assert stream.read_client(asked) == (Subscribe((Topic(Channel.ORDERS, name="unified"),)),)


def test_the_wallet_is_told_to_both() -> None:
    money = BalancesReport((BalanceReport("USDT", 3 * 10**36, 10**36),), False, 5_000_000, name="unified")
    (said,) = stream.write_venue(money, 0)
    (heard,) = CONTRACTS.read_venue(said)
    assert isinstance(heard, BalancesReport)
    assert (heard.rows, heard.product) == (money.rows, PRODUCT)


def test_what_cannot_be_read_names_its_topic() -> None:
    (said,) = CONTRACTS.read_venue(b'{"action":"snapshot","arg":{"instType":"UTA","topic":"order"},"data":[1]}')
    assert isinstance(said, Unreadable)
    assert said.topic == ORDERS


# public topics

BOOK = b'{"action":"update","arg":{"instType":"spot","topic":"books","symbol":"BTCUSDT"},"data":[%s],"ts":1}'


@pytest.mark.parametrize("numbers", [b'"seq":7,"pseq":6', b'"seq":"7","pseq":"6"'])
def test_a_book_counts_bare_or_in_quotes(numbers: bytes) -> None:
    row = b'{"a":[["2","1"]],"b":[],%s,"ts":"5","maxDepth":"50"}' % numbers
    (said,) = SPOT.read_venue(BOOK % row)
    assert said == BookFrame("BTCUSDT", False, b"[]", b'[["2","1"]]', 7, 6, at_ns=5_000_000)


@pytest.mark.parametrize(
    "data",
    [
        BOOK % b'{"seq":"x7","pseq":6,"ts":"5"}',
        BOOK % b'{"seq":"' + b"9" * 30 + b'","pseq":6,"ts":"5"}',
        BOOK % b"",
        (BOOK % b'{"ts":"5"}').replace(b"update", b"changed"),
        (BOOK % b'{"ts":"5"}').replace(b"books", b"rpi-books"),
        b'{"action":"snapshot","arg":{"instType":"spot","topic":"ticker","symbol":"BTCUSDT"},"data":[{}],"ts":1}',
        b'{"event":"refused","arg":{"instType":"spot","topic":"ticker","symbol":"BTCUSDT"}}',
        b'{"event":"subscribe","arg":{"instType":"spot","topic":"liquidation","symbol":"BTCUSDT"}}',
    ],
)
def test_what_is_wrong_with_a_public_frame_is_told(data: bytes) -> None:
    (said,) = SPOT.read_venue(data)
    assert isinstance(said, Unreadable)


def test_classic_words_are_refused_piece_by_piece() -> None:
    good, bad = b'{"instType":"spot","topic":"books","symbol":"BTCUSDT"}', b'{"instType":"SPOT","channel":"books"}'
    said = SPOT.read_client(b'{"op":"subscribe","args":[%s,%s],"uta":true}' % (good, bad))
    assert said == (
        Subscribe((Topic(Channel.BOOK, "BTCUSDT"),)),
        Garbled("30001", "instType:SPOT,topic:,symbol: doesn't exist"),
    )
    assert stream.read_client(b'{"op":"subscribe","args":[%s]}' % good) == (
        Garbled("30001", "instType:spot,channel:books,instId: doesn't exist"),
    )


def test_an_error_names_its_topic() -> None:
    refused = StreamRefused("30001", "no", Topic(Channel.CANDLES, "BTCUSDT", "1m"))
    (data,) = SPOT.write_venue(refused, 0)
    assert SPOT.read_venue(data) == (refused,)
    assert b'"interval":"1m"' in data
