"""Private endpoints of a contract account: its money, its positions, how a contract is traded, what was booked.

`BalanceReport.free` is what may open new positions, `held` what orders and positions tie. What positions have won or lost
by now is in neither.
"""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.venues.bitmart import futures_positions as positions
from picaflor.venues.bitmart.endpoint import Endpoint, nothing
from picaflor.venues.bitmart.futures_messages import AssetRow, FeeRow, LeverageData, PositionRow
from picaflor.venues.bitmart.futures_orders import times_of
from picaflor.venues.bitmart.futures_trading import NO_PARAMETER, PRIVATE, asked_leverage, asked_margin_mode
from picaflor.venues.bitmart.futures_words import (
    POSITION_MODE_WORDS,
    POSITION_MODES,
    PRODUCT,
    known,
    read_margin_mode,
)
from picaflor.venues.bitmart.params import BadParameter, Params, need
from picaflor.wire.asks import ReadBalances
from picaflor.wire.contracts import (
    Agreed,
    FeesReport,
    MarginSetup,
    Positions,
    ReadFees,
    ReadPositions,
    ReadSetup,
    SetLeverage,
    SetPositionMode,
)
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import BalanceReport, BalancesReport


class ModeData(Struct):
    position_mode: str


_ASSETS: Final = Decoder(list[AssetRow])
_POSITIONS: Final = Decoder(list[PositionRow] | None)
_LEVERAGE: Final = Decoder(LeverageData)
_MODE: Final = Decoder(ModeData)
_FEES: Final = Decoder(FeeRow)

# row 67


def read_asset(row: AssetRow) -> BalanceReport:
    held = read_atoms(row.frozen_balance) + read_atoms(row.position_deposit)
    return BalanceReport(row.currency, read_atoms(row.available_balance, signed=True), held)


def write_asset(row: BalanceReport) -> AssetRow:
    """The emulated house does not tell apart what orders tie and what positions do."""
    free, held, equity = write_atoms(row.free), write_atoms(row.held), write_atoms(row.total)
    return AssetRow(
        currency=row.asset, available_balance=free, frozen_balance=held, position_deposit="0", equity=equity
    )


def _write_balances(_ask: ReadBalances, balances: BalancesReport) -> object:
    return [write_asset(row) for row in balances.rows]


def _read_balances(_ask: ReadBalances, data: Raw) -> BalancesReport:
    rows = tuple(read_asset(row) for row in _ASSETS.decode(data))
    if len({row.asset for row in rows}) != len(rows):
        raise BadMessage("a coin stands twice among the balances")
    return BalancesReport(rows, whole=True, product=PRODUCT)


# rows 68 and 69


def _write_positions(_ask: ReadPositions, held: Positions) -> object:
    return [positions.write_position(position) for position in held.rows]


def _read_positions(_ask: ReadPositions, data: Raw) -> Positions:
    rows = (positions.read_position(row) for row in _POSITIONS.decode(data) or ())
    return Positions(tuple(row for row in rows if row.size))


def _write_setup(ask: ReadSetup, setup: MarginSetup) -> object:
    """What is held of the symbol, or else what would be: a row without anything in it for each side that there is."""
    if setup.position_mode is None or setup.margin_mode is None:
        raise ValueError(f"{ask.symbol}: the whole setup was asked for")
    hedge = setup.position_mode is PositionMode.HEDGE
    there = {position.hold: positions.write_position(position) for position in setup.positions}
    return [
        there.get(hold) or positions.write_nothing(ask.symbol, hold, leverage, setup.margin_mode, setup.at_ns)
        for hold, leverage in (
            ((Hold.LONG, setup.leverage_long), (Hold.SHORT, setup.leverage_short))
            if hedge
            else ((Hold.NET, setup.leverage),)
        )
    ]


def _read_setup(ask: ReadSetup, data: Raw) -> MarginSetup:
    rows = _POSITIONS.decode(data) or []
    if not rows or any(row.symbol != ask.symbol for row in rows):
        raise BadMessage("the reply does not tell of this symbol, or of another one")
    sides = {row.position_side.lower(): row for row in rows}
    modes = {read_margin_mode(row.open_type) for row in rows}
    if len(sides) != len(rows) or len(modes) != 1:
        raise BadMessage("a side stands twice, or in two margin modes")
    hedge = "both" not in sides
    first = rows[0]
    long, short = (times_of(sides.get(side, first).leverage) for side in ("long", "short"))
    return MarginSetup(
        symbol=ask.symbol,
        position_mode=PositionMode.HEDGE if hedge else PositionMode.ONEWAY,
        margin_mode=modes.pop(),
        leverage=times_of(first.leverage),
        leverage_long=long,
        leverage_short=short,
        positions=tuple(report for report in map(positions.read_position, rows) if report.size),
    )


# row 69


def _ask_leverage(ask: SetLeverage) -> dict[str, object]:
    return {"symbol": ask.symbol, "leverage": str(ask.leverage), "open_type": ask.margin_mode}


def _asked_leverage(params: Params) -> SetLeverage:
    need(params, "leverage", NO_PARAMETER)
    leverage = asked_leverage(params)
    if not leverage:
        raise BadParameter("40029", "Leverage is invalid")
    mode = asked_margin_mode(params) or MarginMode.CROSS
    return SetLeverage(need(params, "symbol", NO_PARAMETER), leverage, margin_mode=mode)


def _write_leverage(_ask: SetLeverage, setup: MarginSetup) -> object:
    return LeverageData(setup.symbol, str(setup.leverage), setup.margin_mode or MarginMode.CROSS)


def _read_leverage(ask: SetLeverage, data: Raw) -> MarginSetup:
    row = _LEVERAGE.decode(data)
    if row.symbol != ask.symbol:
        raise BadMessage("the reply names another symbol")
    times = times_of(row.leverage)
    return MarginSetup(
        row.symbol,
        margin_mode=read_margin_mode(row.open_type),
        leverage=times,
        leverage_long=times,
        leverage_short=times,
    )


# row 70


def _ask_mode(ask: SetPositionMode) -> dict[str, object]:
    return {"position_mode": POSITION_MODE_WORDS[ask.mode]}


def _asked_mode(params: Params) -> SetPositionMode:
    mode = POSITION_MODES.get(need(params, "position_mode", NO_PARAMETER))
    if mode is None:
        raise BadParameter(NO_PARAMETER, "Invalid request: position_mode")
    return SetPositionMode(mode)


def _write_mode(ask: SetPositionMode, _agreed: Agreed) -> object:
    return ModeData(POSITION_MODE_WORDS[ask.mode])


def _read_mode(ask: SetPositionMode, data: Raw) -> Agreed:
    if known(POSITION_MODES, _MODE.decode(data).position_mode, "position mode") is not ask.mode:
        raise BadMessage("the reply names another mode")
    return Agreed()


def _write_account(_ask: ReadSetup, setup: MarginSetup) -> object:
    if setup.position_mode is None:
        raise ValueError("the position mode was asked for")
    return ModeData(POSITION_MODE_WORDS[setup.position_mode])


def _read_account(ask: ReadSetup, data: Raw) -> MarginSetup:
    return MarginSetup(ask.symbol, known(POSITION_MODES, _MODE.decode(data).position_mode, "position mode"))


# row 75


def _write_fees(_ask: ReadFees, fees: FeesReport) -> object:
    return FeeRow(fees.symbol, write_atoms(fees.taker), write_atoms(fees.maker))


def _read_fees(ask: ReadFees, data: Raw) -> FeesReport:
    row = _FEES.decode(data)
    if row.symbol != ask.symbol:
        raise BadMessage("the reply tells of another symbol")
    return FeesReport(
        row.symbol, read_atoms(row.maker_fee_rate, signed=True), read_atoms(row.taker_fee_rate, signed=True)
    )


def _asked_positions(params: Params) -> ReadPositions | ReadSetup:
    """With a symbol it tells of what is not held, too."""
    symbol = params.get("symbol", "")
    return ReadSetup(symbol) if symbol else ReadPositions()


_V2: Final = PRIVATE + "position-v2"
ENDPOINTS: Final = (
    Endpoint(
        ReadBalances,
        "GET",
        PRIVATE + "assets-detail",
        nothing,
        lambda _params: ReadBalances(),
        _write_balances,
        _read_balances,
    ),
    Endpoint(
        ReadSetup,
        "GET",
        PRIVATE + "get-position-mode",
        nothing,
        lambda _params: ReadSetup(""),
        _write_account,
        _read_account,
        lambda ask: not ask.symbol,
    ),
    Endpoint(
        ReadSetup,
        "GET",
        _V2,
        lambda ask: {"symbol": ask.symbol},
        _asked_positions,
        _write_setup,
        _read_setup,
        lambda ask: bool(ask.symbol),
    ),
    Endpoint(ReadPositions, "GET", _V2, nothing, _asked_positions, _write_positions, _read_positions),
    # The older list, which strangers ask for one position; its names are told in the newer one, too.
    Endpoint(
        ReadPositions,
        "GET",
        PRIVATE + "position",
        nothing,
        _asked_positions,
        _write_positions,
        _read_positions,
        lambda _ask: False,
    ),
    Endpoint(
        SetLeverage,
        "POST",
        PRIVATE + "submit-leverage",
        _ask_leverage,
        _asked_leverage,
        _write_leverage,
        _read_leverage,
    ),
    Endpoint(SetPositionMode, "POST", PRIVATE + "set-position-mode", _ask_mode, _asked_mode, _write_mode, _read_mode),
    Endpoint(
        ReadFees,
        "GET",
        PRIVATE + "trade-fee-rate",
        lambda ask: {"symbol": ask.symbol},
        lambda params: ReadFees(need(params, "symbol", NO_PARAMETER)),
        _write_fees,
        _read_fees,
    ),
)
