"""Refusals: the emulated house's rules in BitMart's codes and words, and what an answer with a code proves."""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitmart.outcomes import OUTCOMES, STATUSES
from picaflor.wire.asks import CHANGING, Ask, PlaceMany, Refusal, Refused, Unclear

SUCCESS: Final = "1000"
GATE: Final = "30"  # with which codes begin that are given before anything is done
SAID_YES: Final = frozenset({"ok", "success"})

# Rules of an emulated house (see sim/venue/house_rules).
REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "symbol": ("50001", "Symbol not found"),
    "halted": ("50040", "Symbol not available"),
    "client id": ("50038", "The Client Order Id must be a combination of numbers and letters"),
    "duplicate": ("50042", "Duplicate clientOrderId"),
    "tick": ("50021", "Invalid price"),
    "lot": ("50021", "Invalid size"),
    "minimum size": ("50006", "The minimum size is not reached"),
    "maximum size": ("50007", "The maximum size is exceeded"),
    "minimum notional": ("50009", "The minimum notional is not reached"),
    "band above": ("50025", "The maximum price is exceeded"),
    "band below": ("50008", "The minimum price is not reached"),
    "open orders": ("50029", "Too many open orders"),
    "parameter": ("50028", "Parameters are missing or do not match"),
    "funds": ("50020", "Balance not enough"),
    "not found": ("50005", "Order Id not found"),
    "closed": ("50032", "Order does not exist"),
    "batch": ("50033", "The number of orders must be between 1 and 10"),
    "rate": ("30013", "Request too many requests"),
    "unavailable": ("30014", "Service unavailable"),
    "login first": ("91006", "Not logged in"),
    "no such topic": ("90004", "Invalid channel param"),
}


def refuse(code: str, words: str) -> Refused:
    """A refusal as the emulated venue makes it; its kind is what a reader will make of the code."""
    return Refused(code, words, OUTCOMES[code][0] or Refusal.OTHER)


def status_of(code: str) -> int:
    return STATUSES.get(code, 400)


def judge(ask: Ask, status: int, code: str, words: str) -> Refused | Unclear:
    """Row 23: endpoint × status × code. 429 and 418 come from the gate: nothing was done."""
    if status in (418, 429) or code in ("30013", "30017"):
        return Refused("30017" if status == 418 else code or "30013", words, Refusal.RATE)
    kind, sentence = OUTCOMES.get(code, (None, "a code that is in no table"))
    if isinstance(ask, PlaceMany) and not code.startswith(GATE):
        return Unclear(f"{code}: {words or sentence}, and whether a part was taken is not told"[:300], code)
    if status >= 500 or (kind is None and type(ask) in CHANGING):
        return Unclear(f"HTTP {status}: {words or sentence}"[:300], code)
    return Refused(code, words, kind or Refusal.OTHER)
