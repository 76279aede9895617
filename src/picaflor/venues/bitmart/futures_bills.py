"""The statement of a contract account: payments of funding, fees, what closing won or lost, transfers."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.bitmart.endpoint import Endpoint
from picaflor.venues.bitmart.futures_messages import FlowRow
from picaflor.venues.bitmart.futures_trading import PRIVATE
from picaflor.venues.bitmart.params import Params, moment, number
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills
from picaflor.wire.decoding import MS, read_ms

PAGE_MAX: Final = 1_000
PAGE: Final = 100
ALL: Final = 0
FLOWS: Final = {
    1: BillKind.TRANSFER,
    2: BillKind.TRADE,
    3: BillKind.FUNDING,
    4: BillKind.FEE,
    5: BillKind.LIQUIDATION,
}
FLOW_OF: Final = {kind: number for number, kind in FLOWS.items()}
WORDS: Final = {
    BillKind.TRANSFER: "Transfer",
    BillKind.TRADE: "Realized PNL",
    BillKind.FUNDING: "Funding Fee",
    BillKind.FEE: "Commission Fee",
    BillKind.LIQUIDATION: "Liquidation Clearance",
}
_ROWS: Final = Decoder(list[FlowRow] | None)


def _ask(ask: ReadBills) -> dict[str, object]:
    """Row 71. In milliseconds, unlike other lists."""
    until_ms = int(ask.before) if ask.before else ask.until_ns // MS
    return {
        "flow_type": FLOW_OF[ask.kind] if ask.kind else "",
        "start_time": ask.since_ns // MS or "",
        "end_time": until_ms or "",
        "page_size": min(ask.limit, PAGE_MAX),
    }


def _asked(params: Params) -> ReadBills:
    """A type that is in no table is all of them."""
    word = params.get("flow_type", "")
    kind = FLOWS.get(int(word)) if word.isascii() and word.isdecimal() and len(word) == 1 else None
    end = moment(params, "end_time")
    return ReadBills(
        kind,
        str(end // MS) if end else "",
        number(params, "page_size", PAGE, PAGE_MAX),
        moment(params, "start_time"),
    )


def _write(_ask: ReadBills, bills: Bills) -> object:
    return [_row(bill) for bill in bills.rows]


def _row(bill: BillReport) -> FlowRow:
    kind = bill.kind if bill.kind in FLOW_OF else BillKind.TRANSFER
    return FlowRow(
        symbol=bill.symbol,
        flow_type=FLOW_OF[kind],
        type=WORDS[kind],
        amount=write_atoms(bill.amount),
        asset=bill.asset,
        time=bill.at_ns // MS,
        tran_id=bill.bill_id,
    )


def _read(ask: ReadBills, data: Raw) -> Bills:
    rows = tuple(_bill(row) for row in _ROWS.decode(data) or ())
    full = len(rows) >= min(ask.limit, PAGE_MAX)
    return Bills(rows, str(rows[-1].at_ns // MS) if full and rows and rows[-1].at_ns >= ask.since_ns else "")


def _bill(row: FlowRow) -> BillReport:
    return BillReport(
        bill_id=row.tran_id,
        asset=row.asset,
        amount=read_atoms(row.amount, signed=True),
        kind=FLOWS.get(row.flow_type, BillKind.OTHER),
        symbol=row.symbol,
        at_ns=read_ms(str(row.time)),
    )


ENDPOINTS: Final = (Endpoint(ReadBills, "GET", PRIVATE + "transaction-history", _ask, _asked, _write, _read),)
