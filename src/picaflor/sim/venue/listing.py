"""The markets of an emulated exchange: real names and real rules, with a starting price that the crowd walks from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Tif
from picaflor.machines.ledger.terms import NO_TIERS, Tier
from picaflor.wire.venue import Venue


@dataclass(frozen=True, slots=True)
class Listed:
    """`days`: for how long it is told to have been listed when it is switched on."""

    market: Market
    open_ticks: int
    typical_lots: int
    days: int = 1_500
    tiers: tuple[Tier, ...] = NO_TIERS  # of contracts


def listed(venue: Venue, base: str, quote: str, tick: Grid, lot: Grid, price: str, size: str) -> Listed:
    """Fees are the row's; of other rules only those that the row's listing states, with the figures of big spot venues."""
    band = read_atoms("0.05") if "band" in venue.stated else 0
    market = Market(
        venue=venue.id,
        pair=f"{base}-{quote}",
        symbol=venue.symbol_shape.format(base=base, quote=quote, base_lower=base.lower(), quote_lower=quote.lower()),
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
        post_only=OrderType.LIMIT_MAKER in venue.order_types,
        only_gtc=venue.tifs == (Tif.GTC,),
        timed=Tif.GTD in venue.tifs,
    )
    return Listed(market, tick.read(price), lot.read(size))


# Coins that a house keeps for its customers without a market for them here.
KEPT: Final = ("SOL", "USDC", "XRP")


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


# The ladder of a contract, as the large ones have it: quote money up to which so much leverage is allowed, and the rate.
LADDER: Final = (
    ("150000", 125, "0.004"),
    ("900000", 100, "0.005"),
    ("3000000", 75, "0.0075"),
    ("12000000", 50, "0.01"),
    ("30000000", 25, "0.02"),
    ("65000000", 20, "0.025"),
    ("120000000", 10, "0.05"),
    ("240000000", 5, "0.1"),
    ("400000000", 3, "0.15"),
    ("0", 1, "0.25"),
)


def ladder(leverage_max: int, tenths: int = 10) -> tuple[Tier, ...]:
    """The rungs that a contract of so much leverage has; `tenths` of the money that the large ones allow on each."""
    rungs = [rung for rung in LADDER if rung[1] <= leverage_max]
    return tuple(Tier(read_atoms(most) * tenths // 10, leverage, read_atoms(rate)) for most, leverage, rate in rungs)


MARGIN_MOST: Final = 10  # leverage of a pair that is traded on margin


def on_margin(venue: Venue, row: Listed) -> Listed:
    """A spot market as its pair is traded on margin."""
    spot = row.market
    market = replace(
        spot, venue=venue.id, kind=MarketKind.LINEAR, settle=spot.quote, fee_asset=spot.quote, max_leverage=MARGIN_MOST
    )
    return replace(row, market=market, tiers=_one_tier(MARGIN_MOST))


def _one_tier(leverage: int) -> tuple[Tier, ...]:
    return (Tier(0, leverage, read_atoms("1") // (2 * leverage)),)


def contract(venue: Venue, base: str, tick: Grid, lot: Grid, price: str, size: str, leverage: int, band: str) -> Listed:
    """Quoted in the coin of the family, and margined in that or, inverse, in its own; sized in base coin. Limits as the
    large ones have them, where the listing states any.
    """
    leverage = min(leverage, MARGIN_MOST) if venue.kind == "margin" else leverage
    stated, inverse, quote = bool(venue.stated), "inverse" in venue.features, venue.family or "USDT"
    market = Market(
        venue=venue.id,
        pair=f"{base}-{quote}",
        symbol=venue.symbol_shape.format(base=base, quote=quote, base_lower=base.lower(), quote_lower=quote.lower()),
        base=base,
        quote=quote,
        tick=tick,
        lot=lot,
        kind=MarketKind.INVERSE if inverse else MarketKind.LINEAR,
        settle=base if inverse else quote,
        contract=Grid(0) if "contracts" in venue.features else None,
        quote_places=venue.quote_places,
        max_lots=lot.read(size) * 60_000 if stated else 0,
        max_market_lots=lot.read(size) * 11_000 if stated else 0,
        min_notional=read_atoms("5") if stated and quote == "USDT" else 0,
        maker_fee=read_atoms(venue.maker_fee),
        taker_fee=read_atoms(venue.taker_fee),
        fee_asset=quote if "fee_in_quote" in venue.features else "",
        max_open_orders=200 if stated else 0,
        band_up=read_atoms(band) if stated else 0,
        band_down=read_atoms(band) if stated else 0,
        max_leverage=leverage,
    )
    tiers = ladder(leverage, 10 if leverage == LADDER[0][1] else 1)
    if "one_tier" in venue.features:
        tiers = _one_tier(leverage)
    return Listed(market, tick.read(price), lot.read(size), tiers=tiers)


def contract_listing(venue: Venue, symbols: int = 3) -> list[Listed]:
    """The pairs of the spot listing, as contracts: big ones with ticks of a tenth, one so cheap that it has 12 decimals."""
    rows = [
        contract(venue, "BTC", Grid(1), Grid(4), "61234.5", "0.0200", 125, "0.05"),
        contract(venue, "ETH", Grid(2), Grid(2), "2510.10", "0.50", 125, "0.05"),
        contract(venue, "PEPE", Grid(12), Grid(0), "0.000012340000", "5000000", 50, "0.1"),
    ]
    rows += [
        contract(venue, f"C{n:03d}", Grid(4), Grid(2), "10.0000", "25.00", 50, "0.1") for n in range(len(rows), symbols)
    ]
    return rows[:symbols]


def listing_of(venue: Venue, symbols: int = 3) -> list[Listed]:
    return contract_listing(venue, symbols) if venue.holds else spot_listing(venue, symbols)
