from __future__ import annotations

from picaflor.machines.throttle.silence import BAN_MAX_NS, CALM_NS, PENALTY_MAX_NS, SERVED, Silence

SECOND = 1_000_000_000
NOW = 1_000 * SECOND


def test_the_venues_own_time_is_kept_exactly() -> None:
    silence = Silence()
    silence.refused(3 * SECOND, NOW)
    assert silence.until_ns == NOW + 3 * SECOND


def test_each_refusal_after_a_silence_makes_the_next_one_longer_up_to_an_end() -> None:
    silence, now, waits = Silence(), NOW, []
    for _ in range(15):
        silence.refused(0, now)
        waits.append(silence.until_ns - now)
        now = silence.until_ns
    assert waits[:4] == [SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND]
    assert waits[-1] == PENALTY_MAX_NS


def test_a_short_retry_after_is_not_believed_twice() -> None:
    silence = Silence()
    silence.refused(SECOND, NOW)
    silence.refused(SECOND, NOW + SECOND)
    assert silence.until_ns == NOW + 3 * SECOND


def test_answers_to_what_was_under_way_are_no_new_offence() -> None:
    silence = Silence()
    for _ in range(10):
        silence.refused(0, NOW)
    assert silence.until_ns == NOW + SECOND
    silence.refused(5 * SECOND, NOW)
    assert silence.until_ns == NOW + 5 * SECOND
    silence.refused(SECOND, NOW)
    assert silence.until_ns == NOW + 5 * SECOND


def test_a_calm_minute_is_forgiven() -> None:
    silence = Silence()
    silence.refused(0, NOW)
    silence.refused(0, NOW + SECOND)
    later = silence.until_ns + CALM_NS + 1
    silence.refused(0, later)
    assert silence.until_ns == later + SECOND


def test_a_ban_for_a_century_is_a_misread_header() -> None:
    silence = Silence()
    silence.refused(10**19, NOW)
    assert silence.until_ns == NOW + BAN_MAX_NS
    silence = Silence()
    silence.refused(-5, NOW)
    assert silence.until_ns == NOW + SECOND


def test_who_is_served_for_a_while_after_a_silence_is_not_told_again() -> None:
    silence = Silence()
    for answers, seconds in ((0, 1), (SERVED - 1, 2), (SERVED, 1), (0, 2), (SERVED - 1, 4)):
        now = silence.until_ns or NOW
        for _ in range(answers):
            silence.served(now)
        silence.refused(0, now)
        assert silence.until_ns == now + seconds * SECOND


def test_answers_that_come_during_a_silence_were_asked_for_before_it() -> None:
    silence = Silence()
    silence.refused(0, NOW)
    for _ in range(SERVED):
        silence.served(NOW)
    silence.refused(0, NOW + SECOND)
    assert silence.until_ns == NOW + 3 * SECOND
