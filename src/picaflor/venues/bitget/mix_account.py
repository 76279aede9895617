"""Private endpoints of a contract account: its money, its positions, how a contract is traded, what was booked.

`BalanceReport.free` is what may open new positions, `held` the rest of the equity: so `total` is the equity.
"""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Hold
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.mix_account_messages import (
    LeverageData,
    MixAssetPushRow,
    MixAssetRow,
    PositionModeData,
    SetupData,
)
from picaflor.venues.bitget.mix_endpoint import mix, nothing
from picaflor.venues.bitget.mix_orders import read_leverage, write_leverage
from picaflor.venues.bitget.mix_words import (
    MARGIN_MODE_WORDS,
    POSITION_MODE_WORDS,
    POSITION_MODES,
    PRODUCT,
    coin_of,
    read_hold,
    read_margin_mode,
    read_position_mode,
)
from picaflor.venues.bitget.params import BadParameter, Params, need, number, signed_amount
from picaflor.wire.asks import ReadBalances
from picaflor.wire.contracts import (
    AddMargin,
    Agreed,
    MarginSetup,
    ReadSetup,
    SetLeverage,
    SetMarginMode,
    SetPositionMode,
)
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import BalanceReport, BalancesReport

_ASSETS: Final = Decoder(list[MixAssetRow])
_SETUP: Final = Decoder(SetupData)
_LEVERAGE: Final = Decoder(LeverageData)
_MODE: Final = Decoder(PositionModeData)
_TEXT: Final = Decoder(str | None)
LEVERAGE_MAX: Final = 1000


# row 67


def read_asset(row: MixAssetRow) -> BalanceReport:
    """An account under water has less than nothing to open with."""
    return _balance(row.marginCoin, row.crossedMaxAvailable, row.accountEquity)


def _balance(coin: str, free: str, equity: str) -> BalanceReport:
    atoms = read_atoms(free, signed=True)
    return BalanceReport(named(coin).upper(), atoms, read_atoms(equity, signed=True) - atoms)


def write_asset(row: BalanceReport) -> MixAssetRow:
    free, equity = write_atoms(row.free), write_atoms(row.total)
    return MixAssetRow(
        marginCoin=row.asset,
        available=free,
        crossedMaxAvailable=free,
        isolatedMaxAvailable=free,
        maxTransferOut=free,
        accountEquity=equity,
        usdtEquity=equity,
    )


def _write_balances(_ask: ReadBalances, balances: BalancesReport) -> object:
    return [write_asset(row) for row in balances.rows]


def _read_balances(_ask: ReadBalances, data: Raw, at_ns: int) -> BalancesReport:
    rows = tuple(read_asset(row) for row in _ASSETS.decode(data))
    if len({row.asset for row in rows}) != len(rows):
        raise BadMessage("a coin stands twice among the balances")
    return BalancesReport(rows, whole=True, at_ns=at_ns, product=PRODUCT)


# row 74


def read_asset_push(row: MixAssetPushRow) -> BalanceReport:
    return _balance(row.marginCoin, row.maxOpenPosAvailable, row.equity)


def write_asset_push(row: BalanceReport) -> MixAssetPushRow:
    """`available` is all that there is, on this channel; what is free has names of its own."""
    free, equity = write_atoms(row.free), write_atoms(row.total)
    return MixAssetPushRow(
        marginCoin=row.asset,
        frozen=write_atoms(row.held),
        available=equity,
        maxOpenPosAvailable=free,
        maxTransferOut=free,
        equity=equity,
        usdtEquity=equity,
        crossedRiskRate="0",
        unrealizedPL="",
        unionTotalMargin="",
        unionAvailable="",
        unionMm="",
        assetsMode="single",
    )


# row 67, how one contract is traded


def _ask_setup(ask: ReadSetup) -> Params:
    return {"symbol": ask.symbol, "marginCoin": coin_of(ask.symbol)}


def _asked_setup(params: Params) -> ReadSetup:
    need(params, "marginCoin")
    return ReadSetup(need(params, "symbol"))


def _write_setup(_ask: ReadSetup, setup: MarginSetup) -> SetupData:
    if setup.position_mode is None or setup.margin_mode is None:
        raise ValueError(f"{setup.symbol}: the whole setup was asked for")
    free, equity = _money(setup)
    return SetupData(
        marginCoin=coin_of(setup.symbol),
        available=free,
        crossedMaxAvailable=free,
        isolatedMaxAvailable=free,
        maxTransferOut=free,
        accountEquity=equity,
        usdtEquity=equity,
        crossedMarginLeverage=write_leverage(setup.leverage),
        isolatedLongLever=write_leverage(setup.leverage_long),
        isolatedShortLever=write_leverage(setup.leverage_short),
        marginMode=MARGIN_MODE_WORDS[setup.margin_mode],
        posMode=POSITION_MODE_WORDS[setup.position_mode],
    )


def _money(setup: MarginSetup) -> tuple[str, str]:
    money = setup.money or BalanceReport(coin_of(setup.symbol), 0, 0)
    return write_atoms(money.free), write_atoms(money.total)


def _read_setup(ask: ReadSetup, data: Raw, _at_ns: int) -> MarginSetup:
    row = _SETUP.decode(data)
    return MarginSetup(
        symbol=ask.symbol,
        position_mode=read_position_mode(row.posMode),
        margin_mode=read_margin_mode(row.marginMode),
        leverage=read_leverage(row.crossedMarginLeverage),
        leverage_long=read_leverage(row.isolatedLongLever),
        leverage_short=read_leverage(row.isolatedShortLever),
        money=read_asset(row),
    )


# row 69


def _on(symbol: str, **more: str) -> Params:
    return {"symbol": symbol, "marginCoin": coin_of(symbol), **more}


def _ask_leverage(ask: SetLeverage) -> Params:
    return _on(ask.symbol, leverage=str(ask.leverage), holdSide="" if ask.hold is Hold.NET else ask.hold)


def _asked_leverage(params: Params) -> SetLeverage:
    need(params, "marginCoin")
    need(params, "leverage")
    return SetLeverage(need(params, "symbol"), number(params, "leverage", 0, LEVERAGE_MAX), _asked_hold(params))


def _asked_hold(params: Params) -> Hold:
    """One-way clients name the position by the side that opened it, where they name it."""
    word = params.get("holdSide", "")
    if not word:
        return Hold.NET
    try:
        return Hold.NET if word.lower() in ("buy", "sell") else read_hold(word)
    except BadMessage:
        raise BadParameter("40020", "Parameter holdSide error") from None


def _ask_margin_mode(ask: SetMarginMode) -> Params:
    return _on(ask.symbol, marginMode=MARGIN_MODE_WORDS[ask.mode])


def _asked_margin_mode(params: Params) -> SetMarginMode:
    need(params, "marginCoin")
    try:
        mode = read_margin_mode(need(params, "marginMode"))
    except BadMessage as bad:
        raise BadParameter("40020", f"Parameter marginMode error: {bad}") from None
    return SetMarginMode(need(params, "symbol"), mode)


def _write_leverage(_ask: object, setup: MarginSetup) -> LeverageData:
    if setup.margin_mode is None:
        raise ValueError(f"{setup.symbol}: an answer without its margin mode")
    return LeverageData(
        setup.symbol,
        coin_of(setup.symbol),
        write_leverage(setup.leverage_long),
        write_leverage(setup.leverage_short),
        MARGIN_MODE_WORDS[setup.margin_mode],
        write_leverage(setup.leverage),
    )


def _read_leverage(ask: SetLeverage | SetMarginMode, data: Raw, _at_ns: int) -> MarginSetup:
    row = _LEVERAGE.decode(data)
    if row.symbol != ask.symbol:
        raise BadMessage("the reply names another symbol")
    return MarginSetup(
        symbol=row.symbol,
        margin_mode=read_margin_mode(row.marginMode),
        leverage=read_leverage(row.crossMarginLeverage),
        leverage_long=read_leverage(row.longLeverage),
        leverage_short=read_leverage(row.shortLeverage),
    )


def _ask_position_mode(ask: SetPositionMode) -> Params:
    return {"posMode": POSITION_MODE_WORDS[ask.mode]}


def _asked_position_mode(params: Params) -> SetPositionMode:
    mode = POSITION_MODES.get(need(params, "posMode"))
    if mode is None:
        raise BadParameter("40020", "Parameter posMode error")
    return SetPositionMode(mode)


def _write_position_mode(ask: SetPositionMode, _agreed: Agreed) -> PositionModeData:
    return PositionModeData(POSITION_MODE_WORDS[ask.mode])


def _read_position_mode(ask: SetPositionMode, data: Raw, _at_ns: int) -> Agreed:
    if read_position_mode(_MODE.decode(data).posMode) is not ask.mode:
        raise BadMessage("the reply names another mode")
    return Agreed()


def _ask_margin(ask: AddMargin) -> Params:
    return _on(ask.symbol, amount=write_atoms(ask.amount), holdSide="" if ask.hold is Hold.NET else ask.hold)


def _asked_margin(params: Params) -> AddMargin:
    return AddMargin(need(params, "symbol"), signed_amount(params, "amount"), _asked_hold(params))


def _write_margin(_ask: AddMargin, _agreed: Agreed) -> str:
    return ""


def _read_margin(_ask: AddMargin, data: Raw, _at_ns: int) -> Agreed:
    if _TEXT.decode(data):
        raise BadMessage("an answer that we do not know")
    return Agreed()


ENDPOINTS: Final = (
    mix(
        ReadBalances,
        "GET",
        "account/accounts",
        nothing,
        lambda _params: ReadBalances(),
        _write_balances,
        _read_balances,
    ),
    mix(ReadSetup, "GET", "account/account", _ask_setup, _asked_setup, _write_setup, _read_setup),
    mix(
        SetLeverage,
        "POST",
        "account/set-leverage",
        _ask_leverage,
        _asked_leverage,
        _write_leverage,
        _read_leverage,
    ),
    mix(
        SetMarginMode,
        "POST",
        "account/set-margin-mode",
        _ask_margin_mode,
        _asked_margin_mode,
        _write_leverage,
        _read_leverage,
    ),
    mix(
        SetPositionMode,
        "POST",
        "account/set-position-mode",
        _ask_position_mode,
        _asked_position_mode,
        _write_position_mode,
        _read_position_mode,
    ),
    mix(AddMargin, "POST", "account/set-margin", _ask_margin, _asked_margin, _write_margin, _read_margin),
)
