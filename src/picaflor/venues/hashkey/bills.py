"""Row 70: how the money of an account came and went. Spot and contracts share the path; `accountType` says whose it is."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.market import moment_of
from picaflor.venues.hashkey.orders import named
from picaflor.venues.hashkey.params import BadParameter, Params, need, number
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills
from picaflor.wire.decoding import MS, BadMessage, read_ms, write_ms

PAGE_MAX: Final = 500
DAYS_MAX_NS: Final = 30 * 86_400 * 10**9  # what is older is not told, and no question may reach further
SPOT, CONTRACTS, CUSTODY = "1", "3", "5"
FLOWS: Final = {
    1: (BillKind.TRADE, "TRADE"),
    2: (BillKind.FEE, "FEE"),
    32: (BillKind.FUNDING, "FUNDING_FEE"),
    51: (BillKind.TRANSFER, "USER_ACCOUNT_TRANSFER"),
    900: (BillKind.DEPOSIT, "CUSTODY_DEPOSIT"),
    904: (BillKind.WITHDRAWAL, "CUSTODY_WITHDRAW"),
}
FLOW_OF: Final = {kind: (flow, word) for flow, (kind, word) in FLOWS.items()}
OUTSIDE: Final = (BillKind.DEPOSIT, BillKind.WITHDRAWAL)
LIKEST: Final = {
    BillKind.LIQUIDATION: BillKind.TRADE,  # nobody says as what it is booked
    **dict.fromkeys(OUTSIDE, BillKind.TRANSFER),  # it comes to an account that trades nothing, and goes from there
}
OTHER: Final = (79, "OPERATION_ACCOUNT_TRANSFER")


class FlowRow(Struct, kw_only=True):
    id: str
    accountId: str = ""
    coin: str
    coinId: str = ""
    coinName: str = ""
    flowTypeValue: int
    flowType: str = ""
    flowName: str = ""
    change: str
    total: str = ""
    created: int | str
    symbol: str = ""


_ROWS: Final = Decoder(list[FlowRow])


def ask_flow(ask: ReadBills, account: str) -> Params:
    """Both ends must be named, and both are included; a page goes on at the time of the last row of the one before it."""
    if not ask.before and not ask.until_ns:
        raise ValueError("money is asked for between two times")
    end_ms = int(ask.before) if ask.before else (ask.until_ns - 1) // MS
    since_ns = max(ask.since_ns, end_ms * MS - DAYS_MAX_NS)
    return {
        "startTime": write_ms(since_ns),
        "endTime": str(end_ms),
        "limit": str(min(ask.limit, PAGE_MAX)),
        "flowType": str(FLOW_OF[ask.kind][0]) if ask.kind else "",
        "accountType": account,
    }


def asked_flow(params: Params, account: str) -> ReadBills:
    if params.get("accountType", account) not in ((SPOT, CUSTODY) if account == SPOT else (account,)):
        raise BadParameter("-1130", "Illegal parameter 'accountType'")
    word = params.get("flowType", "")
    if word and word not in map(str, FLOWS):
        raise BadParameter("-1130", "Illegal parameter 'flowType'")
    try:
        since_ns, end_ns = read_ms(need(params, "startTime")), read_ms(need(params, "endTime"))
    except BadMessage:
        raise BadParameter("-1130", "Illegal parameter 'startTime' or 'endTime'") from None
    if end_ns - since_ns > DAYS_MAX_NS:
        raise BadParameter("-2027", "The time span may be 30 days at most")
    kind = FLOWS[int(word)][0] if word else None
    return ReadBills(kind, "", number(params, "limit", PAGE_MAX, PAGE_MAX), since_ns, end_ns + MS)


def write_flows(ask: ReadBills, bills: Bills) -> list[FlowRow]:
    return [_row(bill, bill.kind if bill.kind is ask.kind else LIKEST.get(bill.kind, bill.kind)) for bill in bills.rows]


def _row(bill: BillReport, kind: BillKind) -> FlowRow:
    """What a trade cost stands in its own line here, and in a line beside it there."""
    flow, word = FLOW_OF.get(kind, OTHER)
    return FlowRow(
        id=bill.bill_id,
        coin=bill.asset,
        coinId=bill.asset,
        coinName=bill.asset,
        flowTypeValue=flow,
        flowType=word,
        change=write_atoms(bill.amount - bill.fee),
        total="" if bill.balance is None else write_atoms(bill.balance),
        created=write_ms(bill.at_ns),
        symbol=bill.symbol,
    )


def read_flows(ask: ReadBills, data: bytes) -> Bills:
    rows = tuple(_bill(row) for row in _ROWS.decode(data))
    full = bool(rows) and len(rows) >= min(ask.limit, PAGE_MAX)
    return Bills(rows, write_ms(rows[-1].at_ns) if full else "")


def _bill(row: FlowRow) -> BillReport:
    return BillReport(
        bill_id=named(row.id),
        asset=named(row.coin),
        amount=read_atoms(row.change, signed=True),
        kind=FLOWS.get(row.flowTypeValue, (BillKind.OTHER, ""))[0],
        symbol=row.symbol,
        balance=read_atoms(row.total, signed=True) if row.total else None,
        at_ns=moment_of(row.created),
    )


PATH: Final = "/api/v1/account/balanceFlow"


def flow_of(account: str) -> Endpoint:
    return Endpoint(
        ReadBills,
        "GET",
        PATH,
        lambda ask: ask_flow(ask, account),
        lambda params: asked_flow(params, account),
        lambda ask, bills, _now_ns: write_flows(ask, bills),
        read_flows,
        lambda ask: not ask.listed,
    )
