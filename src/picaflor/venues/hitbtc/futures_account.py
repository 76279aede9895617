"""What accounts that hold positions tell, of contracts and of margin: money, positions, the leverage of each symbol.

`BalanceReport.free` is what may open new positions, `held` the rest: so `total` is the equity.
"""

from __future__ import annotations

from typing import Final

from msgspec import UNSET, Struct, UnsetType
from msgspec.json import Decoder
from msgspec.structs import replace

from picaflor.domain.numbers import BadNumber, read_atoms, write_atoms
from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.venues.hitbtc import trading
from picaflor.venues.hitbtc.futures_orders import SHOWN, read_mode
from picaflor.venues.hitbtc.futures_symbols import PRODUCT, read_times, write_times
from picaflor.venues.hitbtc.messages import BalanceRow
from picaflor.venues.hitbtc.params import BadParameter, Params, amount, need
from picaflor.wire.contracts import (
    MarginModeReport,
    MarginModes,
    MarginSetup,
    Positions,
    ReadMarginModes,
    ReadPositions,
    ReadSetup,
    SetLeverage,
    SetPot,
)
from picaflor.wire.decoding import BadMessage, read_iso, write_iso
from picaflor.wire.reports import BalanceReport, BalancesReport, PositionReport, PotReport

COIN: Final = "USDT"


class MoneyRow(Struct, kw_only=True):
    code: str
    margin_balance: str = "0"
    reserved_orders: str = "0"
    reserved_positions: str = "0"


class PositionRow(Struct, kw_only=True):
    """A price that there is not is "0" or ""."""

    id: int | str = 0
    symbol: str
    quantity: str
    margin_mode: str = "Isolated"
    leverage: str = ""
    price_entry: str
    price_margin_call: str = "0"
    price_liquidation: str = "0"
    pnl: str = "0"
    created_at: str
    updated_at: str


class ModeRow(Struct, kw_only=True):
    """What else is told of when accounts are called upon and liquidated is not read: nobody says how it is reckoned."""

    symbol: str
    max_initial_leverage: str
    margin_mode: str
    enabled: bool = True
    active: bool = True


class ModesPage(Struct):
    config: list[ModeRow]


class AccountRow(Struct, kw_only=True):
    symbol: str = ""
    type: str
    leverage: str = ""
    created_at: str = ""
    updated_at: str = ""
    currencies: list[MoneyRow] = []
    positions: list[PositionRow] | None = None
    report_reason: str | UnsetType = UNSET  # of a notice: why it came


_ACCOUNT: Final = Decoder(AccountRow)
_ACCOUNTS: Final = Decoder(list[AccountRow])
_MODES: Final = Decoder(ModesPage)

# row 54


def write_balances(balances: BalancesReport) -> list[BalanceRow]:
    return [trading.write_balance(row) for row in balances.rows]


def read_balances(rows: list[BalanceRow], *, whole: bool) -> BalancesReport:
    told = tuple(
        BalanceReport(
            row.currency,
            read_atoms(row.available, signed=True),
            read_atoms(row.reserved) + read_atoms(row.reserved_margin),
            read_atoms(row.reserved_margin),
        )
        for row in rows
    )
    if len({row.asset for row in told}) != len(told):
        raise BadMessage("a coin stands twice among the balances")
    return BalancesReport(told, whole=whole, product=PRODUCT)


# rows 58 and 59


def read_position(row: PositionRow, times: str = "") -> PositionReport:
    """`times`: the leverage of its account, where the position does not tell its own."""
    leverage = row.leverage or times
    liquidation = read_atoms(row.price_liquidation or "0")
    return PositionReport(
        symbol=row.symbol,
        hold=Hold.NET,
        size=read_atoms(row.quantity, signed=True),
        entry=read_atoms(row.price_entry or "0") or None,
        liquidation=liquidation or None,
        leverage=read_times(leverage) if leverage else 0,
        at_ns=read_iso(row.updated_at),
        margin_mode=read_mode(row.margin_mode),
        created_ns=read_iso(row.created_at),
    )


def write_position(position: PositionReport) -> PositionRow:
    return PositionRow(
        symbol=position.symbol,
        quantity=write_atoms(position.size),
        margin_mode=SHOWN[position.margin_mode or MarginMode.CROSS],
        leverage=write_times(position.leverage),
        price_entry=write_atoms(position.entry or 0),
        price_liquidation=write_atoms(position.liquidation or 0),
        created_at=write_iso(position.created_ns),
        updated_at=write_iso(position.at_ns),
    )


def read_accounts(rows: list[AccountRow]) -> tuple[PositionReport, ...]:
    return tuple(read_position(row, each.leverage) for each in rows for row in each.positions or ())


def write_accounts(rows: tuple[PositionReport, ...], pots: tuple[PotReport, ...] = ()) -> list[AccountRow]:
    """Crossed, all of them in one account of the coin that they are margined in. It has neither symbol nor leverage; that
    its balance is what the positions take of the purse is inferred. Isolated ones stand in the account of their contract.
    """
    apart = {pot.symbol for pot in pots}
    crossed = [row for row in rows if row.symbol not in apart]
    told = [write_pot(pot, rows) for pot in pots]
    if not crossed:
        return told
    taken = write_atoms(sum(row.margin or 0 for row in crossed))
    whole = AccountRow(
        type="cross",
        created_at=write_iso(min(row.created_ns for row in crossed)),
        updated_at=write_iso(max(row.at_ns for row in crossed)),
        currencies=[MoneyRow(code=COIN, margin_balance=taken, reserved_positions=taken)],
        positions=[write_position(row) for row in crossed],
    )
    return [whole, *told]


def write_pot(pot: PotReport, rows: tuple[PositionReport, ...]) -> AccountRow:
    held = [write_position(row) for row in rows if row.symbol == pot.symbol]
    money = MoneyRow(
        code=pot.asset,
        margin_balance=write_atoms(pot.balance),
        reserved_orders=write_atoms(pot.orders),
        reserved_positions=write_atoms(pot.positions),
    )
    return AccountRow(
        symbol=pot.symbol,
        type=MarginMode.ISOLATED,
        leverage=write_times(pot.leverage),
        created_at=write_iso(pot.created_ns),
        updated_at=write_iso(pot.at_ns),
        currencies=[money],
        positions=held or None,
    )


def read_pots(rows: list[AccountRow]) -> tuple[PotReport, ...]:
    return tuple(pot for row in rows for pot in _read_pot(row))


def _read_pot(row: AccountRow) -> tuple[PotReport, ...]:
    """None of a crossed account; of an isolated one there is one coin that it is margined in."""
    if read_mode(row.type) is not MarginMode.ISOLATED:
        return ()
    if not row.currencies:
        return ()
    if len(row.currencies) != 1 or not row.symbol:
        raise BadMessage("an isolated account of no contract, or of no single coin")
    (money,) = row.currencies
    return (
        PotReport(
            row.symbol,
            money.code,
            read_atoms(money.margin_balance, signed=True),
            read_atoms(money.reserved_orders),
            read_atoms(money.reserved_positions),
            read_times(row.leverage) if row.leverage else 0,
            read_iso(row.created_at) if row.created_at else 0,
            read_iso(row.updated_at) if row.updated_at else 0,
        ),
    )


def write_positions(_ask: ReadPositions, positions: Positions) -> object:
    return write_accounts(positions.rows, positions.pots)


def read_positions(_ask: ReadPositions, data: bytes) -> Positions:
    rows = _ACCOUNTS.decode(data)
    return Positions(read_accounts(rows), pots=read_pots(rows))


# row 60: the account of one contract, in one margin mode; a net position is all that there is


def write_setup(ask: ReadSetup | SetLeverage | SetPot, setup: MarginSetup) -> object:
    isolated = isinstance(ask, SetPot) or ask.margin_mode is MarginMode.ISOLATED
    if isolated and setup.pot is not None:
        return write_pot(setup.pot, setup.positions)
    mode = MarginMode.ISOLATED if isolated else MarginMode.CROSS
    return AccountRow(symbol=ask.symbol, type=mode, leverage=write_times(setup.leverage))


def read_setup(ask: ReadSetup | SetLeverage | SetPot, data: bytes) -> MarginSetup:
    row = _ACCOUNT.decode(data)
    if row.symbol != ask.symbol:
        raise BadMessage("the reply tells of another symbol")
    if not row.leverage:
        raise BadMessage("an account without a leverage")
    times, mode = read_times(row.leverage), read_mode(row.type)
    made = MarginSetup(row.symbol, PositionMode.ONEWAY, mode, times, times, times)
    if mode is not MarginMode.ISOLATED:
        return made
    pots = _read_pot(row)
    return replace(made, positions=read_accounts([row]), pot=pots[0] if pots else None)


def ask_leverage(ask: SetLeverage) -> Params:
    return {"symbol": ask.symbol, "leverage": str(ask.leverage)}


def asked_leverage(params: Params) -> SetLeverage:
    return SetLeverage(need(params, "symbol"), _asked_times(params), margin_mode=MarginMode.CROSS)


def _asked_times(params: Params) -> int:
    atoms = amount(params, "leverage", "10001", "10001")
    try:
        return read_times(write_atoms(atoms))
    except BadMessage:
        raise BadParameter("10001", "Validation error. Parameter [leverage] is too low") from None


def ask_pot(ask: SetPot) -> Params:
    return {
        "symbol": ask.symbol,
        "margin_balance": write_atoms(ask.balance),
        "leverage": str(ask.leverage) if ask.leverage else "",
        "strict_validate": "true",
    }


def asked_pot(params: Params) -> SetPot:
    """`margin_balance` is what is to be there in the end, and must be said."""
    try:
        balance = read_atoms(need(params, "margin_balance"))
    except BadNumber:
        raise BadParameter("10001", "Validation error. Parameter [margin_balance] is no number") from None
    return SetPot(need(params, "symbol"), balance, _asked_times(params) if params.get("leverage") else 0)


# row 64


def write_modes(_ask: ReadMarginModes, modes: MarginModes) -> object:
    return ModesPage(
        [
            ModeRow(symbol=row.symbol, max_initial_leverage=write_times(row.leverage_max), margin_mode=SHOWN[row.mode])
            for row in modes.rows
        ]
    )


def read_modes(_ask: ReadMarginModes, data: bytes) -> MarginModes:
    return MarginModes(tuple(_read_mode_row(row) for row in _MODES.decode(data).config))


def _read_mode_row(row: ModeRow) -> MarginModeReport:
    mode = read_mode(row.margin_mode)
    assert mode is not None
    return MarginModeReport(row.symbol, mode, read_times(row.max_initial_leverage))
