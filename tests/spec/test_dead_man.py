"""The dead-man switch: who falls silent has nothing left open, and who goes in order leaves no switch behind."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.events import OrderState, Surprise
from picaflor.domain.orders import Side
from picaflor.sim.venue.faults import RequestFault
from picaflor.wire.asks import Place
from picaflor.wire.dead_man import ArmSwitch
from tests.spec.card import LEVERAGE, ROWS, SECOND, Card, Denied, only, ready
from tests.worlds import spoken as load

rows = pytest.mark.parametrize("venue", ROWS)
AFTER = 30


def size(card: Card) -> int:
    return 2_000 if card.row.kind == "spot" else 200


def armed(venue: str) -> Card:
    only(venue, "dead_man")
    setup: dict[str, Any] = {"dead_man_ns": AFTER * SECOND} | ({"leverage": LEVERAGE} if load(venue).product else {})
    return ready(venue, setup=setup)


def resting(card: Card) -> str:
    name = card.place(Side.BUY, size(card), card.bid - 100)
    card.rest()
    assert card.order(name).state is OrderState.OPEN
    return name


def switches(card: Card) -> dict[Any, int]:
    found: dict[Any, int] = card.world.exchange._switches._at
    return found


@rows
def test_o23_the_switch_is_armed_before_an_order_leaves_and_kept_from_firing(venue: str) -> None:
    card = armed(venue)
    (first,) = card.asked(ArmSwitch)
    assert (first.after_ns, card.asked(Place)) == (AFTER * SECOND, [])
    assert list(switches(card).values()) == [pytest.approx(card.now_ns + AFTER * SECOND, abs=5 * SECOND)]
    name = resting(card)
    card.run(4 * AFTER)
    assert card.order(name).state is OrderState.OPEN, "it was kept from firing"
    assert 11 <= len(card.asked(ArmSwitch)) <= 14, "in a third of its time"
    assert not card.told(Surprise)
    card.books_agree()


@rows
def test_o23_it_fires_when_nothing_more_comes_of_us(venue: str) -> None:
    card = armed(venue)
    name = resting(card)
    dead, at = card.world.exchange, card.now_ns
    for second in range(1, AFTER + 2):
        dead.tick(at + second * SECOND)
        if second == AFTER - 12:
            assert card.theirs(name).live, "not before its time"
    assert not card.theirs(name).live
    assert switches(card) == {}
    card.rest()
    assert card.order(name).state is OrderState.CANCELLED, "we hear of it as of any cancel"


@rows
def test_o23_it_is_disarmed_when_we_go_and_nothing_is_open(venue: str) -> None:
    card = armed(venue)
    name = resting(card)
    assert card.world.run_until_quiet()
    assert card.order(name).state is OrderState.CANCELLED
    assert card.asked(ArmSwitch)[-1].after_ns == 0
    assert switches(card) == {}


@rows
def test_o23_it_is_not_disarmed_while_something_may_be_open(venue: str) -> None:
    card = armed(venue)
    resting(card)
    card.world.exchange.faults.order(RequestFault.DROP_REQUEST, 1_000)
    assert not card.world.run_until_quiet(20)
    assert all(ask.after_ns for ask in card.asked(ArmSwitch))
    assert not card.world.engine.empty
    card.run(AFTER + 5)
    assert card.account.live == {}
    assert card.world.engine.quiet


@rows
def test_o23_a_no_is_told_and_nothing_is_traded_without_it(venue: str) -> None:
    only(venue, "dead_man")
    card = armed(venue)
    code = card.row.refusals["parameter"][0]
    card.world.exchange.faults.order_code(code, 1_000)
    card.until(lambda: card.connector.gate != "", 2 * AFTER)
    assert f"({code}: " in card.connector.gate
    told = [each.what for each in card.told(Surprise)]
    assert [what.split(" the ")[0] for what in told] == ["cannot arm", told[1]]
    assert told[1].endswith("may have fired")
    with pytest.raises(Denied):
        card.place(Side.BUY, size(card), card.bid - 100)


@rows
def test_o23_it_outlasts_an_answer_that_is_lost(venue: str) -> None:
    card = armed(venue)
    name = resting(card)
    card.world.exchange.faults.order(RequestFault.DROP_REPLY)
    card.run(2 * AFTER)
    assert card.connector.gate == ""
    assert card.order(name).state is OrderState.OPEN
    assert [each.what.split(" the ")[0] for each in card.told(Surprise)] == ["cannot arm"]


def test_o23_two_rows_of_one_account_share_its_switch() -> None:
    """Which tells no more than one of them a second."""
    setup = {"dead_man_ns": AFTER * SECOND, "leverage": LEVERAGE}
    card = ready("bitget:unified", others=("bitget_perpetual",), setup=setup)
    other = card.world.engine.connectors["bitget_perpetual"]
    card.run(2 * AFTER)
    assert len(switches(card)) == 1
    assert (card.connector.gate, other.gate) == ("", "")
    assert card.world.run_until_quiet()
    assert switches(card) == {}
