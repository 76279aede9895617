from __future__ import annotations

import pytest

from picaflor.domain.orders import Hold, MarginMode
from picaflor.venues.bitget.uta_mix_rest import read_answer
from picaflor.venues.bitget.uta_positions import is_of, read, read_push, write, write_push
from picaflor.wire import asks as a
from picaflor.wire.contracts import Positions, ReadPositions
from picaflor.wire.decoding import BadMessage
from picaflor.wire.net import Reply
from picaflor.wire.reports import PositionReport

SHORT = PositionReport("B", Hold.NET, -(10**36), 10**36, None, None, 7, None, 0, MarginMode.CROSS)


def test_one_way_the_side_is_the_sign() -> None:
    row = write(SHORT)
    assert (row.holdMode, row.posSide, row.total) == ("one_way_mode", "short", "1")
    assert read(row) == SHORT
    row.posSide = "net"
    with pytest.raises(BadMessage, match="neither long nor short"):
        read(row)


def test_sums_of_fees_are_below_zero_when_paid_and_both_count() -> None:
    row = write(SHORT)
    assert read(row).fees is None
    row.openFeeTotal, row.closeFeeTotal = "-3", "-1"
    assert read(row).fees == 4 * 10**36


def test_contracts_of_another_margin_are_not_ours() -> None:
    row = write_push(SHORT)
    assert is_of(row, "USDT-FUTURES")
    assert not is_of(row, "USDC-FUTURES")
    assert (read_push(row), row.positionStatus) == (SHORT, "opening")
    row.marginCoin = "BTC"
    assert not is_of(row, "USDT-FUTURES")


def test_an_empty_body_says_nothing_and_an_empty_list_that_nothing_is_there() -> None:
    assert isinstance(read_answer(ReadPositions(), Reply(200, b"")), a.Unclear)
    nothing = Reply(200, b'{"code":"00000","msg":"success","data":{"list":null}}')
    assert read_answer(ReadPositions(), nothing) == Positions(())
