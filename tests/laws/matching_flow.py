"""Seeded crowds for the matching books: every kind of command, near enough to each other that they keep meeting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.machines.matching import Incoming, MatchEvent, SelfTrade
from picaflor.machines.matching.fast import FastBook
from picaflor.machines.matching.naive import NaiveBook

OWNERS = 5
PER = 3  # atoms that a lot at a tick is worth
Book = FastBook | NaiveBook


@dataclass(frozen=True, slots=True)
class Cancel:
    order_id: int


@dataclass(frozen=True, slots=True)
class CancelAll:
    owner: int


@dataclass(frozen=True, slots=True)
class Amend:
    order_id: int
    lots: int
    ticks: int


Command = Incoming | Cancel | CancelAll | Amend


def flow(dice: Random, count: int) -> Iterator[Command]:
    """`count` commands around a middle that wanders."""
    middle = 100
    for order_id in range(1, count + 1):
        if order_id % 50 == 0:
            middle = max(30, middle + dice.randint(-3, 3))
        kind = dice.randint(0, 99)
        some_id = dice.randint(max(1, order_id - 60), order_id)
        if kind < 22:
            yield Cancel(some_id)
        elif kind < 34:
            yield Amend(some_id, dice.randint(1, 20), middle + dice.randint(-6, 6))
        elif kind < 35:
            yield CancelAll(dice.randint(1, OWNERS))
        elif kind < 50:
            yield _market(dice, order_id, middle)
        else:
            yield _limit(dice, order_id, middle)


def _market(dice: Random, order_id: int, middle: int) -> Incoming:
    side = dice.choice((Side.BUY, Side.SELL))
    by_quote = side is Side.BUY and dice.randint(0, 1) == 1
    return Incoming(
        order_id=order_id,
        owner=dice.randint(1, OWNERS),
        side=side,
        lots=0 if by_quote else dice.randint(1, 30),
        type=OrderType.MARKET,
        tif=dice.choice([Tif.GTC, Tif.IOC, Tif.FOK]),
        quote=dice.randint(1, 4_000) if by_quote else 0,
        protect_ticks=None if dice.randint(0, 2) else middle + dice.randint(-4, 4),
        stp=_rule(dice),
    )


def _limit(dice: Random, order_id: int, middle: int) -> Incoming:
    side = dice.choice((Side.BUY, Side.SELL))
    return Incoming(
        order_id=order_id,
        owner=dice.randint(1, OWNERS),
        side=side,
        lots=dice.randint(1, 20),
        ticks=middle + dice.randint(-8, 4) * side.sign,
        type=dice.choice((OrderType.LIMIT, OrderType.LIMIT, OrderType.LIMIT, OrderType.LIMIT_MAKER)),
        tif=dice.choice((Tif.GTC, Tif.GTC, Tif.GTC, Tif.IOC, Tif.FOK)),
        stp=_rule(dice),
    )


def _rule(dice: Random) -> SelfTrade | None:
    return dice.choice((None, None, None, *SelfTrade))


def obey(book: Book, command: Command, now_ns: int) -> list[MatchEvent]:
    match command:
        case Cancel(order_id):
            return book.cancel(order_id, now_ns)
        case CancelAll(owner):
            return book.cancel_owner(owner, now_ns)
        case Amend(order_id, lots, ticks):
            return book.amend(order_id, lots, ticks, now_ns)
        case _:
            return book.submit(command, now_ns)
