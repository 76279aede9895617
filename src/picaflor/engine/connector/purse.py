"""What an account holds, as the venue tells it: whole reports replace, partial ones change what they name."""

from __future__ import annotations

from collections.abc import Mapping

from picaflor.domain.events import BalanceChanged
from picaflor.wire.reports import BalanceReport, BalancesReport

_NONE = BalanceReport("", 0, 0)


class Purse:
    def __init__(self, venue: str, limits: Mapping[str, int] | None = None) -> None:
        """`limits`: as much of a coin as may be used, what open orders hold included."""
        self._limits = limits or {}
        self._venue = venue
        self._rows: dict[str, BalanceReport] = {}
        self._streamed_ns = 0
        self.known = False

    def take(self, report: BalancesReport, asked_ns: int = 0) -> list[BalanceChanged]:
        """`asked_ns`: when the question left. An answer older than what the stream said since is no news."""
        if asked_ns and asked_ns < self._streamed_ns:
            self.known = True
            return []
        fresh = {row.asset: row for row in report.rows}
        if report.whole:
            gone = {asset: BalanceReport(asset, 0, 0) for asset in self._rows if asset not in fresh}
            fresh = {**gone, **fresh}
            self.known = True
        changes = []
        for asset, row in fresh.items():
            if row != self._rows.get(asset, _NONE):
                changes.append(BalanceChanged(self._venue, asset, row.free, row.held))
            self._rows[asset] = row
        return changes

    def streamed(self, report: BalancesReport, now_ns: int) -> list[BalanceChanged]:
        self._streamed_ns = now_ns
        return self.take(report)

    def free(self, asset: str) -> int:
        row = self._rows.get(asset)
        if row is None:
            return 0
        limit = self._limits.get(asset)
        return row.free if limit is None else min(row.free, max(0, limit - row.held))

    def total(self, asset: str) -> int:
        row = self._rows.get(asset)
        return row.total if row else 0

    @property
    def assets(self) -> dict[str, BalanceReport]:
        return {asset: row for asset, row in self._rows.items() if row.total}
