from __future__ import annotations

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode
from picaflor.venues.bitget import mix_rest
from picaflor.venues.bitget.mix_positions import (
    read_position,
    read_position_push,
    write_position,
    write_position_push,
)
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import PositionReport

SHORT = PositionReport(
    symbol="BTCUSDT",
    hold=Hold.NET,
    size=-read_atoms("0.03"),
    entry=read_atoms("60000"),
    leverage=20,
    margin_mode=MarginMode.ISOLATED,
    closing=read_atoms("0.01"),
)


def test_in_one_way_mode_the_side_is_the_sign() -> None:
    row, push = write_position(SHORT), write_position_push(SHORT)
    assert (row.holdSide, row.posMode, row.total, row.available, row.locked) == (
        *("short", "one_way_mode"),
        *("0.03", "0.02", "0.01"),
    )
    assert (push.holdSide, push.frozen, bytes(push.leverage)) == ("short", "0.01", b"20")  # a number here
    assert (read_position(row), read_position_push(push)) == (SHORT, SHORT)


def test_in_a_hedge_the_side_is_the_hold_and_the_sign() -> None:
    held = replace(SHORT, hold=Hold.SHORT)
    assert write_position(held).posMode == "hedge_mode"
    assert read_position(write_position(held)) == held


@pytest.mark.parametrize("price", ["", "0", "-12.5"])
def test_a_price_of_nothing_or_less_liquidates_nobody(price: str) -> None:
    row = write_position(SHORT)
    row.liquidationPrice = price
    assert read_position(row).liquidation is None


def test_what_was_never_paid_is_not_said() -> None:
    assert (read_position(write_position(SHORT)).funding, write_position(SHORT).totalFee) == (None, "")


@pytest.mark.parametrize("change", [{"holdSide": "net"}, {"holdSide": ""}, {"posMode": ""}, {"marginMode": "x"}])
def test_a_position_that_is_not_certain_is_refused(change: dict[str, str]) -> None:
    row = write_position(SHORT)
    for name, value in change.items():
        setattr(row, name, value)
    with pytest.raises(BadMessage):
        read_position(row)


def test_a_position_without_a_margin_mode_is_not_written() -> None:
    with pytest.raises(ValueError, match="margin mode"):
        write_position(replace(SHORT, margin_mode=None))


def test_one_symbols_answer_tells_of_that_symbol() -> None:
    answer = mix_rest.write_answer(c.ReadPositions("ETHUSDT"), c.Positions((SHORT,)), 0)
    assert isinstance(mix_rest.read_answer(c.ReadPositions("ETHUSDT"), answer), a.Unclear)
    assert mix_rest.write_ask(c.ReadPositions()).path.endswith("all-position")
    assert mix_rest.write_ask(c.ReadPositions("ETHUSDT")).path.endswith("single-position")
