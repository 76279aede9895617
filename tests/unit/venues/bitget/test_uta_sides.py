from __future__ import annotations

import pytest
from msgspec.structs import replace

from picaflor.domain.orders import Cause, Hold, MarginMode, OrderType, Side, Tif
from picaflor.venues.bitget.uta_orders import read_fill, read_order, write_fill, write_fill_push, write_order
from picaflor.venues.bitget.uta_sides import does
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

PRODUCT = "USDT-FUTURES"
ORDER = OrderReport(
    "BTCUSDT", "7", "x", OrderStatus.OPEN, Side.SELL, OrderType.LIMIT, 0, 10**36, 10**36,
    filled_quote=0, tif=Tif.GTC, hold=Hold.LONG, reduce_only=True, leverage=7, margin_mode=MarginMode.ISOLATED,
)  # fmt: skip
FILL = FillReport("BTCUSDT", "9", "7", Side.SELL, 10**36, 10**36, fee=10**30, fee_asset="USDT", client_id="x", at_ns=0)


def test_a_close_of_a_long_sells_and_names_the_long() -> None:
    told, pushed = write_order(ORDER, PRODUCT), write_order(ORDER, PRODUCT, pushed=True)
    assert (told.side, told.posSide, told.tradeSide, told.reduceOnly) == ("sell", "long", "close", "YES")
    assert (pushed.side, pushed.holdSide, pushed.tradeSide, pushed.reduceOnly) == ("sell", "long", "close", "yes")
    assert read_order(pushed) == ORDER
    assert read_order(told) == replace(ORDER, leverage=0, margin_mode=None)


@pytest.mark.parametrize(
    ("hold", "side", "reduces", "word"),
    [
        (Hold.LONG, Side.BUY, False, "open"),
        (Hold.SHORT, Side.SELL, False, "open"),
        (Hold.SHORT, Side.BUY, False, "close"),
        (Hold.NET, Side.BUY, False, "open"),
        (Hold.NET, Side.BUY, True, "close"),
    ],
)
def test_what_it_does_to_its_position(hold: Hold, side: Side, reduces: bool, word: str) -> None:
    assert does(hold, side, reduces=reduces) == word


def test_one_way_the_row_says_whether_it_only_reduces() -> None:
    row = write_order(replace(ORDER, hold=Hold.NET, reduce_only=False), PRODUCT)
    assert (row.holdMode, row.posSide, row.reduceOnly) == ("one_way_mode", "", "NO")
    assert not read_order(row).reduce_only
    row.reduceOnly = "maybe"
    with pytest.raises(BadMessage, match="neither reduce-only nor not"):
        read_order(row)


def test_a_hedge_that_names_no_side_is_refused() -> None:
    row = write_order(ORDER, PRODUCT, pushed=True)
    row.holdSide = "net"
    with pytest.raises(BadMessage, match="no side of it"):
        read_order(row)


@pytest.mark.parametrize("cause", [Cause.LIQUIDATION, Cause.SETTLEMENT])
def test_who_wanted_it(cause: Cause) -> None:
    assert read_order(write_order(replace(ORDER, cause=cause), PRODUCT, pushed=True)).cause is cause
    odd = write_order(ORDER, PRODUCT)
    odd.execType = "odd"
    with pytest.raises(BadMessage, match="kind of execution"):
        read_order(odd)


def test_leverage_is_a_whole_number() -> None:
    row = write_order(ORDER, PRODUCT, pushed=True)
    row.leverage = "7.5"
    with pytest.raises(BadMessage, match="leverage"):
        read_order(row)


def test_a_fill_says_what_it_won_and_the_stream_on_which_side() -> None:
    won = replace(FILL, realised=-(10**36), hold=Hold.LONG)
    assert read_fill(write_fill(won, PRODUCT)) == replace(won, hold=Hold.NET)
    assert (write_fill_push(won, PRODUCT).holdSide, write_fill(won, PRODUCT).tradeSide) == ("long", "close")
