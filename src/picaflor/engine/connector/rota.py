"""The questions a connector asks of its own accord: the time, the markets, the balances; how often, and when again."""

from __future__ import annotations

from picaflor.wire.asks import Ask, ReadBalances, ReadMarkets, ReadTime

SECOND = 1_000_000_000
RETRY_NS = 2 * SECOND  # after an answer that was none
PATIENCE_NS = 8 * SECOND  # without any answer
QUESTIONS: dict[str, Ask] = {"time": ReadTime(), "markets": ReadMarkets(), "balances": ReadBalances()}
EVERY_NS = {"time": 600 * SECOND, "markets": 3_600 * SECOND, "balances": 60 * SECOND}


class Rota:
    def __init__(self) -> None:
        self._at_ns: dict[str, int] = {}

    def __contains__(self, what: str) -> bool:
        return what in self._at_ns

    def soon(self, what: str, now_ns: int) -> None:
        self._at_ns[what] = now_ns

    def answered(self, what: str, now_ns: int) -> None:
        self._at_ns[what] = now_ns + EVERY_NS[what]

    def failed(self, what: str, now_ns: int) -> None:
        self._at_ns[what] = now_ns + RETRY_NS

    def take(self, now_ns: int) -> list[tuple[str, Ask]]:
        """What is to be asked now; unless it is answered, again when patience ends."""
        due = [what for what, at_ns in self._at_ns.items() if now_ns >= at_ns]
        for what in due:
            self._at_ns[what] = now_ns + PATIENCE_NS
        return [(what, QUESTIONS[what]) for what in due]

    def due(self) -> int | None:
        return min(self._at_ns.values(), default=None)
