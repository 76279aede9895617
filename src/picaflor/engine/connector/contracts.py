"""What perpetuals need beside orders and books: the account's setup, its positions, funding and marks, liquidations."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import structs

from picaflor.domain.events import FundingKnown, Liquidated, MarkChanged
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Cause, Hold, MarginMode, PositionMode
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.connector.part import Quiet, Tell
from picaflor.engine.connector.positions import PositionBook
from picaflor.engine.connector.setup import Setups, Wanted
from picaflor.machines.ledger.terms import Terms
from picaflor.wire.asks import Fills, Orders, ReadFills
from picaflor.wire.contracts import (
    FundingReport,
    MarginSetup,
    MarkReport,
    Positions,
    ReadFunding,
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
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus, PositionReport, PotReport
from picaflor.wire.stream import Channel, OrdersFrame, PositionsFrame, TickersFrame, Topic, VenueFrame
from picaflor.wire.venue import Venue

SECOND = 1_000_000_000
EVERY_NS = 60 * SECOND  # positions and funding, whatever the stream says
RETRY_NS = 2 * SECOND
PATIENCE_NS = 8 * SECOND
SETTLEMENTS_KEPT = 16
TAKEN_KEPT = 1_000
LATEST = 100  # fills that are looked at when something was taken over
TAKEN = (Cause.LIQUIDATION, Cause.DELEVERAGING)
SETUP = (ReadSetup, SetPositionMode, SetMarginMode, SetLeverage, SetPot)


class Contracts(Quiet):
    name = "contracts"

    def __init__(
        self,
        venue: Venue,
        wanted: Wanted,
        desk: Desk,
        tell: Tell,
        over: Callable[[str, str], bool] = lambda *_: False,
        *,
        account: bool = True,
    ) -> None:
        """`over`: has the order of that symbol and venue's id ended, as far as we know? Without an account only what is
        public is asked for and waited for.
        """
        self._account = account
        self.positions = PositionBook(venue.id)
        by_order, together = (word in venue.features for word in ("mode_by_order", "leverage_sets_mode"))
        fixed = "leverage_fixed" in venue.features
        self._settled, self._unmarked = "unfunded" not in venue.features, "unmarked" in venue.features
        self._isolated = "pots" in venue.features and wanted.margin_mode is MarginMode.ISOLATED
        self._pots: dict[str, PotReport] = {}  # where each isolated contract has an account of its own
        self.setups = Setups(wanted, desk, by_order, together, self._isolated, fixed)
        self.only_hedges = PositionMode.ONEWAY not in venue.position_modes
        self._one_tier = "one_tier" in venue.features
        self._venue = venue
        self._desk = desk
        self._tell = tell
        self._over = over
        self._symbols: dict[str, Market] = {}  # of ours
        self._tiers: dict[str, tuple[TierReport, ...]] = {}
        self._funding: dict[str, FundingReport] = {}
        self._settles_ns: list[int] = []
        self._taken: dict[str, None] = {}  # orders of liquidations that were told
        self._marks: dict[str, tuple[int, int]] = {}
        self._next_ns: dict[tuple[str, str], int] = {}  # (what, symbol) → when to ask
        self._public = ["funding"] if self._settled else []
        self._public += [] if self._one_tier else ["tiers"]
        self._public += [] if self._unmarked or "mark_streamed" in venue.features else ["mark"]
        self._public += ["index"] if "index_apart" in venue.features else []
        self._up = False
        self._since_ns = 0  # when this run first was up: older liquidations are no news

    # what the connector asks of a part

    def public_topics(self, market: Market) -> list[Topic]:
        return [Topic(Channel.TICKERS, market.symbol, product=self._venue.product)]

    def private_topics(self) -> list[Topic]:
        return [Topic(Channel.POSITIONS, name=self._venue.private_name, product=self._venue.product)]

    def missing(self) -> list[str]:
        waiting = self.setups.missing()
        if self._account and not self.positions.known:
            waiting.append("positions")
        waiting += [f"funding of {symbol}" for symbol in self._symbols if self._settled and symbol not in self._funding]
        waiting += [f"tiers of {symbol}" for symbol in self._symbols if symbol not in self._tiers]
        return waiting

    def listed(self, markets: dict[str, Market], pairs: tuple[str, ...], now_ns: int) -> None:
        self.positions.set_markets(markets)
        ours = {markets[pair].symbol for pair in pairs}
        for symbol in [symbol for symbol in self._symbols if symbol not in ours]:
            self._forget(symbol)
        for pair in pairs:
            market = markets[pair]
            if market.symbol not in self._symbols:
                if self._account:
                    self.setups.open(market.symbol, now_ns)
                for what in self._public:
                    self._next_ns[what, market.symbol] = now_ns
            if self._one_tier:
                self._tiers[market.symbol] = (TierReport(1, 0, 0, market.max_leverage, 0),)
            self._symbols[market.symbol] = market

    def _forget(self, symbol: str) -> None:
        """A pair that is ours no more: nothing waits for it. Its position, if any, stays known."""
        del self._symbols[symbol]
        self.setups.close(symbol)
        for what in self._public:
            self._next_ns.pop((what, symbol), None)

    def heard(self, frame: VenueFrame, now_ns: int) -> bool:
        match frame:
            case PositionsFrame(rows, _, whole, at_ns, pots, liquidated):
                self._told_pots(pots, whole=whole)
                for event in self.positions.streamed(self._levered(rows), now_ns, whole=whole, at_ns=at_ns):
                    self._tell(event)
                for symbol in liquidated:
                    self._desk.ask(ReadFills(symbol, limit=LATEST), "liquidations", now_ns)
                return True
            case TickersFrame(_, rows):
                for row in rows:
                    if row.mark is not None:
                        self._marked(row.symbol, row.mark, row.index or 0)
                    elif self._unmarked:
                        self._marked(row.symbol, row.last, 0)
                    if row.funding_rate is not None and row.funding_next_ns:
                        self._funded(FundingReport(row.symbol, row.funding_rate, row.funding_next_ns))
                return True
            case OrdersFrame(rows):
                for report in rows:
                    self._taken_over(report)
                return False  # the order keeper hears them as well
            case _:
                return False

    def _levered(self, rows: tuple[PositionReport, ...]) -> tuple[PositionReport, ...]:
        """Not every stream tells the leverage: then it is the one that is set."""
        ours = self._symbols
        return tuple(
            structs.replace(row, leverage=self.setups.leverage(row.symbol))
            if not row.leverage and row.symbol in ours
            else row
            for row in rows
        )

    def answered(self, errand: Errand, result: Result, now_ns: int) -> bool:
        ask = errand.ask
        if isinstance(result, Orders):
            for report in result.rows:
                self._taken_over(report)
            return False
        if isinstance(result, Fills):
            for fill in result.rows:
                self._told_of_fill(fill)
            return errand.purpose == "liquidations"
        if isinstance(result, MarginSetup) and result.pot is not None:
            self._told_pots((result.pot,), whole=False)
        if isinstance(ask, SETUP):
            for surprise in self.setups.answered(ask, result, now_ns):
                self._tell(surprise)
            return True
        if not isinstance(ask, ReadPositions | ReadFunding | ReadTiers | ReadMark):
            return False
        wait = self._read(result, errand.asked_ns)
        self._next_ns[_what(ask), ask.symbol] = now_ns + wait
        return True

    def _read(self, result: Result, asked_ns: int) -> int:
        """When to ask again."""
        match result:
            case Positions(rows, whole, pots):
                self._told_pots(pots, whole=whole)
                for event in self.positions.answered(rows, asked_ns, whole=whole):
                    self._tell(event)
            case FundingReport():
                self._funded(result)
            case MarkReport(symbol, mark, index):
                self._marked(symbol, mark, index)
            case Tiers(symbol, tiers):
                self._tiers[symbol] = tiers
                return 3_600 * SECOND
            case _:
                return RETRY_NS
        return EVERY_NS

    def up(self, now_ns: int) -> None:
        self._up = True
        self._since_ns = self._since_ns or now_ns
        self._next_ns["positions", ""] = now_ns
        self.setups.again(now_ns)

    def down(self, why: str, now_ns: int) -> None:
        self._up = False
        self.positions.lost()
        self._next_ns.pop(("positions", ""), None)

    def tick(self, now_ns: int) -> None:
        if self._up:
            self.setups.tick(now_ns)
        for (what, symbol), at_ns in self._next_ns.items():
            if now_ns >= at_ns:
                self._next_ns[what, symbol] = now_ns + PATIENCE_NS
                self._desk.ask(_ask(what, symbol, now_ns), what, now_ns)

    def due(self) -> int | None:
        times = list(self._next_ns.values())
        setup = self.setups.due() if self._up else None
        if setup is not None:
            times.append(setup)
        return min(times, default=None)

    # what was learnt

    def _told_pots(self, pots: tuple[PotReport, ...], *, whole: bool) -> None:
        told = {pot.symbol: pot for pot in pots}
        self._pots = told if whole else {**self._pots, **told}

    def _marked(self, symbol: str, mark: int, index: int) -> None:
        """0: not told, and as before."""
        market, before = self._symbols.get(symbol), self._marks.get(symbol, (0, 0))
        mark, index = mark or before[0], index or before[1]
        if market is not None and self._marks.get(symbol) != (mark, index):
            self._marks[symbol] = (mark, index)
            self._tell(MarkChanged(self._venue.id, market.pair, mark, index))

    def _funded(self, report: FundingReport) -> None:
        market, before = self._symbols.get(report.symbol), self._funding.get(report.symbol)
        self._funding[report.symbol] = report
        if report.next_ns not in self._settles_ns:
            self._settles_ns = sorted([*self._settles_ns, report.next_ns])[-SETTLEMENTS_KEPT:]
        same = before is not None and (before.rate, before.next_ns) == (report.rate, report.next_ns)
        if market is not None and not same:
            self._tell(FundingKnown(self._venue.id, market.pair, report.rate, report.next_ns))

    def _taken_over(self, report: OrderReport) -> None:
        """Once: what ended before is no news, however often a stream or a list repeats it."""
        if report.cause not in TAKEN or report.status not in (OrderStatus.FILLED, OrderStatus.CANCELLED):
            return
        if not self._over(report.symbol, report.venue_id):
            self._liquidated(report.venue_id, report.symbol, report.hold, report.filled, report.venue_id)

    def _told_of_fill(self, fill: FillReport) -> None:
        """Where fills say it, and orders do not: each once."""
        if fill.liquidates and fill.at_ns >= self._since_ns:
            self._liquidated(f"fill {fill.trade_id}", fill.symbol, fill.hold, fill.size, fill.venue_id)

    def _liquidated(self, key: str, symbol: str, hold: Hold, size: int, venue_id: str) -> None:
        market = self._symbols.get(symbol)
        if market is None or key in self._taken:
            return
        self._taken[key] = None
        while len(self._taken) > TAKEN_KEPT:
            del self._taken[next(iter(self._taken))]
        self._tell(Liquidated(self._venue.id, market.pair, hold, size // market.sized.atoms, venue_id))

    # what is so

    def mark(self, pair_symbol: str) -> int:
        return self._marks.get(pair_symbol, (0, 0))[0]

    def funding(self, symbol: str) -> FundingReport | None:
        return self._funding.get(symbol)

    def settlements(self) -> Sequence[int]:
        """When funding is settled, and was lately: each time that a venue has named."""
        return self._settles_ns

    def tiers(self, symbol: str) -> tuple[TierReport, ...]:
        """The venue's ladder: up to which size how much leverage, and what maintenance."""
        return self._tiers.get(symbol, ())

    def free(self, symbol: str, purse: int) -> int:
        """What new positions on that contract may tie: of the purse, or of its own account as it was told last."""
        if not self._isolated:
            return purse
        pot = self._pots.get(symbol)
        return max(0, pot.balance - pot.orders - pot.positions) if pot else 0

    def most_leverage(self, symbol: str, notional: int) -> int:
        """What the venue's ladder allows at that size, atoms of quote; 0: not known."""
        tiers = self._tiers.get(symbol, ())
        if "tiers_in_doubt" in self._venue.features:
            return max((tier.leverage_max for tier in tiers), default=0)
        fits = (tier for tier in tiers if not tier.notional_max or notional <= tier.notional_max)
        tier = next(fits, tiers[-1] if tiers else None)
        return tier.leverage_max if tier else 0

    @property
    def position_mode(self) -> PositionMode:
        return self.setups.wanted.position_mode

    def leverage(self, symbol: str) -> int:
        return self.setups.leverage(symbol)

    def initial_margin(self, market: Market, ticks: int, lots: int) -> int:
        """Atoms of the settle asset that an order which opens would tie, its fee included: rounded up."""
        worth = Terms(market).value(ticks * market.tick.atoms, lots)
        return -(-worth // self.setups.leverage(market.symbol)) + worth * market.taker_fee // ONE + 1

    def closable(self, pair: str, hold: Hold, sells: bool) -> int:
        """Lots that an order of that side may close."""
        lots = self.positions.lots(pair, hold)
        return max(0, lots) if sells else max(0, -lots)


def _ask(what: str, symbol: str, now_ns: int) -> ReadPositions | ReadFunding | ReadTiers | ReadMark:
    match what:
        case "positions":
            return ReadPositions(symbol)
        case "funding":
            return ReadFunding(symbol, asked_ns=now_ns)
        case "tiers":
            return ReadTiers(symbol)
        case _:
            return ReadMark(symbol, index_only=what == "index")


def _what(ask: ReadPositions | ReadFunding | ReadTiers | ReadMark) -> str:
    match ask:
        case ReadPositions():
            return "positions"
        case ReadFunding():
            return "funding"
        case ReadTiers():
            return "tiers"
        case ReadMark(_, index_only):
            return "index" if index_only else "mark"
