"""Listen keys: made, kept and given up at one path."""

from __future__ import annotations

from typing import Final

from msgspec.json import Decoder

from picaflor.venues.hashkey.endpoint import Endpoint
from picaflor.venues.hashkey.messages import KeyRow
from picaflor.venues.hashkey.params import Params, need
from picaflor.wire.contracts import Agreed
from picaflor.wire.decoding import BadMessage
from picaflor.wire.listening import CloseListening, KeepListening, Listening, OpenListening
from picaflor.wire.stream import Channel
from picaflor.wire.venue import ListenRule

MINUTE: Final = 60_000_000_000
_KEY: Final = Decoder(KeyRow)
_ANY: Final = Decoder(dict[str, object])

# Row 17.
LISTEN: Final = ListenRule(
    60 * MINUTE,
    30 * MINUTE,
    r'"listenKey"\s*:\s*"([^"]*)',
    hears=(Channel.ORDERS, Channel.BALANCES, Channel.POSITIONS),  # the last of contracts alone
)


def _write_key(_ask: OpenListening, listening: Listening, _now_ns: int) -> object:
    return KeyRow(listening.key)


def _read_key(_ask: OpenListening, data: bytes) -> Listening:
    key = _KEY.decode(data).listenKey
    if not key:
        raise BadMessage("an empty listen key")
    return Listening(key)


def _named(ask: KeepListening | CloseListening) -> Params:
    return {"listenKey": ask.key}


def _write_agreed(_ask: object, _agreed: Agreed, _now_ns: int) -> object:
    return {}


def _read_agreed(_ask: object, data: bytes) -> Agreed:
    said = _ANY.decode(data)
    if said and said.get("success") is not True and str(said.get("code")) not in ("0", "0000"):
        raise BadMessage("it does not say that it was done")
    return Agreed()


_PATH: Final = "/api/v1/userDataStream"
ENDPOINTS: Final = (
    Endpoint(OpenListening, "POST", _PATH, lambda _ask: {}, lambda _params: OpenListening(), _write_key, _read_key),
    Endpoint(
        KeepListening,
        "PUT",
        _PATH,
        _named,
        lambda params: KeepListening(need(params, "listenKey")),
        _write_agreed,
        _read_agreed,
    ),
    Endpoint(
        CloseListening,
        "DELETE",
        _PATH,
        _named,
        lambda params: CloseListening(need(params, "listenKey")),
        _write_agreed,
        _read_agreed,
    ),
)
