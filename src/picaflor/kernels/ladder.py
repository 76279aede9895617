"""One book in one flat array of words: a header, two sides, and room to lay out a frame before it is applied.

    [ header | bids | asks | bids of the frame | asks of the frame ]

A level is two words, its key and its quote. A side is sorted by key, worst first, so that the best end, where nearly all
changes fall, moves the fewest words. A bid's key is its price in ticks, an ask's is minus that. A quote is lots and, in
its low bits, the format: how many decimals the venue wrote in price and size, which a checksum needs to know.

A frame is read as a whole into its own room, judged, and only then applied: the array is never half changed.
"""

from __future__ import annotations

from picaflor.kernels.compiled import U, Words, part, rare, shift

# Header words.
BIDS, ASKS = 0, 1  # levels held
BID, BID_LOTS, ASK, ASK_LOTS = 2, 3, 4, 5  # the top, in ticks and lots; 0: none
NEW_BIDS, NEW_ASKS = 6, 7  # levels in the frame
SEQ, NUMBERED, FRESH, SOUND = 8, 9, 10, 11  # where we are in the stream
CAPACITY, DEPTH = 12, 13  # levels a side: room for, and wanted (0: all)
TICK_PLACES, TICK_STEP, LOT_PLACES, LOT_STEP = 14, 15, 16, 17
CONTINUITY, DIALECT, SUMS = 18, 19, 20
VENUE_MS = 21
PRICE_NAME, SIZE_NAME = 22, 23
ENVELOPE = 24  # what `raw` needs to know, up to the end of the header
HEADER = 96

FORMAT_BITS = 5  # decimals of a price or of a size
QUOTE_BITS = 2 * FORMAT_BITS
TICKS_MOST = 2**62 - 1
LOTS_MOST = 2**52 - 1
STRIDE = 8  # levels skipped at a time while looking for a price


def words_for(capacity: int) -> int:
    return HEADER + 8 * capacity


@part
def find(w: Words, start: int, high: int, key: int) -> int:
    """The lowest of the first `high` places of a side whose key is not below `key`; `high` if there is none."""
    while high >= STRIDE and w[U(start + 2 * (high - STRIDE))] >= key:
        high -= STRIDE
    while high > 0 and w[U(start + 2 * (high - 1))] >= key:
        high -= 1
    return high


@rare
def merge(w: Words, side: int, count: int) -> None:
    """Applies the `count` levels of the frame's side."""
    start = HEADER + 2 * side * w[CAPACITY]
    frame = start + 4 * w[CAPACITY]
    n = w[U(side)]
    place = n  # venues tell the best level first, so that the next one is found near the last
    for new in range(frame, frame + 2 * count, 2):
        key = w[U(new)]
        quote = w[U(new + 1)]
        if place < n and key > w[U(start + 2 * place)]:
            place = n
        place = find(w, start, place, key)
        at = start + 2 * place
        held = place < n and w[U(at)] == key
        if quote >> QUOTE_BITS != 0:
            if not held:
                shift(w, at + 2, at, 2 * (n - place))
                w[U(at)] = key
                n += 1
            w[U(at + 1)] = quote
        elif held:
            n -= 1
            shift(w, at, at + 2, 2 * (n - place))
    w[U(side)] = n


@part
def trim(w: Words, side: int) -> None:
    """Forgets what lies beyond the depth that the venue keeps up to date."""
    depth = w[DEPTH]
    over = w[U(side)] - depth
    if depth > 0 and over > 0:
        start = HEADER + 2 * side * w[CAPACITY]
        shift(w, start, start + 2 * over, 2 * depth)
        w[U(side)] = depth


@part
def show(w: Words) -> bool:
    """Puts the top into the header; True if it moved."""
    bid = 0
    bid_lots = 0
    ask = 0
    ask_lots = 0
    if w[BIDS] > 0:
        best = HEADER + 2 * (w[BIDS] - 1)
        bid = w[U(best)]
        bid_lots = w[U(best + 1)] >> QUOTE_BITS
    if w[ASKS] > 0:
        best = HEADER + 2 * (w[CAPACITY] + w[ASKS] - 1)
        ask = -w[U(best)]
        ask_lots = w[U(best + 1)] >> QUOTE_BITS
    moved = bid != w[BID] or bid_lots != w[BID_LOTS] or ask != w[ASK] or ask_lots != w[ASK_LOTS]
    w[BID] = bid
    w[BID_LOTS] = bid_lots
    w[ASK] = ask
    w[ASK_LOTS] = ask_lots
    return moved
