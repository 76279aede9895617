"""The positions of one account, as the venue tells them: whole reports replace, and what they leave out is gone."""

from __future__ import annotations

from picaflor.domain.events import PositionChanged, PositionView, Surprise
from picaflor.domain.market import Market, OffGrid
from picaflor.domain.orders import Hold
from picaflor.wire.reports import PositionReport


class PositionBook:
    def __init__(self, venue: str) -> None:
        self._venue = venue
        self._by_symbol: dict[str, Market] = {}
        self._views: dict[tuple[str, Hold], PositionView] = {}
        self._streamed_ns = 0  # by our clock
        self._said_ns = 0  # by the venue's
        self.known = False

    def set_markets(self, markets: dict[str, Market]) -> None:
        self._by_symbol = {market.symbol: market for market in markets.values()}

    def lost(self) -> None:
        """What the stream would have told may have passed us by."""
        self.known = False

    def streamed(
        self, rows: tuple[PositionReport, ...], now_ns: int, *, whole: bool, at_ns: int = 0
    ) -> list[PositionChanged | Surprise]:
        """`at_ns`: the venue's time, where it is told. What a later word has overtaken is no news."""
        if at_ns and at_ns < self._said_ns:
            return []
        self._said_ns = at_ns or self._said_ns
        self._streamed_ns = now_ns
        self.known = self.known or whole
        return self._take(rows, whole)

    def answered(
        self, rows: tuple[PositionReport, ...], asked_ns: int, *, whole: bool
    ) -> list[PositionChanged | Surprise]:
        """An answer older than what the stream has said since is no news."""
        self.known = True
        if asked_ns < self._streamed_ns:
            return []
        return self._take(rows, whole)

    def _take(self, rows: tuple[PositionReport, ...], whole: bool) -> list[PositionChanged | Surprise]:
        told: list[PositionChanged | Surprise] = []
        fresh: dict[tuple[str, Hold], PositionView] = {}
        for row in rows:
            view = self._read(row)
            if isinstance(view, Surprise):
                told.append(view)
            elif view is not None:
                fresh[view.pair, view.hold] = view
        if whole and not any(isinstance(each, Surprise) for each in told):
            gone = [key for key in self._views if key not in fresh]
            fresh.update((key, PositionView(self._venue, key[0], key[1], 0)) for key in gone)
        for key, view in fresh.items():
            before = self._views.get(key)
            if before != view and (before is not None or view.lots):
                told.append(PositionChanged(view, before.lots if before else 0))
            if view.lots:
                self._views[key] = view
            else:
                self._views.pop(key, None)
        return told

    def _read(self, row: PositionReport) -> PositionView | Surprise | None:
        market = self._by_symbol.get(row.symbol)
        if market is None:
            return Surprise("a position in an unknown market", row.symbol)
        before = self._views.get((market.pair, row.hold))
        try:
            lots = market.sized.count(row.size)
        except OffGrid as off:
            return Surprise("a position off the grid", f"{row.symbol}: {off}")
        return PositionView(
            venue=self._venue,
            pair=market.pair,
            hold=row.hold,
            lots=lots,
            entry=row.entry or 0,
            mark=row.mark or 0,
            liquidation=row.liquidation or 0,
            leverage=row.leverage or (before.leverage if before else 0),
            margin_mode=row.margin_mode or (before.margin_mode if before else None),
            margin=row.margin or 0,
            unrealised=row.unrealised or 0,
        )

    # what is so

    def lots(self, pair: str, hold: Hold) -> int:
        view = self._views.get((pair, hold))
        return view.lots if view else 0

    def net(self, pair: str) -> int:
        return sum(view.lots for (name, _), view in self._views.items() if name == pair)

    def all(self) -> list[PositionView]:
        return list(self._views.values())
