"""How an account trades each contract: read first, made as it was wished for, and until it is so nothing is traded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from picaflor.domain.events import Surprise
from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.engine.connector.desk import Desk, Result
from picaflor.engine.connector.feeds import BarsWanted
from picaflor.engine.connector.fees import AS_THE_VENUE_SAYS, SaidFees
from picaflor.wire.asks import Ask, Refused
from picaflor.wire.contracts import (
    Agreed,
    MarginSetup,
    ReadSetup,
    SetLeverage,
    SetMarginMode,
    SetPositionMode,
    SetPot,
)
from picaflor.wire.venue import Venue

SECOND = 1_000_000_000
AGAIN_NS = 2 * SECOND  # after an answer that says nothing
BLOCKED_NS = 60 * SECOND  # after a no: somebody has to close a position first


@dataclass(frozen=True, slots=True)
class Wanted:
    position_mode: PositionMode = PositionMode.ONEWAY
    margin_mode: MarginMode = MarginMode.CROSS
    leverage: int = 1
    bars: tuple[BarsWanted, ...] = ()  # to follow, with an account or without
    marks: bool = False  # to hear marks, rates and tiers of contracts without an account, too
    isolated: int = 0  # atoms of the settle coin: what the account of a contract is opened with, where each has its own
    leased: bool = False  # nothing of the venue's limits is ours until we are told what
    fees: SaidFees = AS_THE_VENUE_SAYS
    balance_limits: Mapping[str, int] = field(default_factory=dict)  # coin → as much of it as may be used
    dead_man_ns: int = 0  # without a word of ours for so long the venue cancels; 0: it is not asked to

    def margin_of(self, venue: Venue) -> MarginMode | None:
        """What each order says; None where there is no such thing."""
        return self.margin_mode if venue.margin_modes else None

    def with_orders(self, venue: Venue) -> tuple[MarginMode | None, int]:
        """What is said with each order: its margin mode, and its leverage where that is asked for."""
        return self.margin_of(venue), self.leverage if "leverage_by_order" in venue.features else 0


AS_USUAL = Wanted()


@dataclass(slots=True)
class _Contract:
    next_ns: int | None  # when to ask; None: an answer is under way, or all is as it should be
    found: MarginSetup | None = None
    blocked: str = ""
    ready: bool = False


class Setups:
    def __init__(
        self,
        wanted: Wanted,
        desk: Desk,
        mode_by_order: bool = False,
        leverage_sets_mode: bool = False,
        pots: bool = False,
        fixed: bool = False,
    ) -> None:
        """`mode_by_order`: each order names its margin mode, and there is none to be set. `leverage_sets_mode`: who sets
        the leverage sets the margin mode as well. `pots`: each isolated contract has an account, which must be opened.
        `fixed`: its leverage is the venue's, and is not set.
        """
        self._fixed = fixed
        self._pots = pots and wanted.margin_mode is MarginMode.ISOLATED
        self._together = leverage_sets_mode
        self.wanted = wanted
        self._asked_mode = wanted.margin_mode if mode_by_order else None
        self._desk = desk
        self._contracts: dict[str, _Contract] = {}  # by symbol

    def open(self, symbol: str, now_ns: int) -> None:
        if symbol not in self._contracts:
            self._contracts[symbol] = _Contract(now_ns)

    def close(self, symbol: str) -> None:
        self._contracts.pop(symbol, None)

    def again(self, now_ns: int) -> None:
        """Somebody may have changed them while we were away."""
        for contract in self._contracts.values():
            contract.next_ns = now_ns

    def missing(self) -> list[str]:
        waiting = []
        for symbol, contract in self._contracts.items():
            if contract.blocked:
                waiting.append(f"setup of {symbol} ({contract.blocked})")
            elif not contract.ready:
                waiting.append(f"setup of {symbol}")
        return waiting

    def leverage(self, symbol: str) -> int:
        """Of orders that open; 1 until it is known."""
        contract = self._contracts.get(symbol)
        found = contract.found if contract else None
        return max(1, found.leverage or found.leverage_long) if found else 1

    def tick(self, now_ns: int) -> None:
        for symbol, contract in self._contracts.items():
            if contract.next_ns is not None and now_ns >= contract.next_ns:
                contract.next_ns = now_ns + 4 * AGAIN_NS  # should no outcome ever come
                self._desk.ask(ReadSetup(symbol, self._asked_mode), "setup", now_ns)

    def due(self) -> int | None:
        times = [contract.next_ns for contract in self._contracts.values() if contract.next_ns is not None]
        return min(times, default=None)

    def answered(self, ask: Ask, result: Result, now_ns: int) -> list[Surprise]:
        """Of ReadSetup and of those that change it."""
        symbol = getattr(ask, "symbol", "")
        told: list[Surprise] = []
        concerned = list(self._contracts) if isinstance(ask, SetPositionMode) else [symbol]
        for name in concerned:
            contract = self._contracts.get(name)
            if contract is None:
                continue
            if isinstance(ask, ReadSetup):
                self._read(name, contract, result, now_ns)
            elif isinstance(result, Refused):
                contract.blocked, contract.next_ns = f"{result.code}: {result.words}", now_ns + BLOCKED_NS
                told.append(Surprise(f"cannot set up {name}", contract.blocked))
            else:
                contract.next_ns = now_ns if isinstance(result, Agreed | MarginSetup) else now_ns + AGAIN_NS
        return told

    def _read(self, symbol: str, contract: _Contract, result: Result, now_ns: int) -> None:
        if self._pots and isinstance(result, Refused):
            self._open_pot(symbol, contract, now_ns)
            return
        if not isinstance(result, MarginSetup):
            contract.next_ns = now_ns + AGAIN_NS
            return
        contract.found = result
        change = self._change(symbol, result)
        contract.ready = change is None
        if change is None:
            contract.blocked, contract.next_ns = "", None
            return
        contract.next_ns = now_ns + 4 * AGAIN_NS
        self._desk.ask(change, "setup", now_ns)

    def _open_pot(self, symbol: str, contract: _Contract, now_ns: int) -> None:
        contract.ready, contract.next_ns = False, now_ns + BLOCKED_NS
        if not self.wanted.isolated:
            contract.blocked = "its isolated account is not open, and nobody said how much to put there"
            return
        contract.next_ns = now_ns + 4 * AGAIN_NS
        leverage = 0 if self._fixed else self.wanted.leverage
        self._desk.ask(SetPot(symbol, self.wanted.isolated, leverage), "setup", now_ns)

    def _change(self, symbol: str, found: MarginSetup) -> Ask | None:
        """The first thing that is not as it was wished for."""
        wanted = self.wanted
        if self._pots and found.pot is not None:
            as_wished = self._fixed or found.pot.leverage == wanted.leverage
            return None if as_wished else SetPot(symbol, found.pot.balance, wanted.leverage)
        if found.position_mode is not wanted.position_mode:
            return SetPositionMode(wanted.position_mode)
        if found.margin_mode is not wanted.margin_mode:
            if self._together:
                return SetLeverage(symbol, wanted.leverage, Hold.NET, wanted.margin_mode)
            return SetMarginMode(symbol, wanted.margin_mode)
        for hold, leverage in self._leverages(found):
            if leverage != wanted.leverage:
                return SetLeverage(symbol, wanted.leverage, hold, wanted.margin_mode)
        return None

    def _leverages(self, found: MarginSetup) -> list[tuple[Hold, int]]:
        """What counts in the mode that is wanted: isolated hedges have one for each side."""
        if self.wanted.margin_mode is MarginMode.CROSS or self._together:
            return [(Hold.NET, found.leverage)]
        if self.wanted.position_mode is PositionMode.ONEWAY:
            return [(Hold.NET, found.leverage_long)]
        return [(Hold.LONG, found.leverage_long), (Hold.SHORT, found.leverage_short)]
