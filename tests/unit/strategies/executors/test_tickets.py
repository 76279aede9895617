"""Orders by tag: denied, ended, unknown, come back; and the money that their fills moved."""

from __future__ import annotations

import pytest

from picaflor.domain.commands import CancelOrder, PlaceOrder
from picaflor.domain.events import OrderState, Pending
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side, Wish
from picaflor.strategies.executors.tickets import DONE_KEPT, Money, Tickets
from tests.unit.strategies.executors.stage import CONTRACT, PAIR, SPOT, Stage

WISH = Wish(PAIR, Side.BUY, 10, 1_000)


class Hand:
    """An executor that does what the test says."""

    name, phase, close_type = "x", None, None

    def __init__(self) -> None:
        self.tickets, self.wants = Tickets("x"), list[object]()

    def act(self, view: object) -> list[object]:
        self.tickets.hear(view, PAIR)  # type: ignore[arg-type]
        wants, self.wants = self.wants, []
        return wants


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def hand() -> Hand:
    return Hand()


def want(stage: Stage, hand: Hand, wish: Wish = WISH, role: str = "o") -> str:
    hand.wants = [hand.tickets.place(wish, role, stage.now_ns)]
    stage.act(hand)  # type: ignore[arg-type]
    return stage.last()


def hear(stage: Stage, hand: Hand) -> Tickets:
    stage.act(hand)  # type: ignore[arg-type]
    return hand.tickets


def test_each_order_has_a_tag_of_its_own_and_lives_until_it_is_proven_over(stage: Stage, hand: Hand) -> None:
    first, second = want(stage, hand), want(stage, hand)
    assert [wish.tag for wish in stage.wanted] == ["x.o0", "x.o1"]
    assert hear(stage, hand).live(Side.BUY) == 20
    stage.change(first, state=OrderState.UNKNOWN)
    stage.fill(second, 4)
    tickets = hear(stage, hand)
    assert (tickets.live(Side.BUY), tickets.filled(Side.BUY), tickets.live(Side.SELL)) == (16, 4, 0)
    stage.end(first, OrderState.ABSENT)
    stage.end(second)
    tickets = hear(stage, hand)
    assert (tickets.live(Side.BUY), tickets.filled(Side.BUY), tickets.open) == (0, 4, {})


def test_what_was_denied_or_refused_is_counted_until_something_goes_well(stage: Stage, hand: Hand) -> None:
    stage.deny = lambda wish: True
    want(stage, hand)
    stage.deny = lambda wish: False
    assert (hear(stage, hand).denials, hand.tickets.last_words, hand.tickets.open) == (1, "too much", {})
    stage.end(want(stage, hand), OrderState.REFUSED, "no money")
    assert (hear(stage, hand).denials, hand.tickets.last_words) == (2, "no money")
    name = want(stage, hand)
    stage.fill(name, 10)
    assert hear(stage, hand).denials == 0


def test_an_order_that_was_proven_absent_may_come_back(stage: Stage, hand: Hand) -> None:
    name = want(stage, hand)
    stage.end(name, OrderState.ABSENT)
    assert hear(stage, hand).live(Side.BUY) == 0
    stage.change(name, state=OrderState.OPEN)
    assert hear(stage, hand).live(Side.BUY) == 10
    stage.fill(name, 10)
    tickets = hear(stage, hand)
    assert (tickets.live(Side.BUY), tickets.filled(Side.BUY)) == (0, 10)
    stage.change(name, filled=10)  # said again
    assert hear(stage, hand).filled(Side.BUY) == 10


def test_a_cancel_is_asked_for_once_and_only_of_what_has_a_name(stage: Stage, hand: Hand) -> None:
    fresh = hand.tickets.place(WISH, "o", 0)
    assert isinstance(fresh, PlaceOrder)
    assert hand.tickets.cancel("late", "o") == []
    name = want(stage, hand, role="p")
    tickets = hear(stage, hand)
    assert tickets.cancel("late", "p") == [CancelOrder(name, "late")]
    assert tickets.cancel("late", "q") == []
    stage.change(name, cancel=Pending.ASKED)
    assert hear(stage, hand).cancel("late", "p") == []
    stage.change(name, cancel=Pending.NONE)  # it was refused, and the order lives
    assert hear(stage, hand).cancel("late", "p") == [CancelOrder(name, "late")]


def test_orders_and_fills_of_others_are_nothing_to_it(stage: Stage, hand: Hand) -> None:
    stage._place(WISH)
    stage.fill("c0", 3)
    tickets = hear(stage, hand)
    assert (tickets.money, tickets.open, tickets.done) == (Money(), {}, {})


def test_money_counts_fees_in_quote_in_base_and_in_a_third_coin(stage: Stage, hand: Hand) -> None:
    buy = want(stage, hand)
    sell = want(stage, hand, Wish(PAIR, Side.SELL, 10, 1_010))
    hear(stage, hand)
    stage.fill(buy, 6, 1_000, fee=ONE // 1_000, asset="BTC")  # a thousandth at 1000: one
    stage.fill(buy, 4, 999, fee=ONE // 2)
    stage.fill(sell, 5, 1_010, fee=-ONE // 4)
    stage.fill(sell, 5, 1_010, fee=ONE, asset="BNB")
    money = hear(stage, hand).money
    assert (money.bought, money.sold) == (10, 10)
    assert money.spent == (6_000 + 3_996) * ONE // 1_000
    assert money.earned == 10_100 * ONE // 1_000
    assert money.fees == ONE + ONE // 2 - ONE // 4
    assert (money.base_fees, money.other_fees) == (ONE // 1_000, {"BNB": ONE})
    assert money.net(SPOT, 0) == money.earned - money.spent - money.fees


def test_what_is_held_is_worth_what_it_would_fetch() -> None:
    long = Money(bought=10, spent=10 * ONE)
    assert long.net(SPOT, 1_100) == ONE
    short = Money(sold=10, earned=10 * ONE)
    assert short.net(CONTRACT, 1_100) == -ONE


def test_old_ends_are_forgotten_and_their_fills_are_not(stage: Stage, hand: Hand) -> None:
    for _ in range(DONE_KEPT + 20):
        name = want(stage, hand)
        stage.fill(name, 10)
    tickets = hear(stage, hand)
    assert len(tickets.done) == DONE_KEPT
    assert tickets.filled(Side.BUY) == 10 * (DONE_KEPT + 20)
