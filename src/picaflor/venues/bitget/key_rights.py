"""What a key may do, as the venue tells it: one question that both kinds of market share."""

# ruff: noqa: N815 - the names are theirs
from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.params import Params
from picaflor.wire.rights import KeyRight, KeyRights, ReadKeyRights

R: Final = KeyRight
# Row 45: words of former pages, and codes of four letters: a wallet's or product's two, `o`, and r or w for its right.
_WRITTEN: Final = {R.READ: "readonly", R.TRADE: "trade", R.TRANSFER: "transfer", R.WITHDRAW: "withdraw"}
_READ: Final = {word: right for right, word in _WRITTEN.items()} | {"wtow": R.TRANSFER, "wwow": R.WITHDRAW}
_CODE_LETTERS: Final = 4


class AccountInfo(Struct):
    authorities: list[str]
    userId: str = "0"
    ips: str = ""
    traderType: str = "not_trader"


_INFO: Final = Decoder(AccountInfo)


def _write(_ask: ReadKeyRights, rights: KeyRights) -> object:
    return AccountInfo([_WRITTEN[right] for right in rights.rights])


def _read(_ask: ReadKeyRights, data: Raw, _at_ns: int) -> KeyRights:
    """A word that nobody knows counts as reading, unless it sounds like withdrawing."""
    found = [_right(word) for word in _INFO.decode(data).authorities]
    return KeyRights(tuple(right for right in KeyRight if right in found))


def _right(word: str) -> KeyRight:
    known = _READ.get(word)
    if known is not None:
        return known
    if len(word) == _CODE_LETTERS:
        return R.TRADE if word.endswith("w") else R.READ
    return R.WITHDRAW if "withdraw" in word.lower() else R.READ


def _nothing(_ask: object) -> Params:
    return {}


RIGHTS: Final = Endpoint(
    ReadKeyRights, "GET", "/api/v2/spot/account/info", _nothing, lambda _params: ReadKeyRights(), _write, _read
)
ENDPOINTS: Final = (RIGHTS,)
