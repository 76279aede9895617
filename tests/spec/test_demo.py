"""Demo trading: the same cards with keys that are good there alone, by its header and its sockets."""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.orders import Side
from picaflor.venues import load as record
from tests.spec import card as table
from tests.spec import test_boot as boot
from tests.spec import test_orders as orders
from tests.spec import test_streams as streams
from tests.spec.card import Card
from tests.worlds import make_world, named

DEMO = ("bitget", "bitget:unified", "bitget_perpetual", "bitget_perpetual:unified/USDC")
PLAYED: list[tuple[Any, dict[str, Any], tuple[str, ...]]] = [
    (boot.test_b1_every_declared_order_type_arrives_as_it_is_declared, {}, DEMO),
    (boot.test_b2_all_tradable_pairs_are_mapped_and_one_bad_row_spoils_no_other, {}, DEMO[::2]),
    (orders.test_o1_o2_a_limit_order_rests_and_fills_where_it_was_placed, {"side": Side.BUY}, DEMO),
    (orders.test_o9_cancel, {}, DEMO),
    (streams.test_s1_a_snapshot_that_was_lost_is_asked_for_again, {}, DEMO[:1]),
    (streams.test_s2_snapshot_and_changes_are_the_venues_book_after_ten_minutes, {}, DEMO[2:3]),
]


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """All worlds of a card are the demo's."""
    monkeypatch.setattr(table, "make_world", lambda venue, **how: make_world(venue, **{**how, "domain": "testnet"}))


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("venue", "card", "more"), [(venue, card, more) for card, more, venues in PLAYED for venue in venues]
)
def test_the_cards_of_demo(venue: str, card: Any, more: dict[str, Any]) -> None:
    assert "testnet" in record(named(venue)[0]).domains
    card(venue, **more)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("venue", DEMO)
def test_a_key_of_the_live_exchange_is_none_on_demo(venue: str) -> None:
    card = Card(venue)
    card.account.domain = "live"
    card.run(20)
    assert "30011" in card.connector.gate
    assert card.conn(private=False).host.startswith("wspap.")
    assert not [conn for conn in card.world.exchange.sockets.conns.values() if conn.account is not None]
