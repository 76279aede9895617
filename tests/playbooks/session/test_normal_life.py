"""Connecting, subscribing, staying awake, changing one's mind: a session on a good day."""

from __future__ import annotations

from dataclasses import replace

from picaflor.machines.session import State
from tests.playbooks.session.script import BEAT, SECOND, START_NS, play, session


def test_a_public_socket_subscribes_in_batches_and_is_ready_when_every_topic_is_acknowledged() -> None:
    play(
        session(),
        """
        == closed ws: connection
        >> add book A, book B, trades A
        >> start
        << 0s open venue/ws
        == opening ws: connection
        at 0.1s
        >> opened
        << 0.1s subscribe book A, book B
        == subscribing ws: book A, ws: book B, ws: trades A
        >> subscribed book A
        << live book A
        >> subscribed book B
        << live book B
        at 0.3s
        << 0.3s subscribe trades A       # five frames a second, not more
        >> subscribed trades A
        << live trades A
        << up
        == live
        >> change A
        >> trade A
        at 20.1s
        << 20.1s ping
        >> pong
        at 40.1s
        << 40.1s ping
        >> note
        at 60.1s
        << 60.1s ping
        """,
    )


def test_a_socket_without_topics_is_up_at_once() -> None:
    play(session(), ">> start\n<< open venue/ws\n>> opened\n<< up\n== live")


def test_a_private_socket_logs_in_first() -> None:
    play(
        session(private=True),
        """
        >> add orders, balances
        >> start
        << open venue/ws
        >> opened
        << login
        == logging_in ws: login
        >> pong
        >> logged-in
        at 0.2s
        << 0.2s subscribe orders, balances
        >> subscribed orders
        << live orders
        >> balances                       # data before the acknowledgement proves as much
        << live balances
        << up
        >> subscribed balances            # which then is no news
        == live
        """,
    )


def test_data_may_come_before_the_acknowledgement() -> None:
    play(
        session(),
        """
        >> add book A
        >> start
        << open venue/ws
        >> opened
        << subscribe book A
        >> snapshot A
        << live book A
        << up
        >> subscribed book A
        == live
        """,
    )


def test_a_venue_that_acknowledges_nothing_shows_its_books_and_is_trusted_for_the_rest() -> None:
    play(
        session(acks=False),
        """
        >> add book A, trades A
        >> start
        << open venue/ws
        >> opened
        << subscribe book A, trades A
        at 4s
        >> snapshot A
        << live book A
        == subscribing ws: trades A
        at 5s
        << 5s live trades A
        << up
        == live
        >> remove trades A
        << unsubscribe trades A
        == live
        >> resync book A
        at 5.2s
        << 5.2s unsubscribe book A
        at 5.4s
        << 5.4s subscribe book A
        >> change A                       # of the old subscription
        >> snapshot A
        << live book A
        """,
    )


def test_topics_come_and_go_while_the_socket_lives() -> None:
    play(
        session(),
        """
        >> add book A
        >> start
        << open venue/ws
        >> opened
        << subscribe book A
        >> subscribed book A
        << live book A
        << up
        at 10s
        >> add book A, book B
        << subscribe book B
        == live ws: book B
        >> subscribed book B
        << live book B
        == live
        at 11s
        >> remove book A
        << unsubscribe book A
        == live
        >> change A                       # its last words
        >> unsubscribed book A
        >> remove book A
        at 12s
        >> remove book B
        << unsubscribe book B
        >> add book B                     # changed our mind before the answer
        == live ws: book B
        at 12.2s
        >> unsubscribed book B
        << subscribe book B
        >> subscribed book B
        << live book B
        """,
    )


def test_a_resync_goes_before_everything_that_waits() -> None:
    play(
        session(per_frame=1),
        """
        >> add book A
        >> start
        << open venue/ws
        >> opened
        << subscribe book A
        >> subscribed book A
        << live book A
        << up
        >> add book B, book C
        >> resync book A
        == live ws: book A, ws: book B, ws: book C
        at 0.2s
        << 0.2s unsubscribe book A
        >> resync book A                  # once is enough
        >> unsubscribed book A
        at 0.4s
        << 0.4s subscribe book A
        >> change A                       # of the old subscription: proves nothing
        >> snapshot A
        << live book A
        at 0.8s
        << 0.6s subscribe book B
        << 0.8s subscribe book C
        >> resync book A                  # again so soon: a second later than the first
        >> subscribed book B
        << live book B
        >> subscribed book C
        << live book C
        at 1.2s
        << 1s unsubscribe book A
        >> resync book Z
        """,
    )


def test_an_unsubscribe_that_nobody_confirms_is_taken_as_done() -> None:
    play(
        session(),
        """
        >> add book A
        >> start
        << open venue/ws
        >> opened
        << subscribe book A
        >> subscribed book A
        << live book A
        << up
        at 1s
        >> resync book A
        << unsubscribe book A
        at 6s
        << 6s subscribe book A
        >> subscribed book A
        << live book A
        """,
    )


def test_a_socket_is_renewed_before_the_venue_ends_it() -> None:
    stage = play(
        session(beat=replace(BEAT, ping_every_ns=0, silent_after_ns=10**15, connection_lasts_ns=1_000 * SECOND)),
        """
        >> add book A
        >> start
        << open venue/ws
        >> opened
        << subscribe book A
        >> subscribed book A
        << live book A
        << up
        at 899s
        """,
    )
    while stage.session.state is State.LIVE:
        stage.wait(stage.now_ns + SECOND)
    assert stage.now_ns <= START_NS + 951 * SECOND
    lines = "<< close: before the venue ends it\n<< down: before the venue ends it\n>> closed 1000 as asked"
    for line in lines.splitlines():
        stage.line(line)
    stage.wait(stage.now_ns)
    stage.line("<< open venue/ws")


def test_told_to_stop_it_stays_down_until_told_to_start() -> None:
    play(
        session(),
        """
        >> start
        << open venue/ws
        >> opened
        << up
        >> stop
        << close: told to stop
        << down: told to stop
        >> closed 1000
        at 4000s
        == closed ws: connection
        >> start
        << open venue/ws
        >> stop
        << close: told to stop
        """,
    )


def test_a_new_address_is_used_by_the_next_socket() -> None:
    who = session()
    play(who, ">> start\n<< open venue/ws\n>> opened\n<< up")
    who.url = "venue/ws/key-2"
    stage = play(who, ">> reconnect the key ends\n<< close: the key ends\n<< down: the key ends\n>> closed 1000")
    stage.wait(stage.now_ns + SECOND)
    stage.line("<< open venue/ws/key-2")


def test_where_the_venue_has_no_ping_of_its_own_the_protocols_keeps_the_socket() -> None:
    play(
        session(beat=replace(BEAT, text=False)),
        """
        >> start
        << open venue/ws
        >> opened
        << up
        at 20s
        << 20s ping frame
        >> beat
        at 40s
        << 40s ping frame
        at 64s
        << 60s ping frame
        at 65s
        << 65s close: silent for too long
        << down: silent for too long
        """,
    )


def test_where_the_venue_has_a_ping_of_its_own_the_protocols_proves_nothing() -> None:
    play(
        session(),
        """
        >> start
        << open venue/ws
        >> opened
        << up
        at 20s
        << ping
        >> beat
        at 45s
        << 40s ping
        << 45s close: silent for too long
        << down: silent for too long
        """,
    )


def test_an_acknowledgement_may_be_the_list_of_all_that_is_heard() -> None:
    play(
        session(),
        """
        >> add book A, book B
        >> start
        << open venue/ws
        >> opened
        << subscribe book A, book B
        >> heard A                         # B is not known there, or its answer is still to come
        << live book A
        == subscribing ws: book B
        >> heard A B
        << live book B
        << up
        >> resync book A
        at 0.2s
        << 0.2s unsubscribe book A
        >> heard A B                       # an older answer: it has not left yet
        >> heard B
        at 0.4s
        << 0.4s subscribe book A
        >> heard B
        == live ws: book A
        >> heard B A
        << live book A
        == live
        """,
    )
