"""The setup of a contract: read, made as wished one thing after the other, and shut while the venue says no."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.engine.connector.setup import AGAIN_NS, BLOCKED_NS, Setups, Wanted
from picaflor.wire.asks import Ask, Refused
from picaflor.wire.contracts import Agreed, MarginSetup, ReadSetup, SetLeverage, SetMarginMode, SetPositionMode, SetPot
from picaflor.wire.net import NoAnswer
from picaflor.wire.reports import PotReport
from picaflor.wire.venue import Venue
from tests.unit.engine.connector.conftest import NOW

ONEWAY, HEDGE = PositionMode.ONEWAY, PositionMode.HEDGE
CROSS, ISOLATED = MarginMode.CROSS, MarginMode.ISOLATED
X = "XUSDT"


class Asked:
    """A desk that remembers what it was asked."""

    def __init__(self) -> None:
        self.asks: list[Ask] = []

    def ask(self, ask: Ask, purpose: str, now_ns: int) -> bool:
        self.asks.append(ask)
        return True


def setups(wanted: Wanted) -> tuple[Setups, Asked]:
    desk = Asked()
    made = Setups(wanted, desk)  # type: ignore[arg-type]
    made.open(X, NOW)
    made.tick(NOW)
    assert desk.asks.pop() == ReadSetup(X)
    return made, desk


def found(**changes: Any) -> MarginSetup:
    return MarginSetup(X, **{"position_mode": ONEWAY, "margin_mode": CROSS, "leverage": 5, **changes})


def test_what_is_as_wished_is_ready() -> None:
    made, desk = setups(Wanted(ONEWAY, CROSS, 5))
    assert made.missing() == ["setup of XUSDT"]
    assert made.answered(ReadSetup(X), found(), NOW) == []
    assert (made.missing(), desk.asks, made.leverage(X), made.due()) == ([], [], 5, None)


@pytest.mark.parametrize(
    ("wanted", "setup", "change"),
    [
        (Wanted(HEDGE, CROSS, 5), found(), SetPositionMode(HEDGE)),
        (Wanted(ONEWAY, ISOLATED, 5), found(), SetMarginMode(X, ISOLATED)),
        (Wanted(ONEWAY, CROSS, 7), found(), SetLeverage(X, 7, Hold.NET, CROSS)),
        (
            Wanted(ONEWAY, ISOLATED, 7),
            found(margin_mode=ISOLATED, leverage_long=5),
            SetLeverage(X, 7, Hold.NET, ISOLATED),
        ),
        (
            Wanted(HEDGE, ISOLATED, 7),
            found(position_mode=HEDGE, margin_mode=ISOLATED, leverage_long=7, leverage_short=5),
            SetLeverage(X, 7, Hold.SHORT, ISOLATED),
        ),
    ],
)
def test_the_first_thing_that_is_otherwise_is_changed_and_read_again(
    wanted: Wanted, setup: MarginSetup, change: Ask
) -> None:
    made, desk = setups(wanted)
    made.answered(ReadSetup(X), setup, NOW)
    assert desk.asks == [change]
    assert made.missing() == ["setup of XUSDT"]
    made.answered(change, Agreed(), NOW + 1)
    made.tick(NOW + 1)
    assert desk.asks[1:] == [ReadSetup(X)]


def test_a_no_keeps_the_gate_shut_says_why_and_is_tried_again() -> None:
    made, _ = setups(Wanted(HEDGE, CROSS, 5))
    made.answered(ReadSetup(X), found(), NOW)
    (said,) = made.answered(SetPositionMode(HEDGE), Refused("40920", "you hold positions"), NOW)
    assert said.detail == "40920: you hold positions"
    assert made.missing() == ["setup of XUSDT (40920: you hold positions)"]
    assert made.due() == NOW + BLOCKED_NS
    made.tick(NOW + BLOCKED_NS)
    made.answered(ReadSetup(X), found(position_mode=HEDGE), NOW + BLOCKED_NS)
    assert made.missing() == []


def test_no_answer_is_asked_again() -> None:
    made, _ = setups(Wanted(HEDGE, CROSS, 5))
    made.answered(ReadSetup(X), NoAnswer("timed out"), NOW)
    assert made.due() == NOW + AGAIN_NS


def test_after_a_separation_it_is_read_again() -> None:
    made, desk = setups(Wanted(ONEWAY, CROSS, 5))
    made.answered(ReadSetup(X), found(), NOW)
    made.again(NOW + 5)
    made.tick(NOW + 5)
    assert desk.asks == [ReadSetup(X)]
    assert made.missing() == [], "what was so a moment ago holds until we hear otherwise"


def test_an_order_says_its_margin_mode_where_there_is_such_a_thing(venue: Venue) -> None:
    wanted = Wanted(margin_mode=ISOLATED)
    assert wanted.margin_of(venue) is None
    assert wanted.margin_of(replace(venue, margin_modes=(CROSS, ISOLATED))) is ISOLATED


def test_where_the_leverage_brings_the_margin_mode_both_are_set_in_one() -> None:
    desk = Asked()
    made = Setups(Wanted(ONEWAY, ISOLATED, 5), desk, leverage_sets_mode=True)  # type: ignore[arg-type]
    made.open(X, NOW)
    made.tick(NOW)
    made.answered(ReadSetup(X), found(), NOW)
    assert desk.asks[1:] == [SetLeverage(X, 5, Hold.NET, ISOLATED)]


def test_an_order_says_its_leverage_where_that_is_asked_for(venue: Venue) -> None:
    contracts = replace(venue, margin_modes=(CROSS, ISOLATED))
    assert Wanted(ONEWAY, ISOLATED, 5).with_orders(contracts) == (ISOLATED, 0)
    said = replace(contracts, features=contracts.features | {"leverage_by_order"})
    assert Wanted(ONEWAY, ISOLATED, 5).with_orders(said) == (ISOLATED, 5)
    assert Wanted().with_orders(venue) == (None, 0)


def potted(wanted: Wanted) -> tuple[Setups, Asked]:
    desk = Asked()
    made = Setups(wanted, desk, mode_by_order=True, pots=True)  # type: ignore[arg-type]
    made.open(X, NOW)
    made.tick(NOW)
    assert desk.asks.pop() == ReadSetup(X, wanted.margin_mode)
    return made, desk


def test_the_account_of_an_isolated_contract_is_opened_with_what_was_said() -> None:
    wanted = Wanted(ONEWAY, ISOLATED, 5, isolated=70)
    made, desk = potted(wanted)
    ask = ReadSetup(X, ISOLATED)
    made.answered(ask, Refused("20032", "Margin account not found"), NOW)
    assert desk.asks.pop() == SetPot(X, 70, 5)
    other = found(margin_mode=ISOLATED, leverage=9, pot=PotReport(X, "USDT", 65, leverage=9))
    made.answered(ask, other, NOW)
    assert desk.asks.pop() == SetPot(X, 65, 5)
    assert made.missing() == ["setup of XUSDT"]
    made.answered(ask, found(margin_mode=ISOLATED, pot=PotReport(X, "USDT", 65, leverage=5)), NOW)
    assert (made.missing(), desk.asks) == ([], [])


def test_an_account_that_nobody_has_money_for_shuts_the_gate_and_says_so() -> None:
    made, desk = potted(Wanted(ONEWAY, ISOLATED, 5))
    made.answered(ReadSetup(X, ISOLATED), Refused("20032", "Margin account not found"), NOW)
    assert desk.asks == []
    (missing,) = made.missing()
    assert "nobody said how much" in missing
    assert made.due() == NOW + BLOCKED_NS
