"""Operations a second of the two matching books, on one seeded session: `./run bench matching [COUNT] [LEVELS]`.

Three sessions: `quiet` places and cancels, as makers do; `mixed` lets a fifth of the orders take; `sweeps` lets each
taker walk through several levels. The commands are made beforehand; making them is timed on its own line.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from random import Random
from time import perf_counter_ns

from picaflor.domain.orders import OrderType, Side
from picaflor.machines.matching import Incoming, Traded
from picaflor.machines.matching.fast import FastBook
from picaflor.machines.matching.naive import NaiveBook

MIDDLE = 1_000_000
Book = FastBook | NaiveBook
Command = Incoming | int  # a number is a cancel
SESSIONS = {"quiet": (0.0, 1), "mixed": (0.2, 1), "sweeps": (0.1, 8)}  # share of takers, their size in makers


def commands(count: int, levels: int, taking: float, size: int, seed: int = 1) -> list[Command]:
    """About `levels` prices a side, five orders each; each placed order is cancelled by and by unless it was taken."""
    dice, made, alive = Random(seed), list[Command](), list[int]()
    for order_id in range(1, count + 1):
        side = dice.choice((Side.BUY, Side.SELL))
        if len(alive) > levels * 10:
            at = dice.randrange(len(alive))
            alive[at], alive[-1] = alive[-1], alive[at]
            made.append(alive.pop())
        elif dice.random() < taking:
            made.append(Incoming(order_id, 1, side, dice.randint(1, 20) * size, type=OrderType.MARKET))
        else:
            away = 1 + min(int(dice.expovariate(3 / levels)), levels)
            made.append(Incoming(order_id, 2, side, dice.randint(1, 20), MIDDLE - side.sign * away))
            alive.append(order_id)
    return made


def drive(book: Book, work: list[Command]) -> int:
    """How many trades there were."""
    submit, cancel, trades = book.submit, book.cancel, 0
    for now_ns, each in enumerate(work):
        for event in cancel(each, now_ns) if isinstance(each, int) else submit(each, now_ns):
            if type(event) is Traded:
                trades += 1
    return trades


def timed(make: Callable[[], Book], work: list[Command]) -> tuple[float, int]:
    book, begun = make(), perf_counter_ns()
    trades = drive(book, work)
    return (perf_counter_ns() - begun) / 1e9, trades


def main(count: int = 400_000, levels: int = 200) -> None:
    begun = perf_counter_ns()
    work = {name: commands(count, levels, *shape) for name, shape in SESSIONS.items()}
    print(f"made {count * len(work):,} commands in {(perf_counter_ns() - begun) / 1e9:.1f} s, {levels} levels a side")
    for name, session in work.items():
        best, trades = min(timed(FastBook, session) for _ in range(3))
        print(f"fast   {name:7} {count / best:>9,.0f} ops/s   {best / count * 1e6:5.2f} µs each   {trades:,} trades")
        few = session[: count // 40]
        slow, _ = timed(NaiveBook, few)
        print(f"naive  {name:7} {len(few) / slow:>9,.0f} ops/s   {slow / len(few) * 1e6:5.2f} µs each")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
