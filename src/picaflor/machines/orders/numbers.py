"""Atoms of a report to the market's ticks and lots, exactly. Off the grid is an exception, before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.events import Origin
from picaflor.domain.market import Grid, Market
from picaflor.domain.orders import Fill, Hold, Liquidity, OrderType, Tif
from picaflor.machines.orders.record import Record
from picaflor.wire.reports import FillReport, OrderReport


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of one report. `filled` is cumulative for an order, this trade's for a trade; `lots` None: not stated."""

    filled: int
    lots: int | None
    ticks: int | None


def numbers_of(report: OrderReport | FillReport, market: Market) -> Numbers:
    if isinstance(report, FillReport):
        return Numbers(market.sized.count(report.size), None, market.tick.count(report.price))
    return Numbers(
        market.sized.count(report.filled) if report.filled else 0,
        None if report.size is None else market.sized.count(report.size),
        None if report.price is None or report.type is OrderType.MARKET else market.tick.count(report.price),
    )


def newcomer(report: OrderReport | FillReport, market: Market, numbers: Numbers, origin: Origin, now: int) -> Record:
    """An order that we did not intend, as far as this report tells of it."""
    record = Record(
        client_id=report.client_id,
        symbol=report.symbol,
        pair=market.pair,
        side=report.side,
        type=OrderType.LIMIT,
        tif=Tif.GTC,
        lots=numbers.lots or 0,
        ticks=numbers.ticks,
        venue_id=report.venue_id,
        origin=origin,
        created_ns=now,
    )
    if isinstance(report, OrderReport):
        record.type, record.tif = report.type, report.tif or Tif.GTC
        record.hold, record.reduce_only = report.hold, report.reduce_only
        record.quote = report.quote or 0
        record.created_ns = min(now, report.created_ns or now)
    return record


def fee_asset_of(report: FillReport, market: Market) -> str:
    """Some venues name it with the market and not with each trade."""
    return "" if report.fee is None else report.fee_asset or market.fee_asset


def fill_of(report: FillReport, record: Record, numbers: Numbers, market: Market, account: str) -> Fill:
    """A liquidity that the venue does not state is taken for the dearer one, but for a post-only order."""
    maker_only = record.type is OrderType.LIMIT_MAKER
    return Fill(
        market.venue,
        account,
        record.pair,
        report.trade_id,
        record.client_id if record.named or record.owner else report.client_id,
        report.venue_id or record.venue_id,
        report.side,
        numbers.ticks or 0,
        numbers.filled,
        report.fee or 0,
        fee_asset_of(report, market),
        report.liquidity or (Liquidity.MAKER if maker_only else Liquidity.TAKER),
        report.at_ns,
        record.hold if report.hold is Hold.NET else report.hold,
    )


def rewrite(record: Record, old: Market, new: Market) -> None:
    """The same order on another grid; OffGrid, and nothing changed, where it does not lie on it."""
    ticks, amend_ticks = (
        None if n is None else _regrid(n, old.tick, new.tick) for n in (record.ticks, record.amend_ticks)
    )
    sizes = (record.lots, record.told, record.booked, record.before, record.worst_lots, record.amend_lots)
    lots = [_regrid(n, old.lot, new.lot) for n in sizes]
    record.ticks, record.amend_ticks = ticks, amend_ticks
    record.lots, record.told, record.booked, record.before, record.worst_lots, record.amend_lots = lots


def _regrid(steps: int, old: Grid, new: Grid) -> int:
    return new.count(steps * old.atoms)
