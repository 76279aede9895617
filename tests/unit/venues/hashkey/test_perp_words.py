"""Words of contracts, both ways; a word that nobody knows raises."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import Cause, Hold, OrderType, Side
from picaflor.venues.hashkey import perp_words as w
from picaflor.wire.decoding import BadMessage


@pytest.mark.parametrize(
    ("word", "side", "hold"),
    [
        ("BUY_OPEN", Side.BUY, Hold.LONG),
        ("SELL_CLOSE", Side.SELL, Hold.LONG),
        ("SELL_OPEN", Side.SELL, Hold.SHORT),
        ("BUY_CLOSE", Side.BUY, Hold.SHORT),
    ],
)
def test_a_side_says_which_position_it_is_about(word: str, side: Side, hold: Hold) -> None:
    assert w.read_held(word) == (side, hold)
    assert w.write_held(side, hold) == word


def test_unknown_words_raise() -> None:
    for read in (w.read_held, w.read_hold, w.read_mode):
        with pytest.raises(BadMessage):
            read("ODD")
    with pytest.raises(ValueError, match="not net"):
        w.write_held(Side.BUY, Hold.NET)


def test_kinds_there_and_back() -> None:
    for kind in OrderType:
        word, price_type = w.write_kind(kind)
        assert w.read_kind(word, price_type, "GTC")[0] is kind


def test_causes_there_and_back() -> None:
    for cause in (Cause.USER, Cause.LIQUIDATION, Cause.DELEVERAGING):
        assert w.read_cause(*w.write_cause(cause)) is cause
