from __future__ import annotations

import pytest

from picaflor.domain.orders import OrderType, Side
from picaflor.venues.peatio.words import STATE_WORDS, STATES, read_side, read_state, read_type
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderStatus


def test_states() -> None:
    assert read_state("pending", 0) is OrderStatus.OPEN
    assert (read_state("wait", 0), read_state("wait", 1)) == (OrderStatus.OPEN, OrderStatus.PARTIAL)
    assert read_state("cancel", 1) is OrderStatus.CANCELLED
    assert read_state("reject", 0) is OrderStatus.REFUSED
    with pytest.raises(BadMessage, match="state"):
        read_state("lost", 0)
    assert {STATES[word] for word in STATE_WORDS.values()} < set(OrderStatus)


def test_the_newer_word_for_a_side_counts() -> None:
    assert read_side("buy", "ask") is Side.BUY
    assert (read_side(None, "bid"), read_side("ask")) == (Side.BUY, Side.SELL)
    with pytest.raises(BadMessage, match="side"):
        read_side(None, None)


def test_types() -> None:
    assert read_type(None) is OrderType.LIMIT
    assert read_type("post_only") is OrderType.LIMIT_MAKER
    with pytest.raises(BadMessage, match="type"):
        read_type("stop")
