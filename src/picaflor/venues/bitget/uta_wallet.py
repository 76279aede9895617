"""The one wallet of a unified account, as it answers for it and as it pushes it. Each row reads it for its own market.

Row 122. Spot counts the coins that are there: what is not available of them is tied, by orders, positions or a loan.
Contracts count the equity, with what positions have won or lost so far: so `total` is the equity, as on classic accounts.
"""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.params import Params
from picaflor.venues.bitget.uta_messages import UnifiedAsset, UnifiedAssetPush, UnifiedAssets
from picaflor.wire.asks import ReadBalances
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import BalanceReport, BalancesReport

_ASSETS: Final = Decoder(UnifiedAssets)


def read_asset(row: UnifiedAsset | UnifiedAssetPush, product: str = "") -> BalanceReport:
    free = read_atoms(row.available)
    if product:
        return BalanceReport(named(row.coin).upper(), free, read_atoms(row.equity, signed=True) - free)
    whole = read_atoms(row.balance, signed=True)
    return BalanceReport(named(row.coin).upper(), free, max(whole - free, read_atoms(row.locked)))


def write_asset(row: BalanceReport) -> UnifiedAsset:
    total = write_atoms(row.total)
    return UnifiedAsset(
        coin=row.asset,
        balance=total,
        available=write_atoms(row.free),
        locked=write_atoms(max(0, row.held)),
        equity=total,
    )


def _nothing(_ask: object) -> Params:
    return {}


def _write_balances(_ask: ReadBalances, balances: BalancesReport) -> object:
    """Only what is not nothing is listed."""
    return UnifiedAssets([write_asset(row) for row in balances.rows if row.free or row.held])


def balances(product: str = "") -> Endpoint:
    def read(_ask: ReadBalances, data: Raw, at_ns: int) -> BalancesReport:
        rows = tuple(read_asset(row, product) for row in _ASSETS.decode(data).assets)
        if len({row.asset for row in rows}) != len(rows):
            raise BadMessage("a coin stands twice among the balances")
        return BalancesReport(rows, whole=True, at_ns=at_ns, product=product)

    path = "/api/v3/account/assets"
    return Endpoint(ReadBalances, "GET", path, _nothing, lambda _params: ReadBalances(), _write_balances, read)
