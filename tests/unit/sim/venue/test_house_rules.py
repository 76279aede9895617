"""Every rule refuses on its own side of the line, in the venue's own code and words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.domain.market import Market, MarketState
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.house_rules import KINDS, Rules
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.asks import Place
from picaflor.wire.venue import Venue
from tests.unit.sim.venue.conftest import Put

A = read_atoms
LIMIT, MARKET = OrderType.LIMIT, OrderType.MARKET
BUY, SELL = Side.BUY, Side.SELL
GOOD = Place("BTCUSDT", "c1", BUY, LIMIT, A("0.1"), A("61000"))


def place(side: Side, kind: OrderType, size: str = "", price: str = "", quote: str = "", name: str = "c1") -> Place:
    return Place("BTCUSDT", name, side, kind, *(A(text) if text else None for text in (size, price, quote)))


def rule(venue: Venue, account: VenueAccount, market: Market, ask: Place) -> str:
    refused = Rules(venue).check(account, market, ask, 6_100_000)
    if refused is None:
        return ""
    (name,) = [n for n in KINDS if venue.refusals.get(n) == (refused.code, refused.words) and KINDS[n] is refused.kind]
    return name


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (place(BUY, LIMIT, "0.1", "61000"), ""),
        (place(BUY, LIMIT, "0.1", "61000.001"), "tick"),
        (place(BUY, LIMIT, "0.1000001", "61000"), "lot"),
        (place(BUY, LIMIT, "0.000009", "61000"), "minimum size"),
        (place(BUY, LIMIT, "0.00001", "61000"), "minimum notional"),
        (place(BUY, LIMIT, "5.000001", "61000"), "maximum size"),
        (place(BUY, LIMIT, "5", "61000"), ""),
        (place(BUY, LIMIT, "", "61000"), "parameter"),
        (place(BUY, LIMIT, "0.1", ""), "parameter"),
        (place(BUY, LIMIT, "0.1", "64050"), ""),
        (place(BUY, LIMIT, "0.1", "64050.01"), "band above"),
        (place(SELL, LIMIT, "0.1", "64050.01"), ""),
        (place(SELL, LIMIT, "0.1", "57950"), ""),
        (place(SELL, LIMIT, "0.1", "57949.99"), "band below"),
        (place(BUY, LIMIT, "0.1", "57949.99"), ""),
        (place(SELL, MARKET, "0.1"), ""),
        (place(SELL, MARKET, "0.00001"), "minimum notional"),
        (place(BUY, MARKET, quote="1"), ""),
        (place(BUY, MARKET, quote="0.99"), "minimum notional"),
        (place(BUY, LIMIT, "0.1", "61000", name="x" * 51), "client id"),
        (place(BUY, LIMIT, "0.1", "61000", name="ä"), "client id"),
    ],
)
def test_each_rule_stands_on_its_line(
    venue: Venue, account: VenueAccount, market: Market, ask: Place, says: str
) -> None:
    strict = replace(market, min_lots=10, max_lots=5_000_000)
    assert rule(venue, account, strict, ask) == says


def test_a_halted_market_refuses(venue: Venue, account: VenueAccount, market: Market) -> None:
    assert rule(venue, account, replace(market, state=MarketState.HALTED), GOOD) == "halted"


def test_a_name_is_taken_while_its_order_lives(venue: Venue, account: VenueAccount, market: Market, put: Put) -> None:
    order = put(account, SELL, "0.1", "62000", name="c1")
    assert rule(venue, account, market, GOOD) == "duplicate"
    account.live.pop(order.no)
    order.status = type(order.status).CANCELLED
    assert rule(venue, account, market, GOOD) == ""


def test_so_many_open_orders_and_no_more(venue: Venue, account: VenueAccount, market: Market, put: Put) -> None:
    put(account, SELL, "0.1", "62000", name="c0")
    assert rule(venue, account, replace(market, max_open_orders=2), GOOD) == ""
    assert rule(venue, account, replace(market, max_open_orders=1), GOOD) == "open orders"


def test_a_name_may_be_too_short_and_may_be_good_for_one_order_only(
    second: Venue, account: VenueAccount, market: Market, put: Put
) -> None:
    rules = Rules(second)
    for name, refused in (
        ("x" * 7, True),
        ("x" * 8, False),
        ("x" * 32, False),
        ("x" * 33, True),
        ("x" * 7 + "+", True),
    ):
        said = rules.check(account, market, place(BUY, LIMIT, "0.1", "61000", name=name), 6_100_000)
        assert (said is not None) is refused, name
    order = put(account, SELL, "0.1", "62000", name="used-once")
    account.live.pop(order.no)
    order.status = type(order.status).CANCELLED
    said = rules.check(account, market, place(BUY, LIMIT, "0.1", "61000", name="used-once"), 6_100_000)
    assert said == rules.refuse("duplicate")
