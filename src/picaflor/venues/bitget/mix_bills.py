"""What was booked to a contract account, and what it pays for a trade."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Hold, Side
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.mix_account_messages import BillPage, BillRow
from picaflor.venues.bitget.mix_endpoint import mix
from picaflor.venues.bitget.mix_trading import asked_limit, cursor
from picaflor.venues.bitget.mix_words import economic_side, opens
from picaflor.venues.bitget.params import Params, moment, need
from picaflor.wire.contracts import (
    BillKind,
    BillReport,
    Bills,
    FeesReport,
    ReadBills,
    ReadFees,
)
from picaflor.wire.decoding import read_ms, write_ms
from picaflor.wire.net import Request

FUNDING: Final = "contract_settle_fee"
_TRADE: Final = re.compile(r"(?:(open|close)_(long|short)|(buy|sell))")
_ENDED: Final = re.compile(r"(?:burst|force|adl|reduce)_(?:close_)?(?:(long|short)|(buy|sell))\w*")
_MOVES: Final = ("trans_from_exchange", "trans_to_exchange", "transfer_in", "transfer_out")
_PAGE: Final = Decoder(BillPage)


# row 70


def read_word(word: str) -> tuple[BillKind, Side | None, Hold]:
    if word == FUNDING:
        return BillKind.FUNDING, None, Hold.NET
    if word.startswith(_MOVES):
        return BillKind.TRANSFER, None, Hold.NET
    if (found := _TRADE.fullmatch(word)) is not None:
        return BillKind.TRADE, *_sides(found[2], found[3], opening=found[1] == "open")
    if (found := _ENDED.fullmatch(word)) is not None:
        return BillKind.LIQUIDATION, *_sides(found[1], found[2], opening=False)
    return BillKind.OTHER, None, Hold.NET


def _sides(hold: str | None, side: str | None, *, opening: bool) -> tuple[Side, Hold]:
    if hold is None:
        return Side(side or ""), Hold.NET
    return economic_side(Hold(hold), opening=opening), Hold(hold)


def write_word(bill: BillReport) -> str:
    """A fee stands beside what it was paid for; the word for what we have none for is one that is read as such."""
    side = bill.side or Side.BUY
    match bill.kind:
        case BillKind.FUNDING:
            return FUNDING
        case BillKind.TRADE | BillKind.FEE if bill.hold is Hold.NET:
            return side
        case BillKind.TRADE | BillKind.FEE:
            return f"{'open' if opens(bill.hold, side) else 'close'}_{bill.hold}"
        case BillKind.LIQUIDATION:
            return f"burst_{side if bill.hold is Hold.NET else bill.hold}_loss_query"
        case BillKind.TRANSFER | BillKind.DEPOSIT | BillKind.WITHDRAWAL:
            return _MOVES[0] if bill.amount >= 0 else _MOVES[1]
        case BillKind.OTHER:
            return "append_margin" if bill.amount >= 0 else "reduce_margin"


def _ask(ask: ReadBills) -> Params:
    """Only funding is one word of theirs; of any other kind all are asked for, and the rest is dropped. So it is with
    coins: the venue heeds that filter for transfers only."""
    return {
        "businessType": FUNDING if ask.kind is BillKind.FUNDING else "",
        "coin": ask.asset,
        "idLessThan": ask.before,
        "limit": str(min(ask.limit, 100)),
        "startTime": write_ms(ask.since_ns) if ask.since_ns else "",
        "endTime": write_ms(ask.until_ns) if ask.until_ns else "",
    }


def _asked(params: Params) -> ReadBills:
    word = params.get("businessType", "")
    limit = asked_limit(params) if params.get("limit") else 20
    since_ns, until_ns = moment(params, "startTime"), moment(params, "endTime")
    kind = read_word(word)[0] if word else None
    return ReadBills(kind, params.get("idLessThan", ""), limit, since_ns, until_ns, params.get("coin", "").upper())


def _write(_ask: ReadBills, bills: Bills) -> BillPage:
    rows = [_row(bill) for bill in bills.rows]
    return BillPage(rows, rows[-1].billId if rows else None)


def _row(bill: BillReport) -> BillRow:
    return BillRow(
        billId=bill.bill_id,
        symbol=bill.symbol,
        amount=write_atoms(bill.amount),
        fee=write_atoms(-bill.fee),
        businessType=write_word(bill),
        coin=bill.asset,
        balance="" if bill.balance is None else write_atoms(bill.balance),
        cTime=write_ms(bill.at_ns),
    )


def _read(ask: ReadBills, data: Raw, _at_ns: int) -> Bills:
    page = _PAGE.decode(data)
    rows = tuple(_bill(row) for row in page.bills or ())
    kept = tuple(row for row in rows if ask.kind in (None, row.kind) and ask.asset in ("", row.asset))
    return Bills(kept, cursor(ask.limit, rows, page.endId))


def _bill(row: BillRow) -> BillReport:
    kind, side, hold = read_word(row.businessType)
    return BillReport(
        bill_id=named(row.billId),
        asset=row.coin.upper(),
        amount=read_atoms(row.amount, signed=True),
        kind=kind,
        symbol=row.symbol,
        fee=-read_atoms(row.fee or "0", signed=True),
        balance=read_atoms(row.balance, signed=True) if row.balance else None,
        at_ns=read_ms(row.cTime),
        side=side,
        hold=hold,
    )


# row 97


class RateData(Struct):
    makerFeeRate: str  # noqa: N815
    takerFeeRate: str  # noqa: N815


_RATES: Final = Decoder(RateData)
BUSINESS: Final = "mix"


def _write_fees(_ask: ReadFees, fees: FeesReport) -> RateData:
    return RateData(write_atoms(fees.maker), write_atoms(fees.taker))


def _read_fees(ask: ReadFees, data: Raw, _at_ns: int) -> FeesReport:
    row = _RATES.decode(data)
    return FeesReport(ask.symbol, read_atoms(row.makerFeeRate, signed=True), read_atoms(row.takerFeeRate, signed=True))


def _for_contracts(request: Request) -> bool:
    return parse_qs(request.query).get("businessType") == [BUSINESS]


ENDPOINTS: Final = (
    mix(ReadBills, "GET", "account/bill", _ask, _asked, _write, _read),
    Endpoint(
        ReadFees,
        "GET",
        "/api/v2/common/trade-rate",
        lambda ask: {"symbol": ask.symbol, "businessType": BUSINESS},
        lambda params: ReadFees(need(params, "symbol")),
        _write_fees,
        _read_fees,
        ours=_for_contracts,
    ),
)
