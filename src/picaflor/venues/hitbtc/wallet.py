"""The purses of a customer: what lies in the one that trades nothing, and what is moved between all of them."""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.venues.hitbtc import trading
from picaflor.venues.hitbtc.endpoint import Endpoint
from picaflor.venues.hitbtc.messages import BalanceRow
from picaflor.venues.hitbtc.params import BadParameter, Params, amount, need
from picaflor.wire.asks import ReadBalances
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import BalanceReport, BalancesReport
from picaflor.wire.wallet import Purse, ReadWallet, Transfer, Transferred

WORDS: Final = {Purse.WALLET: "wallet", Purse.SPOT: "spot", Purse.CONTRACTS: "derivatives"}
PURSES: Final = {word: purse for purse, word in WORDS.items()}
_BALANCE: Final = Decoder(BalanceRow)
_BALANCES: Final = Decoder(list[BalanceRow])
_IDS: Final = Decoder(list[str])
_WALLET: Final = "/api/3/wallet/"

# row 26


def _write_wallet(_ask: ReadWallet, balances: BalancesReport) -> object:
    return [trading.write_balance(row) for row in balances.rows]


def _read_wallet(_ask: ReadWallet, data: bytes) -> BalancesReport:
    rows = tuple(trading.read_balance(row) for row in _BALANCES.decode(data))
    if len({row.asset for row in rows}) != len(rows):
        raise BadMessage("a coin stands twice in the wallet")
    return BalancesReport(rows, whole=True)


# row 27


def _ask_transfer(ask: Transfer) -> Params:
    return {
        "currency": ask.asset,
        "amount": write_atoms(ask.amount),
        "source": WORDS[ask.source],
        "destination": WORDS[ask.target],
    }


def _asked_transfer(params: Params) -> Transfer:
    much = amount(params, "amount", "10001", "10001")
    return Transfer(need(params, "currency"), much, _purse(params, "source"), _purse(params, "destination"))


def _purse(params: Params, name: str) -> Purse:
    word = need(params, name)
    if word not in PURSES:
        raise BadParameter("10001", f"Validation error. Parameter [{name}] names no purse")
    return PURSES[word]


def _write_transferred(_ask: Transfer, done: Transferred) -> object:
    return [done.transfer_id]


def _read_transferred(_ask: Transfer, data: bytes) -> Transferred:
    ids = _IDS.decode(data)
    if len(ids) != 1 or not ids[0]:
        raise BadMessage("a transfer has one id")
    return Transferred(ids[0])


def _write_coin(_ask: ReadWallet | ReadBalances, balances: BalancesReport) -> object:
    return trading.write_balance(*(balances.rows or (BalanceReport(_ask.asset, 0, 0),)))


def _read_coin(ask: ReadWallet | ReadBalances, data: bytes) -> BalancesReport:
    row = trading.read_balance(_BALANCE.decode(data))
    if row.asset != ask.asset:
        raise BadMessage("what is told is another coin's")
    return BalancesReport((row,), whole=False)


def of_coin(kind: type[ReadWallet | ReadBalances], path: str) -> Endpoint:
    """One coin of a purse: an object and no list."""
    return Endpoint(
        kind,
        "GET",
        path + "balance/{currency}",
        lambda ask: {"currency": ask.asset},
        lambda params: kind(need(params, "currency")),
        _write_coin,
        _read_coin,
        lambda ask: bool(ask.asset),
    )


ENDPOINTS: Final = (
    of_coin(ReadWallet, _WALLET),
    of_coin(ReadBalances, "/api/3/spot/"),
    Endpoint(
        ReadWallet,
        "GET",
        _WALLET + "balance",
        lambda _ask: {},
        lambda _params: ReadWallet(),
        _write_wallet,
        _read_wallet,
    ),
    Endpoint(
        Transfer, "POST", _WALLET + "transfer", _ask_transfer, _asked_transfer, _write_transferred, _read_transferred
    ),
)
