"""What the owner of a key may ask: balances and what they are worth, open orders, fills, positions. As rows of texts."""

from __future__ import annotations

from picaflor.app.clearing import Open, read_open
from picaflor.app.keyring import Keyring
from picaflor.app.prices import Find, Prices
from picaflor.app.problems import Problem, Usage
from picaflor.app.progress import Tally, Told, unheard
from picaflor.app.public_pages import Row
from picaflor.app.targets import read_entry
from picaflor.app.valuation import value_of
from picaflor.app.visit import Visit
from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.wire.asks import Fills, ReadBalances, ReadFills
from picaflor.wire.contracts import Positions, ReadPositions
from picaflor.wire.decoding import write_iso
from picaflor.wire.reports import BalancesReport
from picaflor.wire.stops import StopReport

NO_PRICE = "no price"
FILLS_MAX = 100


async def balances(visit: Visit, token: str, prices: Prices) -> list[Row]:
    found = await visit.need(ReadBalances(), BalancesReport)
    held = sorted((row for row in found.rows if row.total), key=lambda row: row.asset)
    await prices.look(visit)
    rows = []
    for row in held:
        rate = await prices.rate(row.asset, token, visit)
        rows.append(
            {
                "asset": row.asset,
                "total": write_atoms(row.total),
                "available": write_atoms(row.free),
                "value": NO_PRICE if rate is None else write_atoms(value_of(row.total, rate)),
                "value_in": token,
                "priced_at": rate.at if rate is not None else "",
            }
        )
    return rows


def together(rows: list[Row], token: str) -> str:
    """What all rows are worth, and how many of them nobody can say it of."""
    values = [row["value"] for row in rows if row["value"]]
    without = values.count(NO_PRICE)
    said = f"Together: {write_atoms(sum(read_atoms(value) for value in values if value != NO_PRICE))} {token}"
    if not without:
        return said
    return f"{said}, and {without} holding{'s have' if without > 1 else ' has'} no price"


async def all_balances(keyring: Keyring, find: Find, token: str, told: Told = unheard) -> list[Row]:
    """Of every account whose keys are stored and whose world can be reached, side by side. A venue that does not answer
    has a row that says so."""
    visits, prices = [], Prices(find)
    for entry in keyring.names():
        stored = read_entry(entry)
        if stored is not None and (reach := find(stored.target.venue.id)).is_of(stored.world, stored.target.venue):
            keys = keyring.get(entry)
            visits.append(_one(Visit(stored.target, reach, keys), stored.account, token, prices))
    return [row for rows in await Tally(told).all(visits) for row in rows]


async def _one(visit: Visit, account: str, token: str, prices: Prices) -> list[Row]:
    head = {"connector": visit.target.id, "account": account}
    try:
        async with visit:
            return [{**head, **row, "note": ""} for row in await balances(visit, token, prices)]
    except Problem as problem:
        nothing = dict.fromkeys(("asset", "total", "available", "value"), "")
        return [{**head, **nothing, "value_in": token, "priced_at": "", "note": str(problem)}]


async def orders(visit: Visit, pair: str) -> list[Row]:
    """Open ones and those that wait for a price, oldest first."""
    symbol = (await visit.market(pair)).symbol if pair else ""
    found = {(row.symbol, row.venue_id): row for row in await read_open(visit, symbol)}  # some lists share a stop
    return [await _order(visit, row) for row in sorted(found.values(), key=lambda row: row.created_ns)]


async def _order(visit: Visit, order: Open) -> Row:
    row = {"pair": await visit.pair_of(order.symbol), "side": str(order.side)}
    if isinstance(order, StopReport):
        row |= {"type": "LIMIT" if order.price else "MARKET", "price": _number(order.price)}
        row |= {"amount": _number(order.size), "filled": "0", "stop": write_atoms(order.trigger)}
    else:
        row |= {"type": str(order.type), "price": _number(order.price), "amount": _number(order.size)}
        row |= {"filled": write_atoms(order.filled), "stop": write_atoms(order.trigger) if order.trigger else ""}
    return {**row, "id": order.client_id or order.venue_id, "since": write_iso(order.created_ns)}


async def fills(visit: Visit, pair: str, limit: int) -> list[Row]:
    """The latest, newest first."""
    if not 1 <= limit <= FILLS_MAX:
        raise Usage(f"{limit} fills cannot be asked for: say 1 to {FILLS_MAX}; `picaflor export` has all of your bots'")
    symbol = (await visit.market(pair)).symbol if pair else ""
    page = await visit.need(ReadFills(symbol, limit=limit), Fills)
    return [
        {
            "time": write_iso(fill.at_ns),
            "pair": await visit.pair_of(fill.symbol),
            "side": str(fill.side),
            "price": write_atoms(fill.price),
            "amount": write_atoms(fill.size),
            "fee": _number(fill.fee),
            "fee_in": fill.fee_asset,
            "role": str(fill.liquidity or ""),
            "trade": fill.trade_id,
        }
        for fill in sorted(page.rows, key=lambda fill: -fill.at_ns)[:limit]
    ]


async def positions(visit: Visit) -> list[Row]:
    if visit.target.venue.kind == "spot":
        raise Usage(f"{visit.target.id} has spot markets only: there are balances, and no positions")
    found = await visit.need(ReadPositions(), Positions)
    coins = {market.symbol: market.settle for market in (await visit.listing()).markets}
    return [
        {
            "pair": await visit.pair_of(row.symbol),
            "side": "long" if row.size > 0 else "short",
            "amount": write_atoms(abs(row.size)),
            "entry": _number(row.entry),
            "mark": _number(row.mark),
            "liquidation": _number(row.liquidation),
            "leverage": str(row.leverage or ""),
            "margin": str(row.margin_mode or ""),
            "unrealised": _number(row.unrealised),
            "unrealised_in": coins.get(row.symbol, ""),
        }
        for row in found.rows
        if row.size
    ]


def _number(atoms: int | None) -> str:
    return "" if atoms is None else write_atoms(atoms)
