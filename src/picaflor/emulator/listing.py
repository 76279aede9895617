"""What a person changes in a house's listing over the control port: a market's rules and state, or that it is there."""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

from picaflor.domain.market import Market, MarketState, OffGrid
from picaflor.domain.numbers import BadNumber, read_atoms, write_atoms
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.relisting import change_rules

PATHS: Final = ("/rules", "/delist")


class Rules(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """`row` "": the first of the house. Sizes are in coin, fees and bands are shares: 0.001 is a tenth of a percent."""

    symbol: str
    row: str = ""
    state: Literal["open", "cancel_only", "halted"] | None = None
    min_size: str | None = None
    max_size: str | None = None
    min_notional: str | None = None
    maker_fee: str | None = None
    taker_fee: str | None = None
    band: str | None = None
    max_open_orders: int | None = None


class Delisted(msgspec.Struct, forbid_unknown_fields=True):
    symbol: str
    row: str = ""


def change_listing(exchange: Exchange, path: str, body: bytes, now_ns: int) -> dict[str, str]:
    """How the market stands then; ValueError says why nothing changed."""
    if path == "/delist":
        gone = msgspec.json.decode(body, type=Delisted)
        floor = _floor(exchange, gone.row, gone.symbol)
        exchange.delist(floor.venue.floor, gone.symbol, now_ns)
        return {"symbol": gone.symbol, "state": "delisted"}
    wanted = msgspec.json.decode(body, type=Rules)
    floor = _floor(exchange, wanted.row, wanted.symbol)
    try:
        changes = _changes(wanted, floor.markets[wanted.symbol])
        for beside in floor.beside:  # who trades in its books has its rules
            change_rules(beside, wanted.symbol, **changes)
        market = change_rules(floor, wanted.symbol, **changes)
    except (BadNumber, OffGrid) as bad:
        raise ValueError(str(bad)) from None
    return {
        "symbol": market.symbol,
        "state": market.state,
        "min_size": write_atoms(market.min_lots * market.lot.atoms),
        "max_size": write_atoms(market.max_lots * market.lot.atoms),
        "min_notional": write_atoms(market.min_notional),
        "maker_fee": write_atoms(market.maker_fee),
        "taker_fee": write_atoms(market.taker_fee),
    }


def _changes(wanted: Rules, market: Market) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if wanted.state is not None:
        changes["state"] = MarketState(wanted.state)
    for name, text in (("min_lots", wanted.min_size), ("max_lots", wanted.max_size)):
        if text is not None:
            changes[name] = market.lot.read(text)
    for name in ("min_notional", "maker_fee", "taker_fee"):
        if (text := getattr(wanted, name)) is not None:
            changes[name] = read_atoms(text, signed=name.endswith("fee"))
    if wanted.band is not None:
        changes["band_up"] = changes["band_down"] = read_atoms(wanted.band)
    if wanted.max_open_orders is not None:
        changes["max_open_orders"] = max(0, wanted.max_open_orders)
    if not changes:
        raise ValueError("nothing is to change")
    return changes


def _floor(exchange: Exchange, row: str, symbol: str) -> Floor:
    floor = exchange.floors.get(row or exchange.venue.floor)
    if floor is None:
        raise ValueError(f"there is no row {row!r} here, but {', '.join(exchange.floors)}")
    if symbol not in floor.markets:
        raise ValueError(f"{floor.venue.id} lists no {symbol[:40]!r}")
    return floor
