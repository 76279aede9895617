"""A listing: what is mapped, and what is left out."""

from __future__ import annotations

import pytest
from msgspec.json import decode, encode

from picaflor.domain.market import Grid, Market, MarketState
from picaflor.venues.hashkey.symbols import read_listing, read_one, write_listing, write_market
from picaflor.wire.decoding import BadMessage

MARKET = Market("hashkey", "ETH-USDT", "ETHUSDT", "ETH", "USDT", Grid(2), Grid(4), min_lots=5, quote_places=12)


def spoiled(**more: object) -> bytes:
    row = decode(encode(write_market(MARKET)))
    return encode({"symbols": [decode(encode(write_market(MARKET))), {**row, "symbol": "BAD", **more}]})


def test_a_market_by_its_name_is_a_bare_object() -> None:
    (market,) = read_one(encode(write_market(MARKET))).markets
    assert (market.tick, market.lot, market.min_lots) == (Grid(2), Grid(4), 5)


@pytest.mark.parametrize(
    "more", [{"status": "GONE"}, {"baseAsset": ""}, {"filters": []}, {"quoteAsset": "U-D"}, {"quoteAsset": 5}]
)
def test_a_bad_row_spoils_no_other(more: dict[str, object]) -> None:
    listing = read_listing(spoiled(**more))
    assert [market.symbol for market in listing.markets] == ["ETHUSDT"]
    assert [symbol for symbol, _ in listing.skipped] == ["BAD"]


def test_a_market_that_is_halted() -> None:
    assert read_listing(spoiled(status="HALT")).markets[1].state is MarketState.HALTED


def test_an_empty_listing_is_none() -> None:
    with pytest.raises(BadMessage):
        read_listing(b'{"symbols":[]}')


def test_coins_stand_beside() -> None:
    listed = decode(encode(write_listing([MARKET], ("SOL",), 5)))
    assert [coin["coinId"] for coin in listed["coins"]] == ["ETH", "SOL", "USDT"]
    assert listed["serverTime"] == "5"
