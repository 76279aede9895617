"""Row 23: how an answer's code is judged, and which code the emulated house answers with for each of its rules."""

from __future__ import annotations

from typing import Final

from picaflor.venues.bitget.outcomes import OUTCOMES
from picaflor.wire.asks import CHANGING, Ask, Refusal, Refused, Unclear

R = Refusal
SUCCESS: Final = "00000"

# Rules of an emulated house (see sim/venue/house_rules) in this venue's codes and words.
REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "symbol": ("40034", "Parameter symbol does not exist"),
    "halted": ("43115", "The current trading pair is not open"),
    "client id": ("40305", "client_oid length is not greater than 64, and cannot be Martian characters"),
    "duplicate": ("43118", "clientOrderId duplicate"),
    "tick": ("45115", "The price you enter should be a multiple of the price step"),
    "lot": ("40020", "Parameter size error"),
    "minimum size": ("43006", "The minimum order quantity is not met"),
    "maximum size": ("43007", "The maximum order quantity is exceeded"),
    "minimum notional": ("45110", "less than the minimum amount 1 USDT"),
    "band above": ("43009", "The order price is higher than the price limit"),
    "band below": ("43008", "The order price is lower than the price limit"),
    "open orders": ("43005", "Exceed the maximum number of orders"),
    "parameter": ("40017", "Parameter verification failed"),
    "funds": ("43012", "Insufficient balance"),
    "not found": ("43001", "The order does not exist"),
    "closed": ("45031", "The order is finalized"),
    "not amendable": ("45031", "The order is finalized"),
    "stop not found": ("43025", "Plan order does not exist"),
    "batch": ("40306", "Batch processing orders can only process up to 20"),
    "path": ("40404", "Request URL NOT FOUND"),
    "rate": ("429", "Too Many Requests"),
    "unavailable": ("40200", "Server upgrade, please try again later"),
    "login first": ("30004", "User needs to log in"),
    "other account kind": (
        "40085",
        "You are in Unified Account mode, and the Classic Account API is not supported at this time",
    ),
    "environment": ("40099", "exchange environment is incorrect"),
    "no such topic": ("30001", "instType:SPOT,channel:{channel},instId:{symbol} doesn't exist"),
}


def refuse(code: str, words: str) -> Refused:
    """A refusal as the emulated venue makes it; its kind is what a reader will make of the code."""
    return Refused(code, words, OUTCOMES[code][0] or R.OTHER)


def judge(ask: Ask, status: int, code: str, words: str, retry_after_ns: int = 0) -> Refused | Unclear:
    """Row 23: endpoint × status × code."""
    if status == 429 or code == "429":
        return Refused("429", words, R.RATE, retry_after_ns)
    kind, sentence = OUTCOMES.get(code, (None, "a code that is in no table"))
    if status >= 500 or (kind is None and type(ask) in CHANGING):
        return Unclear(f"HTTP {status}: {words or sentence}"[:300], code)
    return Refused(code, words, kind or R.OTHER)
