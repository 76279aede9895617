"""The endpoints of accounts that hold positions, in the tree of contracts and in that of margin on spot markets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from msgspec.json import Decoder
from msgspec.structs import replace as with_fields

from picaflor.domain.orders import MarginMode
from picaflor.venues.hitbtc import account, trading, wallet
from picaflor.venues.hitbtc import futures_account as told
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.futures_trading import FUTURES, MARGIN, SPOT
from picaflor.venues.hitbtc.messages import BalanceRow
from picaflor.venues.hitbtc.params import Params, need
from picaflor.wire.asks import ReadBalances
from picaflor.wire.contracts import ReadFees, ReadMarginModes, ReadPositions, ReadSetup, SetLeverage, SetPot
from picaflor.wire.reports import BalancesReport

_BALANCE: Final = Decoder(BalanceRow)
_BALANCES: Final = Decoder(list[BalanceRow])
PRODUCT: Final = "margin"

# rows 58, 60 and 64; 81 to 83 of margin


def _accounts(tree: str) -> tuple[Endpoint, ...]:
    return (
        Endpoint(
            ReadPositions,
            "GET",
            tree + "account",
            lambda _ask: {},
            lambda _params: ReadPositions(),
            told.write_positions,
            told.read_positions,
        ),
        Endpoint(
            ReadMarginModes,
            "GET",
            tree + "config",
            lambda _ask: {},
            lambda _params: ReadMarginModes(),
            told.write_modes,
            told.read_modes,
        ),
    )


def _setup_of(tree: str, mode: MarginMode, fits: Callable[[ReadSetup], bool]) -> Endpoint:
    return Endpoint(
        ReadSetup,
        "GET",
        f"{tree}account/{mode}/{{symbol}}",
        lambda ask: {"symbol": ask.symbol},
        lambda params: ReadSetup(need(params, "symbol"), mode),
        told.write_setup,
        told.read_setup,
        fits,
    )


def _pot_of(tree: str, read_ask: Callable[[Params], SetPot]) -> Endpoint:
    path = f"{tree}account/{MarginMode.ISOLATED}/{{symbol}}"
    return Endpoint(SetPot, "PUT", path, told.ask_pot, read_ask, told.write_setup, told.read_setup)


_LEVERAGE: Final = Endpoint(
    SetLeverage,
    "PUT",
    f"{FUTURES}account/{MarginMode.CROSS}/{{symbol}}",
    told.ask_leverage,
    told.asked_leverage,
    told.write_setup,
    told.read_setup,
)

# row 54


def _balances(tree: str) -> tuple[Endpoint, ...]:
    return (
        Endpoint(
            ReadBalances,
            "GET",
            tree + "balance/{currency}",
            lambda ask: {"currency": ask.asset},
            lambda params: ReadBalances(need(params, "currency")),
            lambda _ask, balances: told.write_balances(balances)[0],
            lambda _ask, data: told.read_balances([_BALANCE.decode(data)], whole=False),
            lambda ask: bool(ask.asset),
        ),
        Endpoint(
            ReadBalances,
            "GET",
            tree + "balance",
            lambda _ask: {},
            lambda _params: ReadBalances(),
            lambda _ask, balances: told.write_balances(balances),
            lambda _ask, data: told.read_balances(_BALANCES.decode(data), whole=True),
        ),
    )


def _of_margin(row: Endpoint) -> Endpoint:
    """Row 80: money for margin is that of the spot purse."""

    def read_answer(ask: ReadBalances, data: bytes) -> BalancesReport:
        answer = row.read_answer(ask, data)
        assert isinstance(answer, BalancesReport)
        return with_fields(answer, product=PRODUCT)

    return replace(row, read_answer=read_answer)


FUTURES_ENDPOINTS: Final = (
    *_balances(FUTURES),
    *_accounts(FUTURES),
    *(
        _setup_of(FUTURES, mode, lambda ask, mode=mode: (ask.margin_mode or MarginMode.CROSS) is mode)  # type: ignore[misc]
        for mode in MarginMode
    ),
    _LEVERAGE,
    _pot_of(FUTURES, told.asked_pot),
    *(replace(row, path=row.path.replace(SPOT, FUTURES)) for row in account.ENDPOINTS if row.ask is ReadFees),
)
MARGIN_ENDPOINTS: Final = (
    *(_of_margin(row) for row in (*trading.ENDPOINTS, *wallet.ENDPOINTS) if row.ask is ReadBalances),
    *_accounts(MARGIN),
    _setup_of(MARGIN, MarginMode.ISOLATED, lambda _ask: True),
    _pot_of(MARGIN, lambda params: with_fields(told.asked_pot(params), leverage=0)),
    *(row for row in account.ENDPOINTS if row.ask is ReadFees),
)
