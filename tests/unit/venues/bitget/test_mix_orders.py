from __future__ import annotations

import pytest
from msgspec import Raw
from msgspec.json import decode, encode
from msgspec.structs import replace

from picaflor.domain.numbers import BadNumber, read_atoms
from picaflor.domain.orders import Cause, Hold, MarginMode, OrderType, Side, Tif
from picaflor.venues.bitget.mix_order_messages import MixFillRow, MixOrderPushRow, MixOrderRow
from picaflor.venues.bitget.mix_orders import (
    read_fill,
    read_leverage,
    read_order,
    read_push,
    write_fill,
    write_order,
    write_push,
)
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

ORDER = OrderReport(
    symbol="BTCUSDT",
    venue_id="7",
    client_id="x",
    status=OrderStatus.OPEN,
    side=Side.SELL,
    type=OrderType.LIMIT,
    filled=0,
    price=read_atoms("60000"),
    size=read_atoms("0.01"),
    tif=Tif.GTC,
    hold=Hold.LONG,
    reduce_only=True,
    leverage=20,
    margin_mode=MarginMode.CROSS,
)
FILL = FillReport("BTCUSDT", "9", "7", Side.SELL, read_atoms("60000"), read_atoms("0.01"), hold=Hold.LONG)


def test_lists_and_stream_name_the_side_of_a_close_differently() -> None:
    row, push = write_order(ORDER, alone=True), write_push(ORDER)
    assert (row.side, row.tradeSide, row.posSide, row.reduceOnly, row.state, row.status) == (
        *("buy", "close", "long", "YES"),
        *("live", ""),
    )
    assert (push.side, push.tradeSide, push.posSide, push.reduceOnly) == ("sell", "close", "long", "yes")
    assert write_fill(FILL).side == "buy"
    assert write_fill(FILL, economic=True).side == "sell"


def test_whichever_side_the_stream_names_the_position_decides() -> None:
    for side in ("buy", "sell"):
        push = write_push(ORDER)
        push.side = side
        assert read_push(push).side is Side.SELL


def test_the_lists_say_canceled_with_one_l_and_both_are_read() -> None:
    row = write_order(replace(ORDER, status=OrderStatus.CANCELLED), alone=False)
    assert (row.status, row.state) == ("canceled", "")
    for word in ("canceled", "cancelled"):
        row.status = word
        assert read_order(row).status is OrderStatus.CANCELLED


@pytest.mark.parametrize(
    ("text", "leverage"), [(b"20", 20), (b'"20"', 20), (b"20.0", 20), (b'""', 0), (b"null", 0), (b'"125"', 125)]
)
def test_leverage_is_a_whole_number_as_text_or_not(text: bytes, leverage: int) -> None:
    assert read_leverage(Raw(text)) == leverage


@pytest.mark.parametrize("text", [b"20.5", b"-1", b"true", b'"x"', b"[]", b"99999999"])
def test_any_other_leverage_is_refused(text: bytes) -> None:
    with pytest.raises(BadMessage):
        read_leverage(Raw(text))


def test_a_liquidation_is_seen_by_its_words() -> None:
    push = write_push(replace(ORDER, cause=Cause.LIQUIDATION))
    assert (push.tradeSide, push.enterPointSource) == ("burst_close_long", "SYS")
    assert read_push(push).cause is Cause.LIQUIDATION


@pytest.mark.parametrize("source", ["plan_market", "profit_limit", "pos_loss_market", "track_plan_market"])
def test_what_a_stop_made_is_seen_by_where_it_came_from(source: str) -> None:
    row = write_order(ORDER, alone=False)
    row.orderSource = source
    assert read_order(row).cause is Cause.STOP


@pytest.mark.parametrize(
    "change",
    [
        {"orderId": ""},
        {"status": "sleeping"},
        {"posMode": "both"},
        {"tradeSide": ""},
        {"size": "0"},
        {"price": "0"},
        {"reduceOnly": ""},
        {"posMode": "one_way_mode", "reduceOnly": "maybe"},
        {"marginMode": ""},
        {"fee": "x"},
    ],
)
def test_a_row_that_is_not_certain_is_refused(change: dict[str, str]) -> None:
    row = decode(encode(write_order(ORDER, alone=False)), type=MixOrderRow)
    for name, value in change.items():
        setattr(row, name, value)
    if change == {"reduceOnly": ""}:
        assert read_order(row).reduce_only  # in a hedge the words about what it does decide
        return
    with pytest.raises((BadMessage, BadNumber)):
        read_order(row)


def test_a_fee_in_several_coins_is_refused_and_none_is_none() -> None:
    row = write_fill(FILL)
    row.feeDetail = []
    assert (read_fill(row).fee, read_fill(row).fee_asset) == (None, "")
    row.feeDetail = write_fill(FILL).feeDetail * 2
    with pytest.raises(BadMessage, match="several"):
        read_fill(row)


def test_an_order_without_a_margin_mode_is_not_written() -> None:
    bare = replace(ORDER, margin_mode=None)
    for write in (write_push, lambda order: write_order(order, alone=True)):
        with pytest.raises(ValueError, match="margin mode"):
            write(bare)


def test_spot_rows_never_show_a_position_mode_and_these_always_do() -> None:
    assert "posMode" in {
        field for kind in (MixOrderRow, MixOrderPushRow, MixFillRow) for field in kind.__struct_fields__
    }
    for row in (write_order(ORDER, alone=True), write_push(ORDER), write_fill(FILL)):
        assert decode(encode(row))["posMode"] == "hedge_mode"
