"""A connector on a good day: from nothing to trading, with keys and without."""

from __future__ import annotations

from tests.playbooks.connector.script import STARTED, Play, play


def test_a_start_asks_the_rules_opens_the_sockets_logs_in_reconciles_and_then_may_trade() -> None:
    play(
        Play(),
        """
        == waiting for rules, public: connection, private: connection, balances
        at 0s
        << ask time
        << ask markets
        << ask balances
        >> answer time
        >> answer markets
        << open public
        << open private
        >> answer balances
        == waiting for public: connection, private: connection, book BTC-USDT, reconcile
        >> opened public
        << say public subscribe book BTCUSDT, trades BTCUSDT
        >> opened private
        << login private
        == waiting for public: book BTCUSDT, public: trades BTCUSDT, private: login, book BTC-USDT
        >> logged in
        >> subscribed public book
        >> subscribed public trades
        == waiting for private: orders, private: balances, book BTC-USDT, reconcile
        >> snapshot 7 100@5 102@6
        << book good
        at 0.3s
        << 0.2s say private subscribe orders, balances
        >> subscribed private orders
        >> subscribed private balances
        == waiting for reconcile
        at 1s
        << 0.3s ask balances
        << 0.3s ask open
        << 0.3s ask closed
        << 0.3s ask fills
        >> answer open
        >> answer closed
        == waiting for reconcile
        >> answer fills
        == open
        """,
    )


def test_an_order_lives() -> None:
    play(
        play(Play(), STARTED),
        """
        >> buy 2 @ 101
        << ask place a
        >> answer place
        << order a sent 0/2
        << order a open 0/2
        >> order a open 0
        >> order a partial 1
        << filled a 1
        << order a partial 1/2
        >> order a partial 1              # told twice
        >> cancel a
        << order a partial 1/2 cancel asked
        << ask cancel 9a
        >> cancel a                       # a person is impatient
        >> answer cancel
        >> order a cancelled 1
        << order a cancelled 1/2 (normal_cancel)
        >> order a open 1                 # late news from before
        >> cancel a
        """,
    )


def test_without_keys_it_only_listens() -> None:
    play(
        Play(private=False),
        """
        at 0s
        << ask time
        << ask markets
        >> answer time
        >> answer markets
        << open public
        >> opened public
        << say public subscribe book BTCUSDT, trades BTCUSDT
        >> subscribed public book
        >> subscribed public trades
        >> snapshot 7 100@5 102@6
        << book good
        == open
        >> trade sell 100@2
        at 21s
        << 20s say public ping
        >> buy 2 @ 101
        << denied: funds: 202 USDT needed, 0 free
        """,
    )


def test_what_is_known_is_asked_again_on_a_timer_and_sooner_without_an_answer() -> None:
    stage = play(
        Play(private=False),
        "at 0s\n<< ask time\n<< ask markets\n>> answer time\n>> answer markets\n<< open public",
    )
    stage.connector._sessions["public"].stop(stage.now_ns)
    play(
        stage,
        """
        at 600s
        << 600s ask time
        >> answer time: nothing           # said at once that there is none
        at 609s
        << 602s ask time
        >> answer time: refused rate
        << ! no answer for time: 429 Too Many Requests
        at 612s
        << 611s ask time
        >> answer time
        at 1210s
        """,
    )
