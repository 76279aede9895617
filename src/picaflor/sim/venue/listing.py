"""The markets of an emulated exchange: real names and real rules, with a starting price that the crowd walks from."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.wire.venue import Venue


@dataclass(frozen=True, slots=True)
class Listed:
    """`days`: for how long it is told to have been listed when it is switched on."""

    market: Market
    open_ticks: int
    typical_lots: int
    days: int = 1_500


def listed(venue: Venue, base: str, quote: str, tick: Grid, lot: Grid, price: str, size: str) -> Listed:
    """Fees are the row's; of other rules only those that the row's listing states, with the figures of big spot venues."""
    band = read_atoms("0.05") if "band" in venue.stated else 0
    market = Market(
        venue=venue.id,
        pair=f"{base}-{quote}",
        symbol=base + quote,
        base=base,
        quote=quote,
        tick=tick,
        lot=lot,
        quote_places=venue.quote_places,
        min_notional=read_atoms("1") if "min_notional" in venue.stated else 0,
        maker_fee=read_atoms(venue.maker_fee),
        taker_fee=read_atoms(venue.taker_fee),
        fee_asset=quote if "fee_in_quote" in venue.features else "",
        max_open_orders=500 if "open_orders" in venue.stated else 0,
        band_up=band,
        band_down=band,
        buys_by_quote="quote_market_buy" in venue.features,
    )
    return Listed(market, tick.read(price), lot.read(size))


def spot_listing(venue: Venue, symbols: int = 3) -> list[Listed]:
    """The first few are real pairs; more of them are numbered coins, for load."""
    rows = [
        listed(venue, "BTC", "USDT", Grid(2), Grid(6), "61234.50", "0.020000"),
        listed(venue, "ETH", "USDT", Grid(2), Grid(4), "2510.10", "0.5000"),
        listed(venue, "PEPE", "USDT", Grid(12), Grid(0), "0.000012340000", "5000000"),
    ]
    rows += [
        listed(venue, f"C{n:03d}", "USDT", Grid(4), Grid(2), "10.0000", "25.00") for n in range(len(rows), symbols)
    ]
    return rows[:symbols]
