"""A paper house: it shows what it hears of the market while that can be trusted, and all it tells is on the disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from picaflor.domain.book import Level, Top, Trust
from picaflor.domain.events import FundingKnown, MarkChanged, Traded
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Cause, Hold, OrderType, Side
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.listing import listing_of
from picaflor.sim.venue.paper import PaperHouse, listed_as
from picaflor.venues import load
from picaflor.wire.asks import Place, Placed
from picaflor.wire.auth import PlainKeys
from picaflor.wire.contracts import BillKind, FundingRate, TierReport

A = read_atoms
SECOND = 1_000_000_000
PAIR = "BTC-USDT"
TIERS = (TierReport(1, 0, 0, 100, A("0.005")),)


@dataclass
class Book:
    """What is seen of the real one."""

    b: list[Level]
    a: list[Level]
    at_ns: int = 1
    trust: Trust = Trust.GOOD

    def best(self) -> tuple[int, int]:
        return self.b[0][0], self.a[0][0]

    def top(self) -> Top:
        return Top(*self.b[0], *self.a[0])

    def bids(self, depth: int) -> list[Level]:
        return self.b[:depth]

    def asks(self, depth: int) -> list[Level]:
        return self.a[:depth]


def make(row: str = "bitget", funds: str = "10000") -> PaperHouse:
    market = listing_of(load(row), 1)[0].market
    house = PaperHouse(load(row), [listed_as(market, 612_345, TIERS)], PlainKeys("k", "s", "p"), 1)
    house.begin({"USDT": A(funds)}, 1)
    return house


def place(house: PaperHouse, side: Side, lots: int, ticks: int | None, at_ns: int = 5) -> Any:
    floor = house.exchange.floor
    market = next(iter(floor.markets.values()))
    price = None if ticks is None else ticks * market.tick.atoms
    kind = OrderType.MARKET if ticks is None else OrderType.LIMIT
    said = floor.place(house.account, Place(market.symbol, "", side, kind, lots * market.lot.atoms, price), at_ns)
    assert isinstance(said, Placed), said
    return house.account.orders[int(said.venue_id)]


def levels(house: PaperHouse, side: Side) -> list[Level]:
    (book,) = house.exchange.floor.books.values()
    return book.levels(side, 9)


def test_the_book_is_shown_while_it_is_trusted() -> None:
    house, book = make(), Book([(100, 5)], [(102, 7)])
    house.hear((), {PAIR: book}, 1)
    assert (levels(house, Side.BUY), levels(house, Side.SELL)) == ([(100, 5)], [(102, 7)])
    book.trust = Trust.GAP
    house.hear((), {PAIR: book}, 2)
    assert (levels(house, Side.BUY), levels(house, Side.SELL)) == ([], [])
    book.trust = Trust.GOOD
    house.hear((), {PAIR: book}, 3)
    assert levels(house, Side.BUY) == [(100, 5)]


def test_while_the_book_is_not_trusted_no_trade_fills_anything() -> None:
    house, book = make(), Book([(612_300, 5_000)], [(612_500, 7)])
    house.hear((), {PAIR: book}, 1)
    rests = place(house, Side.BUY, 2_000, 612_400)
    book.trust = Trust.STALE
    house.hear((), {PAIR: book}, 6)
    trade = Traded("bitget", PAIR, Side.SELL, 612_300, 50_000, 7)
    house.hear([trade], {PAIR: book}, 7)
    assert rests.filled == 0
    book.trust = Trust.GOOD
    house.hear((), {PAIR: book}, 8)
    house.hear([trade], {PAIR: book}, 9)
    assert rests.filled == 2_000


def test_an_order_that_waited_unseen_stands_behind_whoever_came_meanwhile() -> None:
    house, book = make(), Book([(612_300, 5_000)], [(612_500, 7)])
    house.hear((), {PAIR: book}, 1)
    rests = place(house, Side.BUY, 2_000, 612_350)
    book.trust = Trust.CLOSED
    house.hear((), {PAIR: book}, 6)
    book.trust, book.b, book.at_ns = Trust.GOOD, [(612_350, 3_000), (612_300, 5_000)], 7
    house.hear((), {PAIR: book}, 7)
    house.hear([Traded("bitget", PAIR, Side.SELL, 612_350, 3_500, 8)], {PAIR: book}, 8)
    assert rests.filled == 500


def test_what_is_told_was_written_down_before() -> None:
    house, book = make(), Book([(612_300, 5_000)], [(612_500, 9_000)])
    disk: list[bytes] = []
    past: list[bytes] = []

    def write(state: bytes, rows: list[bytes]) -> None:
        disk.append(state)
        past.extend(rows)

    house.write_to(write)
    house.hear((), {PAIR: book}, 1)
    place(house, Side.BUY, 2_000, None)
    house.exchange.tick(6)
    again = PaperHouse(load("bitget"), [listed_as(listing_of(load("bitget"), 1)[0].market, 1)], PlainKeys("k", "s"), 1)
    again.go_on(disk[-1], past)
    assert again.account.balance("BTC") == house.account.balance("BTC")
    assert again.account.balance("USDT") == house.account.balance("USDT")
    assert list(again.account.fills) == list(house.account.fills) != []


# contracts


def contracts() -> tuple[PaperHouse, ContractFloor, Book]:
    house = make("bitget_perpetual", "100")
    floor = house.exchange.floor
    assert isinstance(floor, ContractFloor)
    book = Book([(612_300, 5_000)], [(612_400, 5_000)])
    house.hear([MarkChanged("x", PAIR, A("61235"), A("61236"))], {PAIR: book}, SECOND)
    return house, floor, book


def test_marks_are_those_of_the_market_and_take_over_who_cannot_pay() -> None:
    house, floor, book = contracts()
    floor.ledger(house.account).set_leverage(PAIR, 50)
    place(house, Side.BUY, 500, None)
    assert floor.marks["BTCUSDT"] == A("61235")
    house.hear([MarkChanged("x", PAIR, A("60900"), A("60900"))], {PAIR: book}, 6 * SECOND)
    assert floor.ledger(house.account).position(PAIR).lots == 500
    house.hear([MarkChanged("x", PAIR, A("59000"), A("59000"))], {PAIR: book}, 7 * SECOND)
    assert floor.ledger(house.account).position(PAIR).lots == 0
    assert [order.cause for order in house.account.orders.values()] == [Cause.USER, Cause.LIQUIDATION]


def test_funding_is_settled_at_the_told_time_by_the_rate_that_was_told_last_and_once() -> None:
    house, floor, book = contracts()
    place(house, Side.BUY, 100, None)
    for rate in ("0.0005", "0.0001"):
        house.hear([FundingKnown("x", PAIR, A(rate), 20 * SECOND)], {PAIR: book}, 10 * SECOND)
    for at in (19, 20, 21, 30):
        house.hear((), {PAIR: book}, at * SECOND)
    bills = [bill for bill in house.account.bills if bill.kind is BillKind.FUNDING]
    lot = floor.markets["BTCUSDT"].lot.atoms
    assert [bill.amount for bill in bills] == [-(100 * lot * A("61235") // A("1")) * A("0.0001") // A("1")]
    assert floor.line(house.account, "BTCUSDT").slot(Hold.NET).funding == bills[0].amount


def test_funding_that_was_settled_while_it_was_closed_is_booked_at_the_rates_of_then() -> None:
    house = make("bitget_perpetual")
    (market,) = house.exchange.floor.markets.values()
    house.hear((), {PAIR: Book([(612_340, 9_000)], [(612_345, 9_000)])}, 1)
    place(house, Side.BUY, 1_000, None)
    ledger, mark = house.account.ledger, A("50000")
    assert isinstance(ledger, PerpetualLedger)
    before = ledger.wallet("USDT")
    rates = [FundingRate(market.symbol, A("0.0002"), 3 * SECOND), FundingRate(market.symbol, -A("0.0001"), 2 * SECOND)]
    house.catch_up(rates, {market.symbol: mark}, 4 * SECOND)
    paid = [each for each in house.account.bills if each.kind is BillKind.FUNDING]
    assert [each.at_ns for each in paid] == [2 * SECOND, 3 * SECOND], "oldest first"
    worth = 1_000 * market.lot.atoms * mark // A("1")
    assert [each.amount for each in paid] == [worth // 10_000, -worth // 5_000]
    assert ledger.wallet("USDT") - before == -worth // 10_000
    spot = make()
    spot.catch_up(rates, {}, 4 * SECOND)
    assert not [each for each in spot.account.bills if each.kind is BillKind.FUNDING]
