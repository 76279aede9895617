"""What becomes of a frame that has been read: judged by its number, applied, settled. The twin of Keeper and judge."""

from __future__ import annotations

from picaflor.kernels.compiled import Words, part, rare
from picaflor.kernels.crc import sum_book
from picaflor.kernels.ladder import (
    ASK,
    ASKS,
    BID,
    BIDS,
    CAPACITY,
    CONTINUITY,
    FRESH,
    NEW_ASKS,
    NEW_BIDS,
    NUMBERED,
    SEQ,
    SOUND,
    SUMS,
    merge,
    show,
    trim,
)

# Outcomes. Below zero: nothing was touched, ask the naive twin.
FULL, REFUSED = -2, -1
KEPT, GAP, CHECKSUM, CROSSED, GOOD = 0, 1, 2, 3, 4
MOVED = 8  # added to an outcome: the top is another
OUTCOME = 7 - 2**62  # masks MOVED away, and keeps the refusals what they are

# What a frame has, as bits.
SNAPSHOT, HAS_SEQ, HAS_PREV = 1, 2, 4
PREVIOUS, PLUS_ONE, INCREASING, REPLACE = 0, 1, 2, 3
WHOLE, CHANGE, HEARTBEAT, OLD, TORN = 0, 1, 2, 3, 4


NUMBER_MOST = 2**62


@part
def judge(w: Words, has: int, seq: int, prev: int) -> int:
    rule = w[CONTINUITY]
    last = w[SEQ]
    numbered = w[NUMBERED] != 0 and (has & HAS_SEQ) != 0
    if rule == REPLACE:
        return OLD if numbered and seq < last else WHOLE
    if has & SNAPSHOT:
        return WHOLE
    if not numbered:
        return TORN if rule == PLUS_ONE or w[NUMBERED] != 0 else CHANGE
    if rule == PREVIOUS and has & HAS_PREV:
        if prev == 0 or prev >= seq:
            return TORN
        if seq <= last:
            return OLD
        return CHANGE if prev == last or (prev < last and w[FRESH] != 0) else TORN
    if seq == last:
        return HEARTBEAT if rule == PLUS_ONE else OLD
    if rule == PLUS_ONE:
        return CHANGE if seq == last + 1 else OLD if seq < last else TORN
    return CHANGE if seq > last else TORN


@rare
def turn(w: Words, has: int, seq: int, prev: int, checksum: int) -> int:
    """The outcome of the frame that lies in the array's frame room."""
    if not (0 <= seq <= NUMBER_MOST and 0 <= prev <= NUMBER_MOST):
        return REFUSED
    verdict = judge(w, has, seq, prev)
    if (w[SOUND] == 0 and verdict != WHOLE) or verdict == OLD:
        return KEPT
    if verdict == TORN:
        w[SOUND] = 0
        return GAP
    moved = False
    if verdict != HEARTBEAT:
        capacity = w[CAPACITY]
        if verdict == WHOLE:
            if w[NEW_BIDS] > capacity or w[NEW_ASKS] > capacity:
                return FULL
            w[BIDS] = 0
            w[ASKS] = 0
        elif w[BIDS] + w[NEW_BIDS] > capacity or w[ASKS] + w[NEW_ASKS] > capacity:
            return FULL
        merge(w, BIDS, w[NEW_BIDS])
        merge(w, ASKS, w[NEW_ASKS])
        trim(w, BIDS)
        trim(w, ASKS)
        w[NUMBERED] = 1 if has & HAS_SEQ else 0
        w[SEQ] = seq
        w[FRESH] = 1 if verdict == WHOLE else 0
        moved = show(w)
    w[SOUND] = 1
    outcome = CROSSED if w[ASK] > 0 and w[BID] >= w[ASK] else GOOD
    if w[SUMS] != 0 and checksum != 0 and checksum != sum_book(w):
        w[SOUND] = 0
        outcome = CHECKSUM
    return outcome + MOVED if moved else outcome
