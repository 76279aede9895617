"""Silence, refusals, forced disconnects, a venue that is away for an hour (faults B08 to B11, C14, D04)."""

from __future__ import annotations

import pytest

from picaflor.machines.session import Session
from picaflor.wire.port import Closed, Opened, OpenSocket
from tests.playbooks.session.script import SECOND, START_NS, play, play_on, session

UP = """
    >> add book A
    >> start
    << open venue/ws
    >> opened
    << subscribe book A
    >> subscribed book A
    << live book A
    << up
"""


def test_a_missing_acknowledgement_is_asked_for_again_alone_and_then_costs_the_socket_once() -> None:
    play(
        session(),
        """
        >> add book A, book B
        >> start
        << open venue/ws
        >> opened
        << subscribe book A, book B
        >> subscribed book A
        << live book A
        at 5s
        << 5s subscribe book B
        == subscribing ws: book B
        at 10s
        << 10s subscribe book B
        at 15s
        << 15s close: no acknowledgement of book B
        << 15s down: no acknowledgement of book B
        == closing ws: connection
        >> closed 1000
        at 16s
        << open venue/ws
        >> opened
        << subscribe book A, book B
        >> subscribed book A
        << live book A
        at 31s                            # book A trades meanwhile, and is not to suffer twice
        << subscribe book B
        << subscribe book B
        << refused book B: no acknowledgement
        << up
        == live ws: book B
        at 36.2s
        << 36s ping
        << 36.2s subscribe book B
        >> subscribed book B
        << live book B
        == live
        """,
    )


def test_a_late_acknowledgement_still_counts() -> None:
    play(
        session(),
        """
        >> add book A
        >> start
        << open venue/ws
        >> opened
        << subscribe book A
        at 5s
        << subscribe book A
        >> subscribed book A
        << live book A
        << up
        >> subscribed book A
        """,
    )


def test_a_refused_topic_is_visible_and_tried_again_ever_slower() -> None:
    play(
        session(),
        """
        >> add book A, book X
        >> start
        << open venue/ws
        >> opened
        << subscribe book A, book X
        >> error book X: 30001 does not exist
        << refused book X: 30001 does not exist
        == subscribing ws: book A, ws: book X
        >> subscribed book A
        << live book A
        << up
        == live ws: book X
        at 5s
        << 5s subscribe book X
        >> error : 30001 does not exist   # names nobody, but only one was asked
        << refused book X: 30001 does not exist
        at 14s
        at 15s
        << 15s subscribe book X
        >> subscribed book X
        << live book X
        == live
        """,
    )


def test_an_error_that_may_mean_several_topics_is_told_and_found_out_one_by_one() -> None:
    play(
        session(),
        """
        >> add book A, book X
        >> start
        << open venue/ws
        >> opened
        << subscribe book A, book X
        >> error : 30001 does not exist
        << surprise: ws: an error that names no topic of ours
        at 5.2s
        << 5s subscribe book A
        << 5.2s subscribe book X
        >> subscribed book A
        << live book A
        >> error : 30001 does not exist
        << refused book X: 30001 does not exist
        << up
        """,
    )


def test_a_silent_socket_is_given_up_in_the_time_that_the_record_says() -> None:
    stage = play(
        session(),
        UP
        + """
        at 30s
        << 20s ping
        >> change A
        at 74s
        << 40s ping
        << 60s ping
        at 75s
        << 75s close: silent for too long
        << 75s down: silent for too long
        at 79.9s                          # nobody reports the socket gone: it is given up all the same
        at 80s
        << 80s open venue/ws
        """,
    )
    assert stage.session.attempts == 1  # a failure, however long it had been live


def test_a_forced_disconnect_subscribes_everything_again() -> None:
    play(
        session(),
        UP
        + """
        at 10s
        >> closed 1006 reset
        << down: closed by the other side: 1006 reset
        == closed ws: connection
        at 11s
        << open venue/ws
        >> closed 0 refused
        at 13s
        << open venue/ws
        >> opened
        << subscribe book A
        == subscribing ws: book A
        >> subscribed book A
        << live book A
        << up
        == live
        """,
    )


def test_after_a_long_good_time_the_first_retry_is_quick() -> None:
    stage = play(
        session(),
        """
        >> start
        << open venue/ws
        >> closed 0 refused
        at 1s
        << open venue/ws
        >> closed 0 refused
        at 3s
        << open venue/ws
        >> closed 0 refused
        at 6s
        << open venue/ws
        >> opened
        << up
        at 30s
        << ping
        >> pong
        at 50s
        << ping
        >> pong
        """,
    )
    assert stage.session.attempts == 3
    play_on(
        stage, "at 66s\n<< ping\n>> closed 1006\n<< down: closed by the other side: 1006\nat 66.5s\n<< open venue/ws"
    )
    assert stage.session.attempts == 1


def test_a_socket_that_does_not_hold_is_no_success() -> None:
    stage = play(
        session(),
        """
        >> start
        << open venue/ws
        >> closed 0 refused
        at 1s
        << open venue/ws
        >> opened
        << up
        at 10s
        >> closed 1006
        << down: closed by the other side: 1006
        """,
    )
    assert stage.session.attempts == 2


def test_a_refused_login_halts_until_somebody_says_retry() -> None:
    play(
        session(private=True),
        """
        >> add orders
        >> start
        << open venue/ws
        >> opened
        << login
        >> login-refused 30005 key is wrong
        << close: login refused: 30005 key is wrong
        << down: login refused: 30005 key is wrong
        << halted: 30005 key is wrong
        == halted ws: login, refused: 30005 key is wrong
        >> closed 1000
        at 86400s                         # no storm: not one attempt in a day
        == halted ws: login, refused: 30005 key is wrong
        >> retry
        << open venue/ws
        >> opened
        << login
        >> logged-in
        at 86400.2s
        << subscribe orders
        """,
    )


def test_a_key_that_is_revoked_in_the_middle_of_the_day_halts_too() -> None:
    play(
        session(private=True),
        """
        >> start
        << open venue/ws
        >> opened
        << login
        >> logged-in
        << up
        at 10s
        >> login-refused 40014 no permission
        << close: login refused: 40014 no permission
        << down: login refused: 40014 no permission
        << halted: 40014 no permission
        >> retry                          # the old socket is not gone yet
        == closing ws: connection
        >> closed 1000
        at 10s
        << open venue/ws
        """,
    )


def test_a_login_without_an_answer_is_not_a_refusal() -> None:
    play(
        session(private=True),
        """
        >> start
        << open venue/ws
        >> opened
        << login
        at 10s
        << 10s close: no answer in time
        << down: no answer in time
        >> closed 1000
        at 11s
        << open venue/ws
        """,
    )


def test_what_the_table_does_not_know_is_told() -> None:
    play(
        session(),
        UP
        + """
        >> logged-in
        << surprise: ws: logged_in while live
        >> subscribed book Z
        << surprise: ws: subscribed to what was not asked for
        >> unsubscribed book A
        << surprise: ws: unsubscribed without being asked
        at 0.2s
        << subscribe book A
        """,
    )


def test_a_socket_that_comes_after_it_was_given_up_is_hung_up() -> None:
    play(
        session(),
        """
        >> start
        << open venue/ws
        at 15s
        << 10s close: no answer in time
        << 15s open venue/ws
        >> closed 1006 the old one
        >> opened
        << close: not wanted any more
        >> closed 1000
        """,
    )


def away(who: Session, until_s: int, hang: bool) -> tuple[list[int], int]:
    """The venue is down until then: sockets fail at once, or hang. Attempts, and when it was back."""
    now, attempts = START_NS, []
    outputs = who.start(now)
    pending: int | None = None
    while True:
        if any(isinstance(output, OpenSocket) for output in outputs):
            attempts.append(now)
            if now >= START_NS + until_s * SECOND:
                who.feed(Opened("ws"), now)
                return attempts, now
            pending = None if hang else now + SECOND // 100
        due = who.due()
        times = [time for time in (due, pending) if time is not None]
        now = min(times)
        if now == pending:
            pending = None
            outputs = who.feed(Closed("ws", 1006, "refused"), now)
        else:
            outputs = who.tick(now)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("hang", [False, True])
def test_a_venue_that_is_down_for_an_hour_sees_no_storm_and_us_again_in_half_a_minute(seed: int, hang: bool) -> None:
    attempts, back = away(session(seed=seed), 3600, hang)
    assert back - (START_NS + 3600 * SECOND) < 30 * SECOND
    for first in attempts:
        assert sum(first <= at < first + 300 * SECOND for at in attempts) <= 60
    assert len(attempts) < 500


@pytest.mark.parametrize("seed", range(5))
def test_a_tight_limit_on_connects_is_kept_in_every_five_minutes(seed: int) -> None:
    attempts, _ = away(session(seed=seed, connects=8), 3600, hang=False)
    for first in attempts:
        assert sum(first <= at < first + 300 * SECOND for at in attempts) <= 8
    assert len(attempts) > 60


def test_two_clients_do_not_come_back_together_and_one_seed_comes_back_the_same() -> None:
    times = [away(session(seed=seed), 600, hang=False)[0] for seed in (1, 2, 1)]
    assert times[0] != times[1]
    assert times[0] == times[2]
