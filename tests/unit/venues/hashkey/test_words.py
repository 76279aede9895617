"""Words for what an order is."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import OrderType, Tif
from picaflor.venues.hashkey import words as w
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderStatus as S

LIMIT = OrderType.LIMIT


@pytest.mark.parametrize(
    ("word", "reason", "tif", "kind", "status", "why"),
    [
        ("PENDING_NEW", "", Tif.GTC, LIMIT, S.OPEN, ""),
        ("PENDING_CANCEL", "", Tif.GTC, LIMIT, S.OPEN, ""),
        ("PARTIALLY_CANCELED", "USER_CANCEL", Tif.GTC, LIMIT, S.CANCELLED, "USER_CANCEL"),
        ("CANCELED", "RISKLIMIT_CANCEL", Tif.GTC, LIMIT, S.CANCELLED, "RISKLIMIT_CANCEL"),
        ("CANCELED", "RISKLIMIT_CANCEL", Tif.IOC, LIMIT, S.EXPIRED, "RISKLIMIT_CANCEL"),
        ("CANCELED", "RISKLIMIT_CANCEL", None, OrderType.MARKET, S.EXPIRED, "RISKLIMIT_CANCEL"),
        ("REJECTED", "", Tif.GTC, OrderType.LIMIT_MAKER, S.REFUSED, "post_only"),
        ("REJECTED", "", Tif.GTC, LIMIT, S.REFUSED, "REJECTED"),
    ],
)
def test_states(word: str, reason: str, tif: Tif | None, kind: OrderType, status: S, why: str) -> None:
    assert w.read_status(word, reason, tif, kind) == (status, why)


def test_a_cancelled_order_with_fills_has_a_word_of_its_own() -> None:
    assert w.write_status(S.CANCELLED, 1, "") == ("PARTIALLY_CANCELED", "USER_CANCEL")
    assert w.write_status(S.EXPIRED, 0, "") == ("CANCELED", "RISKLIMIT_CANCEL")


def test_unknown_words_are_refused() -> None:
    with pytest.raises(BadMessage):
        w.read_side("HOLD")
    with pytest.raises(BadMessage):
        w.read_type("STOP")
    with pytest.raises(BadMessage):
        w.read_tif("DAY", LIMIT)
    with pytest.raises(BadMessage):
        w.read_status("ODD", "", None, LIMIT)
    assert w.read_type("MARKET_OF_BASE") is OrderType.MARKET
    assert w.read_tif("LIMIT_MAKER", LIMIT) is Tif.GTC
