"""The raw kernel: the bytes of a whole message into a book. It finds the keys itself; their names are data in the header.

The shape is the one that Bitget and its like send, without white space:

    {action: "snapshot"|"update", topic: …, data: [{asks: […], bids: […], seq: 1, prev: 1, checksum: -1, …}], …}

in any order of keys, each at most once. The topic must be, byte for byte, the one that the book was made for. Keys that
the envelope names as idle may hold an integer or a plain string. Whatever else comes is refused and read the slow way.
"""

from __future__ import annotations

from picaflor.kernels.compiled import Bytes, U, Words, kernel, load_word, part, rare
from picaflor.kernels.digits import REFUSED as NO_NUMBER
from picaflor.kernels.digits import read_digits
from picaflor.kernels.ladder import ASKS, BIDS, ENVELOPE, NEW_ASKS, NEW_BIDS, VENUE_MS
from picaflor.kernels.levels import BRACE, CLOSE, COLON, COMMA, OPEN, QUOTE, UNBRACE, read_list, read_word
from picaflor.kernels.turn import HAS_PREV, HAS_SEQ, REFUSED, SNAPSHOT, turn

# Where the names lie in the header.
ACTION, SNAPSHOT_WORD, UPDATE_WORD, TOPIC, DATA = (ENVELOPE + n for n in range(5))
BIDS_NAME, ASKS_NAME, SEQ_NAME, PREV_NAME, CHECKSUM_NAME, TIME_NAME = (ENVELOPE + n for n in range(5, 11))
LISTED = ENVELOPE + 11  # is the data an array of one?
IDLE, IDLE_MAX = ENVELOPE + 12, 4
TOPIC_BYTES = ENVELOPE + 16  # how long the topic is, and then its bytes
TOPIC_WORDS_MAX = 48

# What the venue's own codec wants: numbers without quotes; a time, in quotes.
BARE, TIMED = ENVELOPE + 70, ENVELOPE + 71
TIME_MOST = 10**16

# Where the reader puts what it has read, beside the levels.
HAS, SEQ_READ, PREV_READ, CHECKSUM_READ = (ENVELOPE + 66 + n for n in range(4))

_MINUS, _SPACE, _TILDE, _BACKSLASH = 45, 32, 126, 92
_SAW_ACTION, _SAW_TOPIC, _SAW_DATA, _SAW_BIDS, _SAW_ASKS, _SAW_SUM, _SAW_TIME = 8, 16, 32, 64, 128, 256, 512
_NEEDED = _SAW_ACTION | _SAW_TOPIC | _SAW_DATA


@part
def read_int(b: Bytes, i: int) -> tuple[int, int]:
    """An integer, bare or in quotes, and the index behind it; index REFUSED if it is none."""
    quoted = b[U(i)] == QUOTE
    if quoted:
        i += 1
    negative = b[U(i)] == _MINUS
    if negative:
        i += 1
    value, decimals, i = read_digits(b, i)
    if value == NO_NUMBER or decimals != 0 or (negative and value == 0):
        return 0, REFUSED
    if quoted:
        if b[U(i)] != QUOTE:
            return 0, REFUSED
        i += 1
    c = b[U(i)]
    if c != COMMA and c != UNBRACE:
        return 0, REFUSED
    return -value if negative else value, i


@part
def read_number(b: Bytes, i: int, w: Words) -> tuple[int, int]:
    if w[BARE] != 0 and b[U(i)] == QUOTE:
        return 0, REFUSED
    return read_int(b, i)


@part
def read_time(b: Bytes, i: int, w: Words) -> int:
    """The index behind the venue's time, or REFUSED."""
    if w[TIMED] != 0 and b[U(i)] != QUOTE:
        return REFUSED
    value, i = read_int(b, i)
    if w[TIMED] != 0 and not 0 <= value < TIME_MOST:
        return REFUSED
    w[VENUE_MS] = value
    return i


@rare
def skip_idle(b: Bytes, i: int) -> int:
    """The index behind a plain string or an integer, or REFUSED."""
    if b[U(i)] != QUOTE:
        _, i = read_int(b, i)
        return i
    i += 1
    while b[U(i)] != QUOTE:
        if b[U(i)] < _SPACE or b[U(i)] > _TILDE or b[U(i)] == _BACKSLASH:
            return REFUSED
        i += 1
    return i + 1


@part
def skip_topic(b: Bytes, i: int, w: Words) -> int:
    """The index behind the book's own topic, or REFUSED if another stands there."""
    length = w[TOPIC_BYTES]
    word = TOPIC_BYTES + 1
    end = i + length
    while i + 8 <= end:
        if load_word(b, i) != w[U(word)]:
            return REFUSED
        word += 1
        i += 8
    if i < end:
        mask = (1 << (8 * (end - i))) - 1
        if load_word(b, i) & mask != w[U(word)]:
            return REFUSED
    return end


@rare
def read_outer(b: Bytes, i: int, w: Words, name: int) -> int:
    """The value of a key of the envelope; the index behind it, or REFUSED."""
    has = w[HAS]
    if name == w[ACTION]:
        word, i = read_word(b, i)
        if has & _SAW_ACTION or (word != w[SNAPSHOT_WORD] and word != w[UPDATE_WORD]):
            return REFUSED
        w[HAS] = has | _SAW_ACTION | (SNAPSHOT if word == w[SNAPSHOT_WORD] else 0)
        return i
    if name == w[TOPIC]:
        if has & _SAW_TOPIC:
            return REFUSED
        w[HAS] = has | _SAW_TOPIC
        return skip_topic(b, i, w)
    for idle in range(IDLE, IDLE + IDLE_MAX):
        if name == w[U(idle)]:
            return skip_idle(b, i)
    return REFUSED


@rare
def read_inner(b: Bytes, i: int, w: Words, name: int) -> int:
    """The value of a key of the data; the index behind it, REFUSED, or FULL."""
    has = w[HAS]
    saw = 0
    if name == w[ASKS_NAME]:
        saw = _SAW_ASKS
        i = read_list(b, i, w, ASKS, False)
    elif name == w[BIDS_NAME]:
        saw = _SAW_BIDS
        i = read_list(b, i, w, BIDS, False)
    elif name == w[SEQ_NAME]:
        saw = HAS_SEQ
        w[SEQ_READ], i = read_number(b, i, w)
    elif name == w[PREV_NAME]:
        saw = HAS_PREV
        w[PREV_READ], i = read_number(b, i, w)
    elif name == w[CHECKSUM_NAME]:
        saw = _SAW_SUM
        w[CHECKSUM_READ], i = read_number(b, i, w)
    elif name == w[TIME_NAME]:
        saw = _SAW_TIME
        i = read_time(b, i, w)
    else:
        i = skip_idle(b, i)
        for idle in range(IDLE, IDLE + IDLE_MAX):
            if name == w[U(idle)]:
                return i
        return REFUSED
    if has & saw:
        return REFUSED
    w[HAS] = has | saw
    return i


@rare
def enter(b: Bytes, i: int, w: Words) -> int:
    """Steps from the data's key into its object; the index of the first key within, or REFUSED."""
    if w[HAS] & _SAW_DATA:
        return REFUSED
    w[HAS] |= _SAW_DATA
    if w[LISTED] != 0:
        if b[U(i)] != OPEN:
            return REFUSED
        i += 1
    return i + 1 if b[U(i)] == BRACE else REFUSED


@part
def read_message(b: Bytes, w: Words) -> int:
    """The length of the message if all of it could be read, else REFUSED or FULL."""
    inside = False
    i = 1
    if b[0] != BRACE:
        return REFUSED
    while True:
        name, i = read_word(b, i)
        if name == 0 or b[U(i)] != COLON:
            return REFUSED
        i += 1
        if not inside and name == w[DATA]:
            i = enter(b, i, w)
            if i < 0:
                return i
            inside = True
            continue
        i = read_inner(b, i, w, name) if inside else read_outer(b, i, w, name)
        if i < 0:
            return i
        c = b[U(i)]
        i += 1
        if c == UNBRACE and inside:
            if w[LISTED] != 0:
                if b[U(i)] != CLOSE:
                    return REFUSED
                i += 1
            inside = False
            c = b[U(i)]
            i += 1
        if c == UNBRACE:
            return i
        if c != COMMA:
            return REFUSED


@kernel("bytes", "words")
def apply_message(b: Bytes, w: Words) -> int:
    """The outcome of a whole message."""
    w[HAS] = 0
    w[SEQ_READ] = 0
    w[PREV_READ] = 0
    w[CHECKSUM_READ] = 0
    w[NEW_BIDS] = 0
    w[NEW_ASKS] = 0
    i = read_message(b, w)
    if i < 0:
        return i
    has = w[HAS]
    if i != len(b) or has & _NEEDED != _NEEDED or (w[TIMED] != 0 and has & _SAW_TIME == 0):
        return REFUSED
    return turn(w, has, w[SEQ_READ], w[PREV_READ], w[CHECKSUM_READ])
