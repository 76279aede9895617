"""What was booked to a unified account, by families of its markets. Row 146.

A word of theirs says which way the money went as well, so no kind of ours is one word: all are asked for, and the rest is
dropped.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Hold, Side
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.mix_words import economic_side, opens, product_of
from picaflor.venues.bitget.params import Params, moment
from picaflor.venues.bitget.uta_family import ACCOUNT, PAGE_MAX, Family, asked_limit
from picaflor.venues.bitget.uta_orders import SPOT
from picaflor.venues.bitget.uta_position_messages import UnifiedRecord, UnifiedRecords
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills
from picaflor.wire.decoding import read_ms, write_ms

_FUNDING: Final = re.compile(r"(?:CONTRACT_MAIN|MARGIN)_SETTLE_FEE_USER_(?:IN|OUT)")
_TRADE: Final = re.compile(r"(?:(OPEN|CLOSE)_(LONG|SHORT)|(BUY|SELL)_DEAL)")
_ENDED: Final = re.compile(r"(?:BURST|FORCE|OFFSET_REDUCE)_(?:CLOSE_(LONG|SHORT)|(BUY|SELL)_SSM)")
_MOVES: Final = ("TRANSFER_IN", "TRANSFER_OUT")
# Of spot, where a word does not say whether it was bought or sold.
_DEALT: Final = ("ORDER_DEALT_FROZEN_OUT", "ORDER_DEALT_IN")
_FEE: Final = "ORDER_PLF_FEE_OUT"
_PAGE: Final = Decoder(UnifiedRecords)


def read_word(word: str) -> tuple[BillKind, Side | None, Hold]:
    if _FUNDING.fullmatch(word):
        return BillKind.FUNDING, None, Hold.NET
    if word in _MOVES:
        return BillKind.TRANSFER, None, Hold.NET
    if word in _DEALT or word == _FEE:
        return BillKind.FEE if word == _FEE else BillKind.TRADE, None, Hold.NET
    if (found := _TRADE.fullmatch(word)) is not None:
        return BillKind.TRADE, *_sides(found[2], found[3], opening=found[1] == "OPEN")
    if (found := _ENDED.fullmatch(word)) is not None:
        return BillKind.LIQUIDATION, *_sides(found[1], found[2], opening=False)
    return BillKind.OTHER, None, Hold.NET


def _sides(hold: str | None, side: str | None, *, opening: bool) -> tuple[Side, Hold]:
    if hold is None:
        return Side((side or "").lower()), Hold.NET
    named_hold = Hold(hold.lower())
    return economic_side(named_hold, opening=opening), named_hold


def write_word(bill: BillReport) -> str:
    side, way = str(bill.side or Side.BUY).upper(), "IN" if bill.amount >= 0 else "OUT"
    hold = str(bill.hold).upper()
    match bill.kind:
        case BillKind.FUNDING:
            return f"CONTRACT_MAIN_SETTLE_FEE_USER_{way}"
        case BillKind.TRADE | BillKind.FEE if bill.hold is Hold.NET:
            return f"{side}_DEAL"
        case BillKind.TRADE | BillKind.FEE:
            return f"{'OPEN' if opens(bill.hold, bill.side or Side.BUY) else 'CLOSE'}_{hold}"
        case BillKind.LIQUIDATION:
            return f"BURST_{side}_SSM" if bill.hold is Hold.NET else f"BURST_CLOSE_{hold}"
        case BillKind.TRANSFER | BillKind.DEPOSIT | BillKind.WITHDRAWAL:
            return f"TRANSFER_{way}"
        case BillKind.OTHER:
            return "INCREASE_MARGIN" if bill.amount >= 0 else "REDUCE_MARGIN"


def write_spot_word(bill: BillReport) -> str:
    match bill.kind:
        case BillKind.TRADE:
            return _DEALT[bill.amount >= 0]
        case BillKind.FEE:
            return _FEE
        case _:
            return write_word(bill)


def _ask(ask: ReadBills) -> Params:
    return {
        "coin": ask.asset,
        "cursor": ask.before,
        "limit": str(min(ask.limit, PAGE_MAX)),
        "startTime": write_ms(ask.since_ns) if ask.since_ns else "",
        "endTime": write_ms(ask.until_ns) if ask.until_ns else "",
    }


def _asked(params: Params) -> ReadBills:
    word = params.get("type", "")
    since_ns, until_ns = moment(params, "startTime"), moment(params, "endTime")
    kind = read_word(word)[0] if word else None
    coin = params.get("coin", "").upper()
    return ReadBills(kind, params.get("cursor", ""), asked_limit(params), since_ns, until_ns, coin)


def _write(rows: list[UnifiedRecord], bills: Bills) -> UnifiedRecords:
    return UnifiedRecords(rows, bills.before or (rows[-1].id if rows else None))


def _row(bill: BillReport, product: str) -> UnifiedRecord:
    return UnifiedRecord(
        category=product_of(bill.symbol) if product else SPOT,
        id=bill.bill_id,
        symbol=bill.symbol,
        coin=bill.asset,
        type=write_word(bill) if product else write_spot_word(bill),
        amount=write_atoms(bill.amount),
        fee=write_atoms(-bill.fee),
        balance="" if bill.balance is None else write_atoms(bill.balance),
        ts=write_ms(bill.at_ns),
    )


def _read(ask: ReadBills, data: Raw, _at_ns: int) -> Bills:
    page = _PAGE.decode(data)
    told = page.rows or []
    rows = tuple(_bill(row) for row in told)
    kept = tuple(row for row in rows if ask.kind in (None, row.kind) and ask.asset in ("", row.asset))
    full = told and len(told) >= min(ask.limit, PAGE_MAX)
    return Bills(kept, named(page.cursor or "") if full else "")


def _bill(row: UnifiedRecord) -> BillReport:
    """A fee is below zero when it was paid, as sums of fees are."""
    kind, side, hold = read_word(row.type)
    return BillReport(
        bill_id=named(row.id),
        asset=row.coin.upper(),
        amount=read_atoms(row.amount, signed=True),
        kind=kind,
        symbol=row.symbol,
        fee=-read_atoms(row.fee or "0", signed=True),
        balance=read_atoms(row.balance, signed=True) if row.balance else None,
        at_ns=read_ms(row.ts),
        side=side,
        hold=hold,
    )


def endpoints(product: str = "") -> tuple[Endpoint, ...]:
    family = Family(product)

    def ask(wanted: ReadBills) -> Params:
        return {"category": family.category, **_ask(wanted)}

    def asked(params: Params) -> ReadBills:
        family.need(params)
        return _asked(params)

    def write(_ask: ReadBills, bills: Bills) -> UnifiedRecords:
        return _write([_row(bill, product) for bill in bills.rows], bills)

    path = ACCOUNT + "financial-records"
    return (Endpoint(ReadBills, "GET", path, ask, asked, write, _read, ours=family.ours),)
