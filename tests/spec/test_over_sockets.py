"""Seven cards once more for each tongue, over real sockets. `./run prove cards` plays all of them so, for every row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from picaflor.domain.orders import Side
from picaflor.venues import ROWS, load
from tests import sockets
from tests.spec import test_orders as orders
from tests.spec import test_streams as streams

over_sockets = sockets.over_sockets  # each test of this file
TONGUES = list({load(name).tongue: name for name in reversed(ROWS)}.values())
tongues = pytest.mark.parametrize("venue", TONGUES)


@pytest.fixture(autouse=True)
def travelled() -> Iterator[None]:
    """Nothing of this file is played in memory."""
    before = sockets.JOURNEYS[0]
    yield
    assert sockets.JOURNEYS[0] > before


@tongues
def test_o1_a_limit_order(venue: str) -> None:
    orders.test_o1_o2_a_limit_order_rests_and_fills_where_it_was_placed(venue, Side.BUY)


@tongues
def test_o9_a_cancel(venue: str) -> None:
    orders.test_o9_cancel(venue)


@tongues
def test_s1_a_topic_that_is_not_answered(venue: str) -> None:
    streams.test_s1_a_subscription_that_nothing_answers_is_not_ready(venue)


@tongues
def test_s5_heartbeats(venue: str) -> None:
    streams.test_s5_heartbeats_keep_both_sockets_open(venue)


@tongues
def test_s7_the_stream_of_the_account(venue: str) -> None:
    streams.test_s7_the_user_stream_tells_new_partial_full_cancelled_and_balances_without_a_question(venue)


@tongues
@pytest.mark.parametrize("private", [True, False])
def test_s9_a_connection_that_is_cut(venue: str, private: bool) -> None:
    streams.test_s9_a_forced_disconnect_loses_nothing(venue, private)
