"""The venue's own lists of what came in, what went out, and what moved between the wallets of one customer."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.params import BadParameter, Params, moment, need, number
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills
from picaflor.wire.decoding import BadMessage, read_ms, write_ms

PAYMENTS_MAX: Final = 100
TRANSFERS_MAX: Final = 500
DEFAULT: Final = 20
INSIDE: Final = "internal_transfer"  # between customers of one house: no chain, no address
SPOT: Final = "spot"
CONTRACTS: Final = "usdt_futures"
_DONE: Final = "success"
_MOVED: Final = "Successful"


def _page(ask: ReadBills, most: int) -> Params:
    return {
        "coin": ask.asset,
        "idLessThan": ask.before,
        "limit": str(min(ask.limit, most)),
        "startTime": write_ms(ask.since_ns) if ask.since_ns else "",
        "endTime": write_ms(ask.until_ns) if ask.until_ns else "",
    }


def _asked(params: Params, kind: BillKind, default: int, most: int, gained: bool | None = None) -> ReadBills:
    return ReadBills(
        kind=kind,
        before=params.get("idLessThan", ""),
        limit=number(params, "limit", default, most),
        since_ns=moment(params, "startTime"),
        until_ns=moment(params, "endTime"),
        asset=params.get("coin", "").upper(),
        listed=True,
        gained=gained,
    )


# row 39


class PaymentRow(Struct, kw_only=True):
    orderId: str
    tradeId: str | None = None
    coin: str
    type: str
    size: str
    fee: str | None = None
    status: str
    toAddress: str | None = None
    dest: str = INSIDE
    chain: str | None = None
    fromAddress: str | None = None
    cTime: str
    uTime: str


_PAYMENTS: Final = Decoder(list[PaymentRow] | None)
WORDS: Final = {BillKind.DEPOSIT: "deposit", BillKind.WITHDRAWAL: "withdraw"}


def _ask_payments(ask: ReadBills) -> Params:
    return _page(ask, PAYMENTS_MAX)


def _asked_deposits(params: Params) -> ReadBills:
    return _asked(params, BillKind.DEPOSIT, DEFAULT, PAYMENTS_MAX)


def _asked_withdrawals(params: Params) -> ReadBills:
    return _asked(params, BillKind.WITHDRAWAL, DEFAULT, PAYMENTS_MAX)


def _write_payments(_ask: ReadBills, bills: Bills) -> object:
    return [write_payment(bill) for bill in bills.rows]


def write_payment(bill: BillReport) -> PaymentRow:
    """An emulated house has no chain: a payment is named by its own number, and its coin stands for the chain."""
    return PaymentRow(
        orderId=bill.bill_id,
        tradeId=bill.bill_id,
        coin=bill.asset,
        type=WORDS[bill.kind],
        size=write_atoms(abs(bill.amount - bill.fee)),
        fee=write_atoms(-bill.fee),
        status=_DONE,
        chain=bill.asset,
        cTime=write_ms(bill.at_ns),
        uTime=write_ms(bill.at_ns),
    )


def _read_payments(ask: ReadBills, data: Raw, _at_ns: int) -> Bills:
    """What is still on its way, or failed, has moved nothing."""
    rows = _PAYMENTS.decode(data) or []
    done = tuple(read_payment(row, ask) for row in rows if row.status == _DONE)
    return Bills(done, named(rows[-1].orderId) if len(rows) >= min(ask.limit, PAYMENTS_MAX) else "")


def read_payment(row: PaymentRow, ask: ReadBills) -> BillReport:
    kind = ask.kind or BillKind.OTHER
    if row.type != WORDS.get(kind):
        raise BadMessage(f"a {row.type!r} in the list of another kind")
    size, fee = read_atoms(row.size), abs(read_atoms(row.fee or "0", signed=True))
    return BillReport(
        bill_id=named(row.orderId),
        asset=named(row.coin).upper(),
        amount=size + fee if kind is BillKind.DEPOSIT else fee - size,
        kind=kind,
        fee=fee,
        at_ns=read_ms(row.uTime),
    )


# row 44


class TransferRow(Struct, kw_only=True):
    coin: str
    status: str
    toType: str
    toSymbol: str = ""
    fromType: str
    fromSymbol: str = ""
    size: str
    ts: str
    clientOid: str | None = None
    transferId: str


_TRANSFERS: Final = Decoder(list[TransferRow] | None)


def _ask_transfers(ask: ReadBills) -> Params:
    if not ask.asset or ask.gained is None:
        raise ValueError("transfers are asked for by their coin, and by which wallet gave")
    return {**_page(ask, TRANSFERS_MAX), "fromType": CONTRACTS if ask.gained else SPOT}


def _asked_transfers(params: Params) -> ReadBills:
    need(params, "coin")
    giver = need(params, "fromType").lower()
    if giver not in (SPOT, CONTRACTS):
        raise BadParameter("40020", "Parameter fromType error")
    return _asked(params, BillKind.TRANSFER, PAYMENTS_MAX, TRANSFERS_MAX, gained=giver == CONTRACTS)


def _write_transfers(_ask: ReadBills, bills: Bills) -> object:
    return [write_transfer(bill) for bill in bills.rows]


def write_transfer(bill: BillReport) -> TransferRow:
    there, here = (CONTRACTS, SPOT) if bill.amount > 0 else (SPOT, CONTRACTS)
    return TransferRow(
        coin=bill.asset,
        status=_MOVED,
        toType=here,
        fromType=there,
        size=write_atoms(abs(bill.amount)),
        ts=write_ms(bill.at_ns),
        transferId=bill.bill_id,
    )


def _read_transfers(ask: ReadBills, data: Raw, _at_ns: int) -> Bills:
    """What moved between two other wallets is nothing to this one."""
    rows = _TRANSFERS.decode(data) or []
    moved = (read_transfer(row) for row in rows if row.status == _MOVED and SPOT in (row.toType, row.fromType))
    wanted = tuple(bill for bill in moved if (bill.amount > 0) is ask.gained)
    return Bills(wanted, named(rows[-1].transferId) if len(rows) >= min(ask.limit, TRANSFERS_MAX) else "")


def read_transfer(row: TransferRow) -> BillReport:
    """As the spot wallet sees it, one end of each of them."""
    if row.fromType == row.toType:
        raise BadMessage("a transfer to where it came from")
    size = read_atoms(row.size)
    return BillReport(
        bill_id=named(row.transferId),
        asset=named(row.coin).upper(),
        amount=size if row.toType == SPOT else -size,
        kind=BillKind.TRANSFER,
        at_ns=read_ms(row.ts),
    )


_WALLET: Final = "/api/v2/spot/wallet/"

ENDPOINTS: Final = (
    Endpoint(
        ReadBills,
        "GET",
        _WALLET + "deposit-records",
        _ask_payments,
        _asked_deposits,
        _write_payments,
        _read_payments,
        fits=lambda ask: ask.listed and ask.kind is BillKind.DEPOSIT,
    ),
    Endpoint(
        ReadBills,
        "GET",
        _WALLET + "withdrawal-records",
        _ask_payments,
        _asked_withdrawals,
        _write_payments,
        _read_payments,
        fits=lambda ask: ask.listed and ask.kind is BillKind.WITHDRAWAL,
    ),
    Endpoint(
        ReadBills,
        "GET",
        "/api/v2/spot/account/transferRecords",
        _ask_transfers,
        _asked_transfers,
        _write_transfers,
        _read_transfers,
        fits=lambda ask: ask.listed and ask.kind is BillKind.TRANSFER,
    ),
)
