"""The one table of an order's life. What is not in it is a surprise; the diagram in the docs is drawn from it.

A *word* is what was learnt about an order, whoever said it. For each state and word the table holds the state that
follows, or None where the word is old news: it was true once, and nothing follows from it any more. A pair that is not
in the table is a contradiction between us and the venue: the state stays and somebody is told.

Three things are decided here and nowhere else. A final state leads to final states only, but for ABSENT, which is our
conclusion and not the venue's word, so any proof of life overrules it. A trade is the strongest word there is: it is
booked in every state, and a whole order's worth of trades means FILLED even after the venue said cancelled. And LOST,
the word for "nobody knows", never moves an order that the venue has already spoken of.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from picaflor.domain.events import OrderState as S


class Word(StrEnum):
    SENT = "sent"
    UNSENT = "unsent"  # provably no byte of it left
    LOST = "lost"  # it may have left, and no answer that proves anything came back
    TAKEN = "taken"  # the venue answered yes
    DENIED = "denied"  # the venue answered no
    OPEN = "open"
    PARTIAL = "partial"
    FILLED = "filled"
    CANCELLED = "cancelled"
    REFUSED = "refused"  # by the matching engine, after a first yes
    EXPIRED = "expired"
    TRADE = "trade"  # some of it was traded
    FULL = "full"  # all of it was
    GONE = "gone"  # proven not to be at the venue


W = Word
Row = Mapping[Word, S | None]

_PROOF: dict[Word, S | None] = {
    W.TAKEN: S.OPEN,
    W.OPEN: S.OPEN,
    W.PARTIAL: S.PARTIAL,
    W.FILLED: S.FILLED,
    W.CANCELLED: S.CANCELLED,
    W.REFUSED: S.REFUSED,
    W.EXPIRED: S.EXPIRED,
    W.TRADE: S.PARTIAL,
    W.FULL: S.FILLED,
}
_IN_FLIGHT: dict[Word, S | None] = _PROOF | {W.UNSENT: S.ABSENT, W.LOST: S.UNKNOWN, W.DENIED: S.REFUSED}
_LATE: dict[Word, S | None] = dict.fromkeys((W.SENT, W.TAKEN, W.LOST, W.OPEN, W.PARTIAL, W.GONE))
_WORDS_OF_AN_END: dict[Word, S | None] = dict.fromkeys((W.CANCELLED, W.REFUSED, W.EXPIRED))

ROWS: Mapping[S, Row] = {
    S.INTENDED: _IN_FLIGHT | {W.SENT: S.SENT},
    S.SENT: _IN_FLIGHT,
    S.UNKNOWN: _IN_FLIGHT | {W.SENT: S.UNKNOWN, W.GONE: S.ABSENT},
    S.OPEN: _PROOF | {W.SENT: S.OPEN, W.LOST: S.OPEN, W.DENIED: S.UNKNOWN, W.GONE: S.ABSENT},
    S.PARTIAL: _PROOF
    | {W.SENT: S.PARTIAL, W.TAKEN: S.PARTIAL, W.LOST: S.PARTIAL, W.OPEN: None, W.DENIED: S.UNKNOWN, W.GONE: S.ABSENT},
    S.FILLED: _LATE | _WORDS_OF_AN_END | {W.FILLED: S.FILLED, W.TRADE: S.FILLED, W.FULL: S.FILLED},
    S.CANCELLED: _LATE
    | _WORDS_OF_AN_END
    | {W.CANCELLED: S.CANCELLED, W.TRADE: S.CANCELLED, W.FILLED: S.FILLED, W.FULL: S.FILLED},
    S.EXPIRED: _LATE
    | _WORDS_OF_AN_END
    | {W.EXPIRED: S.EXPIRED, W.TRADE: S.EXPIRED, W.FILLED: S.FILLED, W.FULL: S.FILLED},
    S.REFUSED: _LATE
    | _WORDS_OF_AN_END
    | {W.DENIED: S.REFUSED, W.REFUSED: S.REFUSED, W.TRADE: S.REFUSED, W.FILLED: S.FILLED, W.FULL: S.FILLED},
    S.ABSENT: _PROOF | dict.fromkeys((W.SENT, W.UNSENT, W.LOST, W.DENIED, W.GONE)),
}

TABLE: Mapping[tuple[S, Word], S | None] = {
    (state, word): to for state, row in ROWS.items() for word, to in row.items()
}


def draw() -> str:
    """The table as a Mermaid state diagram: every arrow that moves, with the words that move it."""
    arrows: dict[tuple[S, S], list[str]] = {}
    for (state, word), to in TABLE.items():
        if to is not None and to is not state:
            arrows.setdefault((state, to), []).append(word)
    lines = ["stateDiagram-v2", f"    [*] --> {S.INTENDED}"]
    lines += [f"    {state} --> {to}: {', '.join(words)}" for (state, to), words in arrows.items()]
    lines += [f"    {state} --> [*]" for state in S if state.final]
    return "\n".join(lines) + "\n"
