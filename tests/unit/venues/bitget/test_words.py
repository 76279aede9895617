from __future__ import annotations

import pytest

from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.venues.bitget.words import (
    read_scope,
    read_side,
    read_status,
    read_type,
    write_force,
    write_reason,
    write_type,
)
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import OrderReport, OrderStatus


@pytest.mark.parametrize(
    ("word", "reason", "filled", "status"),
    [
        ("live", "", 0, OrderStatus.OPEN),
        ("init", "", 0, OrderStatus.OPEN),
        ("new", "", 0, OrderStatus.OPEN),
        ("partial_fill", "", 1, OrderStatus.PARTIAL),
        ("full_fill", "", 1, OrderStatus.FILLED),
        ("canceled", "", 0, OrderStatus.CANCELLED),
        ("cancel", "normal_cancel", 0, OrderStatus.CANCELLED),
        ("cancelled", "post_only_fill_cancel", 0, OrderStatus.REFUSED),
        ("cancelled", "post_only_fill_cancel", 1, OrderStatus.CANCELLED),
        ("cancelled", "ioc_not_full_cancel", 1, OrderStatus.EXPIRED),
        ("cancelled", "fok_not_full_cancel", 0, OrderStatus.EXPIRED),
        ("fok_not_full_cancel", "", 0, OrderStatus.EXPIRED),
        ("filled", "post_only_fill_cancel", 0, OrderStatus.FILLED),
    ],
)
def test_what_ended_an_order_stands_in_its_reason(word: str, reason: str, filled: int, status: OrderStatus) -> None:
    assert read_status(word, reason, filled) is status


def test_a_word_that_is_in_no_table_is_refused() -> None:
    for read in (
        lambda: read_status("frozen", "", 0),
        lambda: read_side("hold"),
        lambda: read_type("limit", "gtx"),
        lambda: read_type("stop", "gtc"),
        lambda: read_scope("broker"),
    ):
        with pytest.raises(BadMessage):
            read()


@pytest.mark.parametrize(
    ("order_type", "force", "kind"),
    [
        ("limit", "GTC", (OrderType.LIMIT, Tif.GTC)),
        ("LIMIT", "post_only", (OrderType.LIMIT_MAKER, Tif.GTC)),
        ("limit", "IOC", (OrderType.LIMIT, Tif.IOC)),
        ("limit", "Fok", (OrderType.LIMIT, Tif.FOK)),
        ("market", "GTC", (OrderType.MARKET, Tif.GTC)),
        ("market", "", (OrderType.MARKET, Tif.GTC)),
    ],
)
def test_strangers_shout(order_type: str, force: str, kind: tuple[OrderType, Tif]) -> None:
    assert read_type(order_type, force) == kind


def test_ours_are_spelled_as_theirs() -> None:
    assert write_type(OrderType.LIMIT_MAKER) == "limit"
    assert write_force(OrderType.LIMIT_MAKER, None) == "post_only"
    assert write_force(OrderType.LIMIT, Tif.IOC) == "ioc"
    assert read_side("Sell") is Side.SELL
    assert read_scope("marker") is Liquidity.MAKER  # as their own page has it


@pytest.mark.parametrize(
    ("status", "tif", "ours", "theirs"),
    [
        (OrderStatus.REFUSED, Tif.GTC, "post_only", "post_only_fill_cancel"),
        (OrderStatus.EXPIRED, Tif.IOC, "ioc", "ioc_not_full_cancel"),
        (OrderStatus.EXPIRED, None, "fok", "fok_not_full_cancel"),
        (OrderStatus.EXPIRED, Tif.FOK, "", "fok_not_full_cancel"),
        (OrderStatus.CANCELLED, Tif.GTC, "cancelled", "normal_cancel"),
        (OrderStatus.CANCELLED, Tif.GTC, "self_trade", "stp_cancel"),
        (OrderStatus.CANCELLED, Tif.GTC, "", "normal_cancel"),
        (OrderStatus.CANCELLED, Tif.GTC, "burst_cancel", "burst_cancel"),
        (OrderStatus.FILLED, Tif.GTC, "filled", ""),
    ],
)
def test_a_matching_engines_reason_in_their_words(status: OrderStatus, tif: Tif | None, ours: str, theirs: str) -> None:
    order = OrderReport("S", "1", "a", status, Side.BUY, OrderType.LIMIT, 0, tif=tif, reason=ours)
    assert write_reason(order) == theirs
