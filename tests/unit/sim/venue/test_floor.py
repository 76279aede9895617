"""The floor: every order's story in its reports, every atom in the ledger, and the crowd without either."""

from __future__ import annotations

import pytest

from picaflor.domain.market import Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.machines.matching import Amended
from picaflor.sim.venue.crowd import Crowd, CrowdConfig
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import spot_listing
from picaflor.sim.venue.news import BalanceNews, OrderNews, TradeNews
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.outsiders import crowd_beat
from picaflor.wire.asks import Cancelling, Place, Placed, Refusal, Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.reports import OrderStatus
from picaflor.wire.venue import Venue
from tests.unit.sim.venue.conftest import Put

A = read_atoms
PRICE = "61000.00"


def statuses(floor: Floor, order_no: int) -> list[OrderStatus]:
    return [n.report.status for n in floor.news if isinstance(n, OrderNews) and n.report.venue_id == str(order_no)]


def test_a_limit_order_holds_its_money_and_a_fill_pays_it(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    buy = put(account, Side.BUY, "0.1", PRICE)
    assert account.ledger.held("USDT") == A("6100")
    sell = put(other, Side.SELL, "0.04", PRICE)
    assert (buy.status, sell.status) == (OrderStatus.PARTIAL, OrderStatus.FILLED)
    assert (account.ledger.held("USDT"), account.ledger.free("USDT")) == (A("3660"), A("3900"))
    assert account.ledger.total("BTC") == A("1.04") - A("0.00004")  # the fee is taken from what is received
    assert other.ledger.total("USDT") == A("12440") - A("2.44")
    assert statuses(floor, sell.no) == [OrderStatus.OPEN, OrderStatus.FILLED]
    assert [n.report.side for n in floor.news if isinstance(n, TradeNews)] == [Side.SELL]


def test_each_side_of_a_trade_has_its_fill_with_its_own_fee_and_role(
    account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    put(account, Side.BUY, "0.1", PRICE)
    put(other, Side.SELL, "0.1", PRICE)
    (maker,), (taker,) = account.fills, other.fills
    assert maker.trade_id == taker.trade_id
    assert (maker.liquidity, maker.fee_asset, maker.fee) == (Liquidity.MAKER, "BTC", A("0.0001"))
    assert (taker.liquidity, taker.fee_asset, taker.fee) == (Liquidity.TAKER, "USDT", A("6.1"))


def test_a_better_price_gives_back_what_was_held_too_much(account: VenueAccount, other: VenueAccount, put: Put) -> None:
    put(other, Side.SELL, "0.1", "60900")
    buy = put(account, Side.BUY, "0.1", PRICE)
    assert buy.status is OrderStatus.FILLED
    assert account.ledger.free("USDT") == A("3910")
    assert account.ledger.held("USDT") == 0


def test_cancel_releases_the_rest_once(floor: Floor, account: VenueAccount, put: Put) -> None:
    order = put(account, Side.SELL, "0.3", "62000")
    assert account.ledger.held("BTC") == A("0.3")
    said = floor.cancel(account, order.place.client_id, "", 2)
    assert said == Cancelling(order.place.client_id, str(order.no), (order.report(),))
    assert (account.ledger.held("BTC"), account.ledger.free("BTC")) == (0, A("1"))
    assert (order.status, order.reason, order.live) == (OrderStatus.CANCELLED, "cancelled", False)
    again = floor.cancel(account, "", str(order.no), 3)
    assert isinstance(again, Refused)
    assert again.kind is Refusal.CLOSED
    nobody = floor.cancel(account, "who", "", 3)
    assert isinstance(nobody, Refused)
    assert nobody.kind is Refusal.NOT_FOUND


def test_nobody_cancels_another_customers_order(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    order = put(account, Side.SELL, "0.3", "62000")
    assert isinstance(floor.cancel(other, "", str(order.no), 2), Refused)
    assert order.live


def test_cancel_all_takes_what_is_on_that_symbol(floor: Floor, account: VenueAccount, put: Put) -> None:
    put(account, Side.SELL, "0.1", "62000")
    put(account, Side.SELL, "0.1", "62100")
    assert floor.cancel_all(account, "ETHUSDT", 2) == Cancelling()
    assert [order.status for order in floor.cancel_all(account, "", 2).orders] == [OrderStatus.CANCELLED] * 2
    assert account.live == {}


@pytest.mark.parametrize(
    ("type", "tif", "status", "reason"),
    [
        (OrderType.LIMIT_MAKER, Tif.GTC, OrderStatus.REFUSED, "post_only"),
        (OrderType.LIMIT, Tif.IOC, OrderStatus.EXPIRED, "ioc"),
        (OrderType.LIMIT, Tif.FOK, OrderStatus.EXPIRED, "fok"),
        (OrderType.MARKET, Tif.GTC, OrderStatus.CANCELLED, "no_liquidity"),
    ],
)
def test_an_order_that_is_over_at_once_says_why_and_holds_nothing(
    account: VenueAccount,
    other: VenueAccount,
    put: Put,
    type: OrderType,
    tif: Tif,
    status: OrderStatus,
    reason: str,
) -> None:
    put(other, Side.BUY, "0.01", PRICE)
    market = type is OrderType.MARKET
    order = put(account, Side.SELL, "0.05", "" if market else PRICE, type=type, tif=tif)
    assert (order.status, order.reason) == (status, reason)
    assert account.ledger.held("BTC") == 0
    assert order.filled * 10**30 == (0 if reason in ("post_only", "fok") else A("0.01"))


def test_a_market_buy_by_money_spends_no_more_than_it_has(account: VenueAccount, other: VenueAccount, put: Put) -> None:
    put(other, Side.SELL, "0.1", PRICE)
    order = put(account, Side.BUY, "", type=OrderType.MARKET, quote=A("100"))
    assert (order.status, order.lots) == (OrderStatus.FILLED, 0)
    assert A("99.9") < order.filled_quote <= A("100")
    assert account.ledger.total("USDT") == A("10000") - order.filled_quote
    assert account.ledger.held("USDT") == 0


def test_a_market_buy_by_money_that_buys_nothing_is_cancelled(account: VenueAccount, put: Put) -> None:
    order = put(account, Side.BUY, "", type=OrderType.MARKET, quote=A("100"))
    assert (order.status, order.filled) == (OrderStatus.CANCELLED, 0)
    assert account.ledger.free("USDT") == A("10000")


@pytest.mark.parametrize(
    ("side", "size", "price"), [(Side.BUY, "1", "61000"), (Side.SELL, "1.000001", "61000")], ids=["money", "coins"]
)
def test_without_funds_nothing_is_taken(floor: Floor, account: VenueAccount, side: Side, size: str, price: str) -> None:
    ask = Place("BTCUSDT", "c1", side, OrderType.LIMIT, A(size), A(price))
    refused = floor.place(account, ask, 1)
    assert isinstance(refused, Refused)
    assert refused.kind is Refusal.FUNDS
    assert (account.accepted, floor.news) == (0, [])


def test_an_unknown_symbol_and_a_broken_rule_are_refused(floor: Floor, account: VenueAccount) -> None:
    unknown = floor.place(account, Place("XXX", "c1", Side.BUY, OrderType.LIMIT, A("1"), A("1")), 1)
    assert isinstance(unknown, Refused)
    assert unknown.kind is Refusal.SYMBOL
    broken = floor.place(account, Place("BTCUSDT", "c1", Side.BUY, OrderType.LIMIT, A("0.1"), A("61000.001")), 1)
    assert isinstance(broken, Refused)
    assert broken.kind is Refusal.RULE


def test_an_order_without_a_name_gets_one_of_the_venues(floor: Floor, account: VenueAccount) -> None:
    floor.place(account, Place("BTCUSDT", "", Side.BUY, OrderType.LIMIT, A("0.01"), A("61000")), 1)
    floor.place(account, Place("BTCUSDT", "", Side.BUY, OrderType.LIMIT, A("0.01"), A("61000")), 1)
    names = {order.place.client_id for order in account.orders.values()}
    assert len(names) == 2
    assert "" not in names


def test_the_crowd_trades_with_us_and_has_no_ledger(
    floor: Floor, account: VenueAccount, market: Market, put: Put
) -> None:
    crowd = Crowd(floor.last["BTCUSDT"], 20_000, 1, CrowdConfig(levels=5, take_percent=100))
    for beat in range(50):
        crowd_beat(floor, "BTCUSDT", crowd, beat)
    resting = floor.resting_crowd["BTCUSDT"]
    assert len(resting) >= 5
    assert len(resting) == len(floor.books["BTCUSDT"].levels(Side.BUY, 99)) + len(
        floor.books["BTCUSDT"].levels(Side.SELL, 99)
    )
    assert all(isinstance(news, TradeNews) for news in floor.news)
    floor.news.clear()
    order = put(account, Side.SELL, "0.001", type=OrderType.MARKET)
    assert order.status is OrderStatus.FILLED
    assert {type(news) for news in floor.news} == {OrderNews, BalanceNews, TradeNews}
    assert floor.accounts[0].fills == type(account.fills)()
    assert floor.last["BTCUSDT"] == market.tick.count(account.fills[0].price)


def test_what_the_matching_book_says_and_the_floor_does_not_know_is_an_error(floor: Floor, market: Market) -> None:
    with pytest.raises(AssertionError, match="does not know"):
        floor.apply(market, [Amended(1, 1, 1, True, 1)], 1)


def test_where_fees_are_money_a_buy_holds_them_and_each_side_pays_them(second: Venue) -> None:
    """A quarter of a percent for the taker, 0.12 % for the maker, of what the trade is worth."""
    floor = Floor(second, spot_listing(second, 1), 1_000)
    buyer, seller = (floor.open_account(PlainKeys(name, "s"), {"USDT": A("6115.25"), "BTC": A("1")}) for name in "ab")

    def order(name: str, side: Side) -> Place:
        return Place("BTCUSDT", name, side, OrderType.LIMIT, A("0.1"), A(PRICE))

    assert isinstance(floor.place(buyer, order("name-0001", Side.BUY), 1), Placed)
    assert (buyer.ledger.held("USDT"), buyer.ledger.free("USDT")) == (A("6115.25"), 0)
    assert isinstance(floor.place(buyer, order("name-0002", Side.BUY), 1), Refused)
    floor.place(seller, order("name-0003", Side.SELL), 2)
    (maker,), (taker,) = buyer.fills, seller.fills
    assert (maker.fee_asset, maker.fee, taker.fee_asset, taker.fee) == ("USDT", A("7.32"), "USDT", A("15.25"))
    assert (buyer.ledger.total("USDT"), buyer.ledger.held("USDT")) == (A("7.93"), 0)  # the rest of the hold is free
    assert buyer.ledger.total("BTC") == A("1.1")


def test_an_answer_shows_the_order_as_it_stands_then(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    put(other, Side.SELL, "0.04", PRICE)
    placed = floor.place(account, Place("BTCUSDT", "m", Side.BUY, OrderType.LIMIT, A("0.1"), A(PRICE)), 1)
    assert isinstance(placed, Placed)
    assert placed.order is not None
    assert (placed.order.status, placed.order.filled) == (OrderStatus.PARTIAL, A("0.04"))
    gone = floor.cancel(account, "m", "", 2)
    assert isinstance(gone, Cancelling)
    assert [order.status for order in gone.orders] == [OrderStatus.CANCELLED]
