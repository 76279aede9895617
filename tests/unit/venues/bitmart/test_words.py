"""Words for what an order is."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.venues.bitmart.words import read_side, read_status, read_type, write_source, write_status, write_type
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderStatus as S


@pytest.mark.parametrize(
    ("word", "source", "kind", "side", "filled", "status", "reason"),
    [
        ("partially_canceled", "", "market", Side.BUY, 5, S.FILLED, ""),
        ("partially_canceled", "system", "market", Side.SELL, 5, S.EXPIRED, "expired"),
        ("canceled", "system", "ioc", Side.BUY, 0, S.EXPIRED, "expired"),
        ("canceled", "system", "limit_maker", Side.BUY, 0, S.REFUSED, "post_only"),
        ("partially_canceled", "system", "limit_maker", Side.BUY, 1, S.CANCELLED, "system"),
        ("canceled", "user", "limit_maker", Side.BUY, 0, S.CANCELLED, ""),
        ("canceled", "stp", "limit", Side.BUY, 0, S.CANCELLED, "stp"),
        ("failed", "", "limit", Side.BUY, 0, S.REFUSED, "failed"),
    ],
)
def test_how_an_order_ended(word: str, source: str, kind: str, side: Side, filled: int, status: S, reason: str) -> None:
    assert read_status(word, source, kind, side, filled) == (status, reason)


def test_words_are_written_back() -> None:
    assert write_status(S.FILLED, 1, dust=True) == "partially_canceled"
    assert [write_status(status, 0) for status in (S.OPEN, S.PARTIAL, S.FILLED, S.EXPIRED)] == [
        "new", "partially_filled", "filled", "canceled",
    ]  # fmt: skip
    assert [write_source(status) for status in (S.OPEN, S.CANCELLED, S.REFUSED)] == ["", "user", "system"]
    assert write_type(OrderType.LIMIT, Tif.IOC) == "ioc"
    with pytest.raises(ValueError, match="FOK"):
        write_type(OrderType.LIMIT, Tif.FOK)


def test_unknown_words_are_refused() -> None:
    for read in (read_side, read_type, lambda word: read_status(word, "", "limit", Side.BUY, 0)):
        with pytest.raises(BadMessage):
            read("whatever")
