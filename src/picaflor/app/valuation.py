"""What a holding is worth in another coin, through one or several markets. What has no price has none: it is never zero."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final

from picaflor.domain.market import Market, MarketKind
from picaflor.domain.numbers import round_atoms
from picaflor.wire.reports import TickerReport

STEPS_MAX: Final = 3  # markets on the way
PLACES: Final = 8
Rates = Mapping[str, Mapping[str, Fraction]]  # coin → coin → how many of that one it is worth


def rates_of(markets: Iterable[Market], tickers: Iterable[TickerReport]) -> Rates:
    """At the middle of the best two prices; where a side is missing, at the last trade."""
    known = {market.symbol: market for market in markets if market.kind is MarketKind.SPOT}
    rates: dict[str, dict[str, Fraction]] = {}
    for ticker in tickers:
        market = known.get(ticker.symbol)
        twice = ticker.bid + ticker.ask if ticker.bid and ticker.ask else 2 * ticker.last
        if market is None or twice <= 0:
            continue
        price = Fraction(twice, 2 * 10**36)
        rates.setdefault(market.base, {})[market.quote] = price
        rates.setdefault(market.quote, {})[market.base] = 1 / price
    return rates


def value_of(atoms: int, asset: str, token: str, rates: Rates) -> int | None:
    """In atoms of the token, by the fewest markets; None: no way leads there."""
    ways = deque([(asset, Fraction(1), 0)])
    seen = {asset}
    while ways:
        coin, rate, steps = ways.popleft()
        if coin == token:
            return round_atoms(int(atoms * rate), PLACES)
        for other, price in sorted(rates.get(coin, {}).items()) if steps < STEPS_MAX else ():
            if other not in seen:
                seen.add(other)
                ways.append((other, rate * price, steps + 1))
    return None
