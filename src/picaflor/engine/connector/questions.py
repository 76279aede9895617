"""What a connector asks for itself, and when: the venue's time, its markets, the account's balances."""

from __future__ import annotations

from typing import Final

from picaflor.domain.events import Event, Surprise
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.wire.asks import Ask, ReadBalances, ReadMarkets, ReadTime, Refused
from picaflor.wire.reports import BalancesReport, Listing, ServerTime

SECOND: Final = 1_000_000_000
TIME, MARKETS, BALANCES = "time", "markets", "balances"
ASKS: Final[dict[str, Ask]] = {TIME: ReadTime(), MARKETS: ReadMarkets(), BALANCES: ReadBalances()}
EVERY_NS: Final = {TIME: 600 * SECOND, MARKETS: 3_600 * SECOND, BALANCES: 60 * SECOND}
RETRY_NS: Final = 2 * SECOND
PATIENCE_NS: Final = 8 * SECOND  # a question without any outcome is asked again
SLOW_MAX: Final = 5  # slow answers in a row, and then that is how this venue answers
SLOW_NS: Final = SECOND  # the venue's time may be wrong by half of what its answer took; venues forgive a second or so


class Questions:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._next_ns: dict[str, int] = {}
        self.ahead_ns = 0  # how far the venue's clock is ahead of ours
        self._took_ns: int | None = None  # the answer that says so
        self._slow = 0

    def start(self, now_ns: int, private: bool) -> None:
        self._next_ns = dict.fromkeys((TIME, MARKETS, BALANCES) if private else (TIME, MARKETS), now_ns)

    def hurry(self, what: str, now_ns: int) -> None:
        self._next_ns[what] = now_ns

    def answered(self, what: str, now_ns: int) -> None:
        self._next_ns[what] = now_ns + EVERY_NS[what]

    def outcome(self, errand: Errand, result: Result, now_ns: int) -> list[Event]:
        """Of any question at all: whoever asked, we know as much."""
        match result:
            case ServerTime(at_ns):
                self._told_time(at_ns, errand.asked_ns, now_ns)
            case Listing():
                self.answered(MARKETS, now_ns)
            case BalancesReport():
                self.answered(BALANCES, now_ns)
            case _ if errand.purpose in ASKS:
                self.failed(errand.purpose, now_ns)
                if isinstance(result, Refused):
                    return [Surprise(f"no answer for {errand.purpose}", f"{result.code} {result.words}")]
        return []

    def _told_time(self, at_ns: int, asked_ns: int, now_ns: int) -> None:
        """A slow answer is better than none; it is asked again, and never takes the place of a quick one."""
        took_ns = now_ns - asked_ns
        self._slow = 0 if took_ns <= SLOW_NS else (self._slow + 1) % SLOW_MAX
        if self._slow:
            self.failed(TIME, now_ns)
        else:
            self.answered(TIME, now_ns)
        if self._took_ns is None or took_ns <= max(SLOW_NS, self._took_ns):
            self.ahead_ns, self._took_ns = at_ns - (asked_ns + now_ns) // 2, took_ns

    def failed(self, what: str, now_ns: int) -> None:
        self._next_ns[what] = now_ns + RETRY_NS

    def due(self) -> int | None:
        return min(self._next_ns.values(), default=None)

    def tick(self, now_ns: int) -> None:
        for what, at_ns in self._next_ns.items():
            if now_ns >= at_ns:
                self._next_ns[what] = now_ns + PATIENCE_NS
                self._desk.ask(ASKS[what], what, now_ns)
