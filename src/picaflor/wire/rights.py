"""What a key may do, where its venue tells."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class KeyRight(StrEnum):
    READ = "read"
    TRADE = "trade"
    TRANSFER = "transfer"
    WITHDRAW = "withdraw"


class ReadKeyRights(Struct, frozen=True, tag=True, tag_field="noun"):
    """Of the key that asks."""


class KeyRights(Struct, frozen=True, tag=True, tag_field="noun"):
    """In the order of the list above, each once."""

    rights: tuple[KeyRight, ...]
