"""What one order may still cost, and whether there is a question about it."""

from __future__ import annotations

import pytest

from picaflor.domain.events import OrderState, Origin, Pending
from picaflor.domain.orders import Hold, OrderType, Side, Tif
from picaflor.machines.orders.record import Record, exposure

S = OrderState


def record(**fields: object) -> Record:
    made = Record("c", "BTC", "BTC-USDT", Side.BUY, OrderType.LIMIT, Tif.IOC, 10, 500, reduce_only=True, hold=Hold.LONG)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize("state", [S.INTENDED, S.SENT, S.OPEN, S.UNKNOWN])
def test_everything_unproven_counts_in_full(state: OrderState) -> None:
    assert exposure(record(state=state)) == 10


def test_what_was_booked_is_in_the_position_already() -> None:
    assert exposure(record(state=S.PARTIAL, booked=4)) == 6
    assert exposure(record(state=S.PARTIAL, told=7, booked=4)) == 6


def test_an_end_counts_what_was_told_and_not_booked() -> None:
    assert exposure(record(state=S.CANCELLED, told=4, booked=4)) == 0
    assert exposure(record(state=S.FILLED, told=10, booked=4)) == 6


def test_an_amend_under_way_counts_the_larger_size() -> None:
    assert exposure(record(state=S.OPEN, amend=Pending.ASKED, amend_lots=15)) == 15
    assert exposure(record(state=S.OPEN, amend=Pending.UNKNOWN, amend_lots=5)) == 10
    assert exposure(record(state=S.OPEN, amend_lots=15)) == 10


def test_a_buy_by_money_counts_what_it_may_come_to() -> None:
    assert exposure(record(state=S.SENT, lots=0, worst_lots=30)) == 30


def test_what_somebody_else_filled_before_our_time_is_not_ours_to_count() -> None:
    foreign = record(state=S.PARTIAL, origin=Origin.EXTERNAL, told=6, before=6)
    assert (exposure(foreign), foreign.missing, foreign.filled) == (4, False, 6)


def test_questions() -> None:
    assert not record(state=S.OPEN, tif=Tif.GTC).open_question
    assert not record(state=S.SENT).open_question
    assert record(state=S.UNKNOWN).open_question
    assert record(state=S.OPEN, cancel=Pending.ASKED).open_question
    assert record(state=S.OPEN, amend=Pending.UNKNOWN).open_question
    assert record(state=S.OPEN, doubt_ns=5).open_question
    assert record(state=S.FILLED, told=10, booked=9).open_question
    assert record(state=S.FILLED, fees_due=1).open_question
    assert not record(state=S.CANCELLED, doubt_ns=5).open_question


@pytest.mark.parametrize("takes", [{"type": OrderType.MARKET}, {"tif": Tif.IOC}, {"tif": Tif.FOK}])
def test_what_takes_at_once_and_seems_to_rest_is_asked_about(takes: dict[str, object]) -> None:
    assert record(state=S.OPEN, **takes).open_question
    assert record(state=S.PARTIAL, **takes).open_question
    assert not record(state=S.SENT, **takes).open_question
    assert not record(state=S.FILLED, told=10, booked=10, **takes).open_question


def test_the_view_passes_on_what_a_perpetual_needs() -> None:
    view = record(told=3, booked=2, reason="x").view()
    assert (view.hold, view.reduce_only, view.filled, view.left, view.reason) == (Hold.LONG, True, 3, 7, "x")


def test_the_horizon_counts_from_when_it_was_sent() -> None:
    assert record(created_ns=5).horizon_ns(10) == 15
    assert record(created_ns=5, sent_ns=8).horizon_ns(10) == 18
