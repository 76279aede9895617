"""Reports and trades entered into the docket: trades once, numbers only upwards, the venue's word through the table."""

from __future__ import annotations

from picaflor.domain.events import FeeKnown, Filled, OrderState, Pending
from picaflor.domain.market import OffGrid
from picaflor.domain.orders import Fill
from picaflor.machines.orders.docket import Docket
from picaflor.machines.orders.events import FillReported, FillVoided, Reported, Source
from picaflor.machines.orders.fills import Key
from picaflor.machines.orders.names import Names
from picaflor.machines.orders.numbers import Numbers, fee_asset_of, fill_of, numbers_of
from picaflor.machines.orders.record import Record
from picaflor.machines.orders.words import LIVE, word_of_status, word_of_trade
from picaflor.wire.reports import FillReport, OrderReport


class Bookings:
    def __init__(self, docket: Docket, names: Names) -> None:
        self._docket = docket
        self._names = names

    def hear(self, event: Reported | FillReported) -> None:
        docket = self._docket
        market = docket.markets.get(event.report.symbol)
        if market is None:
            docket.surprise("unreadable", f"no market {event.report.symbol}")
            return
        try:
            numbers = numbers_of(event.report, market)
            if isinstance(event, Reported):
                self._report(event, numbers)
            else:
                self._trade(event, numbers)
        except OffGrid as off:
            docket.surprise("off grid", f"{event.report.symbol}: {off}")

    def void(self, event: FillVoided) -> None:
        docket = self._docket
        market = docket.markets.get(event.symbol)
        entries = docket.fills.void(market.pair, event.trade_id) if market else []
        if not entries:
            docket.surprise(
                "void of nothing", f"{event.symbol} {event.trade_id} is not booked, or was taken back before"
            )
        for entry in entries:
            docket.surprise("trade voided", f"{entry.pair} {event.trade_id}")
            docket.out.append(Filled(entry))

    # an order's own report

    def _report(self, event: Reported, numbers: Numbers) -> None:
        report = event.report
        record = self._names.whose(event, numbers)
        if record is None:
            return
        mark = record.mark()
        if report.fill is not None:
            self._embedded(record, report.fill)
        self._status(record, event, numbers)
        self._docket.note(record, mark)

    def _embedded(self, record: Record, fill: FillReport) -> None:
        """A trade inside an order's report belongs to that order, whatever ids it repeats."""
        market = self._docket.markets[record.symbol]
        key = (record.pair, fill.trade_id, fill.side)
        booked = self._docket.fills.booked(key)
        if booked is None:
            self._book(record, key, fill, numbers_of(fill, market))
        else:
            self._again(key, booked, fill)

    def _status(self, record: Record, event: Reported, numbers: Numbers) -> None:
        docket, report = self._docket, event.report
        self._undead(record, report)
        docket.alive(record)
        if numbers.filled < record.filled:
            docket.counts["regressed"] += 1
            if report.status in LIVE:
                return
        self._tell(record, numbers.filled)
        self._terms(record, event, numbers)
        if docket.learn(record, word_of_status(report.status, record)) and record.state.final:
            record.reason = report.reason or record.reason
        self._settle_doubts(record, event)

    def _undead(self, record: Record, report: OrderReport) -> None:
        """The answer was a refusal, and the order lives: it stays REFUSED, but its exposure counts until it ends."""
        if report.status not in LIVE:
            record.undead = False
        elif record.state is OrderState.REFUSED and not record.arrived:
            record.undead = True
            self._docket.surprise("alive after refusal", f"{record.client_id}: {record.reason}")

    def _tell(self, record: Record, filled: int) -> None:
        before = record.filled
        record.told = max(record.told, filled)
        self._overfilled(record, before)

    def _overfilled(self, record: Record, before: int) -> None:
        if record.lots and record.filled > record.lots and record.filled > before:
            self._docket.surprise("overfill", f"{record.client_id}: {record.filled} of {record.lots} lots")

    def _terms(self, record: Record, event: Reported, numbers: Numbers) -> None:
        """Size and price as the venue has them."""
        lots, docket = numbers.lots, self._docket
        amended = (record.amend_lots, record.amend_ticks)
        if record.amend is not Pending.NONE and (lots, numbers.ticks) == amended != (record.lots, record.ticks):
            record.lots, record.ticks = amended
            record.amend = Pending.NONE
        if not lots or lots == record.lots or (record.amend is not Pending.NONE and lots == record.amend_lots):
            return
        if record.lots:
            docket.surprise("size differs", f"{record.client_id}: {record.lots} lots here, {lots} there")
        if not record.quote:
            record.lots = lots
            record.ticks = record.ticks if numbers.ticks is None else numbers.ticks
        if not record.ours and isinstance(event.report, OrderReport):
            record.type = event.report.type

    def _settle_doubts(self, record: Record, event: Reported) -> None:
        """What this report proves about what we had asked for before."""
        if record.state.final:
            return
        asked_ns = event.asked_ns or (self._docket.now if event.source is Source.STREAM else 0)
        if record.doubt_ns and asked_ns >= record.doubt_ns:
            record.doubt_ns = 0
        settle_ns = self._docket.settle_ns
        if record.cancel is not Pending.NONE and event.asked_ns >= record.cancel_ns + settle_ns:
            record.cancel, record.cancel_lost = Pending.NONE, False
        if record.amend is Pending.UNKNOWN and event.asked_ns >= record.amend_ns + settle_ns:
            record.amend = Pending.NONE

    # trades

    def _trade(self, event: FillReported, numbers: Numbers) -> None:
        docket, report = self._docket, event.report
        key = (docket.markets[report.symbol].pair, report.trade_id, report.side)
        booked = docket.fills.booked(key)
        if booked is not None:
            self._again(key, booked, report)
            return
        record = self._names.whose(event, numbers)
        if record is None:
            return
        mark = record.mark()
        self._book(record, key, report, numbers)
        docket.note(record, mark)

    def _book(self, record: Record, key: Key, report: FillReport, numbers: Numbers) -> None:
        docket = self._docket
        if not numbers.filled:
            docket.surprise("unreadable", f"{record.client_id}: trade {report.trade_id} of nothing")
            return
        if docket.fills.too_old(report.at_ns) and not record.missing:
            docket.surprise("old trade", f"{record.client_id}: {report.trade_id} may have been booked and forgotten")
            return
        docket.alive(record)
        fill = fill_of(report, record, numbers, docket.markets[record.symbol], docket.account)
        docket.fills.add(key, fill, fee_known=report.fee is not None)
        record.fees_due += report.fee is None
        before = record.filled
        record.booked += numbers.filled
        docket.out.append(Filled(fill))
        self._overfilled(record, before)
        if record.state is OrderState.REFUSED:
            docket.surprise("fill after refusal", f"{record.client_id}: {record.reason}")
        docket.learn(record, word_of_trade(record))

    def _again(self, key: Key, booked: Fill, report: FillReport) -> None:
        """A trade that was booked before: at most its fee is new."""
        docket = self._docket
        docket.counts["trade again"] += 1
        same_grid = key[0] not in docket.regridded
        if same_grid and booked.lots != docket.markets[report.symbol].sized.count(report.size):
            docket.surprise("trade changed", f"{key[0]} {key[1]}: {booked.lots} lots were booked")
        if report.fee is None:
            return
        fee_asset = fee_asset_of(report, docket.markets[report.symbol])
        fill = docket.fills.backfill(key, report.fee, fee_asset)
        if fill is None:
            return
        docket.out.append(FeeKnown(fill))
        record = docket.register.by_venue.get((report.symbol, fill.venue_id))
        if record is not None and record.fees_due:
            record.fees_due -= 1
            docket.note(record, record.mark())
