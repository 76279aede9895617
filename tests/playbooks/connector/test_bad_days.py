"""A connector on a bad day: what it says, what it waits for, and what does not leave meanwhile."""

from __future__ import annotations

import pytest

from tests.playbooks.connector.script import STARTED, Play, play


def started() -> Play:
    return play(Play(), STARTED)


def test_both_sockets_end_and_everything_is_asked_for_again() -> None:
    play(
        started(),
        """
        >> buy 2 @ 101
        << ask place a
        >> answer place
        << order a sent 0/2
        << order a open 0/2
        >> closed public 1006 gone
        << book closed
        == waiting for public: connection, book BTC-USDT
        >> closed private 1006 gone
        == waiting for public: connection, private: connection, book BTC-USDT, reconcile
        >> buy 1 @ 101
        << denied: gate: waiting for public: connection, private: connection, book BTC-USDT, reconcile
        at 8s
        << 5.7542s open public
        << 5.90299s open private
        >> opened public
        << say public subscribe book BTCUSDT, trades BTCUSDT
        >> opened private
        << login private
        >> logged in
        >> snapshot 3 100@5 102@6
        << book good
        >> subscribed public book
        >> subscribed public trades
        at 8.3s
        << 8.2s say private subscribe orders, balances
        >> subscribed private orders
        >> subscribed private balances
        == waiting for reconcile
        at 8.4s
        << 8.3s ask balances
        << 8.3s ask open
        << 8.3s ask closed
        << 8.3s ask fills
        << 8.3s ask order 9a
        >> answer balances
        >> answer open: a open 0
        >> answer closed
        >> answer fills
        == open
        """,
    )


def test_a_refused_login_stops_the_private_side_and_is_not_tried_again() -> None:
    play(
        Play(),
        """
        at 0s
        << ask time
        << ask markets
        << ask balances
        >> answer time
        >> answer markets
        << open public
        << open private
        >> opened private
        << login private
        >> login refused 30012 Invalid key
        << ! login refused: 30012 Invalid key
        << close private: login refused: 30012 Invalid key
        >> closed private 1000 bye
        >> answer balances: refused parameter
        << ! no answer for balances: 40017 Parameter verification failed
        >> opened public
        << say public subscribe book BTCUSDT, trades BTCUSDT
        >> subscribed public book
        >> subscribed public trades
        >> snapshot 7 100@5 102@6
        << book good
        == waiting for private: login, refused: 30012 Invalid key, balances, reconcile
        at 5s
        << 2s ask balances
        >> answer balances
        at 19s
        == waiting for private: login, refused: 30012 Invalid key, reconcile
        >> buy 1 @ 101
        << denied: gate: waiting for private: login, refused: 30012 Invalid key, reconcile
        """,
    )


def test_a_gap_in_the_book_shuts_the_gate_until_a_new_snapshot_has_come() -> None:
    play(
        started(),
        """
        >> change 7>8 100@4
        >> change 9>10 100@3
        << book gap
        << say public unsubscribe book BTCUSDT
        >> buy 2 @ 101
        << denied: gate: waiting for public: book BTCUSDT, book BTC-USDT
        at 5.7s
        >> unsubscribed public book
        << say public subscribe book BTCUSDT
        >> subscribed public book
        == waiting for book BTC-USDT
        >> change 10>11 100@3                # the old stream goes on for a moment
        >> snapshot 20 99@3 103@4
        << book good
        == open
        """,
    )


def test_a_snapshot_that_does_not_come_is_asked_for_again() -> None:
    play(
        started(),
        """
        >> change 9>10 100@3
        << book gap
        << say public unsubscribe book BTCUSDT
        at 5.7s
        >> unsubscribed public book
        << say public subscribe book BTCUSDT
        >> subscribed public book
        == waiting for book BTC-USDT
        at 15.6s
        << 6s ask closed
        << 15.5s say public unsubscribe book BTCUSDT
        """,
    )


def test_a_socket_that_says_nothing_is_given_up_by_what_it_does_not_answer() -> None:
    play(
        started(),
        """
        at 20s
        << 6s ask closed
        << 20s say public ping
        << 20s say private ping
        >> pong public
        >> pong private
        at 34s
        << 30s book stale
        << 30s say public unsubscribe book BTCUSDT
        >> buy 2 @ 101
        << denied: gate: waiting for public: book BTCUSDT
        at 50s
        << 35s say public subscribe book BTCUSDT
        << 40s say public ping
        << 40s say private ping
        << 40.2s say public subscribe book BTCUSDT
        << 45.2s say public subscribe book BTCUSDT
        >> pong public
        >> pong private
        at 51s
        << 50.2s book closed
        << 50.2s close public: no acknowledgement of book BTCUSDT
        == waiting for public: connection, book BTC-USDT
        """,
    )


def test_a_silent_book_is_subscribed_to_again_and_people_are_told_that_it_had_moved() -> None:
    play(
        started(),
        """
        at 29s
        << 6s ask closed
        << 20s say public ping
        << 20s say private ping
        >> pong public
        >> pong private
        at 31s
        << 30s book stale
        << 30s say public unsubscribe book BTCUSDT
        >> unsubscribed public book
        << say public subscribe book BTCUSDT
        >> subscribed public book
        >> snapshot 20 99@3 103@4
        << book good
        == open
        at 31.1s
        << ! a silent book: BTC-USDT had moved, and nothing said so
        """,
    )


def test_an_unreadable_private_frame_is_a_reason_to_ask_for_everything() -> None:
    play(
        started(),
        """
        >> garbage private
        << ! unreadable: DecodeError: JSON is malformed: invalid character (byte 0)
        == waiting for reconcile
        >> buy 2 @ 101
        << denied: gate: waiting for reconcile
        at 5.6s
        << 5.5s ask open
        << 5.5s ask fills
        >> answer open
        == waiting for reconcile
        >> answer fills
        == open
        """,
    )


def test_an_unreadable_book_is_asked_for_anew() -> None:
    play(
        started(),
        """
        >> garbage book
        << ! unreadable: ValidationError: Expected `array`, got `int` - at `$.data`
        << book unreadable
        << say public unsubscribe book BTCUSDT
        == waiting for public: book BTCUSDT, book BTC-USDT
        """,
    )


def test_a_public_frame_that_nobody_can_place_costs_the_socket() -> None:
    play(
        started(),
        """
        >> garbage public
        << ! unreadable: DecodeError: JSON is malformed: invalid character (byte 0)
        << book unreadable
        << book closed
        << close public: an unreadable frame
        >> closed public 1000 bye
        at 5.9s
        << 5.7542s open public
        """,
    )


def test_a_pair_that_is_not_listed_is_named_and_gets_its_book_when_it_is() -> None:
    stage = play(
        Play(pairs=("ETH-USDT", "BTC-USDT")),
        """
        at 0s
        << ask time
        << ask markets
        << ask balances
        >> answer time
        >> answer balances
        >> answer markets without BTC-USDT
        << ! no such market: BTC-USDT is not listed on bitget
        << open public
        << open private
        >> opened public
        << say public subscribe book ETHUSDT, trades ETHUSDT
        """,
    )
    assert (stage.connector.knows(("ETH-USDT",)), stage.connector.knows(stage.connector.pairs)) == (True, False)
    assert stage.connector.book("BTC-USDT") is None
    stage.connector._questions.hurry("markets", stage.now_ns)
    play(
        stage,
        """
        at 0s
        << ask markets
        >> answer markets
        at 0.3s
        << 0.2s say public subscribe book BTCUSDT, trades BTCUSDT
        """,
    )
    assert stage.connector.knows(stage.connector.pairs)
    assert stage.connector.book("BTC-USDT") is not None


def test_a_pair_that_is_listed_no_more_takes_no_order_and_lets_its_orders_be_cancelled() -> None:
    stage = play(started(), ">> buy 2 @ 101\n<< ask place a\n>> answer place\n<< order a sent 0/2\n<< order a open 0/2")
    stage.connector._questions.hurry("markets", stage.now_ns)
    play(
        stage,
        """
        at 5.6s
        << ask markets
        >> answer markets without BTC-USDT
        << ! no such market: BTC-USDT is not listed on bitget
        >> buy 1 @ 101
        << denied: market: BTC-USDT is not a market of bitget
        >> cancel a
        << order a open 0/2 cancel asked
        << ask cancel 9a
        >> answer cancel
        >> order a cancelled 0
        << order a cancelled 0/2 (normal_cancel)
        """,
    )


LIMITED = """
>> buy 2 @ 101
<< ask place a
>> answer place: refused rate
<< order a sent 0/2
<< order a refused 0/2 (429: Too Many Requests)
>> buy 3 @ 101                      # the venue wants silence: it waits
"""


def test_a_rate_limit_silences_us_and_what_waited_leaves_when_it_is_over() -> None:
    play(play(started(), LIMITED), "at 6.6s\n<< 6.5s ask place b\n<< ask closed")


@pytest.mark.parametrize(
    ("what", "then"),
    [
        (">> cancel b", "<< order b absent 0/3 (not sent: cancelled before it left)"),
        (
            ">> change 9>10 100@3\n<< book gap\n<< say public unsubscribe book BTCUSDT\n>> pong private",
            "<< order b absent 0/3 (not sent: the gate closed)",
        ),
        (
            ">> closed private 1006 gone\n>> pong public",
            "<< order b absent 0/3 (not sent: the gate closed)",
        ),
    ],
)
def test_an_order_that_waited_does_not_leave_when_it_is_no_longer_wanted(what: str, then: str) -> None:
    stage = play(play(started(), LIMITED), f"{what}\n{then}")
    stage._wait(stage.now_ns + 10_000_000_000)
    assert not [line for _, line in stage.done if line.startswith("ask place")]
