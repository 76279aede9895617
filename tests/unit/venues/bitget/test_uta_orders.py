from __future__ import annotations

import pytest
from msgspec.structs import replace

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.venues.bitget.uta_messages import UnifiedFee, UnifiedFill
from picaflor.venues.bitget.uta_orders import is_of, read_fill, read_order, write_fill_push, write_order
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

ORDER = OrderReport(
    "BTCUSDT", "7", "x", OrderStatus.OPEN, Side.BUY, OrderType.LIMIT_MAKER, 0, 10**36, 10**36, filled_quote=0, tif=Tif.GTC
)  # fmt: skip
FILL = FillReport("BTCUSDT", "9", "7", Side.BUY, 10**36, 10**36, fee=10**33, fee_asset="BTC", client_id="x", at_ns=0)


def row() -> UnifiedFill:
    return write_fill_push(FILL)


def test_an_order_without_fills_has_a_fee_without_a_coin() -> None:
    written = write_order(ORDER)
    assert written.feeDetail == [UnifiedFee(None, None)]
    assert read_order(written) == ORDER


def test_the_stream_spells_the_category_small_and_both_are_spot() -> None:
    told, pushed = write_order(ORDER), write_order(ORDER, pushed=True)
    assert (told.category, pushed.category) == ("SPOT", "spot")
    assert is_of(told, "SPOT")
    assert is_of(pushed, "SPOT")
    assert not is_of(told, "USDT-FUTURES")


def test_a_fee_is_positive_when_paid_and_negative_when_earned() -> None:
    assert row().feeDetail == [UnifiedFee("BTC", "0.001")]
    earned = row()
    earned.feeDetail = [UnifiedFee("BTC", "-0.001")]
    assert read_fill(earned) == replace(FILL, fee=-(10**33))


def test_a_fee_that_is_not_told_is_not_nothing() -> None:
    later = row()
    later.feeDetail = [UnifiedFee("BTC", None)]
    assert read_fill(later).fee is None


def test_a_fill_of_two_fees_or_without_a_size_is_refused() -> None:
    two = row()
    two.feeDetail *= 2
    with pytest.raises(BadMessage, match="2 fees"):
        read_fill(two)
    nothing = row()
    nothing.execQty = "0"
    with pytest.raises(BadMessage, match="zero"):
        read_fill(nothing)


def test_a_status_that_nobody_knows_is_refused() -> None:
    odd = write_order(ORDER)
    odd.orderStatus = "odd"
    with pytest.raises(BadMessage, match="status"):
        read_order(odd)
