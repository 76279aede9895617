"""One wallet for all that an account trades: what contracts settle in is kept by their ledger, and spot pays out of it.

Inferred: the coins of a spot order may be spent of what could be taken out, never of profit that is not booked; what such
an order holds is no margin of contracts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from picaflor.machines.ledger.entries import Ref, Why
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.spot import SpotLedger
from picaflor.sim.venue.news import BalanceNews, News
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.rows import Row
from picaflor.wire.venue import Venue


class SharedLedger(SpotLedger):
    """A spot ledger whose margin coins lie elsewhere."""

    def __init__(self, own: SpotLedger, contracts: Sequence[PerpetualLedger]) -> None:
        super().__init__(own.listener)
        self._shared = {asset: ledger for ledger in contracts for asset in sorted(ledger.settles())}
        for asset in own.assets():
            if asset in self._shared:
                self._shared[asset].deposit(asset, own.free(asset))
            else:
                self._free[asset] = own.free(asset)

    def free(self, asset: str) -> int:
        return self._shared[asset].withdrawable(asset) if asset in self._shared else super().free(asset)

    def assets(self) -> tuple[str, ...]:
        there = (asset for asset, ledger in self._shared.items() if asset in ledger.assets())
        return tuple(sorted({*super().assets(), *there}))

    def _move(self, asset: str, free: int, held: int, why: Why, ref: Ref) -> None:
        if asset not in self._shared:
            super()._move(asset, free, held, why, ref)
            return
        self._held[asset] = self.held(asset) + held
        self._shared[asset].lend(asset, free + held, held, why, ref)
        self._scribe.write(asset, free + held, why, ref, held)


def sharing(spoken: Venue, rows: Sequence[Row], accounts: Sequence[VenueAccount]) -> list[VenueAccount]:
    """Of a customer's accounts on further floors those whose money is the first one's: all, or those of margin. `spoken`:
    how he speaks."""
    everyone = "one_wallet" in spoken.features
    return [account for row, account in zip(rows, accounts, strict=True) if everyone or row.venue.kind == "margin"]


def of_purse(rows: Sequence[Row], row: Row) -> list[News]:
    """What there is to tell of a floor. Of money that is the first floor's purse, that one tells."""
    if row.floor.home is None:
        lent = [each for each in rows if each.floor.home is row.floor]
        moved = [news for each in lent for news in each.floor.news if isinstance(news, BalanceNews)]
        its = row.floor.accounts
        return row.floor.news + [BalanceNews(its[news.account.no], news.assets) for news in moved]
    return [news for news in row.floor.news if not isinstance(news, BalanceNews)]


def join(others: Iterable[VenueAccount], spot: VenueAccount) -> None:
    """The accounts of one customer on the floors of a house, before any of them has traded."""
    purses = [account for account in others if isinstance(account.ledger, PerpetualLedger)]
    ledgers = [account.ledger for account in purses if isinstance(account.ledger, PerpetualLedger)]
    if isinstance(spot.ledger, SpotLedger) and ledgers:
        spot.ledger = SharedLedger(spot.ledger, ledgers)
        spot.purses = tuple(purses)
