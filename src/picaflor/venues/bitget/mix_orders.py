"""One order and one fill of contracts: their rows of four places ↔ our reports. All sizes are in base coin."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Raw
from msgspec.structs import replace

from picaflor.domain.numbers import ONE, read_atoms, write_atoms
from picaflor.domain.orders import Cause, Hold, Liquidity, OrderType
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.messages import FillFee, PushFee
from picaflor.venues.bitget.mix_order_messages import MixFillRow, MixOrderPushRow, MixOrderRow
from picaflor.venues.bitget.mix_words import (
    MARGIN_MODE_WORDS,
    coin_of,
    mode_of,
    opens,
    position_side,
    read_fill_sides,
    read_margin_mode,
    read_sides,
    write_trade_side,
)
from picaflor.venues.bitget.orders import above_zero, average, read_fee, write_fee
from picaflor.venues.bitget.words import (
    STATUS_WORDS,
    read_scope,
    read_self_trade,
    read_status,
    read_type,
    write_force,
    write_reason,
    write_type,
)
from picaflor.wire.decoding import BadMessage, read_ms, write_ms
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

_WHOLE: Final = re.compile(rb'"?([0-9]{1,6})(?:\.0+)?"?')
# A triggered order says so by where it came from: plan_limit, profit_market, pos_loss_market, …
_STOPS: Final = ("plan_", "profit_", "loss_", "pos_profit_", "pos_loss_", "track")


def read_leverage(raw: Raw) -> int:
    """A whole number, as text or not; nothing said is 0."""
    data = bytes(raw)
    if data in (b"null", b'""'):
        return 0
    found = _WHOLE.fullmatch(data)
    if found is None:
        raise BadMessage(f"no leverage: {data[:40]!r}")
    return int(found[1])


def write_leverage(leverage: int) -> Raw:
    return Raw(b'"%d"' % leverage)


# rows 63 and 64


def read_order(row: MixOrderRow) -> OrderReport:
    order_type, tif = read_type(row.orderType, row.force)
    side, hold, cause = read_sides(row.posMode, row.side, row.posSide, row.tradeSide)
    filled = read_atoms(row.baseVolume or "0")
    return OrderReport(
        symbol=row.symbol,
        venue_id=named(row.orderId),
        client_id=row.clientOid,
        status=read_status(row.status or row.state, row.cancelReason, filled),
        side=side,
        type=order_type,
        filled=filled,
        price=_price(order_type, row.price),
        size=above_zero(row.size),
        filled_quote=read_atoms(row.quoteVolume or "0"),
        tif=tif,
        hold=hold,
        reduce_only=_reduces(row.reduceOnly) if hold is Hold.NET else not opens(hold, side),
        reason=row.cancelReason,
        created_ns=read_ms(row.cTime),
        at_ns=read_ms(row.uTime),
        fees=((row.marginCoin.upper(), -read_atoms(row.fee, signed=True)),) if row.fee else (),
        cause=Cause.STOP if cause is Cause.USER and row.orderSource.startswith(_STOPS) else cause,
        leverage=read_leverage(row.leverage),
        margin_mode=read_margin_mode(row.marginMode),
    )


def write_order(order: OrderReport, *, alone: bool) -> MixOrderRow:
    """`alone`: asked for by its id."""
    word = _status(order.status)
    reduces = order.reduce_only if order.hold is Hold.NET else not opens(order.hold, order.side)
    return MixOrderRow(
        symbol=order.symbol,
        size=write_atoms(order.size or 0),
        orderId=order.venue_id,
        clientOid=order.client_id,
        baseVolume=write_atoms(order.filled),
        priceAvg=average(order) if order.filled else "",
        fee="".join(write_atoms(-fee) for asset, fee in order.fees if asset == coin_of(order.symbol)),
        price="" if order.price is None else write_atoms(order.price),
        state=word if alone else "",
        status="" if alone else word,
        side=position_side(order.hold, order.side),
        force=write_force(order.type, order.tif),
        totalProfits="",
        posSide=order.hold,
        marginCoin=coin_of(order.symbol),
        presetStopSurplusPrice="",
        presetStopSurplusType="",
        presetStopSurplusExecutePrice="",
        presetStopLossPrice="",
        presetStopLossType="",
        presetStopLossExecutePrice="",
        quoteVolume=write_atoms(order.filled_quote or 0),
        orderType=write_type(order.type),
        leverage=write_leverage(order.leverage),
        marginMode=_margin_mode(order),
        reduceOnly="YES" if reduces else "NO",
        enterPointSource=_entry(order),
        tradeSide=write_trade_side(order.hold, order.side, order.cause),
        posMode=mode_of(order.hold),
        orderSource=_source(order),
        cancelReason=write_reason(order),
        cTime=write_ms(order.created_ns),
        uTime=write_ms(order.at_ns),
    )


# row 65


def read_fill(row: MixFillRow, *, economic: bool = False) -> FillReport:
    """`economic`: of the fill channel, where the side is that of the trade."""
    side, hold = read_fill_sides(row.posMode, row.side, row.tradeSide, economic=economic)
    fee, asset = _fee(row.feeDetail)
    return FillReport(
        symbol=row.symbol,
        trade_id=named(row.tradeId),
        venue_id=named(row.orderId),
        side=side,
        price=above_zero(row.price),
        size=above_zero(row.baseVolume),
        fee=fee,
        fee_asset=asset,
        liquidity=read_scope(row.tradeScope),
        client_id=row.clientOid,
        at_ns=read_ms(row.cTime),
        hold=hold,
        realised=read_atoms(row.profit, signed=True) if row.profit else None,
    )


def _fee(rows: list[FillFee]) -> tuple[int | None, str]:
    if not rows:
        return None, ""
    if len(rows) > 1:
        raise BadMessage("a fee in several coins")
    return read_fee(rows[0].totalFee, deducted=rows[0].deduction == "yes"), rows[0].feeCoin


def write_fill(fill: FillReport, *, economic: bool = False) -> MixFillRow:
    row = MixFillRow(
        tradeId=fill.trade_id,
        symbol=fill.symbol,
        orderId=fill.venue_id,
        price=write_atoms(fill.price),
        baseVolume=write_atoms(fill.size),
        feeDetail=[FillFee(fill.fee_asset, write_fee(fill.fee), "no", "0")],
        side=fill.side if economic else position_side(fill.hold, fill.side),
        quoteVolume=write_atoms(fill.price * fill.size // ONE),
        profit="" if fill.realised is None else write_atoms(fill.realised),
        tradeSide=write_trade_side(fill.hold, fill.side),
        posMode=mode_of(fill.hold),
        tradeScope=str(fill.liquidity or ""),
        cTime=write_ms(fill.at_ns),
    )
    if economic:
        # A fill does not know the type of its order: what a maker's is for certain, and a taker's most often.
        row.clientOid, row.orderType, row.uTime = fill.client_id, "limit", row.cTime
    else:
        row.enterPointSource = "API"
    return row


# row 72


def read_push(row: MixOrderPushRow) -> OrderReport:
    order_type, tif = read_type(row.orderType, row.force)
    side, hold, cause = read_sides(row.posMode, row.side, row.posSide, row.tradeSide)
    filled = read_atoms(row.accBaseVolume)
    reason = row.cancelReason or ""
    order = OrderReport(
        symbol=row.instId,
        venue_id=named(row.orderId),
        client_id=row.clientOid,
        status=read_status(row.status, reason, filled),
        side=side,
        type=order_type,
        filled=filled,
        price=_price(order_type, row.price),
        size=above_zero(row.size),
        tif=tif,
        hold=hold,
        reduce_only=_reduces(row.reduceOnly) if hold is Hold.NET else not opens(hold, side),
        reason=reason,
        created_ns=read_ms(row.cTime),
        at_ns=read_ms(row.uTime),
        fill=None,
        fees=tuple((fee.feeCoin, -read_atoms(fee.fee, signed=True)) for fee in row.feeDetail),
        cause=cause,
        leverage=read_leverage(row.leverage),
        margin_mode=read_margin_mode(row.marginMode),
        self_trade=read_self_trade(row.stpMode),
    )
    return _with_fill(order, row) if row.tradeId else order


def _with_fill(order: OrderReport, row: MixOrderPushRow) -> OrderReport:
    fill = FillReport(
        symbol=row.instId,
        trade_id=row.tradeId,
        venue_id=row.orderId,
        side=order.side,
        price=above_zero(row.fillPrice),
        size=above_zero(row.baseVolume),
        fee=read_fee(row.fillFee),
        fee_asset=row.fillFeeCoin,
        liquidity=read_scope(row.tradeScope),
        client_id=row.clientOid,
        at_ns=read_ms(row.fillTime),
        hold=order.hold,
        realised=read_atoms(row.pnl, signed=True) if row.pnl else None,
    )
    return replace(order, fill=fill)


def write_push(order: OrderReport) -> MixOrderPushRow:
    """The side is that of the trade here, as on the fill channel: a stranger takes it for that."""
    reduces = order.reduce_only if order.hold is Hold.NET else not opens(order.hold, order.side)
    row = MixOrderPushRow(
        instId=order.symbol,
        orderId=order.venue_id,
        clientOid=order.client_id,
        price=write_atoms(order.price or 0),
        size=write_atoms(order.size or 0),
        notionalUsd=write_atoms((order.price or 0) * (order.size or 0) // ONE),
        orderType=write_type(order.type),
        force=write_force(order.type, order.tif),
        side=order.side,
        posSide=order.hold,
        posMode=mode_of(order.hold),
        tradeSide=write_trade_side(order.hold, order.side, order.cause),
        marginCoin=coin_of(order.symbol),
        marginMode=_margin_mode(order),
        leverage=write_leverage(order.leverage),
        reduceOnly="yes" if reduces else "no",
        accBaseVolume=write_atoms(order.filled),
        priceAvg=average(order),
        status=_status(order.status),
        cTime=write_ms(order.created_ns),
        uTime=write_ms(order.at_ns),
        stpMode=order.self_trade or "none",
        feeDetail=[PushFee(asset, write_atoms(-fee)) for asset, fee in order.fees],
        enterPointSource=_entry(order),
        cancelReason=write_reason(order),
        totalProfits="0",
        presetStopSurplusPrice="",
        presetStopSurplusType="",
        presetStopSurplusExecutePrice="",
        presetStopLossPrice="",
        presetStopLossType="",
        presetStopLossExecutePrice="",
    )
    if order.fill is not None:
        _push_fill(row, order.fill)
    return row


def _push_fill(row: MixOrderPushRow, fill: FillReport) -> None:
    row.fillPrice = write_atoms(fill.price)
    row.tradeId = fill.trade_id
    row.baseVolume = write_atoms(fill.size)
    row.fillTime = write_ms(fill.at_ns)
    row.fillFee = write_fee(fill.fee)
    row.fillFeeCoin = fill.fee_asset
    row.fillNotionalUsd = write_atoms(fill.price * fill.size // ONE)
    row.tradeScope = {Liquidity.TAKER: "T", Liquidity.MAKER: "M", None: ""}[fill.liquidity]
    row.pnl = "" if fill.realised is None else write_atoms(fill.realised)


# values


def _price(order_type: OrderType, text: str) -> int | None:
    return None if order_type is OrderType.MARKET else above_zero(text)


def _reduces(word: str) -> bool:
    if word.lower() not in ("yes", "no"):
        raise BadMessage(f"neither reduce-only nor not: {word[:40]!r}")
    return word.lower() == "yes"


def _status(status: OrderStatus) -> str:
    """One l in contracts, two in spot."""
    return STATUS_WORDS[status].replace("cancelled", "canceled")


def _margin_mode(order: OrderReport) -> str:
    if order.margin_mode is None:
        raise ValueError(f"{order.client_id}: an order of a contract that has no margin mode")
    return MARGIN_MODE_WORDS[order.margin_mode]


def _entry(order: OrderReport) -> str:
    return "API" if order.cause in (Cause.USER, Cause.STOP) else "SYS"


def _source(order: OrderReport) -> str:
    if order.cause is Cause.STOP:
        return f"plan_{write_type(order.type)}"
    if order.cause is Cause.LIQUIDATION:
        return "liquidation"
    return "market" if order.type is OrderType.MARKET else "normal"
