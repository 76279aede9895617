"""Endpoints beside the market and its orders: whether anybody is there, whose accounts they are, what they pay."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.params import Params
from picaflor.wire.contracts import Agreed, Fees, FeesReport, ReadFees
from picaflor.wire.decoding import BadMessage, write_ms
from picaflor.wire.rights import AccountReport, Accounts, Knock, ReadAccounts

# ruff: noqa: N815 - the names are theirs


class FeeRow(Struct, kw_only=True):
    symbol: str
    productType: str = "Token-Token"
    buyMakerFeeCurrency: str = ""
    buyTakerFeeCurrency: str = ""
    sellMakerFeeCurrency: str = ""
    sellTakerFeeCurrency: str = ""
    actualMakerRate: str
    actualTakerRate: str


class LevelRow(Struct, kw_only=True):
    """Row 8: level and turnover of the account; the emulated house has but one level."""

    code: int = 0
    vipLevel: str = "0"
    tradeVol30Day: str = "0"
    totalAssetBal: str = "0"
    data: list[FeeRow]
    updateTimestamp: str


class AccountRow(Struct):
    accountId: str
    accountLabel: str
    accountType: int
    accountIndex: int = 0


MAIN_SPOT: Final = 1
_LEVEL: Final = Decoder(LevelRow)
_ACCOUNTS: Final = Decoder(list[AccountRow])
_ANY: Final = Decoder(dict[str, object])


def _nothing(_ask: object) -> Params:
    return {}


# row 3


def _write_knock(_ask: Knock, _agreed: Agreed, _now_ns: int) -> object:
    return {}


def _read_knock(_ask: Knock, data: bytes) -> Agreed:
    if _ANY.decode(data):
        raise BadMessage("it says more than that it is there")
    return Agreed()


# row 8


def _write_fees(_ask: ReadFees, fees: Fees, now_ns: int) -> object:
    """In which coins they are paid follows from the market; nobody reads it here."""
    rows = [
        FeeRow(symbol=row.symbol, actualMakerRate=write_atoms(row.maker), actualTakerRate=write_atoms(row.taker))
        for row in fees.rows
    ]
    return LevelRow(data=rows, updateTimestamp=write_ms(now_ns))


def _read_fees(ask: ReadFees, data: bytes) -> Fees | FeesReport:
    """All markets come at once, whichever is asked for."""
    rows = {row.symbol: _fees(row) for row in _LEVEL.decode(data).data}
    if not ask.symbol:
        return Fees(tuple(rows.values()))
    if ask.symbol not in rows:
        raise BadMessage("the fees of that market are not among them")
    return rows[ask.symbol]


def _fees(row: FeeRow) -> FeesReport:
    maker, taker = (read_atoms(rate, signed=True) for rate in (row.actualMakerRate, row.actualTakerRate))
    return FeesReport(row.symbol, maker, taker)


# row 18


def _write_accounts(_ask: ReadAccounts, accounts: Accounts, _now_ns: int) -> object:
    return [AccountRow(row.account_id, row.label, MAIN_SPOT) for row in accounts.rows]


def _read_accounts(_ask: ReadAccounts, data: bytes) -> Accounts:
    """Those of other products are other rows'."""
    rows = (row for row in _ACCOUNTS.decode(data) if row.accountType == MAIN_SPOT)
    return Accounts(tuple(AccountReport(row.accountId, row.accountLabel) for row in rows))


_V1: Final = "/api/v1/"
ENDPOINTS: Final = (
    Endpoint(Knock, "GET", _V1 + "ping", _nothing, lambda _params: Knock(), _write_knock, _read_knock),
    Endpoint(ReadFees, "GET", _V1 + "account/vipInfo", _nothing, lambda _params: ReadFees(""), _write_fees, _read_fees),
    Endpoint(
        ReadAccounts,
        "GET",
        _V1 + "account/type",
        _nothing,
        lambda _params: ReadAccounts(),
        _write_accounts,
        _read_accounts,
    ),
)
