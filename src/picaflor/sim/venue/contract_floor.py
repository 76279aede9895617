"""The floor where contracts are traded: an order ties margin, a fill moves a position, and what only reduces never opens.

Orders, books, matching and the crowd are those of any floor. The crowd has no ledger here either: it is the other side
of whatever its customers hold. Inferred, since no venue says: an order may name another margin mode than its contract
has as long as nothing is open there; a contract begins with `LEVERAGE`, one-way and crossed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, assert_never

from msgspec import structs

from picaflor.domain.market import Market
from picaflor.domain.orders import Cause, Hold, MarginMode, OrderType, PositionMode, Side, TriggerBy
from picaflor.machines.ledger.lines import Line, NotAllowed, Resting
from picaflor.machines.ledger.margin import HOLDS
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.rounding import fee_on
from picaflor.machines.ledger.spot import Short
from picaflor.machines.ledger.terms import Terms
from picaflor.machines.matching import PriceRule
from picaflor.sim.venue.contract_bills import trade_bill
from picaflor.sim.venue.contract_prices import Prices
from picaflor.sim.venue.contract_reports import Since, position, pot, setup
from picaflor.sim.venue.floor import ONLY_REDUCES, Floor
from picaflor.sim.venue.listing import Listed
from picaflor.sim.venue.news import PositionNews
from picaflor.sim.venue.orders import Paid, VenueAccount, VenueOrder
from picaflor.sim.venue.waiting import VenueStop
from picaflor.wire.asks import Placed, Refused
from picaflor.wire.contracts import MarginSetup
from picaflor.wire.reports import PositionReport, PotReport, TickerReport
from picaflor.wire.venue import Venue

LEVERAGE: Final = 20
GONE: Final = "no_position"  # the reason of a take-profit or stop-loss whose position was closed

Place = tuple[int, str, Hold]  # a customer's number, a pair, a side of it


class ContractFloor(Floor):
    marked = True

    def __init__(self, venue: Venue, listing: list[Listed], first_no: int, seed: int = 0) -> None:
        self.terms = {row.market.symbol: Terms(row.market, row.tiers) for row in listing}
        self.symbols = {row.market.pair: row.market.symbol for row in listing}
        self.marks = {row.market.symbol: row.open_ticks * row.market.tick.atoms for row in listing}
        self.prices = Prices(listing, seed, by_last="unmarked" in venue.features)
        self.since: dict[Place, Since] = {}
        self.opened: dict[tuple[int, str], int] = {}  # when a contract's own account was, by customer and pair
        self._shrunk: dict[tuple[int, str, Hold], None] = {}
        self.potted = "pots" in venue.features
        self.only_isolated = venue.margin_modes == (MarginMode.ISOLATED,)
        self.fixed = "leverage_fixed" in venue.features
        super().__init__(venue, listing, first_no, seed)

    def ledger(self, account: VenueAccount) -> PerpetualLedger:
        ledger = account.ledger
        assert isinstance(ledger, PerpetualLedger)
        return ledger

    def line(self, account: VenueAccount, symbol: str) -> Line:
        return self.ledger(account).line(self.markets[symbol].pair)

    def held(self, symbol: str) -> list[int]:
        """Signed lots of every position, the crowd's as one."""
        pair = self.markets[symbol].pair
        lots = [self.house.get(symbol, (0, 0))[0]]
        for account in self.accounts[1:]:
            lots += [slot.position.lots for _, slot in self.ledger(account).line(pair).open_slots()]
        return lots

    def set_mark(self, symbol: str, price: int) -> None:
        self.marks[symbol] = price
        self.waiting.passed(symbol, price // self.markets[symbol].tick.atoms, PriceRule.MARK)
        pair = self.markets[symbol].pair
        for account in self.accounts[1:]:
            self.ledger(account).set_mark(pair, price)

    def list_market(self, market: Market) -> None:
        super().list_market(market)
        terms = self.terms[market.symbol] = replace(self.terms[market.symbol], market=market)
        self.prices.gauges[market.symbol].market = market
        for account in self.accounts[1:]:
            self.ledger(account).list_terms(terms)

    # telling

    def positions(self, account: VenueAccount, now_ns: int, symbol: str = "") -> tuple[PositionReport, ...]:
        ledger = self.ledger(account)
        rows = (
            position(there, pair, hold, slot, ledger, self.since[account.no, pair, hold], now_ns)
            for pair, hold, slot in ledger.positions()
            if symbol in ("", there := self.symbols[pair])
        )
        return tuple(rows)

    def pots(self, account: VenueAccount, now_ns: int, symbol: str = "") -> tuple[PotReport, ...]:
        return tuple(
            pot(self.symbols[pair], line, self.opened.get((account.no, pair), now_ns), now_ns)
            for pair, line in self.ledger(account).lines()
            if line.pot is not None and symbol in ("", self.symbols[pair])
        )

    def setup(self, account: VenueAccount, symbol: str) -> MarginSetup:
        terms = self.terms[symbol]
        return setup(symbol, terms.market.pair, self.ledger(account), account.balance(terms.settle))

    def ticker(self, symbol: str, now_ns: int) -> TickerReport:
        gauge = self.prices.gauges[symbol]
        return structs.replace(
            super().ticker(symbol, now_ns),
            mark=self.marks[symbol],
            index=gauge.index,
            funding_rate=gauge.rate(),
            funding_next_ns=self.prices.next_ns(now_ns),
            open_interest=sum(map(abs, self.held(symbol))) // 2 * self.markets[symbol].sized.atoms,
        )

    def tell_positions(self, account: VenueAccount) -> None:
        self.news.append(PositionNews(account))
        self.tell_money(account, tuple(dict.fromkeys(terms.settle for terms in self.terms.values())))

    # money

    def _new_ledger(self) -> PerpetualLedger:
        ledger = PerpetualLedger()
        for symbol, terms in self.terms.items():
            pair = terms.market.pair
            ledger.list_terms(terms)
            ledger.set_mark(pair, self.marks[symbol])
            for hold in Hold:
                most = terms.market.max_leverage
                ledger.set_leverage(pair, most if self.fixed else min(LEVERAGE, most), hold)
        if PositionMode.ONEWAY not in self.venue.position_modes:
            ledger.set_mode(PositionMode.HEDGE)
        return ledger

    def _hold(self, order: VenueOrder, ticks: int | None, now_ns: int) -> str:
        account, market, place = order.account, order.market, order.place
        ledger, line = self.ledger(account), self.line(account, market.symbol)
        if place.hold not in HOLDS[ledger.mode]:
            return "hold"
        if place.quote:
            return "parameter"
        resting = Resting(place.hold, place.side, ticks or self._worst(order), order.lots, place.reduce_only)
        mode = place.margin_mode or (MarginMode.ISOLATED if self.only_isolated else line.mode)
        if self.potted and mode is MarginMode.ISOLATED and line.pot is None:
            return "no position"
        if mode is not line.mode and (line.busy() or line.pot is not None):
            return "margin mode busy"
        if not resting.opens:
            self._make_room(order, line, now_ns)
        ledger.set_margin_mode(market.pair, mode)
        if resting.opens and place.leverage not in (0, line.times(place.hold)):
            if line.busy():
                return "margin mode busy"
            try:
                ledger.set_leverage(market.pair, place.leverage, None)
            except NotAllowed:
                return "leverage"
        try:
            ledger.rest(order.no, market.pair, resting)
        except Short:
            return "funds"
        except NotAllowed:
            return "leverage" if resting.opens else "reduce only"
        order.leverage, order.margin_mode = line.times(place.hold), mode
        self.tell_money(account, self._assets(order))
        self._tell_pot(account, line)
        return ""

    def _tell_pot(self, account: VenueAccount, line: Line) -> None:
        """What orders tie there is told with the positions: inferred."""
        if line.pot is not None:
            self.news.append(PositionNews(account))

    def _worst(self, order: VenueOrder) -> int:
        """What a market order is taken to cost: the touch, or the last price where nobody quotes."""
        top = self.books[order.market.symbol].best()
        return (top.ask if order.place.side is Side.BUY else top.bid) or self.last[order.market.symbol]

    def _make_room(self, order: VenueOrder, line: Line, now_ns: int) -> None:
        """Older orders that only reduce give way, oldest first: to any such order one-way, to a market close in a hedge."""
        place = order.place
        wanted, there = order.lots, line.reducible(place.hold, place.side)
        if wanted > there or (place.hold is not Hold.NET and place.type is not OrderType.MARKET):
            return
        self._trim(order.account, line, place.hold, place.side, there - wanted, now_ns)

    def _trim(self, account: VenueAccount, line: Line, hold: Hold, side: Side, most: int, now_ns: int) -> None:
        while line.closers.get((hold, side), 0) > most:
            numbers = (no for no, resting in line.orders.items() if _closes(resting, hold, side))
            oldest = account.live[min(no for no in numbers if isinstance(no, int))]
            self.end(oldest, ONLY_REDUCES, now_ns)

    def _most(self, order: VenueOrder, lots: int) -> int:
        """Within one sweep through the book a position may be gone before what would reduce it is met."""
        place = order.place
        if place.hold is Hold.NET and not place.reduce_only:
            return lots
        if place.hold is not Hold.NET and (place.hold is Hold.LONG) is (place.side is Side.BUY):
            return lots
        return min(lots, self.line(order.account, order.market.symbol).reducible(place.hold, place.side))

    def _pay(self, order: VenueOrder, ticks: int, lots: int, rate: int, now_ns: int) -> Paid:
        account, market, place = order.account, order.market, order.place
        ledger, terms = self.ledger(account), self.terms[market.symbol]
        fee = fee_on(terms.value(ticks * market.tick.atoms, lots), rate)
        before = ledger.position(market.pair, place.hold)
        self._shrunk[account.no, market.symbol, place.hold] = None
        if before.lots == 0:
            self.begin(account, market.symbol, place.hold, now_ns)
        done = ledger.fill(
            market.pair, place.side, ticks, lots, fee, terms.settle, place.hold, place.reduce_only, order.no
        )
        if done.closed and done.opened:
            self.begin(account, market.symbol, place.hold, now_ns)
        account.bills.append(trade_bill(self.next_no(), order, terms.settle, done.profit, fee, ledger, now_ns))
        self.news.append(PositionNews(account))
        return Paid(fee, terms.settle, done.profit)

    def begin(self, account: VenueAccount, symbol: str, hold: Hold, now_ns: int) -> None:
        """A position is opened: what is told of it is counted from here."""
        pair = self.markets[symbol].pair
        slot, settle = self.line(account, symbol).slot(hold), self.terms[symbol].settle
        self.since[account.no, pair, hold] = Since(now_ns, slot.profit, slot.funding, slot.fees.get(settle, 0))

    def _release(self, order: VenueOrder) -> None:
        self.ledger(order.account).drop(order.no, order.market.pair)
        self._tell_pot(order.account, self.line(order.account, order.market.symbol))

    def _assets(self, order: VenueOrder) -> tuple[str, ...]:
        return (self.terms[order.market.symbol].settle,)

    _held_in = _assets

    def _after(self, now_ns: int) -> None:
        """Where a position shrank, what rests to reduce it may be too much now."""
        while self._shrunk:
            no, symbol, hold = next(iter(self._shrunk))
            del self._shrunk[no, symbol, hold]
            account = self.accounts[no]
            line = self.line(account, symbol)
            for side in Side:
                self._trim(account, line, hold, side, line.reducible(hold, side), now_ns)
            if not line.position(hold).lots:
                self.closed(account, symbol, hold, now_ns)

    # orders that wait for a price

    def watched(self, symbol: str, by: TriggerBy) -> int:
        tick = self.markets[symbol].tick.atoms
        match by:
            case TriggerBy.LAST:
                return self.last[symbol]
            case TriggerBy.MARK | TriggerBy.INDEX:  # inferred: what watches the index is looked after by the mark
                return self.marks[symbol] // tick
            case _:
                assert_never(by)

    def _trigger(self, stop: VenueStop, now_ns: int) -> Placed | Refused:
        """What belongs to a position closes it, and no more than is there of it."""
        ask = stop.order()
        if stop.ask.kind.of_position:
            lot = stop.market.sized.atoms
            there = self.line(stop.account, ask.symbol).reducible(ask.hold, ask.side) * lot
            if not there:
                return self.refuse("no position")
            size = there if ask.size is None else min(ask.size, there)
            ask = structs.replace(ask, size=size, reduce_only=ask.hold is Hold.NET)
        return self.place(stop.account, ask, now_ns, Cause.STOP, stop.was)

    def closed(self, account: VenueAccount, symbol: str, hold: Hold, now_ns: int) -> None:
        """A position is gone, and with it what waited to close it."""
        for stop in self.waiting.waiting(account, symbol):
            if stop.ask.kind.of_position and stop.ask.hold is hold:
                self.waiting.end(stop, GONE, now_ns)


def _closes(resting: Resting, hold: Hold, side: Side) -> bool:
    return not resting.opens and (resting.hold, resting.side) == (hold, side)
