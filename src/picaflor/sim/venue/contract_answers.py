"""What a floor of contracts answers beside what every floor does: prices, funding, tiers, positions, settings."""

from __future__ import annotations

from msgspec import structs

from picaflor.domain.orders import Hold, MarginMode, PositionMode, Side
from picaflor.machines.ledger.lines import NotAllowed
from picaflor.machines.ledger.spot import Short
from picaflor.sim.venue.answers import Answers
from picaflor.sim.venue.contract_bills import bill
from picaflor.sim.venue.contract_closing import close_position
from picaflor.sim.venue.contract_floor import ContractFloor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.asks import Answer, Ask, Place, ReadMarkets, Refused
from picaflor.wire.contracts import (
    AddMargin,
    Agreed,
    BillKind,
    ClosePosition,
    FundingHistory,
    FundingReport,
    MarginModeReport,
    MarginModes,
    MarginSetup,
    MarginSetups,
    MarkReport,
    Positions,
    ReadFunding,
    ReadFundingHistory,
    ReadMarginModes,
    ReadMark,
    ReadPositions,
    ReadSetup,
    ReadTiers,
    SetLeverage,
    SetMarginMode,
    SetPositionMode,
    SetPot,
    TierReport,
    Tiers,
)
from picaflor.wire.reports import Listing, PotReport
from picaflor.wire.stops import PlaceStop

ABOUT_ONE = (
    ReadMark
    | ReadFunding
    | ReadFundingHistory
    | ReadTiers
    | ReadSetup
    | SetLeverage
    | SetMarginMode
    | AddMargin
    | SetPot
)


ACCOUNT = ReadSetup("")  # of no contract: how the account stands


class ContractAnswers(Answers):
    def __init__(self, floor: ContractFloor) -> None:
        super().__init__(floor)
        self._contracts = floor
        self._prices = floor.prices

    def public(self, ask: Ask, now_ns: int) -> Answer | Refused | None:
        if isinstance(ask, ABOUT_ONE) and ask.symbol not in self._contracts.markets and ask != ACCOUNT:
            return self._contracts.refuse("symbol")
        match ask:
            case ReadMark(symbol, index_only):
                told = self._mark(symbol, now_ns)
                return structs.replace(told, mark=0) if index_only else told
            case ReadFunding(symbol):
                return self._funding(symbol, now_ns)
            case ReadFundingHistory(symbol, limit, page, until_ns):
                return FundingHistory(self._prices.history(symbol, now_ns, limit, page, until_ns))
            case ReadTiers(symbol):
                return tiers(self._contracts, symbol)
            case ReadMarkets() if "listing_tells_tiers" in self._contracts.venue.features:
                return self._with_ladders(super().public(ask, now_ns))
            case _:
                return super().public(ask, now_ns)

    def _with_ladders(self, told: Answer | Refused | None) -> Answer | Refused | None:
        if not isinstance(told, Listing):
            return told
        ladders = tuple(tiers(self._contracts, market.symbol) for market in told.markets)
        return structs.replace(told, tiers=ladders)

    def private(self, account: VenueAccount, ask: Ask, now_ns: int) -> Answer | Refused:
        floor = self._contracts
        if isinstance(ask, Place | PlaceStop) and "hold_by_side" in floor.venue.features:
            ask = sided(ask, floor.ledger(account).mode)
        match ask:
            case ReadPositions(symbol):
                if symbol and symbol not in floor.markets:
                    return floor.refuse("symbol")
                rows, pots = floor.positions(account, now_ns, symbol), floor.pots(account, now_ns, symbol)
                return Positions(rows, whole=not symbol, pots=pots)
            case ReadSetup(""):
                together = "setups_together" in floor.venue.spoken_by(account.kind).features
                return setups(floor, account) if together else MarginSetup("", floor.ledger(account).mode)
            case ReadSetup():
                return self._told(account, ask, now_ns)
            case ReadMarginModes():
                return margin_modes(floor)
            case SetLeverage():
                return self._set_leverage(account, ask)
            case SetMarginMode(symbol, mode):
                return self._set_margin_mode(account, symbol, mode)
            case SetPositionMode(mode):
                return self._set_position_mode(account, mode)
            case SetPot():
                return self._set_pot(account, ask, now_ns)
            case AddMargin():
                return self._add_margin(account, ask, now_ns)
            case ClosePosition():
                return close_position(floor, account, ask, now_ns)
            case _:
                return super().private(account, ask, now_ns)

    # prices

    def _mark(self, symbol: str, now_ns: int) -> MarkReport:
        floor = self._contracts
        last = floor.last[symbol] * floor.markets[symbol].tick.atoms
        return MarkReport(symbol, floor.marks[symbol], self._prices.gauges[symbol].index, last, now_ns)

    def _funding(self, symbol: str, now_ns: int) -> FundingReport:
        prices = self._prices
        rate = prices.gauges[symbol].rate()
        return FundingReport(symbol, rate, prices.next_ns(now_ns), prices.interval_ns, now_ns)

    # settings

    def _set_leverage(self, account: VenueAccount, ask: SetLeverage) -> MarginSetup | Refused:
        """Crossed, and one-way, both sides have the same; of an isolated hedge each side has its own."""
        floor, pair = self._contracts, self._contracts.markets[ask.symbol].pair
        ledger = floor.ledger(account)
        own = ledger.mode is PositionMode.HEDGE and ledger.line(pair).mode is MarginMode.ISOLATED
        if "leverage_sets_mode" in floor.venue.spoken_by(account.kind).features:
            own = own and bool(account.kind)
            refused = self._set_margin_mode(account, ask.symbol, ask.margin_mode)
            if isinstance(refused, Refused):
                return refused
        try:
            ledger.set_leverage(pair, ask.leverage, ask.hold if own and ask.hold is not Hold.NET else None)
        except NotAllowed:
            return floor.refuse("leverage")
        except Short:
            return floor.refuse("funds")
        floor.tell_positions(account)
        return floor.setup(account, ask.symbol)

    def _set_margin_mode(self, account: VenueAccount, symbol: str, mode: MarginMode) -> MarginSetup | Refused:
        try:
            self._contracts.ledger(account).set_margin_mode(self._contracts.markets[symbol].pair, mode)
        except NotAllowed:
            return self._contracts.refuse("margin mode busy")
        return self._contracts.setup(account, symbol)

    def _told(self, account: VenueAccount, ask: ReadSetup, now_ns: int) -> MarginSetup | Refused:
        """Where contracts have accounts of their own, one that was never opened is not there."""
        floor, symbol = self._contracts, ask.symbol
        pots = floor.pots(account, now_ns, symbol)
        if floor.potted and ask.margin_mode is MarginMode.ISOLATED and not pots:
            return floor.refuse("no position")
        told, held = floor.setup(account, symbol), floor.positions(account, now_ns, symbol)
        return structs.replace(told, positions=held, pot=pots[0] if pots else None, at_ns=now_ns)

    def _set_pot(self, account: VenueAccount, ask: SetPot, now_ns: int) -> MarginSetup | Refused:
        """Leverage and money are set together, or neither."""
        floor, symbol = self._contracts, ask.symbol
        pair, ledger = floor.markets[symbol].pair, floor.ledger(account)
        line = ledger.line(pair)
        before, leverage = line.pot, dict(line.leverage)
        if before == ask.balance and ask.leverage in (0, line.times(Hold.NET)):
            return floor.refuse("margin unchanged")
        try:
            ledger.set_pot(pair, ask.balance, floor.next_no())
        except NotAllowed:
            return floor.refuse("margin mode busy")
        except Short:
            return floor.refuse("funds")
        try:
            if ask.leverage:
                ledger.set_leverage(pair, ask.leverage)
        except (NotAllowed, Short) as broken:
            line.leverage = leverage
            if line.pot != before:
                ledger.set_pot(pair, before or 0, floor.next_no())
            return floor.refuse("funds" if isinstance(broken, Short) else "leverage")
        if before is None:
            floor.opened[account.no, pair] = now_ns
        floor.tell_positions(account)
        told = floor.setup(account, symbol)
        pots = floor.pots(account, now_ns, symbol)
        since = floor.opened.get((account.no, pair), now_ns)
        gone = PotReport(symbol, floor.terms[symbol].settle, 0, 0, 0, told.leverage, since, now_ns)
        return structs.replace(
            told,
            margin_mode=MarginMode.ISOLATED,
            positions=floor.positions(account, now_ns, symbol),
            pot=pots[0] if pots else gone,
        )

    def _set_position_mode(self, account: VenueAccount, mode: PositionMode) -> Agreed | Refused:
        try:
            self._contracts.ledger(account).set_mode(mode)
        except NotAllowed:
            return self._contracts.refuse("position mode busy")
        return Agreed()

    def _add_margin(self, account: VenueAccount, ask: AddMargin, now_ns: int) -> Agreed | Refused:
        floor, terms = self._contracts, self._contracts.terms[ask.symbol]
        ledger = floor.ledger(account)
        hold = ask.hold if ledger.mode is PositionMode.HEDGE else Hold.NET
        no = floor.next_no()
        try:
            ledger.add_margin(terms.market.pair, ask.amount, hold, no)
        except NotAllowed:
            return floor.refuse("no position")
        except Short:
            return floor.refuse("margin")
        account.bills.append(bill(no, BillKind.OTHER, terms.settle, 0, ledger, now_ns, ask.symbol, hold=hold))
        floor.tell_positions(account)
        return Agreed()


def setups(floor: ContractFloor, account: VenueAccount) -> MarginSetups:
    """Inferred: what a contract is set to from the beginning is told as if it had been set."""
    return MarginSetups(tuple(structs.replace(floor.setup(account, symbol), money=None) for symbol in floor.markets))


def margin_modes(floor: ContractFloor) -> MarginModes:
    return MarginModes(
        tuple(
            MarginModeReport(market.symbol, mode, market.max_leverage)
            for market in floor.markets.values()
            for mode in floor.venue.margin_modes
        )
    )


def sided(ask: Place | PlaceStop, mode: PositionMode) -> Place | PlaceStop:
    """An order that names no position, as the hedge of its account has it: what opens by a buy is long."""
    if mode is PositionMode.ONEWAY or ask.hold is not Hold.NET:
        return ask
    long = (ask.side is Side.BUY) is not ask.reduce_only
    return structs.replace(ask, hold=Hold.LONG if long else Hold.SHORT)


def tiers(floor: ContractFloor, symbol: str) -> Tiers:
    rows: list[TierReport] = []
    below = 0
    for level, tier in enumerate(floor.terms[symbol].tiers, 1):
        rows.append(TierReport(level, below, tier.notional_max, tier.leverage_max, tier.maintenance))
        below = tier.notional_max
    return Tiers(symbol, tuple(rows))
