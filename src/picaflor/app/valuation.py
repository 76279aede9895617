"""What a holding is worth in another coin, through one or several markets. What has no price has none: it is never zero."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from picaflor.domain.market import Market, MarketKind
from picaflor.domain.numbers import ONE, round_atoms
from picaflor.wire.reports import TickerReport

STEPS_MAX: Final = 3  # markets on the way
PLACES: Final = 8


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the other coin one coin is worth, and where that is so."""

    price: Fraction
    at: str


Rates = Mapping[str, Mapping[str, Rate]]  # coin → coin


def rates_of(markets: Iterable[Market], tickers: Iterable[TickerReport], at: str = "") -> Rates:
    """At the middle of the best two prices; where a side is missing, at the last trade."""
    known = {market.symbol: market for market in markets if market.kind is MarketKind.SPOT}
    rates: dict[str, dict[str, Rate]] = {}
    for ticker in tickers:
        market = known.get(ticker.symbol)
        twice = ticker.bid + ticker.ask if ticker.bid and ticker.ask else 2 * ticker.last
        if market is None or twice <= 0:
            continue
        price = Fraction(twice, 2 * ONE)
        rates.setdefault(market.base, {})[market.quote] = Rate(price, at)
        rates.setdefault(market.quote, {})[market.base] = Rate(1 / price, at)
    return rates


def joined(sources: Iterable[Rates]) -> Rates:
    """Of two that know a price the first one counts."""
    rates: dict[str, dict[str, Rate]] = {}
    for source in sources:
        for coin, others in source.items():
            rates[coin] = {**others, **rates.get(coin, {})}
    return rates


def rate_of(asset: str, token: str, rates: Rates) -> Rate | None:
    """By the fewest markets, at all of their places; None: no way leads there."""
    ways: deque[tuple[str, Fraction, tuple[str, ...]]] = deque([(asset, Fraction(1), ())])
    seen = {asset}
    while ways:
        coin, price, places = ways.popleft()
        if coin == token:
            return Rate(price, ", ".join(dict.fromkeys(places)))
        for other, rate in sorted(rates.get(coin, {}).items()) if len(places) < STEPS_MAX else ():
            if other not in seen:
                seen.add(other)
                ways.append((other, price * rate.price, (*places, rate.at)))
    return None


def value_of(atoms: int, rate: Rate) -> int:
    return round_atoms(int(atoms * rate.price), PLACES)
