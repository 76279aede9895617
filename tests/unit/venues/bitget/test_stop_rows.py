from __future__ import annotations

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.domain.orders import Hold, Side, StopKind
from picaflor.venues.bitget import mix_rest
from picaflor.venues.bitget.stop_rows import (
    read_plan,
    read_plan_push,
    read_spot_push,
    write_plan,
    write_plan_push,
    write_spot_push,
)
from picaflor.wire import stops as s
from picaflor.wire.decoding import BadMessage

STOP = s.StopReport(
    symbol="B",
    venue_id="7",
    client_id="x",
    status=s.StopStatus.WAITING,
    side=Side.SELL,
    trigger=read_atoms("9"),
    price=read_atoms("8"),
    size=read_atoms("1"),
    hold=Hold.LONG,
    reduce_only=True,
)


def test_the_side_is_that_of_the_position_in_lists_and_of_the_trade_in_the_stream() -> None:
    row, push = write_plan(STOP), write_plan_push(STOP)
    assert (row.side, row.tradeSide, row.posSide, row.reduceOnly) == ("buy", "close", "long", "YES")
    assert (push.side, push.tradeSide, push.posSide) == ("sell", "close", "long")
    assert (read_plan(row), read_plan_push(push)) == (STOP, STOP)


def test_the_streams_price_is_the_triggers_again() -> None:
    push = write_plan_push(STOP)
    assert (push.price, push.executePrice) == ("9", "8")
    push.executePrice = None
    with pytest.raises(ValueError, match="zero"):
        read_plan_push(push)
    push.orderType = "market"
    assert read_plan_push(push).price is None


def test_a_list_says_the_limit_under_either_name() -> None:
    row = write_plan(STOP)
    row.price, row.executePrice = "", "8"
    assert read_plan(row).price == STOP.price
    row.price, row.executePrice = "8", "0"
    assert read_plan(row).price == STOP.price


@pytest.mark.parametrize(
    ("word", "kind", "whole"),
    [
        ("profit_plan", StopKind.TAKE_PROFIT, False),
        ("loss_plan", StopKind.STOP_LOSS, False),
        ("pos_profit", StopKind.TAKE_PROFIT, True),
        ("pos_loss", StopKind.STOP_LOSS, True),
    ],
)
def test_what_is_of_all_of_the_position_has_no_size(word: str, kind: StopKind, whole: bool) -> None:
    row = write_plan(STOP)
    row.planType = word
    read = read_plan(row)
    assert (read.kind, read.size is None, read.reduce_only) == (kind, whole, False)
    assert write_plan(read).planType == word


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("live", s.StopStatus.WAITING),
        ("not_trigger", s.StopStatus.WAITING),
        ("executing", s.StopStatus.TRIGGERED),
        ("executed", s.StopStatus.TRIGGERED),
        ("fail_execute", s.StopStatus.FAILED),
        ("cancelled", s.StopStatus.CANCELLED),
    ],
)
def test_states(word: str, status: s.StopStatus) -> None:
    row = write_plan(STOP)
    row.planStatus = word
    assert read_plan(row).status is status


@pytest.mark.parametrize(
    "change",
    [
        {"planType": "hope"},
        {"planStatus": "asleep"},
        {"triggerType": "moon"},
        {"triggerPrice": "0"},
        {"size": ""},
        {"orderId": ""},
        {"tradeSide": ""},
        {"price": ""},
    ],
)
def test_a_row_that_is_not_certain_is_refused(change: dict[str, str]) -> None:
    row = write_plan(STOP)
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises((BadMessage, BadNumber)):
        read_plan(row)


def test_what_trails_says_by_how_much_in_the_lists_and_not_in_the_stream() -> None:
    trails = replace(STOP, kind=StopKind.TRAILING, price=None, trail=read_atoms("0.0125"))
    row = write_plan(trails)
    assert (row.planType, row.callbackRatio) == ("track_plan", "1.25")
    assert read_plan(row) == trails
    row.callbackRatio = ""
    with pytest.raises(ValueError, match="zero"):
        read_plan(row)
    push = write_plan_push(trails)
    assert push.planType == "track"
    assert read_plan_push(push) == replace(trails, trail=0)


def test_what_trails_for_a_position_is_a_take_profit_whether_or_not_it_says_by_how_much() -> None:
    trails = replace(STOP, kind=StopKind.TAKE_PROFIT, price=None, trail=read_atoms("0.0125"), reduce_only=False)
    row = write_plan(trails)
    assert (row.planType, row.callbackRatio) == ("moving_plan", "1.25")
    assert read_plan(row) == trails
    row.callbackRatio = None
    assert read_plan(row) == replace(trails, trail=0)
    push = write_plan_push(trails)
    assert push.planType == "mtpsl"
    assert read_plan_push(push) == replace(trails, trail=0)


def test_of_spot_there_are_coins_or_money() -> None:
    coin = replace(STOP, hold=Hold.NET, reduce_only=False)
    money = replace(coin, size=None, quote=read_atoms("100"))
    assert [write_spot_push(stop).planType for stop in (coin, money)] == ["amount", "total"]
    assert [read_spot_push(write_spot_push(stop)) for stop in (coin, money)] == [coin, money]
    assert write_spot_push(coin).posMode is None
    with pytest.raises(BadMessage):
        read_spot_push(write_plan_push(coin))


def test_a_stops_own_order_is_named_where_the_list_names_it() -> None:
    done = replace(STOP, status=s.StopStatus.TRIGGERED, order_id="9")
    ask = s.ReadStops(past=True)
    assert mix_rest.read_answer(ask, mix_rest.write_answer(ask, s.Stops((done,)), 0)) == s.Stops((done,))
