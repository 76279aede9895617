"""Words there and back, and reports by what happened."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.venues.hitbtc import words as w
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

ORDER = OrderReport("B", "1", "tc-00000001", OrderStatus.OPEN, Side.BUY, OrderType.LIMIT, 0)
FILL = FillReport("B", "1", "1", Side.BUY, 1, 1)


def test_every_status_has_a_word_that_is_read_back_as_it_or_as_an_end_like_it() -> None:
    for status, word in w.STATUS_WORDS.items():
        read, _ = w.read_status(word, post_only=status is OrderStatus.REFUSED, filled=0)
        assert read is status


@pytest.mark.parametrize(
    ("status", "fill", "snapshot", "word"),
    [
        (OrderStatus.OPEN, None, False, "new"),
        (OrderStatus.OPEN, None, True, "status"),
        (OrderStatus.PARTIAL, FILL, False, "trade"),
        (OrderStatus.FILLED, FILL, False, "trade"),
        (OrderStatus.FILLED, None, False, "status"),
        (OrderStatus.CANCELLED, None, False, "canceled"),
        (OrderStatus.EXPIRED, None, False, "expired"),
        (OrderStatus.REFUSED, None, False, "expired"),
        (OrderStatus.PARTIAL, FILL, True, "status"),
    ],
)
def test_why_a_report_came(status: OrderStatus, fill: FillReport | None, snapshot: bool, word: str) -> None:
    assert w.write_report(replace(ORDER, status=status, fill=fill), snapshot=snapshot) == word


def test_post_only_is_a_limit_and_a_market_order_knows_no_time() -> None:
    assert w.read_type("limit", post_only=True) is OrderType.LIMIT_MAKER
    assert w.read_type("market", post_only=True) is OrderType.MARKET
    assert w.read_tif("FOK", OrderType.MARKET) is None
    assert w.read_tif("FOK", OrderType.LIMIT) is Tif.FOK
    assert [w.write_type(kind) for kind in OrderType] == ["limit", "limit", "market"]


def test_case_matters() -> None:
    for read in (
        lambda: w.read_side("BUY"),
        lambda: w.read_type("Limit", post_only=False),
        lambda: w.read_tif("ioc", OrderType.LIMIT),
        lambda: w.read_status("Filled", post_only=False, filled=1),
    ):
        with pytest.raises(BadMessage):
            read()
