"""What a key may do and whose it is, where its venue tells; and whether anybody is there at all."""

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


class ReadAccounts(Struct, frozen=True, tag=True, tag_field="noun"):
    """The accounts of the customer whose key it is."""


class AccountReport(Struct, frozen=True, tag=True, tag_field="noun"):
    account_id: str
    label: str  # the venue's own words


class Accounts(Struct, frozen=True, tag=True, tag_field="noun"):
    rows: tuple[AccountReport, ...]


class Knock(Struct, frozen=True, tag=True, tag_field="noun"):
    """Whether anybody is there; answered with `Agreed`."""


AskRights = ReadKeyRights | ReadAccounts | Knock
ToldRights = KeyRights | Accounts
