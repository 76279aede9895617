"""One order and one fill: their rows of four places ↔ our reports. A market buy is sized in money, all others in coin."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder, Encoder

from picaflor.domain.numbers import ONE, atoms_of, decimal_of, read_atoms, round_atoms, write_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.messages import (
    CoinFee,
    FillFee,
    FillPushRow,
    FillRow,
    OpenRow,
    OrderPushRow,
    OrderRow,
    PushFee,
)
from picaflor.venues.bitget.words import (
    STATUS_WORDS,
    read_scope,
    read_self_trade,
    read_side,
    read_status,
    read_type,
    write_force,
    write_reason,
    write_type,
)
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.reports import FillReport, OrderReport

_FEES: Final = Decoder(dict[str, Raw])
_FEE: Final = Decoder(CoinFee)
_FEE_TEXT: Final = Encoder(decimal_format="number")
AVERAGE_PLACES: Final = 16


# rows 14 and 16


def read_order(row: OrderRow) -> OrderReport:
    order_type, _ = read_type(row.orderType, "gtc")  # this row does not tell the force
    side, size, quote = _sized(row.side, order_type, row.size)
    filled = read_atoms(row.baseVolume)
    return OrderReport(
        symbol=row.symbol,
        venue_id=named(row.orderId),
        client_id=row.clientOid,
        status=read_status(row.status, row.cancelReason, filled),
        side=side,
        type=order_type,
        filled=filled,
        price=_price(order_type, row.price),
        size=size,
        quote=quote,
        filled_quote=read_atoms(row.quoteVolume),
        reason=row.cancelReason,
        created_ns=read_ms(row.cTime),
        at_ns=read_ms(row.uTime),
        fees=_read_fees(row.feeDetail),
    )


def write_order(order: OrderReport) -> OrderRow:
    return OrderRow(
        symbol=order.symbol,
        orderId=order.venue_id,
        clientOid=order.client_id,
        price=write_atoms(order.price or 0),
        size=_size(order),
        orderType=write_type(order.type),
        side=order.side,
        status=STATUS_WORDS[order.status],
        priceAvg=average(order),
        baseVolume=write_atoms(order.filled),
        quoteVolume=write_atoms(order.filled_quote or 0),
        feeDetail=_write_fees(order.fees),
        orderSource="market" if order.type is OrderType.MARKET else "normal",
        cancelReason=write_reason(order),
        cTime=write_ms(order.created_ns),
        uTime=write_ms(order.at_ns),
    )


# row 15


def read_open(row: OpenRow) -> OrderReport:
    order_type, _ = read_type(row.orderType, "gtc")
    side, size, quote = _sized(row.side, order_type, row.size)
    filled = read_atoms(row.baseVolume)
    return OrderReport(
        symbol=row.symbol,
        venue_id=named(row.orderId),
        client_id=row.clientOid,
        status=read_status(row.status, "", filled),
        side=side,
        type=order_type,
        filled=filled,
        price=_price(order_type, row.priceAvg),
        size=size,
        quote=quote,
        filled_quote=read_atoms(row.quoteVolume),
        created_ns=read_ms(row.cTime),
        at_ns=read_ms(row.uTime),
    )


def write_open(order: OrderReport) -> OpenRow:
    return OpenRow(
        symbol=order.symbol,
        orderId=order.venue_id,
        clientOid=order.client_id,
        priceAvg=write_atoms(order.price or 0),
        size=_size(order),
        orderType=write_type(order.type),
        side=order.side,
        status=STATUS_WORDS[order.status],
        basePrice=average(order),
        baseVolume=write_atoms(order.filled),
        quoteVolume=write_atoms(order.filled_quote or 0),
        orderSource="market" if order.type is OrderType.MARKET else "normal",
        cTime=write_ms(order.created_ns),
        uTime=write_ms(order.at_ns),
    )


# row 17


def read_fill(row: FillRow) -> FillReport:
    fee = row.feeDetail
    return FillReport(
        symbol=row.symbol,
        trade_id=named(row.tradeId),
        venue_id=named(row.orderId),
        side=read_side(row.side),
        price=above_zero(row.priceAvg),
        size=above_zero(row.size),
        fee=read_fee(fee.totalFee, deducted=fee.deduction == "yes"),
        fee_asset=fee.feeCoin,
        liquidity=read_scope(row.tradeScope),
        at_ns=read_ms(row.cTime),
    )


def write_fill(fill: FillReport) -> FillRow:
    return FillRow(
        symbol=fill.symbol,
        orderId=fill.venue_id,
        tradeId=fill.trade_id,
        # A fill does not know the type of its order: what a maker's is for certain, and a taker's most often.
        orderType="limit",
        side=fill.side,
        priceAvg=write_atoms(fill.price),
        size=write_atoms(fill.size),
        amount=write_atoms(fill.price * fill.size // ONE),
        feeDetail=FillFee(fill.fee_asset, write_fee(fill.fee)),
        tradeScope=str(fill.liquidity or ""),
        cTime=write_ms(fill.at_ns),
        uTime=write_ms(fill.at_ns),
    )


# row 35


def read_fill_push(row: FillPushRow) -> FillReport:
    """The page's own example has a cost without its minus: what was paid is read by its amount alone."""
    if len(row.feeDetail) != 1:
        raise BadMessage(f"a fill of {len(row.feeDetail)} fees")
    fee = row.feeDetail[0]
    return FillReport(
        symbol=row.symbol,
        trade_id=named(row.tradeId),
        venue_id=named(row.orderId),
        side=read_side(row.side),
        price=above_zero(row.priceAvg),
        size=above_zero(row.size),
        fee=read_fee(fee.totalFee, deducted=True),
        fee_asset=fee.feeCoin,
        liquidity=read_scope(row.tradeScope),
        at_ns=read_ms(row.cTime),
    )


def write_fill_push(fill: FillReport) -> FillPushRow:
    return FillPushRow(
        orderId=fill.venue_id,
        tradeId=fill.trade_id,
        symbol=fill.symbol,
        side=fill.side,
        priceAvg=write_atoms(fill.price),
        size=write_atoms(fill.size),
        amount=write_atoms(fill.price * fill.size // ONE),
        tradeScope=str(fill.liquidity or ""),
        feeDetail=[FillFee(fill.fee_asset, write_fee(fill.fee), "no", "0")],
        cTime=write_ms(fill.at_ns),
        uTime=write_ms(fill.at_ns),
    )


# row 33


def read_push(row: OrderPushRow) -> OrderReport:
    order_type, tif = read_type(row.orderType, row.force)
    side, size, quote = _sized(row.side, order_type, row.newSize)
    filled = read_atoms(row.accBaseVolume)
    reason = row.cancelReason or ""
    return OrderReport(
        symbol=row.instId,
        venue_id=named(row.orderId),
        client_id=row.clientOid,
        status=read_status(row.status, reason, filled),
        side=side,
        type=order_type,
        filled=filled,
        price=_price(order_type, row.price or "0"),
        size=size,
        quote=quote,
        tif=tif,
        reason=reason,
        created_ns=read_ms(row.cTime),
        at_ns=read_ms(row.uTime),
        fill=_pushed_fill(row, side) if row.tradeId else None,
        fees=tuple((fee.feeCoin, -read_atoms(fee.fee, signed=True)) for fee in row.feeDetail),
        self_trade=read_self_trade(row.stpMode),
    )


def _pushed_fill(row: OrderPushRow, side: Side) -> FillReport:
    return FillReport(
        symbol=row.instId,
        trade_id=row.tradeId,
        venue_id=row.orderId,
        side=side,
        price=above_zero(row.fillPrice),
        size=above_zero(row.baseVolume),
        fee=read_fee(row.fillFee),
        fee_asset=row.fillFeeCoin,
        liquidity=read_scope(row.tradeScope),
        client_id=row.clientOid,
        at_ns=read_ms(row.fillTime),
    )


def write_push(order: OrderReport) -> OrderPushRow:
    worth = write_atoms(_worth(order))
    row = OrderPushRow(
        instId=order.symbol,
        orderId=order.venue_id,
        clientOid=order.client_id,
        price=None if order.price is None else write_atoms(order.price),
        size=worth if order.side is Side.BUY else _size(order),
        newSize=_size(order),
        notional=worth,
        orderType=write_type(order.type),
        force=write_force(order.type, order.tif),
        side=order.side,
        accBaseVolume=write_atoms(order.filled),
        priceAvg=average(order),
        status=STATUS_WORDS[order.status],
        cTime=write_ms(order.created_ns),
        uTime=write_ms(order.at_ns),
        stpMode=order.self_trade or "none",
        feeDetail=[PushFee(asset, write_atoms(-fee)) for asset, fee in order.fees],
        enterPointSource="API",
        cancelReason=write_reason(order),
    )
    if order.fill is not None:
        _push_fill(row, order.fill)
    return row


def _push_fill(row: OrderPushRow, fill: FillReport) -> None:
    row.fillPrice = write_atoms(fill.price)
    row.tradeId = fill.trade_id
    row.baseVolume = write_atoms(fill.size)
    row.fillTime = write_ms(fill.at_ns)
    row.fillFee = write_fee(fill.fee)
    row.fillFeeCoin = fill.fee_asset
    row.tradeScope = {Liquidity.TAKER: "T", Liquidity.MAKER: "M", None: ""}[fill.liquidity]


# values


def _sized(side_word: str, order_type: OrderType, text: str) -> tuple[Side, int | None, int | None]:
    side, atoms = read_side(side_word), above_zero(text)
    by_money = order_type is OrderType.MARKET and side is Side.BUY
    return (side, None, atoms) if by_money else (side, atoms, None)


def _size(order: OrderReport) -> str:
    atoms = order.size if order.quote is None else order.quote
    return write_atoms(atoms or 0)


def _price(order_type: OrderType, text: str) -> int | None:
    return None if order_type is OrderType.MARKET else above_zero(text)


def above_zero(text: str) -> int:
    atoms = read_atoms(text)
    if not atoms:
        raise BadMessage("zero where a price or a size belongs")
    return atoms


def _worth(order: OrderReport) -> int:
    return order.quote if order.quote is not None else (order.price or 0) * (order.size or 0) // ONE


def average(order: OrderReport) -> str:
    if not order.filled or order.filled_quote is None:
        return "0"
    return write_atoms(round_atoms(order.filled_quote * ONE // order.filled, AVERAGE_PLACES))


def read_fee(text: str, deducted: bool = False) -> int | None:
    """Theirs is negative when paid; in their own coin by deduction it is seen with either sign, and paid."""
    if not text:
        return None
    atoms = -read_atoms(text, signed=True)
    return abs(atoms) if deducted else atoms


def write_fee(fee: int | None) -> str:
    return "" if fee is None else write_atoms(-fee)


def _read_fees(text: str) -> tuple[tuple[str, int], ...]:
    """A JSON text in a string: an entry a coin, and `newFees`, which sums them up in ways of its own."""
    if not text:
        return ()
    fees = []
    for name, raw in _FEES.decode(text).items():
        if name != "newFees":
            entry = _FEE.decode(raw)
            paid = -atoms_of(entry.totalFee)
            fees.append((entry.feeCoinCode, abs(paid) if entry.deduction else paid))
    return tuple(fees)


def _write_fees(fees: tuple[tuple[str, int], ...]) -> str:
    if not fees:
        return ""
    total = decimal_of(-sum(fee for _, fee in fees))
    entries: dict[str, object] = {
        "newFees": {"c": 0, "d": 0, "deduction": False, "r": total, "t": total, "totalDeductionFee": 0}
    }
    for asset, fee in fees:
        entries[asset] = CoinFee(decimal_of(-fee), asset)
    return _FEE_TEXT.encode(entries).decode()
