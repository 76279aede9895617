"""What was booked to a spot account, and what it pays for a trade."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Side
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.params import BadParameter, Params, moment, need, number
from picaflor.wire.contracts import BillKind, BillReport, Bills, FeesReport, ReadBills, ReadFees
from picaflor.wire.decoding import read_ms, write_ms
from picaflor.wire.net import Request

PAGE_MAX: Final = 500
DEFAULT: Final = 100


# row 29


class BillRow(Struct, kw_only=True):
    """Row 29. Of a trade there is a row for each of its two coins; the fee stands beside what was received."""

    cTime: str
    coin: str
    groupType: str
    businessType: str
    size: str
    balance: str = ""
    fees: str | None = ""
    billId: str


_BILLS: Final = Decoder(list[BillRow] | None)
GROUPS: Final = {
    "deposit": BillKind.DEPOSIT,
    "withdraw": BillKind.WITHDRAWAL,
    "transaction": BillKind.TRADE,
    "transfer": BillKind.TRANSFER,
}
_GROUP_WORDS: Final = {kind: word for word, kind in GROUPS.items()} | {BillKind.FEE: "transaction"}
FEE: Final = "deduction_handling_fee"
_NO_GROUP: Final = "other"


def _ask(ask: ReadBills) -> Params:
    """A fee by itself is in the group of trades. What has no group here is looked for among all."""
    return {
        "coin": ask.asset,
        "groupType": "" if ask.kind is None else _GROUP_WORDS.get(ask.kind, ""),
        "idLessThan": ask.before,
        "limit": str(min(ask.limit, PAGE_MAX)),
        "startTime": write_ms(ask.since_ns) if ask.since_ns else "",
        "endTime": write_ms(ask.until_ns) if ask.until_ns else "",
    }


def _asked(params: Params) -> ReadBills:
    word = params.get("groupType", "").lower()
    return ReadBills(
        kind=GROUPS.get(word, BillKind.OTHER) if word else None,
        before=params.get("idLessThan", ""),
        limit=number(params, "limit", DEFAULT, PAGE_MAX),
        since_ns=moment(params, "startTime"),
        until_ns=moment(params, "endTime"),
        asset=params.get("coin", "").upper(),
    )


def _write(_ask: ReadBills, bills: Bills) -> object:
    return [write_bill(bill) for bill in bills.rows]


def write_bill(bill: BillReport) -> BillRow:
    return BillRow(
        cTime=write_ms(bill.at_ns),
        coin=bill.asset,
        groupType=_GROUP_WORDS.get(bill.kind, _NO_GROUP),
        businessType=_word(bill),
        size=write_atoms(bill.amount),
        balance="" if bill.balance is None else write_atoms(bill.balance),
        fees=write_atoms(-bill.fee),
        billId=bill.bill_id,
    )


def _word(bill: BillReport) -> str:
    match bill.kind:
        case BillKind.TRADE:
            return bill.side or "buy"
        case BillKind.FEE:
            return FEE
        case BillKind.DEPOSIT | BillKind.WITHDRAWAL:
            return _GROUP_WORDS[bill.kind]
        case BillKind.TRANSFER:
            return "transfer_in" if bill.amount >= 0 else "transfer_out"
        case _:
            return _NO_GROUP


def _read(ask: ReadBills, data: Raw, _at_ns: int) -> Bills:
    """The venue names no cursor: a full page may have a next one."""
    rows = tuple(read_bill(row) for row in _BILLS.decode(data) or ())
    kept = tuple(row for row in rows if ask.kind in (None, row.kind))
    return Bills(kept, rows[-1].bill_id if len(rows) >= min(ask.limit, PAGE_MAX) else "")


def read_bill(row: BillRow) -> BillReport:
    kind, side = read_kind(row.groupType.lower(), row.businessType.lower())
    return BillReport(
        bill_id=named(row.billId),
        asset=named(row.coin).upper(),
        amount=read_atoms(row.size, signed=True),
        kind=kind,
        fee=-read_atoms(row.fees or "0", signed=True),
        balance=read_atoms(row.balance, signed=True) if row.balance else None,
        at_ns=read_ms(row.cTime),
        side=side,
    )


def read_kind(group: str, business: str) -> tuple[BillKind, Side | None]:
    """Words that we do not know are kept as something else: a bill is told, never acted on."""
    kind = GROUPS.get(group, BillKind.OTHER)
    if kind is BillKind.TRADE:
        if business in ("buy", "sell"):
            return kind, Side(business)
        if business == FEE:
            return BillKind.FEE, None
    return kind, None


# row 36


class Rates(Struct):
    makerFeeRate: str
    takerFeeRate: str


_RATES: Final = Decoder(Rates)
BUSINESS: Final = "spot"


def _ask_fees(ask: ReadFees) -> Params:
    return {"symbol": ask.symbol, "businessType": BUSINESS}


def _asked_fees(params: Params) -> ReadFees:
    if need(params, "businessType").lower() != BUSINESS:
        raise BadParameter("40020", "Parameter businessType error")
    return ReadFees(need(params, "symbol"))


def _write_fees(_ask: ReadFees, fees: FeesReport) -> Rates:
    return Rates(write_atoms(fees.maker), write_atoms(fees.taker))


def _read_fees(ask: ReadFees, data: Raw, _at_ns: int) -> FeesReport:
    row = _RATES.decode(data)
    return FeesReport(ask.symbol, read_atoms(row.makerFeeRate, signed=True), read_atoms(row.takerFeeRate, signed=True))


def _not_for_contracts(request: Request) -> bool:
    return parse_qs(request.query).get("businessType") != ["mix"]


ENDPOINTS: Final = (
    Endpoint(
        ReadBills,
        "GET",
        "/api/v2/spot/account/bills",
        _ask,
        _asked,
        _write,
        _read,
        fits=lambda ask: not ask.listed,
    ),
    Endpoint(
        ReadFees,
        "GET",
        "/api/v2/common/trade-rate",
        _ask_fees,
        _asked_fees,
        _write_fees,
        _read_fees,
        ours=_not_for_contracts,
    ),
)
