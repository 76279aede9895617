"""What an emulated market is told to have done before it was switched on: invented, seeded, made only where somebody looks.

A tree over time: a day is split into quarters, these into hours, quarters of an hour, minutes. Each node is a bar, and
its parts are drawn so that they make it up exactly: they begin and end where it does, one of them reaches its high, one
its low, and volume and money add up. So a bar of any length is the sum of its minutes although nobody made them, and a
page of days costs a page of days. Days walk backwards from the price at which the market was switched on; the last
node of each level is cut off at that minute, where the real trades begin.

Two things must hold in every part: the path stays within the parent's range, and money ÷ volume lies between low and
high. The second needs volumes that fit the path (`_shares`). Where none are found the whole of the parent happened in
one part and the others were quiet, which always fits; it is rare enough to look like a thin market.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import isqrt
from random import Random
from typing import Final

from picaflor.machines.candles.bar import Bar, quiet

MINUTE: Final = 60 * 1_000_000_000
DAY: Final = 1_440  # in minutes, as everything here
LEVELS: Final = (DAY, 360, 60, 15, 1)
DAYS: Final = 1_500  # for how long a market is told to have been listed
REACH_BPS: Final = 250  # of a day: the most that its close is away from its open, and its ends beyond both
HOME: Final = 60  # days in which a price that strayed would come home
LOTS_A_MINUTE: Final = 400  # typical orders that trade in a minute, about what the crowd does
TRIES: Final = 12  # walks, until one fits the volume and the money
MOST_KEPT: Final = 512  # nodes whose parts are remembered: three days in minutes, and more than a page of them


@dataclass(frozen=True, slots=True)
class Node:
    """One bar of the tree, `minutes` long, from minute `begin` on; money is in ticks × lots."""

    begin: int
    minutes: int
    bar: Bar


class Past:
    def __init__(
        self, open_ticks: int, typical_lots: int, unit: int, seed: int, end_minute: int, days: int = DAYS
    ) -> None:
        """`unit`: what a tick times a lot is worth, in quote atoms. `end_minute`: the first minute that is real."""
        self._anchor = open_ticks
        self._typical = max(1, typical_lots)
        self._unit = unit
        self._seed = seed
        self.end = end_minute
        self.begin = max(0, (end_minute - 1) // DAY - days + 1) * DAY if days else end_minute
        self._days: list[Node] = []  # newest first
        self._parts: dict[tuple[int, int], tuple[Node, ...]] = {}
        self._near: tuple[Node, tuple[Node, ...]] | None = None  # whose part was asked for last, and its parts

    def bars(self, begin: int, end: int) -> list[Bar]:
        """The fewest bars that make up these minutes, oldest first, as far as they are in this past."""
        begin, end = max(begin, self.begin), min(end, self.end)
        found: list[Bar] = []
        while begin < end:
            node = self._largest(begin, end)
            found.append(node.bar)
            begin = node.begin + node.minutes
        return found

    def _largest(self, begin: int, end: int) -> Node:
        if self._near is not None:
            whole, parts = self._near
            if whole.begin < begin < whole.begin + whole.minutes:  # nothing larger than a part begins within it
                part = parts[(begin - whole.begin) // parts[0].minutes]
                if part.begin == begin and begin + part.minutes <= end:
                    return part
        node = self._day(begin // DAY)
        for level in range(len(LEVELS) - 1):
            if node.begin == begin and node.begin + node.minutes <= end:
                return node
            parts = self._parts_of(node, level)
            self._near, node = (node, parts), parts[(begin - node.begin) // LEVELS[level + 1]]
        return node

    # days

    def _day(self, number: int) -> Node:
        newest = (self.end - 1) // DAY
        while len(self._days) <= newest - number:
            close = self._days[-1].bar.open if self._days else self._anchor
            self._days.append(self._make_day(newest - len(self._days), close))
        return self._days[newest - number]

    def _make_day(self, number: int, close: int) -> Node:
        dice = self._dice(0, number)
        minutes = min(DAY, self.end - number * DAY)
        reach = max(1, close * REACH_BPS * isqrt(minutes * 10_000 // DAY) // 1_000_000)
        opens = max(1, close + dice.randint(-reach, reach) + (self._anchor - close) // HOME)
        high = max(opens, close) + dice.randint(0, reach)
        low = max(1, min(opens, close) - dice.randint(0, reach))
        volume = self._typical * LOTS_A_MINUTE * minutes * dice.randint(60, 140) // 100
        money = low * volume + (high - low) * volume * dice.randint(40, 60) // 100
        return Node(number * DAY, minutes, self._bar(number * DAY, opens, high, low, close, volume, money))

    # parts

    def _parts_of(self, node: Node, level: int) -> tuple[Node, ...]:
        key = (level, node.begin)
        parts = self._parts.get(key)
        if parts is None:
            if len(self._parts) >= MOST_KEPT:
                del self._parts[next(iter(self._parts))]
            parts = self._parts[key] = self._split(node, LEVELS[level + 1], self._dice(level + 1, node.begin))
        return parts

    def _split(self, node: Node, length: int, dice: Random) -> tuple[Node, ...]:
        begins = range(node.begin, node.begin + node.minutes, length)
        lengths = [min(length, node.begin + node.minutes - begin) for begin in begins]
        whole = node.bar
        money = whole.money // self._unit
        for _ in range(TRIES if whole.volume else 1):
            path = _path(whole, len(begins), dice)
            ranges = _ranges(whole, path, dice)
            shares = _shares(whole.volume, money, ranges, lengths, dice)
            if shares is not None:
                break
        if shares is None:
            bars = _lump(whole, begins, dice.randrange(len(begins)))
        else:
            moneys = _moneys(money, ranges, shares)
            bars = [
                self._bar(begin, path[n], ranges[n][1], ranges[n][0], path[n + 1], shares[n], moneys[n])
                for n, begin in enumerate(begins)
            ]
        return tuple(Node(*row) for row in zip(begins, lengths, bars, strict=True))

    def _bar(self, begin: int, opens: int, high: int, low: int, close: int, volume: int, money: int) -> Bar:
        return Bar(begin * MINUTE, opens, high, low, close, volume, money * self._unit)

    def _dice(self, level: int, place: int) -> Random:
        return Random((self._seed << 80) | (level << 72) | place)  # noqa: S311  (a market, not a secret)


def _path(whole: Bar, parts: int, dice: Random) -> list[int]:
    """Where the parts begin and end: a walk that returns to where it began, stretched to the high and to the low, and
    leaned so that it ends at the close."""
    steps = [0, *accumulate(dice.randint(-100, 100) for _ in range(parts))]
    round_trip = [step * parts - steps[-1] * n for n, step in enumerate(steps)]
    up = whole.high - max(whole.open, whole.close)
    down = min(whole.open, whole.close) - whole.low
    top, bottom = max(1, *round_trip), max(1, -min(round_trip))
    stretched = [step * up // top if step > 0 else -(-step * down // bottom) for step in round_trip]
    lean = whole.close - whole.open
    return [whole.open + lean * n // parts + step for n, step in enumerate(stretched)]


def _ranges(whole: Bar, path: list[int], dice: Random) -> list[tuple[int, int]]:
    """Low and high of each part; the one that is nearest to an end of the whole reaches it."""
    wick = (whole.high - whole.low) // (2 * len(path))
    lows = [max(whole.low, min(ends) - dice.randint(0, wick)) for ends in pairwise(path)]
    highs = [min(whole.high, max(ends) + dice.randint(0, wick)) for ends in pairwise(path)]
    lows[lows.index(min(lows))] = whole.low
    highs[highs.index(max(highs))] = whole.high
    return list(zip(lows, highs, strict=True))


def _shares(
    volume: int, money: int, ranges: list[tuple[int, int]], lengths: list[int], dice: Random
) -> list[int] | None:
    """How much of the volume each part has, such that the money fits between their lows and highs; None: none was found."""
    if volume < 20 * sum(lengths):
        return None
    weights = [length * dice.randint(50, 200) for length in lengths]
    middles, of_all = [low + high for low, high in ranges], sum(weights)  # twice the middles
    shares = _tilt([volume * weight // of_all for weight in weights], middles, 2 * money)
    nearest = min(range(len(middles)), key=lambda n: abs(middles[n] * volume - 2 * money))
    shares[nearest] += volume - sum(shares)
    least = sum(low * share for (low, _), share in zip(ranges, shares, strict=True))
    most = sum(high * share for (_, high), share in zip(ranges, shares, strict=True))
    fits = 3 * (money - least) >= most - least and 3 * (most - money) >= most - least
    return shares if fits and min(shares) > 0 else None


def _tilt(shares: list[int], middles: list[int], money: int) -> list[int]:
    """Moves volume from cheap parts to dear ones or back, in proportion to how cheap or dear, until they cost so much."""
    volume = sum(shares)
    cost = sum(share * middle for share, middle in zip(shares, middles, strict=True))
    dear = [middle * volume - cost for middle in middles]  # on average nothing
    per_tilt = sum(share * much * middle for share, much, middle in zip(shares, dear, middles, strict=True))
    if per_tilt == 0:
        return shares
    # No part may lose more than nine tenths of what it has.
    tilt = min(money - cost, 9 * per_tilt // (10 * -min(dear)))
    tilt = max(tilt, -(9 * per_tilt // (10 * max(dear))))
    return [share + share * much * tilt // per_tilt for share, much in zip(shares, dear, strict=True)]


def _moneys(money: int, ranges: list[tuple[int, int]], shares: list[int]) -> list[int]:
    """Each part's money as far between its least and its most as the whole is."""
    least = [low * share for (low, _), share in zip(ranges, shares, strict=True)]
    rooms = [(high - low) * share for (low, high), share in zip(ranges, shares, strict=True)]
    spare, room = money - sum(least), max(1, sum(rooms))
    marks = [0, *(so_far * spare // room for so_far in accumulate(rooms))]
    return [base + after - before for base, (before, after) in zip(least, pairwise(marks), strict=True)]


def _lump(whole: Bar, begins: range, at: int) -> list[Bar]:
    """All of it in one part; before it and after it nothing."""
    return [
        replace(whole, open_ns=begin * MINUTE)
        if n == at
        else quiet(begin * MINUTE, whole.open if n < at else whole.close)
        for n, begin in enumerate(begins)
    ]
