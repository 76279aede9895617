"""A connector of contracts: what it waits for, what it sets, what it lets pass, and what the venue does to positions."""

from __future__ import annotations

from picaflor.domain.orders import MarginMode, PositionMode
from picaflor.engine.connector.setup import BLOCKED_NS
from tests.playbooks.connector.contracts import SOCKETS, STARTED, ContractPlay
from tests.playbooks.connector.script import play


def test_it_waits_for_setup_positions_funding_and_tiers_and_sets_what_is_not_as_wished() -> None:
    stage = play(ContractPlay(leverage=5), SOCKETS)
    assert stage.connector.waiting_for() == ("setup of BTCUSDT", "positions", "funding of BTCUSDT", "tiers of BTCUSDT")
    play(
        stage,
        """
        >> answer setup HEDGE isolated 3
        << ask to set the position mode
        >> answer to set the position mode
        at 0.6s
        << 0.5s ask setup
        >> answer setup ONEWAY isolated 3
        << ask to set the margin mode
        >> answer to set the margin mode
        at 0.7s
        << 0.6s ask setup
        >> answer setup ONEWAY cross 3
        << ask to set the leverage
        >> answer to set the leverage
        at 0.8s
        << 0.7s ask setup
        >> answer setup ONEWAY cross 5
        == waiting for positions, funding of BTCUSDT, tiers of BTCUSDT
        >> answer positions
        >> answer funding 1 in 3600s
        << funding 1
        == waiting for tiers of BTCUSDT
        >> answer tiers
        == open
        """,
    )


def test_a_no_to_the_setup_keeps_the_gate_shut_says_why_and_is_tried_again() -> None:
    stage = play(ContractPlay(leverage=5), SOCKETS)
    play(
        stage,
        """
        >> answer positions
        >> answer funding 1 in 3600s
        << funding 1
        >> answer tiers
        >> answer setup ONEWAY isolated 5
        << ask to set the margin mode
        >> answer to set the margin mode: refused 45117 holding positions
        << ! cannot set up BTCUSDT: 45117: holding positions
        == waiting for setup of BTCUSDT (45117: holding positions)
        >> buy 2 @ 101 net
        << denied: gate: waiting for setup of BTCUSDT (45117: holding positions)
        """,
    )
    assert stage.connector.extra.contracts.setups.due() == stage.now_ns + BLOCKED_NS


def test_orders_say_the_margin_mode_and_closes_are_tied_to_the_position() -> None:
    stage = play(
        ContractPlay(leverage=5),
        STARTED
        + """
        >> buy 2 @ 101 long
        << denied: hold: this account holds net positions, not long
        >> sell 2 @ 101 net reduce
        << denied: reduce only: 2 would be closed, 0 BTC are there to close
        >> buy 2 @ 101 net
        << ask place a
        >> answer place
        << order a sent 0/2
        << order a open 0/2
        >> position net 2 @ 101
        << position net 2 was 0
        >> sell 3 @ 102 net reduce
        << denied: reduce only: 3 would be closed, 2 BTC are there to close
        >> sell 2 @ 102 net reduce
        << ask place b
        >> sell 1 @ 102 net reduce
        << denied: reduce only: 1 would be closed, 0 BTC are there to close
        << order b sent 0/2
        """,
    )
    assert [place.margin_mode for place in stage.placed.values()] == [MarginMode.CROSS] * 2


def test_each_side_of_a_hedge_is_closed_by_its_other_side() -> None:
    play(
        ContractPlay(leverage=5, position_mode=PositionMode.HEDGE),
        STARTED.replace("ONEWAY", "HEDGE")
        + """
        >> buy 2 @ 101 net
        << denied: hold: this account holds long and short positions, not net
        >> position long 2 @ 101
        << position long 2 was 0
        >> sell 2 @ 101 short             # opens the other side
        << ask place a
        >> buy 1 @ 99 short
        << denied: reduce only: 1 would be closed, 0 BTC are there to close
        << order a sent 0/2
        >> sell 3 @ 102 long
        << denied: reduce only: 3 would be closed, 2 BTC are there to close
        >> sell 2 @ 102 long
        << ask place b
        >> answer place
        << order b sent 0/2
        << order a open 0/2
        """,
    )


def test_margin_that_is_not_there_and_the_venues_ladder_are_seen_before_an_order_leaves() -> None:
    play(
        ContractPlay(leverage=20),
        STARTED.replace("cross 5", "cross 20")
        + """
        >> buy 10 @ 101 net
        << denied: leverage: 1010 USDT at leverage 20, where 10 is allowed
        >> buy 9 @ 101 net
        << ask place a
        >> answer place
        << order a sent 0/9
        << order a open 0/9
        """,
    )
    play(
        ContractPlay(leverage=5),
        STARTED
        + """
        >> buy 600 @ 101 net
        << denied: margin: 12156.36 USDT needed, 10000 free
        """.replace("12156.36", "12156.360000000000000000000000000000000001"),
    )


def test_funding_is_looked_for_soon_after_its_time_and_told_once_also_after_a_separation() -> None:
    play(
        ContractPlay(leverage=5),
        STARTED
        + """
        >> position net 2 @ 101
        << position net 2 was 0
        >> ticker 101 funding 2 in 3s
        << funding 2
        at 9s
        << 5s ask closed
        << 5.4s ask open
        << 5.4s ask fills
        << 8s ask bills
        >> answer open
        >> answer closed
        >> answer fills
        >> answer bills 5 -2
        << money funding -2
        >> closed private 1006 gone
        == waiting for private: connection, reconcile, positions
        at 9.5s
        << 9.40299s open private
        >> opened private
        << login private
        >> logged in
        at 9.8s
        << 9.7s say private subscribe orders, balances, positions, stops
        >> subscribed private orders
        >> subscribed private balances
        >> subscribed private positions
        >> subscribed private stops
        at 10s
        << ask balances
        << ask open
        << ask closed
        << ask fills
        << ask setup
        << ask positions
        << ask bills
        << ask bills
        >> answer setup ONEWAY cross 5
        >> answer positions               # closed elsewhere, while nobody was listening
        << position net 0 was 2
        >> answer bills
        >> answer bills 5 -2 6 3
        << money funding 3
        """,
    )


def test_the_venue_takes_a_position_over() -> None:
    play(
        ContractPlay(leverage=5),
        STARTED
        + """
        >> position net 2 @ 101
        << position net 2 was 0
        >> ticker 90 funding 1 in 3600s
        << mark 90
        >> taken over sell 2
        << taken over net 2
        << order @BTCUSDT:77 filled 2/2   # somebody else's: the venue's own
        >> positions none
        << position net 0 was 2
        """,
    )
