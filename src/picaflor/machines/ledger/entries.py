"""Every movement as a line that can be added up. A ledger keeps none of them: they go to whoever listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

Ref = int | str  # an order, a trade, a payment, a transfer


class Why(StrEnum):
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    HOLD = "hold"
    RELEASE = "release"
    PAID = "paid"
    RECEIVED = "received"
    FEE = "fee"
    PROFIT = "profit"
    FUNDING = "funding"
    MARGIN = "margin"  # between a wallet and an isolated position
    INSURANCE = "insurance"  # what the venue bore of a loss beyond the margin


@dataclass(frozen=True, slots=True)
class Entry:
    """The sums of `change` and of `held` over an asset's entries are its total and its held part, always."""

    seq: int
    asset: str
    change: int  # of the total, atoms
    why: Why
    ref: Ref
    held: int = 0  # of the part that is not free


Listener = Callable[[Entry], None]


class Scribe:
    """Numbers the entries and hands them on."""

    __slots__ = ("listener", "seq")

    def __init__(self, listener: Listener | None = None) -> None:
        self.listener = listener
        self.seq = 0

    def write(self, asset: str, change: int, why: Why, ref: Ref, held: int = 0) -> None:
        if change == 0 and held == 0:
            return
        self.seq += 1
        if self.listener is not None:
            self.listener(Entry(self.seq, asset, change, why, ref, held))
