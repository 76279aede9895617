"""What becomes of a frame: the kernel's judge against the naive one, over every kind of number."""

from __future__ import annotations

from itertools import product

from picaflor.kernels import ladder as at
from picaflor.kernels import turn
from picaflor.kernels.compiled import Words, kernel
from picaflor.machines.book.continuity import Verdict
from picaflor.machines.book.continuity import judge as judge_naively
from picaflor.wire.reports import BookFrame
from picaflor.wire.venue import Continuity
from tests.unit.kernels._calls import make_words

VERDICTS = {
    turn.WHOLE: Verdict.WHOLE, turn.CHANGE: Verdict.CHANGE, turn.HEARTBEAT: Verdict.HEARTBEAT,
    turn.OLD: Verdict.OLD, turn.TORN: Verdict.GAP,
}  # fmt: skip
RULES = {
    Continuity.PREVIOUS: turn.PREVIOUS, Continuity.PLUS_ONE: turn.PLUS_ONE,
    Continuity.INCREASING: turn.INCREASING, Continuity.REPLACE: turn.REPLACE,
}  # fmt: skip


@kernel("words", "int", "int", "int")
def call_judge(w: Words, has: int, seq: int, prev: int) -> int:
    return turn.judge(w, has, seq, prev)


@kernel("words", "int", "int", "int", "int")
def call_turn(w: Words, has: int, seq: int, prev: int, checksum: int) -> int:
    return turn.turn(w, has, seq, prev, checksum)


def test_the_two_judges_agree() -> None:
    numbers = (None, 0, 1, 4, 5, 6, 7)
    for rule, snapshot, seq, prev, last, fresh in product(
        Continuity, (False, True), numbers, numbers, (None, 0, 5), (False, True)
    ):
        words = make_words(CONTINUITY=RULES[rule], SEQ=last or 0, NUMBERED=last is not None, FRESH=fresh)
        has = snapshot * turn.SNAPSHOT | (seq is not None) * turn.HAS_SEQ | (prev is not None) * turn.HAS_PREV
        expected = judge_naively(rule, BookFrame("", snapshot, b"", b"", seq, prev), last, fresh=fresh)
        assert VERDICTS[call_judge(words, has, seq or 0, prev or 0)] is expected, (
            rule,
            snapshot,
            seq,
            prev,
            last,
            fresh,
        )


def test_numbers_beyond_a_word_are_refused() -> None:
    words = make_words()
    for seq, prev in ((-1, 0), (2**62 + 1, 0), (1, -1), (1, 2**62 + 1)):
        assert call_turn(words, turn.SNAPSHOT | turn.HAS_SEQ, seq, prev, 0) == turn.REFUSED
    assert words[at.SOUND] == 0


def test_an_unsound_book_keeps_still() -> None:
    words = make_words()
    assert call_turn(words, turn.HAS_SEQ, 1, 0, 0) == turn.KEPT
    assert call_turn(words, turn.HAS_SEQ | turn.SNAPSHOT, 5, 0, 0) == turn.GOOD
    assert call_turn(words, turn.HAS_SEQ | turn.HAS_PREV, 9, 6, 0) == turn.GAP
    assert words[at.SOUND] == 0
