from __future__ import annotations

import json

import pytest
from msgspec import Raw

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Side
from picaflor.venues.bitget.messages import TradeRow
from picaflor.venues.bitget.rest import endpoint_of, write_answer, write_ask
from picaflor.wire import asks as a
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import BookFrame, CoinReport, Listing, TradeReport

BOOK = a.ReadBook("BTCUSDT", 5)


def read(ask: a.Ask, data: bytes) -> object:
    return endpoint_of(ask).read_answer(ask, Raw(data), 0)


def test_a_book_keeps_the_venues_bytes() -> None:
    data = b'{"asks":[["61234.6","2.0"]],"bids":[ ["61234.5" , "0.50"] ],"ts":"1"}'
    assert read(BOOK, data) == BookFrame(
        "BTCUSDT", True, b'[ ["61234.5" , "0.50"] ]', b'[["61234.6","2.0"]]', at_ns=1_000_000
    )


@pytest.mark.parametrize("asks", [b"null", b'"x"', b"{}"])
def test_a_side_that_is_no_list(asks: bytes) -> None:
    with pytest.raises(BadMessage):
        read(BOOK, b'{"asks":' + asks + b',"bids":[],"ts":"1"}')


def test_a_deeper_book_than_there_is_is_not_asked_for() -> None:
    assert write_ask(a.ReadBook("B", 1_000)).query == "limit=150&symbol=B&type=step0"


def test_the_archive_shouts_and_the_latest_do_not() -> None:
    trades = a.Trades((TradeReport("B", "9", Side.SELL, read_atoms("1"), read_atoms("2"), 0),))
    for history, side in ((True, "Sell"), (False, "sell")):
        ask = a.ReadTrades("B", history=history)
        assert endpoint_of(ask).write_answer(ask, trades) == [TradeRow("9", side, "1", "2", "0", "B")]


def test_markets_of_other_products_are_left_out_with_their_reason() -> None:
    ask = a.ReadListing("USDT-FUTURES")
    assert read(ask, b"[]") == Listing(())
    skipped = Listing((), (("BTCUSDT", "of USDT-FUTURES, which is not this row"),))
    assert read(ask, b'[{"symbol":"BTCUSDT"}]') == skipped
    with pytest.raises(ValueError, match="lists no markets"):
        write_answer(ask, Listing((Market("v", "A-B", "AB", "A", "B", Grid(1), Grid(1)),)), 0)


def test_a_coin_is_written_with_a_chain_that_is_open_and_read_whatever_its_chains_are() -> None:
    coins = a.Coins((CoinReport("USDC"),))
    (row,) = json.loads(write_answer(a.ReadCoins(), coins, 0).body)["data"]
    assert [(chain["chain"], chain["withdrawable"], chain["rechargeable"]) for chain in row["chains"]] == [
        ("USDC", "true", "true")
    ]
    read = endpoint_of(a.ReadCoins()).read_answer
    for chains in ('[{"chain":"ERC20","needTag":true}]', "null"):
        assert read(a.ReadCoins(), Raw(f'[{{"coin":"USDC","chains":{chains}}}]'.encode()), 0) == coins
