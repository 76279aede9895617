"""What a bot shows people of itself. The world stands first in every line."""

from __future__ import annotations

from picaflor.app.bot import Other, Status
from picaflor.app.bot_record import orders_of, position_of, price_of, seconds_of
from picaflor.app.tale_record import tale_records
from picaflor.app.tale_words import markout_line, tale_lines
from picaflor.domain.numbers import write_atoms


def banner(world: str, connector: str, account: str, bot: str) -> str:
    return f"{world.upper()}  {connector}, account {account}, bot {bot}"


def status_line(status: Status) -> str:
    replica, head = status.replica, f"{status.world.upper()}  {seconds_of(status)} s"
    if replica.waiting_for:
        return f"{head}  waiting for {', '.join(replica.waiting_for[:3])}"
    for other in status.others:
        if other.replica.waiting_for:
            return f"{head}  {other.connector} is waiting for {', '.join(other.replica.waiting_for[:3])}"
    ours = _ours(status)
    beside = "  ".join(_of_other(other) for other in status.others)
    counts = replica.counts
    fills = f"{counts['buys']} bought, {counts['sells']} sold"
    told = [f"book {status.bid} | {status.ask}", f"ours: {ours or 'none'}", beside, fills, _result(status)]
    told.append(markout_line(tale_records(replica.tale, pieces=False)))
    return "  ".join([head, *(each for each in told if each)])


def _ours(of: Status | Other) -> str:
    """What is open, each on its pair where that is not the first."""
    told = []
    for order in orders_of(of):
        market = of.replica.markets.get(order.pair, of.market)
        on = "" if order.pair == of.market.pair else f" {order.pair}"
        told.append(f"{order.side} {price_of(market, order)}{on}")
    return ", ".join(told)


def _of_other(other: Other) -> str:
    ours = _ours(other)
    held = position_of(other)
    return f"{other.connector} {other.bid} | {other.ask}  ours: {ours or 'none'}{f'  holds {held}' if held else ''}"


def summary_lines(status: Status, journal: str, database: str) -> list[str]:
    counts = status.replica.counts
    lines = [f"Stopped by itself: {status.why}"] if status.why else []
    lines.append(f"Orders open before it began: {status.found}")
    lines.append(f"Fills: {counts['buys']} bought, {counts['sells']} sold; orders denied by risk: {counts['denied']}")
    lines += [f"Fees paid: {write_atoms(atoms)} {asset}" for asset, atoms in sorted(status.sums.fees.items())]
    lines += [f"Held at {other.connector}: {held}" for other in status.others if (held := position_of(other))]
    if result := _result(status):
        lines.append(result[0].upper() + result[1:])
    lines += tale_lines(tale_records(status.replica.tale))
    lines.append(f"Orders: {'all proven cancelled' if status.proven else 'NOT all proven cancelled'}")
    lines += [f"NOT proven cancelled: {client_id}" for client_id in status.unproven]
    return [*lines, f"Journal: {journal} (picaflor replay {journal})", f"Database: {database}"]


def _result(status: Status) -> str:
    if status.profit is not None:
        return f"profit by our fills: {status.profit}"
    return f"position {position_of(status)}" if position_of(status) else ""
