"""From what the venue said to the words of the table."""

from __future__ import annotations

from typing import assert_never

from picaflor.domain.events import Pending
from picaflor.domain.orders import OrderType, Tif
from picaflor.machines.orders.record import Record
from picaflor.machines.orders.states import Word
from picaflor.wire.asks import Placed, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import OrderStatus

LIVE = frozenset({OrderStatus.OPEN, OrderStatus.PARTIAL})
GONE_ALREADY = frozenset({Refusal.NOT_FOUND, Refusal.CLOSED})


def word_of_place(outcome: Placed | Refused | Unclear | NotSent | NoAnswer) -> tuple[Word, str]:
    """Accepted, refused, unknown, or provably never sent; and the reason to be kept."""
    match outcome:
        case Placed():
            return Word.TAKEN, ""
        case Refused(kind=Refusal.DUPLICATE):
            return Word.LOST, ""  # it is there: where it stands, a question tells
        case Refused(code=code, words=words):
            return Word.DENIED, f"{code}: {words}"
        case Unclear() | NoAnswer():
            return Word.LOST, ""
        case NotSent(why=why):
            return Word.UNSENT, f"not sent: {why}"
        case _:
            assert_never(outcome)


def word_of_status(status: OrderStatus, record: Record) -> Word:
    """`record` knows by now how much the venue says was filled."""
    filled = record.filled
    match status:
        case OrderStatus.OPEN | OrderStatus.PARTIAL:
            return Word.PARTIAL if filled else Word.OPEN
        case OrderStatus.FILLED:
            return Word.FILLED
        case OrderStatus.CANCELLED | OrderStatus.EXPIRED:
            if record.lots and filled >= record.lots:
                return Word.FULL  # a cancel that lost the race
            # Not every venue tells them apart. What takes at once or not at all nobody had the time to cancel.
            at_once = record.type is OrderType.MARKET or record.tif in (Tif.IOC, Tif.FOK)
            expired = status is OrderStatus.EXPIRED or (at_once and record.cancel is Pending.NONE)
            return Word.EXPIRED if expired else Word.CANCELLED
        case OrderStatus.REFUSED:
            return Word.CANCELLED if filled else Word.REFUSED
        case _:
            assert_never(status)


def word_of_trade(record: Record) -> Word:
    return Word.FULL if record.lots and record.booked >= record.lots else Word.TRADE
