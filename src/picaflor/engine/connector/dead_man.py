"""The dead-man switch, where one was asked for: nothing is placed before it is armed, and it is kept from firing.

It is armed again in a third of its time. Once we wind down it is left to run, and disarmed when nothing of ours is open:
should that never be proven, it fires. What it cancels is told by the venue as any cancel is.
"""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.domain.events import Surprise
from picaflor.domain.market import Market
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.connector.part import Quiet, Tell
from picaflor.wire.dead_man import ArmSwitch, SwitchRule, SwitchTaken
from picaflor.wire.refusals import Refused

SECOND = 1_000_000_000
RETRY_NS = SECOND


@dataclass(slots=True)
class _Switch:
    next_ns: int | None  # when to ask; None: there is nothing to ask for
    asked: bool = False  # a request is queued or under way
    left_ns: int = 0  # when it left
    sure_ns: int = 0  # until then it does not fire; 0: it is not armed
    may_ns: int = 0  # it may fire until then; 0: it cannot
    trouble: str = ""


class DeadMan(Quiet):
    name = "dead_man"
    sends = frozenset({ArmSwitch})

    def __init__(self, rule: SwitchRule, after_ns: int, desk: Desk, tell: Tell) -> None:
        self._rule = rule
        self._after_ns = after_ns
        self._desk = desk
        self._tell = tell
        self._switches: dict[str, _Switch] = {}  # by symbol; "": of the account
        self._over = False  # we wind down
        self._empty = False  # and nothing of ours is open

    @property
    def off(self) -> bool:
        """None of them can fire any more."""
        return not any(switch.may_ns or switch.asked for switch in self._switches.values())

    def wind_down(self, now_ns: int, *, empty: bool) -> None:
        """`empty`: the venue has said of every order of ours that it is gone."""
        self._over = True
        for switch in self._switches.values():
            if not empty:
                switch.next_ns = None
            elif not self._empty:
                switch.next_ns = now_ns
        self._empty = empty
        self.tick(now_ns)

    # what the connector asks of a part

    def missing(self) -> list[str]:
        return [self._words(symbol, each) for symbol, each in self._switches.items() if not each.sure_ns]

    def _words(self, symbol: str, switch: _Switch) -> str:
        of = f" of {symbol}" if symbol else ""
        return f"dead-man switch{of}{f' ({switch.trouble})' if switch.trouble else ''}"

    def listed(self, markets: dict[str, Market], pairs: tuple[str, ...], now_ns: int) -> None:
        """That of a pair which is ours no more runs out."""
        wanted = [markets[pair].symbol for pair in pairs] if self._rule.by_symbol else [""]
        self._switches = {symbol: self._switches.get(symbol) or _Switch(now_ns) for symbol in wanted}

    def left(self, errand: Errand, now_ns: int) -> None:
        ask = errand.ask
        if isinstance(ask, ArmSwitch) and (switch := self._switches.get(ask.symbol)) is not None:
            switch.left_ns = now_ns

    def answered(self, errand: Errand, result: Result, now_ns: int) -> bool:
        ask = errand.ask
        if not isinstance(ask, ArmSwitch):
            return False
        switch = self._switches.get(ask.symbol)
        if switch is None:
            return True
        switch.asked = False
        if isinstance(result, Refused):
            self._failed(ask, switch, f"{result.code}: {result.words}", now_ns)
        elif not isinstance(result, SwitchTaken):
            self._may_fire(ask, switch, now_ns)
            self._failed(ask, switch, "nobody knows whether it was taken", now_ns)
        elif ask.after_ns:
            self._may_fire(ask, switch, now_ns)
            switch.sure_ns = switch.left_ns + self._after_ns - SECOND
            switch.trouble, switch.next_ns = "", now_ns + self._after_ns // 3
        else:
            switch.sure_ns = switch.may_ns = 0
            switch.trouble, switch.next_ns = "", None
        if self._over and ask.after_ns:
            switch.next_ns = now_ns if self._empty else None
        return True

    def _may_fire(self, ask: ArmSwitch, switch: _Switch, now_ns: int) -> None:
        """Its time began when the venue took it, which was before this, and in whole seconds of its own."""
        if ask.after_ns:
            switch.may_ns = now_ns + self._after_ns + SECOND

    def _failed(self, ask: ArmSwitch, switch: _Switch, why: str, now_ns: int) -> None:
        switch.next_ns = now_ns + RETRY_NS
        if why != switch.trouble:
            switch.trouble = why
            of = f" of {ask.symbol}" if ask.symbol else ""
            self._tell(Surprise(f"cannot {'arm' if ask.after_ns else 'disarm'} the dead-man switch{of}", why))

    def tick(self, now_ns: int) -> None:
        for symbol, switch in self._switches.items():
            if switch.sure_ns and now_ns >= switch.sure_ns:
                switch.sure_ns = 0
                if not self._over:
                    self._tell(Surprise(f"{self._words(symbol, switch)} may have fired"))
            if switch.may_ns and now_ns >= switch.may_ns:
                switch.may_ns = 0
            if switch.next_ns is not None and now_ns >= switch.next_ns and not switch.asked:
                self._ask(symbol, switch, now_ns)

    def _ask(self, symbol: str, switch: _Switch, now_ns: int) -> None:
        """Once nothing is open, one that cannot fire need not be disarmed."""
        if self._over and not switch.may_ns:
            switch.next_ns = None
            return
        switch.asked = self._desk.ask(ArmSwitch(symbol, 0 if self._over else self._after_ns), "dead man", now_ns)
        switch.next_ns = None if switch.asked else now_ns + RETRY_NS

    def due(self) -> int | None:
        times: list[int] = []
        for switch in self._switches.values():
            times += [at_ns for at_ns in (switch.sure_ns, switch.may_ns) if at_ns]
            times += [] if switch.next_ns is None or switch.asked else [switch.next_ns]
        return min(times, default=None)
