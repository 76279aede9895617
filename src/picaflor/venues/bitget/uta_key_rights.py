"""What a key of a unified account may do: one question that all its markets share. Row 131."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.params import Params
from picaflor.wire.decoding import BadMessage
from picaflor.wire.rights import KeyRight, KeyRights, ReadKeyRights

R: Final = KeyRight
_WORDS: Final = {R.READ: "uta_mgt", R.TRADE: "uta_trade", R.TRANSFER: "transfer", R.WITHDRAW: "withdraw"}
_RIGHTS: Final = {word: right for right, word in _WORDS.items()}
_READ_ONLY: Final = "read-only"
_READ_WRITE: Final = "read-and-write"


class UnifiedInfo(Struct):
    permType: str
    permissions: list[str]
    userId: str = "0"
    inviterId: str = "0"
    parentId: str = ""
    channelCode: str = ""
    channel: str = ""
    ips: str = ""
    regisTime: str = "0"


_INFO: Final = Decoder(UnifiedInfo)


def _nothing(_ask: object) -> Params:
    return {}


def _write(_ask: ReadKeyRights, rights: KeyRights) -> UnifiedInfo:
    only = set(rights.rights) <= {R.READ}
    return UnifiedInfo(_READ_ONLY if only else _READ_WRITE, [_WORDS[right] for right in rights.rights])


def _read(_ask: ReadKeyRights, data: Raw, _at_ns: int) -> KeyRights:
    """A word that nobody knows counts as reading, unless it sounds like withdrawing."""
    told = _INFO.decode(data)
    if told.permType not in (_READ_ONLY, _READ_WRITE):
        raise BadMessage(f"no kind of permission: {told.permType[:40]!r}")
    if told.permType == _READ_ONLY:
        return KeyRights((R.READ,))
    found = {_right(word) for word in told.permissions}
    return KeyRights(tuple(right for right in KeyRight if right in found))


def _right(word: str) -> KeyRight:
    known = _RIGHTS.get(word)
    if known is not None:
        return known
    return R.WITHDRAW if "withdraw" in word.lower() else R.READ


RIGHTS: Final = Endpoint(
    ReadKeyRights, "GET", "/api/v3/account/info", _nothing, lambda _params: ReadKeyRights(), _write, _read
)
