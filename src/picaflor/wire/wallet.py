"""The purses that a house keeps apart for one customer, and what is moved between them."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Purse(StrEnum):
    WALLET = "wallet"  # what comes from outside, and trades nothing
    SPOT = "spot"
    CONTRACTS = "contracts"


class ReadWallet(Struct, frozen=True, tag=True, tag_field="noun"):
    """What lies in the purse that trades nothing. Answered as balances."""

    asset: str = ""  # "": all of them


class Transfer(Struct, frozen=True, tag=True, tag_field="noun"):
    """It is asked once: whoever hears no answer has to look at the balances."""

    asset: str
    amount: int
    source: Purse
    target: Purse


class Transferred(Struct, frozen=True, tag=True, tag_field="noun"):
    transfer_id: str


WalletAsk = ReadWallet | Transfer
