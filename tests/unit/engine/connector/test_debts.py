"""Which answers are a debt of the private stream, what pays it, and what follows when nothing does."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from picaflor.domain.events import (
    BalanceChanged,
    Event,
    FeeKnown,
    Filled,
    OrderChanged,
    OrderState,
    OrderView,
    Origin,
    PositionChanged,
    PositionView,
    Surprise,
)
from picaflor.domain.orders import Fill, Hold, Liquidity, OrderType, Side, Tif
from picaflor.engine.connector.debts import AGAIN_FIRST_NS, GRACE_NS, Debts
from picaflor.engine.connector.desk import Errand
from picaflor.engine.connector.sessions import PRIVATE, open_sessions
from picaflor.machines.session.machine import Output
from picaflor.venues import load
from picaflor.wire.asks import Ask, Place, ReadBalances, ReadFills, ReadOpenOrders, ReadOrder, ReadTime
from picaflor.wire.contracts import ReadPositions
from picaflor.wire.reports import BalancesReport
from picaflor.wire.stream import FillsFrame, OrdersFrame, PositionsFrame
from picaflor.wire.venue import Venue

S = 1_000_000_000
ORDER = OrderView("n1", "7", "BTC-USDT", Side.BUY, OrderType.LIMIT, Tif.GTC, 5, 100, 0, 0, OrderState.OPEN)
FILL = Fill("bitget", "a", "BTC-USDT", "n1", "7", "t1", Side.BUY, 100, 5, 0, "USDT", Liquidity.MAKER, 0)
PLACE = Place("BTCUSDT", "n1", Side.BUY, OrderType.LIMIT, 5, 100)


class House:
    def __init__(self, venue: Venue, *, account: bool = True) -> None:
        self.session = open_sessions(venue, venue.domains["live"], 1, private=True)[PRIVATE]
        self.ended: list[tuple[int, str]] = []
        self.told: list[object] = []
        self.now_ns = 0
        self.debts = Debts(venue, self.session if account else None, self.obey, self.told.append)
        self.debts.up(0)

    def obey(self, _: tuple[Output, ...], now_ns: int) -> None:
        """As the connector does: the socket goes, and comes back."""
        self.ended.append((now_ns, str(getattr(self.told[-1], "detail", ""))))
        self.debts.down("", now_ns)
        self.debts.up(now_ns)

    def learn(self, ask: Ask, asked_ns: int, *news: Event) -> None:
        self.debts.learnt(Errand(ask, "", asked_ns), news, asked_ns + S)

    def wait(self, until_ns: int) -> None:
        while (due := self.debts.due()) is not None and due <= until_ns:
            self.debts.tick(due)
            assert self.debts.due() != due, "time stands still"


@pytest.fixture
def house(venue: Venue) -> House:
    return House(venue)


def opened(created_ns: int, before: OrderState = OrderState.SENT, **other: object) -> OrderChanged:
    return OrderChanged(replace(ORDER, created_ns=created_ns, **other), before)  # type: ignore[arg-type]


def test_an_order_of_which_the_stream_says_nothing_ends_the_socket_after_some_grace(house: House) -> None:
    house.learn(PLACE, 5 * S, opened(5 * S))
    assert house.debts.due() == 6 * S + GRACE_NS
    house.wait(60 * S)
    why = "it says nothing of orders, and they change"
    assert house.ended == [(6 * S + GRACE_NS, why)]
    assert house.told == [Surprise("the private socket is opened anew", why)]
    assert house.debts.due() is None


@pytest.mark.parametrize("heard_ns", [5 * S, 6 * S, 15 * S])
def test_whatever_it_says_of_that_kind_since_pays(house: House, heard_ns: int) -> None:
    if heard_ns < 6 * S:
        house.session.told_ns[OrdersFrame] = heard_ns
    house.learn(PLACE, 5 * S, opened(5 * S))
    house.session.told_ns[OrdersFrame] = heard_ns
    house.wait(60 * S)
    assert house.ended == []


def test_what_it_said_before_does_not_pay_nor_does_another_kind(house: House) -> None:
    house.session.told_ns = {OrdersFrame: 5 * S - 1, BalancesReport: 7 * S}
    house.learn(PLACE, 5 * S, opened(5 * S))
    house.wait(60 * S)
    assert len(house.ended) == 1


@pytest.mark.parametrize(
    "news",
    [
        opened(5 * S, type=OrderType.MARKET),
        opened(5 * S, state=OrderState.REFUSED),
        opened(5 * S, state=OrderState.ABSENT),
        opened(5 * S, state=OrderState.UNKNOWN),
        opened(0),  # as old as the socket
        FeeKnown(FILL),
        Surprise("what"),
    ],
)
def test_what_no_stream_would_have_told_is_no_debt(house: House, news: Event) -> None:
    house.learn(PLACE, 5 * S, news)
    assert house.debts.due() is None


def test_nobody_owes_while_the_stream_is_not_there_or_where_there_is_no_account(house: House, venue: Venue) -> None:
    house.debts.down("gone", 1)
    house.learn(PLACE, 5 * S, opened(5 * S))
    assert house.debts.due() is None
    look = House(venue, account=False)
    look.learn(PLACE, 5 * S, opened(5 * S))
    assert look.debts.due() is None


@pytest.mark.parametrize(
    ("ask", "news", "kind"),
    [
        (ReadOpenOrders(), opened(0, OrderState.OPEN, state=OrderState.CANCELLED), "orders"),
        (ReadOpenOrders(), opened(70 * S, origin=Origin.EXTERNAL), "orders"),
        (ReadFills(), Filled(FILL), "orders"),
        (ReadBalances(), BalanceChanged("bitget", "USDT", 1, 0), "balances"),
    ],
)
def test_a_list_shows_what_has_changed_since_the_one_before(house: House, ask: Ask, news: Event, kind: str) -> None:
    house.learn(ask, 5 * S, news)
    assert house.debts.due() is None, "there is none before it"
    house.learn(ask, 65 * S)
    house.learn(ask, 125 * S, news)
    house.wait(200 * S)
    assert house.ended == [(126 * S + GRACE_NS, f"it says nothing of {kind}, and they change")]


def test_what_a_list_makes_us_ask_about_one_order_has_changed_since_the_list_before(house: House) -> None:
    house.learn(ReadOrder("BTCUSDT", "n1"), 4 * S, opened(0, OrderState.OPEN, state=OrderState.FILLED))
    house.learn(ReadOpenOrders(), 5 * S)
    house.learn(ReadOpenOrders(), 65 * S)
    assert house.debts.due() is None
    house.session.told_ns[OrdersFrame] = 4 * S
    house.learn(ReadFills("BTCUSDT", "7"), 66 * S, Filled(FILL))
    assert house.debts.due() == 67 * S + GRACE_NS
    house.wait(200 * S)
    assert len(house.ended) == 1


def test_another_page_and_another_question_are_no_lists(house: House) -> None:
    house.learn(ReadOpenOrders(), 5 * S)
    house.learn(ReadOpenOrders(before="c"), 6 * S, opened(0, OrderState.OPEN))
    house.learn(ReadTime(), 7 * S, opened(0, OrderState.OPEN))
    assert house.debts.due() is None


def test_positions_of_contracts_count_and_what_moves_with_their_marks_does_not() -> None:
    house = House(load("bitget_perpetual"))
    grown = PositionView("bitget_perpetual", "BTC-USDT", Hold.NET, 5)
    for asked_ns, news in ((5, ()), (65, (PositionChanged(grown, 5), BalanceChanged("", "USDT", 1, 0)))):
        house.learn(ReadPositions(), asked_ns * S, *news)
        house.learn(ReadBalances(), asked_ns * S, *news)
    assert house.debts.due() is None
    house.learn(ReadPositions(), 125 * S, PositionChanged(grown, 4))
    house.session.told_ns[PositionsFrame] = 0
    house.wait(200 * S)
    assert house.ended[0][1] == "it says nothing of positions, and they change"


def test_fills_that_come_apart_are_owed_apart() -> None:
    house = House(load("altmarkets"))
    for asked_ns in (5, 65):
        house.learn(ReadFills(), asked_ns * S)
    house.session.told_ns[OrdersFrame] = 124 * S
    house.learn(ReadFills(), 125 * S, Filled(FILL))
    house.wait(200 * S)
    assert house.ended[0][1] == "it says nothing of fills, and they change"
    assert FillsFrame not in house.session.told_ns


def test_sockets_that_are_silent_one_after_the_other_are_ended_ever_later(house: House) -> None:
    for second in range(1, 800):
        house.wait(second * S)
        house.learn(PLACE, second * S, opened(second * S))
    waits = [later - earlier for (earlier, _), (later, _) in pairwise(house.ended)]
    assert waits == [AGAIN_FIRST_NS << n for n in range(1, len(waits) + 1)]
    assert len(waits) >= 2
    house.session.told_ns[OrdersFrame] = 800 * S  # it talks: what comes then is a first one
    house.wait(2_000 * S)
    ended = len(house.ended)
    house.learn(PLACE, 3_000 * S, opened(3_000 * S))
    house.wait(3_100 * S)
    house.learn(PLACE, 3_100 * S, opened(3_100 * S))
    house.wait(3_300 * S)
    assert len(house.ended) == ended + 2
