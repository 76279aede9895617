"""Words of a contract's order that spot's has not."""

from __future__ import annotations

import pytest
from msgspec import UNSET

from picaflor.domain.orders import MarginMode
from picaflor.venues.hitbtc.futures_orders import read_mode
from picaflor.wire.decoding import BadMessage


def test_a_margin_mode_is_read_whatever_its_letters() -> None:
    assert [read_mode(word) for word in ("Cross", "cross", "Isolated")] == [
        MarginMode.CROSS,
        MarginMode.CROSS,
        MarginMode.ISOLATED,
    ]
    assert read_mode(UNSET) is None
    with pytest.raises(BadMessage, match="no margin mode"):
        read_mode("portfolio")
