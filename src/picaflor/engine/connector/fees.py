"""R5: what this account pays, as against what the listing says of everybody. Asked for each pair, again every hour.

Where a venue has no word for that, it may have a table of what everybody pays, which its listing does not tell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from picaflor.domain.market import Market
from picaflor.engine.connector.desk import Desk, Errand, Result
from picaflor.engine.connector.part import Quiet
from picaflor.wire.contracts import Fees, FeesReport, ReadFees
from picaflor.wire.refusals import Refusal, Refused
from picaflor.wire.shown import ReadFeeTable

SECOND = 1_000_000_000
EVERY_NS = 3_600 * SECOND
RETRY_NS = 30 * SECOND


@dataclass(frozen=True, slots=True)
class SaidFees:
    """What the configuration says is paid, whatever the venue says. None: the venue's word counts."""

    maker: int | None = None
    taker: int | None = None

    def apply(self, market: Market) -> Market:
        if self.maker is None and self.taker is None:
            return market
        maker = market.maker_fee if self.maker is None else self.maker
        return replace(market, maker_fee=maker, taker_fee=market.taker_fee if self.taker is None else self.taker)


AS_THE_VENUE_SAYS = SaidFees()


class AccountFees(Quiet):
    name = "fees"

    def __init__(self, desk: Desk, changed: Callable[[int], None], *, table: bool = False) -> None:
        """`changed`: the markets are to be listed again, with what is known now. `table`: it is one for all pairs."""
        self._table = table
        self._desk = desk
        self._changed = changed
        self._fees: dict[str, FeesReport] = {}
        self._next_ns: dict[str, int] = {}  # by symbol

    def apply(self, market: Market) -> Market:
        fees = self._fees.get(market.symbol) or self._fees.get("")
        return replace(market, maker_fee=fees.maker, taker_fee=fees.taker) if fees else market

    def missing(self) -> list[str]:
        return []  # the listing's fees will do until then

    def listed(self, markets: dict[str, Market], pairs: tuple[str, ...], now_ns: int) -> None:
        wanted = ("",) if self._table else tuple(markets[pair].symbol for pair in pairs)
        self._next_ns = {symbol: self._next_ns.get(symbol, now_ns) for symbol in wanted}

    def answered(self, errand: Errand, result: Result, now_ns: int) -> bool:
        if not isinstance(errand.ask, ReadFees | ReadFeeTable):
            return False
        rows = result.rows if isinstance(result, Fees) else (result,) if isinstance(result, FeesReport) else None
        none_here = isinstance(result, Refused) and result.kind is Refusal.OTHER
        self._next_ns[errand.ask.symbol] = now_ns + (RETRY_NS if rows is None and not none_here else EVERY_NS)
        told = {row.symbol: row for row in rows or ()}
        if told.items() - self._fees.items():
            self._fees |= told
            self._changed(now_ns)
        return True

    def tick(self, now_ns: int) -> None:
        for symbol, at_ns in self._next_ns.items():
            if now_ns >= at_ns:
                self._next_ns[symbol] = now_ns + RETRY_NS
                self._desk.ask(ReadFeeTable() if self._table else ReadFees(symbol), "fees", now_ns)

    def due(self) -> int | None:
        return min(self._next_ns.values(), default=None)
