from __future__ import annotations

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, MarginMode
from picaflor.venues.bitmart.futures_positions import read_position, read_push, write_position, write_push
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import PositionReport

SHORT = PositionReport("X", Hold.NET, -3 * ONE, entry=ONE, leverage=7, margin_mode=MarginMode.CROSS)


def test_one_way_the_signed_amount_says_which_way_it_goes() -> None:
    row = write_position(SHORT)
    assert (row.position_side, row.current_amount, row.position_amount) == ("both", "3", "-3")
    assert read_position(row).size == -3 * ONE
    hedged = write_position(replace(SHORT, hold=Hold.SHORT))
    assert (hedged.position_side, hedged.position_amount) == ("short", "3")
    assert read_position(hedged).size == -3 * ONE


def test_a_price_of_nothing_or_less_is_none() -> None:
    row = replace(write_position(SHORT), liquidation_price="-1", mark_price="0")
    found = read_position(row)
    assert (found.liquidation, found.mark) == (None, None)


def test_what_is_gone_is_told_with_nothing_in_it() -> None:
    row = write_push(PositionReport("X", Hold.LONG, 0, at_ns=5_000_000))
    assert (row.hold_volume, row.position_type, row.position_mode) == ("0", 1, "hedge_mode")
    assert read_push(row).size == 0


def test_words_and_numbers_that_are_in_no_table_are_refused() -> None:
    row = write_push(SHORT)
    for bad in (replace(row, position_type=3), replace(row, open_type=0), replace(row, position_mode="three_way")):
        with pytest.raises(BadMessage):
            read_push(bad)
    with pytest.raises(BadMessage):
        read_position(replace(write_position(SHORT), position_side="sideways"))
    with pytest.raises(ValueError, match="no margin mode"):
        write_position(replace(SHORT, margin_mode=None))
