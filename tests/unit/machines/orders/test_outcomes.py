"""What became of a place, a cancel, an amend."""

from __future__ import annotations

import string

import pytest

from picaflor.domain.events import OrderState, OrderView, Pending, Surprise
from picaflor.domain.market import Grid, Market
from picaflor.domain.orders import Side, Wish
from picaflor.machines.orders import ClientIds, OrderKeeper, Pace
from picaflor.machines.orders import events as ev
from picaflor.wire.asks import Cancelling, Placed, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.venue import ClientIdRule

S = 1_000_000_000
MARKET = Market("v", "BTC-USDT", "BTC", "BTC", "USDT", Grid(0), Grid(0))
NO = Refused("1", "no")


class Story:
    """One order that was placed."""

    def __init__(self) -> None:
        ids = ClientIds(ClientIdRule(32, string.ascii_letters + string.digits), "pf", "b1", range(100))
        self.keeper = OrderKeeper("v", "a", {"BTC": MARKET}, ids, 5 * S, pace=Pace(every_ns=0))
        view, _ = self.keeper.intend(Wish("BTC-USDT", Side.BUY, 10, 500), S)
        self.id = view.client_id
        self.told: list[str] = []

    @property
    def view(self) -> OrderView:
        view = self.keeper.view(self.id)
        assert view is not None
        return view

    def feed(self, *events: ev.KeeperEvent) -> Story:
        for event in events:
            self.told += [out.what for out in self.keeper.feed(event, S) if isinstance(out, Surprise)]
        return self

    def placed(self, outcome: Placed | Refused | Unclear | NotSent | NoAnswer) -> Story:
        return self.feed(ev.PlaceOutcome(self.id, outcome))

    def cancelled(self, outcome: Cancelling | Refused | Unclear | NotSent | NoAnswer) -> Story:
        return self.feed(ev.CancelSent(self.id), ev.CancelOutcome(self.id, outcome))

    def amended(self, outcome: Placed | Refused | Unclear | NotSent | NoAnswer) -> Story:
        return self.feed(ev.AmendSent(self.id, 5, 510), ev.AmendOutcome(self.id, outcome))


@pytest.mark.parametrize(
    ("outcome", "cancel"),
    [
        (Cancelling(), Pending.ASKED),
        (NO, Pending.NONE),
        (Refused("1", "slow", Refusal.RATE), Pending.NONE),
        (Refused("1", "what", Refusal.NOT_FOUND), Pending.UNKNOWN),
        (Refused("1", "ended", Refusal.CLOSED), Pending.UNKNOWN),
        (Unclear("?"), Pending.UNKNOWN),
        (NoAnswer("?"), Pending.UNKNOWN),
        (NotSent("?"), Pending.NONE),
    ],
)
def test_no_answer_to_a_cancel_ends_an_order(
    outcome: Cancelling | Refused | Unclear | NotSent | NoAnswer, cancel: Pending
) -> None:
    story = Story().placed(Placed("", "v1")).cancelled(outcome)
    assert (story.view.state, story.view.cancel) == (OrderState.OPEN, cancel)
    assert story.keeper.worst_case("BTC-USDT") == (10, 0)
    assert story.told == []


def test_an_earlier_cancel_may_still_strike() -> None:
    story = Story().placed(Placed("", "v1")).cancelled(NoAnswer("?")).cancelled(NotSent("?"))
    assert story.view.cancel is Pending.UNKNOWN


@pytest.mark.parametrize(
    ("outcome", "amend", "terms"),
    [
        (Placed("", "v1"), Pending.NONE, (5, 510)),
        (NO, Pending.NONE, (10, 500)),
        (NotSent("?"), Pending.NONE, (10, 500)),
        (NoAnswer("?"), Pending.UNKNOWN, (10, 500)),
        (Unclear("?"), Pending.UNKNOWN, (10, 500)),
    ],
)
def test_an_amend_has_its_outcomes_too(
    outcome: Placed | Refused | Unclear | NotSent | NoAnswer, amend: Pending, terms: tuple[int, int]
) -> None:
    story = Story().placed(Placed("", "v1")).amended(outcome)
    assert (story.view.amend, story.view.lots, story.view.ticks) == (amend, *terms)
    assert story.view.state is OrderState.OPEN


def test_what_is_over_is_neither_cancelled_nor_amended() -> None:
    story = Story().placed(NO).cancelled(NoAnswer("?")).amended(NoAnswer("?"))
    assert (story.view.cancel, story.view.amend, story.told) == (Pending.NONE, Pending.NONE, [])


def test_an_answer_to_an_amend_that_nobody_asked_for_changes_nothing() -> None:
    story = Story().placed(Placed("", "v1")).feed(ev.AmendOutcome(Story().id, NO))
    assert story.view.reason == ""


def test_away_leaves_what_was_asked_unknown() -> None:
    story = Story().placed(Placed("", "v1"))
    story.feed(ev.CancelSent(story.id), ev.AmendSent(story.id, 5, 510), ev.Partition("crash"))
    assert (story.view.cancel, story.view.amend) == (Pending.UNKNOWN, Pending.UNKNOWN)


def test_a_lost_stream_leaves_requests_as_they_are() -> None:
    story = Story()
    story.feed(ev.Sent(story.id), ev.Partition("stream", requests=False))
    assert story.view.state is OrderState.SENT


def test_a_duplicate_is_there_so_a_later_refusal_is_a_contradiction() -> None:
    story = Story().placed(Refused("1", "dup", Refusal.DUPLICATE)).placed(NO)
    assert (story.view.state, story.told) == (OrderState.UNKNOWN, ["contradiction"])


def test_not_sent_contradicts_an_order_that_is_there() -> None:
    story = Story().placed(Placed("", "v1")).placed(NotSent("?"))
    assert (story.view.state, story.told) == (OrderState.OPEN, ["contradiction"])
