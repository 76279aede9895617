from __future__ import annotations

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.domain.orders import Hold, Side, StopKind, TriggerBy
from picaflor.venues.bitget.uta_stop_rows import read_row, write_row
from picaflor.wire.decoding import BadMessage
from picaflor.wire.stops import StopReport, StopStatus

A = read_atoms
LOSS = StopReport(
    symbol="B",
    venue_id="7",
    client_id="x",
    status=StopStatus.WAITING,
    side=Side.SELL,
    trigger=A("9"),
    kind=StopKind.STOP_LOSS,
    by=TriggerBy.MARK,
    price=A("8"),
)
STOP = replace(LOSS, kind=StopKind.STOP, size=A("1"), price=None, by=TriggerBy.LAST)


def test_each_kind_has_fields_of_its_own() -> None:
    loss, stop = write_row(LOSS, "USDT-FUTURES"), write_row(STOP, "USDT-FUTURES")
    assert (loss.type, loss.stopLoss, loss.slTriggerBy, loss.slOrderType, loss.slLimitPrice, loss.posSide) == (
        "tpsl", "9", "mark", "limit", "8", "long",
    )  # fmt: skip
    assert (stop.type, stop.triggerPrice, stop.triggerBy, stop.triggerOrderType, stop.posSide) == (
        "trigger", "9", "market", "market", "",
    )  # fmt: skip
    assert [read_row(loss), read_row(stop)] == [LOSS, STOP]
    assert write_row(replace(LOSS, hold=Hold.SHORT, side=Side.BUY), "X").posSide == "short"


def test_a_take_profit_says_its_position_and_a_trigger_order_must_say_its_side() -> None:
    bare = write_row(LOSS, "X")
    bare.side = bare.type = bare.status = ""
    assert read_row(bare) == LOSS
    bare.posSide = "short"
    assert read_row(bare).side is Side.BUY
    stop = write_row(STOP, "X")
    stop.side, stop.posSide = "", "long"
    with pytest.raises(BadMessage, match="neither its side"):
        read_row(stop)


def test_of_two_at_once_the_stop_loss_is_kept() -> None:
    both = write_row(LOSS, "X")
    both.takeProfit, both.tpTriggerBy = "20", "market"
    assert read_row(both) == LOSS
    both.stopLoss = "0"
    assert (read_row(both).kind, read_row(both).trigger) == (StopKind.TAKE_PROFIT, A("20"))


@pytest.mark.parametrize(
    "change",
    [
        {"status": "moon"},
        {"slTriggerBy": "index"},
        {"stopLoss": "", "triggerPrice": ""},
        {"slLimitPrice": ""},
        {"orderId": ""},
        {"qty": "x"},
    ],
)
def test_a_row_that_is_not_certain_is_refused(change: dict[str, str]) -> None:
    row = write_row(LOSS, "X")
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises((BadMessage, BadNumber)):
        read_row(row)
