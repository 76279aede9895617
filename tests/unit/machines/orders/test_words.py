"""What the venue says, in the words of the table."""

from __future__ import annotations

import pytest

from picaflor.domain.events import Pending
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.machines.orders.record import Record
from picaflor.machines.orders.states import Word
from picaflor.machines.orders.words import word_of_place, word_of_status, word_of_trade
from picaflor.wire.asks import Placed, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import OrderStatus


def record(lots: int = 10, filled: int = 0) -> Record:
    return Record("c", "BTC", "BTC-USDT", Side.BUY, OrderType.LIMIT, Tif.GTC, lots, 500, told=filled, booked=filled)


def test_a_place_has_three_outcomes_and_provably_unsent() -> None:
    assert word_of_place(Placed("c", "v")) == (Word.TAKEN, "")
    assert word_of_place(Refused("7", "too small", Refusal.RULE)) == (Word.DENIED, "7: too small")
    assert word_of_place(Unclear("html")) == (Word.LOST, "")
    assert word_of_place(NoAnswer("reset")) == (Word.LOST, "")
    assert word_of_place(NotSent("no route")) == (Word.UNSENT, "not sent: no route")


def test_a_duplicate_is_no_refusal() -> None:
    assert word_of_place(Refused("7", "dup", Refusal.DUPLICATE)) == (Word.LOST, "")


@pytest.mark.parametrize(
    ("status", "filled", "word"),
    [
        (OrderStatus.OPEN, 0, Word.OPEN),
        (OrderStatus.OPEN, 3, Word.PARTIAL),
        (OrderStatus.PARTIAL, 3, Word.PARTIAL),
        (OrderStatus.FILLED, 10, Word.FILLED),
        (OrderStatus.CANCELLED, 3, Word.CANCELLED),
        (OrderStatus.CANCELLED, 10, Word.FULL),
        (OrderStatus.EXPIRED, 3, Word.EXPIRED),
        (OrderStatus.EXPIRED, 10, Word.FULL),
        (OrderStatus.REFUSED, 0, Word.REFUSED),
        (OrderStatus.REFUSED, 3, Word.CANCELLED),
    ],
)
def test_a_status_is_read_with_what_was_filled(status: OrderStatus, filled: int, word: Word) -> None:
    assert word_of_status(status, record(filled=filled)) is word


@pytest.mark.parametrize(
    ("kind", "tif", "word"),
    [
        (OrderType.LIMIT, Tif.IOC, Word.EXPIRED),
        (OrderType.LIMIT, Tif.FOK, Word.EXPIRED),
        (OrderType.MARKET, Tif.GTC, Word.EXPIRED),
        (OrderType.LIMIT, Tif.GTC, Word.CANCELLED),
    ],
)
def test_what_takes_at_once_or_not_at_all_expires_whatever_the_venue_calls_it(
    kind: OrderType, tif: Tif, word: Word
) -> None:
    order = Record("c", "BTC", "BTC-USDT", Side.BUY, kind, tif, 10, 500)
    assert word_of_status(OrderStatus.CANCELLED, order) is word
    order.cancel = Pending.ASKED
    assert word_of_status(OrderStatus.CANCELLED, order) is Word.CANCELLED


def test_a_trade_fills_an_order_of_known_size_only() -> None:
    assert word_of_trade(record(filled=9)) is Word.TRADE
    assert word_of_trade(record(filled=10)) is Word.FULL
    assert word_of_trade(record(lots=0, filled=10)) is Word.TRADE
