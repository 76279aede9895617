"""Private endpoints of a contracts' account: its money, its positions, leverage and margin, and what it pays.

`BalanceReport.free` is what may open new positions, `held` the rest: so `total` is the equity.
"""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Hold, PositionMode
from picaflor.venues.hashkey.codes import same_code
from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.family import PRODUCT
from picaflor.venues.hashkey.market import moment_of
from picaflor.venues.hashkey.params import BadParameter, Params, need, number
from picaflor.venues.hashkey.perp_messages import (
    LeverageRow,
    MarginRow,
    MoneyRow,
    PositionEvent,
    PositionRow,
    RatesRow,
    SetRow,
)
from picaflor.venues.hashkey.perp_orders import read_leverage
from picaflor.venues.hashkey.perp_words import HOLDS, MODE_WORDS, MODES, read_hold, read_mode, write_hold
from picaflor.wire.asks import ReadBalances
from picaflor.wire.contracts import (
    AddMargin,
    Agreed,
    FeesReport,
    MarginSetup,
    Positions,
    ReadFees,
    ReadPositions,
    ReadSetup,
    SetLeverage,
    SetMarginMode,
)
from picaflor.wire.decoding import MS, BadMessage, write_ms
from picaflor.wire.reports import BalanceReport, BalancesReport, PositionReport

_MONEY: Final = Decoder(list[MoneyRow])
_POSITIONS: Final = Decoder(list[PositionRow])
_LEVERAGES: Final = Decoder(list[LeverageRow])
_SET: Final = Decoder(SetRow)
_MARGIN: Final = Decoder(MarginRow)
_RATES: Final = Decoder(RatesRow)


# row 59


def _write_balances(_ask: ReadBalances, balances: BalancesReport, _now_ns: int) -> object:
    """What is won and lost but not yet booked, this house counts into the balance."""
    return [
        MoneyRow(write_atoms(row.total), write_atoms(row.free), write_atoms(row.held), "0", row.asset)
        for row in balances.rows
    ]


def _read_balances(_ask: ReadBalances, data: bytes) -> BalancesReport:
    rows = tuple(_read_balance(row) for row in _MONEY.decode(data))
    if len({row.asset for row in rows}) != len(rows):
        raise BadMessage("a coin stands twice among the balances")
    return BalancesReport(rows, whole=True, product=PRODUCT)


def _read_balance(row: MoneyRow) -> BalanceReport:
    free = read_atoms(row.availableBalance, signed=True)
    equity = read_atoms(row.balance, signed=True) + read_atoms(row.crossUnRealizedPnl or "0", signed=True)
    return BalanceReport(row.asset, free, equity - free)


# rows 60 and 67


def read_position(row: PositionRow) -> PositionReport:
    hold = read_hold(row.side)
    size = read_atoms(row.position)
    return PositionReport(
        symbol=row.symbol,
        hold=hold,
        size=_signed(size, hold),
        entry=read_atoms(row.avgPrice or "0") or None,
        liquidation=_liquidation(row.liquidationPrice),
        leverage=read_leverage(row.leverage),
        unrealised=_maybe(row.unrealizedPnL),
        margin=_maybe(row.margin),
        realised=_maybe(row.realizedPnL),
        closing=size - read_atoms(row.available),
    )


def read_position_event(row: PositionEvent) -> PositionReport:
    hold = read_hold(row.S)
    size = read_atoms(row.P)
    return PositionReport(
        symbol=row.s,
        hold=hold,
        size=_signed(size, hold),
        entry=read_atoms(row.p or "0") or None,
        liquidation=_liquidation(row.f),
        leverage=read_leverage(row.v),
        unrealised=_maybe(row.up),
        at_ns=moment_of(row.E),
        margin_mode=read_mode(row.mt) if row.mt else None,
        margin=_maybe(row.m),
        realised=_maybe(row.r),
        closing=size - read_atoms(row.a),
    )


def _signed(size: int, hold: Hold) -> int:
    return -size if hold is Hold.SHORT else size


def _maybe(text: str) -> int | None:
    return read_atoms(text, signed=True) if text else None


def _liquidation(text: str) -> int | None:
    """Where there is none it is told as zero, or below."""
    price = read_atoms(text or "0", signed=True)
    return price if price > 0 else None


def _write_maybe(atoms: int | None) -> str:
    return "" if atoms is None else write_atoms(atoms)


def write_position(position: PositionReport) -> PositionRow:
    return PositionRow(
        symbol=position.symbol,
        side=write_hold(position.hold),
        avgPrice=write_atoms(position.entry or 0),
        position=write_atoms(abs(position.size)),
        available=write_atoms(abs(position.size) - position.closing),
        leverage=str(position.leverage),
        lastPrice=_write_maybe(position.mark),
        liquidationPrice=write_atoms(position.liquidation or 0),
        margin=_write_maybe(position.margin),
        unrealizedPnL=_write_maybe(position.unrealised),
        realizedPnL=_write_maybe(position.realised),
    )


def write_position_event(position: PositionReport) -> PositionEvent:
    return PositionEvent(
        E=write_ms(position.at_ns),
        s=position.symbol,
        S=write_hold(position.hold),
        p=write_atoms(position.entry or 0),
        P=write_atoms(abs(position.size)),
        a=write_atoms(abs(position.size) - position.closing),
        f=write_atoms(position.liquidation or 0),
        m=_write_maybe(position.margin),
        r=_write_maybe(position.realised),
        up=_write_maybe(position.unrealised),
        v=f"{position.leverage}.00",
        mt=MODE_WORDS[position.margin_mode] if position.margin_mode else "",
    )


def _asked_positions(params: Params) -> ReadPositions:
    return ReadPositions(params.get("symbol", ""))


def _write_positions(_ask: ReadPositions, positions: Positions, _now_ns: int) -> object:
    return [write_position(row) for row in positions.rows]


def _read_positions(ask: ReadPositions, data: bytes) -> Positions:
    rows = tuple(read_position(row) for row in _POSITIONS.decode(data))
    if ask.symbol and any(row.symbol != ask.symbol for row in rows):
        raise BadMessage("the reply tells of another symbol")
    return Positions(rows, whole=not ask.symbol)


# row 61: positions are hedged, and both sides have one leverage


def _setup(symbol: str, leverage: int, mode: str) -> MarginSetup:
    return MarginSetup(symbol, PositionMode.HEDGE, read_mode(mode) if mode else None, leverage, leverage, leverage)


def _write_setup(ask: ReadSetup, setup: MarginSetup, _now_ns: int) -> object:
    assert setup.margin_mode is not None, "a contract is crossed or isolated"
    return [LeverageRow(ask.symbol, str(setup.leverage), MODE_WORDS[setup.margin_mode])]


def _read_setup(ask: ReadSetup, data: bytes) -> MarginSetup:
    found = [row for row in _LEVERAGES.decode(data) if row.symbolId == ask.symbol]
    if len(found) != 1:
        raise BadMessage("the reply does not tell of this symbol, or twice")
    return _setup(ask.symbol, read_leverage(found[0].leverage), found[0].marginType)


def _asked_leverage(params: Params) -> SetLeverage:
    return SetLeverage(need(params, "symbol"), number(params, "leverage", 0, 9_999))


def _write_leverage(ask: SetLeverage, _setup: MarginSetup, _now_ns: int) -> object:
    return SetRow("0000", ask.symbol, leverage=str(ask.leverage))


def _asked_mode(params: Params) -> SetMarginMode:
    mode = MODES.get(need(params, "marginType"))
    if mode is None:
        raise BadParameter("-1130", "Illegal parameter 'marginType'")
    return SetMarginMode(need(params, "symbol"), mode)


def _write_mode(ask: SetMarginMode, _setup: MarginSetup, _now_ns: int) -> object:
    return SetRow("0000", ask.symbol, marginType=MODE_WORDS[ask.mode])


def _read_set(ask: SetLeverage | SetMarginMode, data: bytes) -> Agreed:
    row = _SET.decode(data)
    wanted = str(ask.leverage) if isinstance(ask, SetLeverage) else MODE_WORDS[ask.mode]
    if row.symbolId != ask.symbol or wanted not in (row.leverage.removesuffix(".00"), row.marginType):
        raise BadMessage("it does not say that it was done")
    return Agreed()


# row 62


def _ask_margin(ask: AddMargin) -> Params:
    return {"symbol": ask.symbol, "side": write_hold(ask.hold), "amount": write_atoms(ask.amount)}


def _asked_margin(params: Params) -> AddMargin:
    side = need(params, "side")
    if side not in HOLDS:
        raise BadParameter("-1154", "Illegal position side")
    try:
        amount = read_atoms(need(params, "amount"), signed=True)
    except ValueError:
        raise BadParameter("-1130", "Illegal parameter 'amount'") from None
    return AddMargin(need(params, "symbol"), amount, HOLDS[side])


def _write_margin(ask: AddMargin, _agreed: Agreed, now_ns: int) -> object:
    return MarginRow(ask.symbol, write_atoms(abs(ask.amount)), str(now_ns // MS), "0000")


def _read_margin(ask: AddMargin, data: bytes) -> Agreed:
    row = _MARGIN.decode(data)
    if row.symbol != ask.symbol or same_code(row.code) != "0":
        raise BadMessage("it does not say that it was done")
    return Agreed()


# row 63: closing may cost something else than opening; the dearer one counts


def _write_fees(_ask: ReadFees, fees: FeesReport, _now_ns: int) -> object:
    maker, taker = write_atoms(fees.maker), write_atoms(fees.taker)
    return RatesRow(maker, taker, maker, taker)


def _read_fees(ask: ReadFees, data: bytes) -> FeesReport:
    row = _RATES.decode(data)
    maker, taker = (
        max(read_atoms(opens, signed=True), read_atoms(closes, signed=True))
        for opens, closes in ((row.openMakerFee, row.closeMakerFee), (row.openTakerFee, row.closeTakerFee))
    )
    return FeesReport(ask.symbol, maker, taker)


def _symbol(ask: ReadPositions | ReadSetup | ReadFees) -> Params:
    return {"symbol": ask.symbol}


_FUTURES: Final = "/api/v1/futures/"
ENDPOINTS: Final = (
    Endpoint(
        ReadBalances,
        "GET",
        _FUTURES + "balance",
        lambda _ask: {},
        lambda _params: ReadBalances(),
        _write_balances,
        _read_balances,
    ),
    Endpoint(
        ReadPositions, "GET", _FUTURES + "positions", _symbol, _asked_positions, _write_positions, _read_positions
    ),
    Endpoint(
        ReadSetup,
        "GET",
        _FUTURES + "leverage",
        _symbol,
        lambda params: ReadSetup(need(params, "symbol")),
        _write_setup,
        _read_setup,
    ),
    Endpoint(
        SetLeverage,
        "POST",
        _FUTURES + "leverage",
        lambda ask: {"symbol": ask.symbol, "leverage": str(ask.leverage)},
        _asked_leverage,
        _write_leverage,
        _read_set,
    ),
    Endpoint(
        SetMarginMode,
        "POST",
        _FUTURES + "marginType",
        lambda ask: {"symbol": ask.symbol, "marginType": MODE_WORDS[ask.mode]},
        _asked_mode,
        _write_mode,
        _read_set,
    ),
    Endpoint(AddMargin, "POST", _FUTURES + "positionMargin", _ask_margin, _asked_margin, _write_margin, _read_margin),
    Endpoint(
        ReadFees,
        "GET",
        _FUTURES + "commissionRate",
        _symbol,
        lambda params: ReadFees(need(params, "symbol")),
        _write_fees,
        _read_fees,
    ),
)
