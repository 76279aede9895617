"""How a venue says no, and answers that say nothing."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Refusal(StrEnum):
    """Why a venue said no, as far as what we do next depends on it."""

    RATE = "rate"  # ask again later
    AUTH = "auth"  # key, signature, passphrase, permission, address
    CLOCK = "clock"  # our time is off
    NOT_FOUND = "not_found"  # the order is not there: a hint, never proof by itself
    DUPLICATE = "duplicate"  # this client id is there already: proof that it arrived
    FUNDS = "funds"
    RULE = "rule"  # tick, lot, minimum, band, mode: asking the same again is pointless
    POST_ONLY = "post_only"
    SYMBOL = "symbol"  # unknown, halted or delisted
    CLOSED = "closed"  # the order is final already
    UNAVAILABLE = "unavailable"  # the venue is down and says that it did nothing
    OTHER = "other"


class Refused(Struct, frozen=True, tag=True, tag_field="noun"):
    """The venue said no, and its outcome table says that nothing was done."""

    code: str
    words: str
    kind: Refusal = Refusal.OTHER
    retry_after_ns: int = 0


class Unclear(Struct, frozen=True, tag=True, tag_field="noun"):
    """An answer that proves nothing: unreadable, or a code that the venue documents as unknown outcome."""

    why: str
    code: str = ""
