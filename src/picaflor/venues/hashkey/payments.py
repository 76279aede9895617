"""Row 71: the venue's own lists of what came from outside and what went there."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.market import moment_of
from picaflor.venues.hashkey.orders import named
from picaflor.venues.hashkey.params import Params, moment, number
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills
from picaflor.wire.decoding import write_ms

PAGE_MAX: Final = 1_000
PAGE: Final = 500
DONE: Final = 4  # a deposit that is there


class DepositRow(Struct, kw_only=True):
    time: int | str
    depositOrderId: str
    coin: str
    coinName: str = ""
    address: str = ""
    quantity: str
    status: int
    statusCode: str = ""
    txId: str = ""


class WithdrawalRow(Struct, kw_only=True):
    """None of its fields says how far it has come."""

    time: int | str
    id: str
    coin: str
    coinId: str = ""
    coinName: str = ""
    address: str = ""
    quantity: str
    arriveQuantity: str = ""
    txId: str = ""
    addressUrl: str = ""
    feeCoinId: str = ""
    feeCoinName: str = ""
    fee: str = "0"
    remark: str = ""
    platform: str = ""


_DEPOSITS: Final = Decoder(list[DepositRow])
_WITHDRAWALS: Final = Decoder(list[WithdrawalRow])


def _ask(ask: ReadBills) -> Params:
    return {
        "coin": ask.asset,
        "startTime": write_ms(ask.since_ns) if ask.since_ns else "",
        "endTime": write_ms(ask.until_ns) if ask.until_ns else "",
        "limit": str(min(ask.limit, PAGE_MAX)),
    }


def _asked(params: Params, kind: BillKind) -> ReadBills:
    return ReadBills(
        kind,
        limit=number(params, "limit", PAGE, PAGE_MAX),
        since_ns=moment(params, "startTime"),
        until_ns=moment(params, "endTime"),
        asset=params.get("coin", ""),
        listed=True,
    )


def _write_deposits(_ask: ReadBills, bills: Bills, _now_ns: int) -> object:
    """An emulated house has no chain: a payment is named by its own number, and so is where it came from."""
    return [
        DepositRow(
            time=write_ms(bill.at_ns),
            depositOrderId=bill.bill_id,
            coin=bill.asset,
            coinName=bill.asset,
            address=bill.bill_id,
            quantity=write_atoms(bill.amount),
            status=DONE,
            statusCode=str(DONE),
            txId=bill.bill_id,
        )
        for bill in bills.rows
    ]


def _read_deposits(_ask: ReadBills, data: bytes) -> Bills:
    """What is still on its way, or failed, has moved nothing."""
    return Bills(
        tuple(
            BillReport(
                bill_id=named(row.depositOrderId),
                asset=named(row.coin),
                amount=read_atoms(row.quantity),
                kind=BillKind.DEPOSIT,
                at_ns=moment_of(row.time),
            )
            for row in _DEPOSITS.decode(data)
            if row.status == DONE
        )
    )


def _write_withdrawals(_ask: ReadBills, bills: Bills, _now_ns: int) -> object:
    return [
        WithdrawalRow(
            time=write_ms(bill.at_ns),
            id=bill.bill_id,
            coin=bill.asset,
            coinId=bill.asset,
            coinName=bill.asset,
            address=bill.bill_id,
            quantity=write_atoms(-bill.amount),
            arriveQuantity=write_atoms(-bill.amount - bill.fee),
            txId=bill.bill_id,
            addressUrl=bill.bill_id,
            feeCoinId=bill.asset,
            feeCoinName=bill.asset,
            fee=write_atoms(bill.fee),
        )
        for bill in bills.rows
    ]


def _read_withdrawals(_ask: ReadBills, data: bytes) -> Bills:
    return Bills(
        tuple(
            BillReport(
                bill_id=named(row.id),
                asset=named(row.coin),
                amount=-read_atoms(row.quantity),
                kind=BillKind.WITHDRAWAL,
                fee=read_atoms(row.fee or "0"),
                at_ns=moment_of(row.time),
            )
            for row in _WITHDRAWALS.decode(data)
        )
    )


_ACCOUNT: Final = "/api/v1/account/"
ENDPOINTS: Final = (
    Endpoint(
        ReadBills,
        "GET",
        _ACCOUNT + "depositOrders",
        _ask,
        lambda params: _asked(params, BillKind.DEPOSIT),
        _write_deposits,
        _read_deposits,
        lambda ask: ask.listed and ask.kind is BillKind.DEPOSIT,
    ),
    Endpoint(
        ReadBills,
        "GET",
        _ACCOUNT + "withdrawOrders",
        _ask,
        lambda params: _asked(params, BillKind.WITHDRAWAL),
        _write_withdrawals,
        _read_withdrawals,
        lambda ask: ask.listed and ask.kind is BillKind.WITHDRAWAL,
    ),
)
