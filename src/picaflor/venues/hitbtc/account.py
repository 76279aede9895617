"""Private endpoints beside orders: the fees of the account, and what came into and went out of its wallet."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from msgspec import UNSET, Struct, UnsetType
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.market import PAGE_MAX
from picaflor.venues.hitbtc.params import BadParameter, Params, moment, need, number, whole
from picaflor.wire.contracts import BillKind, BillReport, Bills, Fees, FeesReport, ReadBills, ReadFees
from picaflor.wire.decoding import MS, BadMessage, read_iso, write_iso, write_ms


class FeeRow(Struct, kw_only=True):
    symbol: str | UnsetType = UNSET
    take_rate: str
    make_rate: str


class Native(Struct, kw_only=True):
    tx_id: str
    index: str | UnsetType = UNSET
    currency: str
    amount: str
    hash: str | UnsetType = UNSET
    address: str | UnsetType = UNSET
    senders: list[str] | UnsetType = UNSET
    fee: str | UnsetType = UNSET


class PaymentRow(Struct, kw_only=True):
    id: int | str
    created_at: str
    updated_at: str
    status: str
    type: str
    subtype: str
    native: Native


_FEE: Final = Decoder(FeeRow)
_FEES: Final = Decoder(list[FeeRow])
_PAYMENTS: Final = Decoder(list[PaymentRow])

# row 17


def _write_fee(_ask: ReadFees, fees: FeesReport) -> object:
    return FeeRow(take_rate=_rate(fees.taker), make_rate=_rate(fees.maker))


def _rate(atoms: int) -> str:
    return write_atoms(atoms)


def _read_fee(ask: ReadFees, data: bytes) -> FeesReport:
    return _fees(ask.symbol, _FEE.decode(data))


def _fees(symbol: str, row: FeeRow) -> FeesReport:
    return FeesReport(symbol, read_atoms(row.make_rate, signed=True), read_atoms(row.take_rate, signed=True))


def _write_fees(_ask: ReadFees, fees: Fees) -> object:
    return [FeeRow(symbol=row.symbol, take_rate=_rate(row.taker), make_rate=_rate(row.maker)) for row in fees.rows]


def _read_fees(_ask: ReadFees, data: bytes) -> Fees:
    rows = _FEES.decode(data)
    if any(row.symbol is UNSET for row in rows):
        raise BadMessage("a fee of no market")
    return Fees(tuple(_fees(str(row.symbol), row) for row in rows))


# row 18

TYPES: Final = {
    BillKind.DEPOSIT: ("DEPOSIT", "BLOCKCHAIN"),
    BillKind.WITHDRAWAL: ("WITHDRAW", "BLOCKCHAIN"),
    BillKind.TRANSFER: ("TRANSFER", "WALLET_TO_SPOT"),
}
_KINDS: Final = {word: kind for kind, (word, _) in TYPES.items()}
_BACK: Final = "SPOT_TO_WALLET"
DONE: Final = "SUCCESS"


def _ask_payments(ask: ReadBills) -> Params:
    kinds = [TYPES[ask.kind][0]] if ask.kind is not None else [word for word, _ in TYPES.values()]
    page = {"till": str(int(ask.before) - 1), "order_by": "id"} if ask.before else _span(ask)
    return {
        "types": ",".join(kinds),
        "currencies": ask.asset,
        "sort": "DESC",
        "limit": str(min(ask.limit, PAGE_MAX)),
        **page,
    }


def _span(ask: ReadBills) -> dict[str, str]:
    return {
        "from": write_ms(ask.since_ns) if ask.since_ns else "",
        "till": write_ms(ask.until_ns - MS) if ask.until_ns else "",
        "order_by": "created_at",
    }


def _asked_payments(params: Params) -> ReadBills:
    words = set(filter(None, params.get("types", "").split(",")))
    if not words <= _KINDS.keys() | {"CONVERT", "DEPOSIT", "TRANSFER", "WITHDRAW"}:
        raise BadParameter("10001", "Validation error. Parameter [types] names what is no transaction")
    kind = _KINDS.get(words.pop()) if len(words) == 1 else None
    limit = number(params, "limit", 100, 1, PAGE_MAX)
    asset = params.get("currencies", "")
    if params.get("order_by") == "id":
        till = whole(params, "till")
        return ReadBills(kind, str(till + 1) if till else "", limit, asset=asset, listed=True)
    till_ns = moment(params, "till")
    return ReadBills(kind, "", limit, moment(params, "from"), till_ns + MS if till_ns else 0, asset=asset, listed=True)


def _write_payments(_ask: ReadBills, bills: Bills) -> object:
    """What a trade moved is nothing of the wallet's."""
    return [_payment(bill) for bill in bills.rows if bill.kind in TYPES]


def _payment(bill: BillReport) -> PaymentRow:
    word, way = TYPES[bill.kind]
    native = Native(tx_id=bill.bill_id, index=bill.bill_id, currency=bill.asset, amount=write_atoms(abs(bill.amount)))
    if bill.kind is not BillKind.TRANSFER:
        native.hash = sha256(bill.bill_id.encode()).hexdigest()  # on no chain: it says so by being nobody's
        native.address, native.senders = native.hash[:40], [native.hash[-40:]]
    if bill.kind is BillKind.WITHDRAWAL:
        native.fee = write_atoms(bill.fee)
    return PaymentRow(
        id=int(bill.bill_id),
        created_at=write_iso(bill.at_ns),
        updated_at=write_iso(bill.at_ns),
        status=DONE,
        type=word,
        subtype=_BACK if bill.kind is BillKind.TRANSFER and bill.amount < 0 else way,
        native=native,
    )


def _read_payments(ask: ReadBills, data: bytes) -> Bills:
    """Only what is done counts. Of moves between purses, those into and out of the spot purse concern it."""
    rows = _PAYMENTS.decode(data)
    bills = tuple(_bill(row) for row in rows if row.status == DONE and row.type in _KINDS)
    full = len(rows) >= min(ask.limit, PAGE_MAX)
    return Bills(bills, str(rows[-1].id) if rows and full else "")


def _bill(row: PaymentRow) -> BillReport:
    kind, amount = _KINDS[row.type], read_atoms(row.native.amount)
    lost = kind is BillKind.WITHDRAWAL or row.subtype.startswith("SPOT_TO")
    return BillReport(
        bill_id=str(row.id),
        asset=row.native.currency,
        amount=-amount if lost else amount,
        kind=kind,
        fee=0 if row.native.fee is UNSET else read_atoms(row.native.fee),
        at_ns=read_iso(row.created_at),
    )


_SPOT: Final = "/api/3/spot/"
ENDPOINTS: Final = (
    Endpoint(
        ReadFees,
        "GET",
        _SPOT + "fee/{symbol}",
        lambda ask: {"symbol": ask.symbol},
        lambda params: ReadFees(need(params, "symbol")),
        _write_fee,
        _read_fee,
        lambda ask: bool(ask.symbol),
    ),
    Endpoint(
        ReadFees,
        "GET",
        _SPOT + "fee",
        lambda _ask: {},
        lambda _params: ReadFees(""),
        _write_fees,
        _read_fees,
        lambda ask: not ask.symbol,
    ),
    Endpoint(
        ReadBills,
        "GET",
        "/api/3/wallet/transactions",
        _ask_payments,
        _asked_payments,
        _write_payments,
        _read_payments,
    ),
)
