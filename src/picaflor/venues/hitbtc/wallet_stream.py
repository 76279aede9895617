"""The wallet socket: what lies in the purse that trades nothing, whole at first, and then each coin as it changes."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.json import Decoder, encode

from picaflor.domain.numbers import read_atoms, write_atoms
from picaflor.venues.hitbtc import stream
from picaflor.venues.hitbtc.messages import Asked, Said
from picaflor.wire.decoding import BAD, BadMessage, refuse_duplicates, why
from picaflor.wire.reports import BalanceReport, BalancesReport
from picaflor.wire.stream import (
    Channel,
    ClientFrame,
    StreamRefused,
    Subscribe,
    Subscribed,
    Topic,
    Unreadable,
    Unsubscribe,
    Unsubscribed,
    VenueFrame,
)
from picaflor.wire.wallet import Purse

PATH: Final = "api/3/ws/wallet"
TOPIC: Final = Topic(Channel.WALLET)
SUBSCRIBE, UNSUBSCRIBE = "subscribe_wallet_balances", "unsubscribe_wallet_balances"
WHOLE, UPDATE = "wallet_balances", "wallet_balance_update"
ON, OFF = 41, 43  # the numbers of our frames
METHODS: Final = frozenset({SUBSCRIBE, UNSUBSCRIBE})


class WalletRow(Struct):
    currency: str
    available: str
    reserved: str = "0"


_ASKED: Final = Decoder(Asked)
_SAID: Final = Decoder(Said)
_ROW: Final = Decoder(WalletRow)
_ROWS: Final = Decoder(list[WalletRow])

# row 89


def write_client(frame: ClientFrame) -> tuple[bytes, ...]:
    match frame:
        case Subscribe(topics) if TOPIC in topics:
            return (encode({"method": SUBSCRIBE, "params": {}, "id": ON}),)
        case Unsubscribe(topics) if TOPIC in topics:
            return (encode({"method": UNSUBSCRIBE, "params": {}, "id": OFF}),)
        case _:
            return stream.write_client(frame)


def read_client(data: bytes) -> tuple[ClientFrame, ...]:
    try:
        asked = _ASKED.decode(data)
    except BAD:
        return stream.read_client(data)
    if asked.method not in METHODS:
        return stream.read_client(data)
    ref = stream.ref_of(asked.id)
    return (Subscribe((TOPIC,), ref) if asked.method == SUBSCRIBE else Unsubscribe((TOPIC,), ref),)


def read_venue(data: bytes) -> tuple[VenueFrame, ...]:
    """Never raises, as spot's."""
    try:
        found = _read(data)
    except BAD as bad:
        return (Unreadable(why(bad), TOPIC),)
    return stream.read_venue(data) if found is None else (found,)


def _read(data: bytes) -> VenueFrame | None:
    """None: it is a frame that the trading socket has, too."""
    said = _SAID.decode(data)
    if said.method:
        refuse_duplicates(data)
        return _read_notice(said)
    ref = stream.ref_of(said.id)
    if ref not in (str(ON), str(OFF)):
        return None
    refuse_duplicates(data)
    if said.error:
        (refused,) = stream.read_venue(data)
        return StreamRefused(refused.code, refused.words, TOPIC, ref) if isinstance(refused, StreamRefused) else refused
    if bytes(said.result) != b"true":
        raise BadMessage("neither a yes nor a no")
    return Subscribed(TOPIC, ref) if ref == str(ON) else Unsubscribed(TOPIC, ref)


def _read_notice(said: Said) -> BalancesReport:
    match said.method:
        case "wallet_balances":
            rows = tuple(map(_read_row, _ROWS.decode(said.params)))
            if len({row.asset for row in rows}) != len(rows):
                raise BadMessage("a coin stands twice in the wallet")
            return BalancesReport(rows, whole=True, product=Purse.WALLET)
        case "wallet_balance_update":
            return BalancesReport((_read_row(_ROW.decode(said.params)),), whole=False, product=Purse.WALLET)
        case method:
            raise BadMessage(f"a notice that we do not know: {method[:40]!r}")


def _read_row(row: WalletRow) -> BalanceReport:
    return BalanceReport(row.currency, read_atoms(row.available), read_atoms(row.reserved))


def write_venue(frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]:
    match frame:
        case BalancesReport(rows, True):
            return (_notice(WHOLE, [_write_row(row) for row in rows]),)
        case BalancesReport(rows):
            return tuple(_notice(UPDATE, _write_row(row)) for row in rows)
        case _:
            return stream.write_venue(frame, now_ns)


def _write_row(row: BalanceReport) -> WalletRow:
    return WalletRow(row.asset, write_atoms(row.free), write_atoms(row.held))


def _notice(method: str, params: object) -> bytes:
    return encode({"jsonrpc": "2.0", "method": method, "params": params})
