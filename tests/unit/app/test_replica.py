"""The replica rebuilds what a screen shows from the audit alone."""

from __future__ import annotations

import string
from dataclasses import replace

from picaflor.app.replica import KEPT_FILLS, Replica
from picaflor.domain.events import (
    BalanceChanged,
    FeeKnown,
    Filled,
    OrderChanged,
    OrderClaimed,
    OrderState,
    OrderView,
    Readiness,
    Surprise,
)
from picaflor.domain.orders import Fill, Liquidity, OrderType, Side, Tif
from picaflor.engine.audit import Audit, Step
from picaflor.machines.orders import ClientIds
from picaflor.wire.venue import ClientIdRule

ORDER = OrderView("pf1", "9", "A-B", Side.BUY, OrderType.LIMIT, Tif.GTC, 10, 5, 0, 0, OrderState.OPEN)
FILL = Fill("v", "a", "A-B", "1", "pf1", "9", Side.BUY, 5, 3, 0, "", Liquidity.MAKER, 0)


def after(*events: object) -> Replica:
    audit, replica = Audit(), Replica()
    for n, event in enumerate(events):
        audit.did(event) if isinstance(event, Step) else audit.saw(n, "v", event)  # type: ignore[arg-type]
    replica.catch_up(audit)
    return replica


def test_live_orders_are_shown_and_final_ones_counted() -> None:
    replica = after(OrderChanged(ORDER, OrderState.SENT))
    assert replica.orders == {"pf1": ORDER}
    done = replace(ORDER, state=OrderState.FILLED, filled=10)
    replica = after(OrderChanged(ORDER, OrderState.SENT), OrderChanged(done, OrderState.OPEN))
    assert replica.orders == {}
    assert (replica.counts["orders open"], replica.counts["orders filled"]) == (1, 1)


def test_a_change_within_a_state_is_not_counted_again() -> None:
    partial = replace(ORDER, state=OrderState.PARTIAL, filled=1)
    replica = after(OrderChanged(partial, OrderState.OPEN), OrderChanged(partial, OrderState.PARTIAL))
    assert replica.counts["orders partial"] == 1


def test_fills_are_handed_over_once_and_kept_within_bounds() -> None:
    audit, replica = Audit(), Replica()
    for n in range(KEPT_FILLS + 5):
        audit.saw(n, "v", Filled(replace(FILL, trade_id=str(n), side=Side.SELL if n % 2 else Side.BUY)))
    assert len(replica.catch_up(audit)) == KEPT_FILLS + 5
    assert replica.catch_up(audit) == []
    assert len(replica.fills) == KEPT_FILLS
    assert replica.counts["buys"] + replica.counts["sells"] == KEPT_FILLS + 5


def test_late_fees_balances_readiness_surprises_and_denials() -> None:
    replica = after(
        FeeKnown(FILL),
        BalanceChanged("v", "USDT", 5, 2),
        Readiness("v", ("books",)),
        Surprise("odd", "x"),
        Step(1, "maker", "denied buy 1 A-B", "gate: shut"),
        Step(2, "maker", "cancel pf1", "old"),
    )
    assert replica.late_fees == [FILL]
    assert replica.balances == {"USDT": (5, 2)}
    assert replica.waiting_for == ("books",)
    assert (replica.counts["surprises"], replica.counts["denied"]) == (1, 1)
    assert [step.why for step in replica.denials] == ["gate: shut"]


def test_what_others_do_on_the_account_is_their_business() -> None:
    rule = ClientIdRule(32, string.ascii_lowercase + string.digits)
    ours, theirs = (ClientIds(rule, "pf", bot, range(1, 9)) for bot in ("a0", "a1"))
    own, sibling = ours.next(), theirs.next()
    audit, heard = Audit(), []
    replica = Replica(hear=heard.append, ids=ours)
    for client_id in (own, sibling, "of a person", ""):
        audit.saw(1, "v", OrderChanged(replace(ORDER, client_id=client_id), OrderState.SENT))
        audit.saw(1, "v", Filled(replace(FILL, client_id=client_id)))
    assert [fill.client_id for fill in replica.catch_up(audit)] == [own]
    assert list(replica.orders) == [own, "of a person", ""]
    assert len(heard) == 4


def test_what_came_of_a_stop_counts_once_under_whatever_name_it_was_told() -> None:
    claimed = replace(ORDER, client_id="pf7", owner="maker", tag="p0.s0")
    others = after(Filled(replace(FILL, client_id="")), OrderClaimed(claimed, (replace(FILL, client_id="pf7"),)))
    assert [fill.client_id for fill in others.fills] == ["", "pf7"]  # whoever knows which ids are ours drops the first
    mine = after(Filled(replace(FILL, client_id="pf7")), OrderClaimed(claimed, (replace(FILL, client_id="pf7"),), True))
    assert ([fill.client_id for fill in mine.fills], mine.counts["buys"]) == (["pf7"], 1)
