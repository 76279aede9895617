"""Who buys and who sells: a table, since nothing else doubles a position as easily."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import Cause, Hold, MarginMode, PositionMode, Side
from picaflor.venues.bitget.mix_words import (
    position_side,
    read_fill_sides,
    read_margin_mode,
    read_position_mode,
    read_sides,
    read_trade_side,
    write_trade_side,
)
from picaflor.wire.decoding import BadMessage

ONE_WAY, HEDGE = "one_way_mode", "hedge_mode"
BUY, SELL = Side.BUY, Side.SELL
LONG, SHORT, NET = Hold.LONG, Hold.SHORT, Hold.NET


@pytest.mark.parametrize(
    ("hold", "side", "theirs", "does"),
    [
        (LONG, BUY, "buy", "open"),
        (LONG, SELL, "buy", "close"),
        (SHORT, SELL, "sell", "open"),
        (SHORT, BUY, "sell", "close"),
        (NET, BUY, "buy", "buy_single"),
        (NET, SELL, "sell", "sell_single"),
    ],
)
def test_of_a_hedge_their_side_is_that_of_the_position(hold: Hold, side: Side, theirs: str, does: str) -> None:
    assert (position_side(hold, side), write_trade_side(hold, side)) == (theirs, does)
    mode = ONE_WAY if hold is NET else HEDGE
    assert read_sides(mode, theirs, hold, does) == (side, hold, Cause.USER)
    assert read_fill_sides(mode, theirs, does, economic=False) == (side, hold)
    assert read_fill_sides(mode, side, does, economic=True) == (side, hold)


@pytest.mark.parametrize(
    ("word", "read"),
    [
        ("burst_close_long", (Cause.LIQUIDATION, "close", LONG)),
        ("reduce_close_short", (Cause.LIQUIDATION, "close", SHORT)),
        ("offset_close_long", (Cause.LIQUIDATION, "close", LONG)),
        ("burst_sell_single", (Cause.LIQUIDATION, "", None)),
        ("reduce_buy_single", (Cause.LIQUIDATION, "", None)),
        ("delivery_close_long", (Cause.SETTLEMENT, "close", LONG)),
        ("dte_sys_adl_close_short", (Cause.DELEVERAGING, "close", SHORT)),
        ("dte_sys_adl_buy_in_single_side_mode", (Cause.DELEVERAGING, "", None)),
        ("Close", (Cause.USER, "close", None)),
        ("", (Cause.USER, "", None)),
    ],
)
def test_a_trade_side_says_who_ended_a_position(word: str, read: tuple[Cause, str, Hold | None]) -> None:
    assert read_trade_side(word) == read


@pytest.mark.parametrize("cause", [Cause.LIQUIDATION, Cause.DELEVERAGING, Cause.SETTLEMENT])
def test_what_the_venue_ended_is_read_as_that(cause: Cause) -> None:
    for hold, side in ((LONG, SELL), (SHORT, BUY), (NET, BUY), (NET, SELL)):
        word = write_trade_side(hold, side, cause)
        assert read_sides(ONE_WAY if hold is NET else HEDGE, position_side(hold, side), hold, word) == (
            side,
            hold,
            cause,
        )


def test_a_liquidated_fill_names_its_position_whatever_its_side() -> None:
    for side in ("buy", "sell"):
        assert read_fill_sides(HEDGE, side, "burst_close_long", economic=False) == (SELL, LONG)


def test_in_one_way_mode_the_rest_of_the_words_count_for_nothing() -> None:
    assert read_sides(ONE_WAY, "buy", "long", "") == (BUY, NET, Cause.USER)
    assert read_fill_sides(ONE_WAY, "buy", "open", economic=True) == (BUY, NET)


@pytest.mark.parametrize(
    "sides",
    [
        (HEDGE, "buy", "net", "open"),
        (HEDGE, "buy", "long", ""),
        (HEDGE, "buy", "long", "buy_single"),
        (HEDGE, "buy", "both", "open"),
        (HEDGE, "buy", "long", "reverse"),
        ("", "buy", "long", "open"),
        (ONE_WAY, "", "net", "buy_single"),
    ],
)
def test_an_order_whose_side_is_not_certain_is_refused(sides: tuple[str, str, str, str]) -> None:
    with pytest.raises(BadMessage):
        read_sides(*sides)


def test_a_fill_of_a_hedge_that_says_not_what_it_does_is_refused() -> None:
    for word in ("", "buy_single"):
        with pytest.raises(BadMessage):
            read_fill_sides(HEDGE, "buy", word, economic=True)


def test_modes() -> None:
    assert (read_margin_mode("crossed"), read_margin_mode("cross")) == (MarginMode.CROSS, MarginMode.CROSS)
    assert read_position_mode("hedge_mode") is PositionMode.HEDGE
    for read in (read_margin_mode, read_position_mode):
        with pytest.raises(BadMessage):
            read("both")
