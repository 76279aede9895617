"""The clearing house of a floor of contracts: marks on a beat, funding at its hours, and who cannot pay is closed.

A position whose margin is gone is taken over at the mark, whole, by the house: first its owner's orders are taken back
(of a crossed position all crossed ones, since they stand behind each other), then one order of the house's is told,
filled at once, with a fee as a taker pays it. What the margin does not cover the house bears. All of that is inferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from picaflor.domain.orders import Cause, Hold, Liquidity, MarginMode, OrderType, Side
from picaflor.machines.ledger.lines import Line
from picaflor.machines.ledger.rounding import fee_on
from picaflor.sim.venue.contract_bills import bill, trade_bill
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.crowd import Crowd
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.news import OrderNews
from picaflor.sim.venue.orders import Paid, VenueAccount, VenueOrder
from picaflor.wire.asks import Place
from picaflor.wire.contracts import BillKind, FundingRate
from picaflor.wire.reports import OrderStatus

BEAT_NS: Final = 1_000_000_000
TELLS_NS: Final = (
    5 * BEAT_NS
)  # positions and equity move with the mark; they are told this often if nothing else happens
LIQUIDATED: Final = "liquidation"  # the reason of orders that are taken back before their position is taken over
MISSED_MAX: Final = 1_000  # settlements that are caught up with when a clock jumps


class Clearing:
    def __init__(self, floor: ContractFloor, spot: Floor | None, crowds: dict[str, Crowd]) -> None:
        """`spot`: where the house trades the coins themselves."""
        self.floor = floor
        self.prices = floor.prices
        self.insurance: dict[str, int] = {}  # what the house has borne, by asset
        self.funding: dict[str, int] = {}  # what customers got of it, in all; negative: they paid
        self._crowds = crowds
        self._spot = {
            symbol: there
            for symbol, market in floor.markets.items()
            for there in ([_at_spot(spot, market.pair)] if spot else [])
            if there
        }
        self._house = spot
        self._funded = "unfunded" not in floor.venue.features
        self._next_ns = 0
        self._settles_ns = 0
        self._tells_ns = 0

    def due(self) -> int:
        return min(self._next_ns, self._settles_ns or self._next_ns)

    def tick(self, now_ns: int) -> None:
        if not self._funded:
            pass
        elif self.prices.told:
            self._settle_as_told(now_ns)
        else:
            self._settle_by_the_hour(now_ns)
        if now_ns >= self._next_ns:
            self._next_ns = now_ns + BEAT_NS
            self.mark_all(now_ns)

    def _settle_as_told(self, now_ns: int) -> None:
        """Each at its own time, by the rate that was told last; when the next one is, must be told anew."""
        for symbol, gauge in self.prices.gauges.items():
            at_ns = gauge.settles_ns
            if at_ns and at_ns <= now_ns:
                gauge.settles_ns = 0
                self._settle((symbol,), at_ns, now_ns)

    def _settle_by_the_hour(self, now_ns: int) -> None:
        if not self._settles_ns:
            self._settles_ns = self.prices.next_ns(now_ns)
        for _ in range(MISSED_MAX):
            if now_ns < self._settles_ns:
                break
            self._settle(tuple(self.floor.markets), self._settles_ns, now_ns)
            self._settles_ns += self.prices.interval_ns
        self._settles_ns = max(self._settles_ns, self.prices.next_ns(now_ns))

    # marks

    def mark_all(self, now_ns: int) -> None:
        for symbol in self.floor.markets:
            self._mark(symbol)
        tells = now_ns >= self._tells_ns
        if tells:
            self._tells_ns = now_ns + TELLS_NS
        for account in self.floor.accounts[1:]:
            if any(True for _ in self.floor.ledger(account).positions()):
                self.check(account, now_ns)
                if tells:
                    self.floor.tell_positions(account)

    def _mark(self, symbol: str) -> None:
        floor, market = self.floor, self.floor.markets[symbol]
        tick = market.tick.atoms
        index, crowd = self._index(symbol), self._crowds.get(symbol)
        mark = self.prices.beat(symbol, index, middle(floor, symbol), floor.last[symbol] * tick)
        floor.set_mark(symbol, mark)
        if crowd is not None and "unmarked" not in floor.venue.features:
            crowd.anchor = max(1, self.prices.gauges[symbol].index // tick)

    def _index(self, symbol: str) -> int:
        there = self._spot.get(symbol, "")
        return middle(self._house, there) if self._house and there in self._house.markets else 0

    # funding

    def settle_missed(self, rates: Iterable[FundingRate]) -> None:
        """What was settled while the house was closed, oldest first: by the rates of then, at the marks of now."""
        for row in sorted(rates, key=lambda row: row.at_ns):
            self._book({row.symbol: row.rate}, row.at_ns, row.at_ns)

    def _settle(self, symbols: tuple[str, ...], at_ns: int, now_ns: int) -> None:
        self._book({symbol: self.prices.settle(symbol, at_ns) for symbol in symbols}, at_ns, now_ns)

    def _book(self, rates: Mapping[str, int], at_ns: int, now_ns: int) -> None:
        floor = self.floor
        for account in floor.accounts[1:]:
            ledger = floor.ledger(account)
            for symbol in dict.fromkeys(floor.symbols[pair] for pair, _, _ in ledger.positions()):
                if symbol not in rates:
                    continue
                pair, settle = floor.markets[symbol].pair, floor.terms[symbol].settle
                payment = f"{symbol}-{at_ns}"
                for hold, atoms in ledger.settle_funding(pair, rates[symbol], floor.marks[symbol], payment):
                    self.funding[settle] = self.funding.get(settle, 0) + atoms
                    line = bill(floor.next_no(), BillKind.FUNDING, settle, atoms, ledger, now_ns, symbol, hold=hold)
                    account.bills.append(line)
            floor.tell_positions(account)

    # liquidation

    def check(self, account: VenueAccount, now_ns: int) -> None:
        taken = self.floor.ledger(account).liquidated()
        for pair, _ in taken:
            self._take_back(account, self.floor.line(account, self.floor.symbols[pair]), now_ns)
        for pair, hold in taken:
            self._take_over(account, self.floor.symbols[pair], hold, now_ns)

    def _take_back(self, account: VenueAccount, line: Line, now_ns: int) -> None:
        crossed = line.mode is MarginMode.CROSS
        for order in list(account.live.values()):
            its = self.floor.line(account, order.market.symbol)
            if its is line or (crossed and its.mode is MarginMode.CROSS and its.terms.settle == line.terms.settle):
                self.floor.end(order, LIQUIDATED, now_ns)

    def settle_all(self, symbol: str, now_ns: int) -> None:
        """Whatever is held of a contract is closed at the mark, without a fee."""
        pair = self.floor.markets[symbol].pair
        for account in self.floor.accounts[1:]:
            for hold in [hold for hold, _ in self.floor.ledger(account).line(pair).open_slots()]:
                self._take_over(account, symbol, hold, now_ns, Cause.SETTLEMENT)

    def _take_over(
        self, account: VenueAccount, symbol: str, hold: Hold, now_ns: int, cause: Cause = Cause.LIQUIDATION
    ) -> None:
        floor = self.floor
        ledger, terms, market = floor.ledger(account), floor.terms[symbol], floor.markets[symbol]
        settle, lots = terms.settle, ledger.position(market.pair, hold).lots
        ticks = floor.marks[symbol] // market.tick.atoms
        rate = market.taker_fee if cause is Cause.LIQUIDATION else 0
        fee = fee_on(terms.value(ticks * market.tick.atoms, abs(lots)), rate)
        order = self._closing(account, symbol, hold, lots, now_ns, cause)
        before = ledger.wallet(settle)
        done = ledger.liquidate(market.pair, ticks, fee, hold, order.no)
        borne = ledger.wallet(settle) - before - done.profit + fee
        kind = BillKind.LIQUIDATION if cause is Cause.LIQUIDATION else BillKind.TRADE
        account.bills.append(trade_bill(floor.next_no(), order, settle, done.profit, fee, ledger, now_ns, kind))
        if borne:
            self.insurance[settle] = self.insurance.get(settle, 0) + borne
            account.bills.append(bill(floor.next_no(), BillKind.OTHER, settle, borne, ledger, now_ns, symbol))
        order.filled, order.status = abs(lots), OrderStatus.FILLED
        order.filled_quote = terms.notional(ticks * market.tick.atoms, abs(lots))
        order.fees[settle] = fee
        fill = order.fill_report(
            floor.next_trade_no(), ticks, abs(lots), Paid(fee, settle, done.profit), Liquidity.TAKER
        )
        account.fills.append(fill)
        floor.house_takes(symbol, lots, ticks)
        floor.news.append(OrderNews(account, order.report(fill)))
        floor.tell_positions(account)
        floor.closed(account, symbol, hold, now_ns)

    def _closing(
        self, account: VenueAccount, symbol: str, hold: Hold, lots: int, now_ns: int, cause: Cause
    ) -> VenueOrder:
        """An order of the house's in the customer's name. It never was in the book."""
        floor, market = self.floor, self.floor.markets[symbol]
        no, line = floor.next_no(), floor.line(account, symbol)
        side = Side.SELL if lots > 0 else Side.BUY
        size = abs(lots) * market.sized.atoms
        place = Place(symbol, str(no), side, OrderType.MARKET, size, reduce_only=True, hold=hold)
        order = VenueOrder(no, account, market, place, abs(lots), now_ns, now_ns, cause=cause)
        order.leverage, order.margin_mode = line.times(hold), line.mode
        account.add(order)
        account.live.pop(no)
        account.accepted -= 1  # nobody asked for it
        return order


def middle(floor: Floor, symbol: str) -> int:
    """Of the touch, in atoms; 0 where a side is empty."""
    top = floor.books[symbol].best()
    return (top.bid + top.ask) * floor.markets[symbol].tick.atoms // 2 if top.bid and top.ask else 0


def _at_spot(spot: Floor, pair: str) -> str:
    return next((symbol for symbol, market in spot.markets.items() if market.pair == pair), "")
