"""The short list of cards where the tongue is known already: on HashKey's testnet, and at its sister houses.

`./run prove cards` plays all cards of a row; what differs here is who is dialled, so each card ends with the hosts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from picaflor.domain.orders import Side
from picaflor.engine.records import Kind, read_outward
from picaflor.sim.venue.faults import FrameFault
from picaflor.venues import ROWS, load
from picaflor.wire.port import OpenSocket, SendRequest
from picaflor.wire.venue import Continuity
from tests import worlds
from tests.spec import card as cards
from tests.spec import test_boot as boot
from tests.spec import test_orders as orders
from tests.spec import test_streams as streams

TONGUE = "hashkey"
PLACES = [
    (name, domain)
    for name in ROWS
    if load(name).tongue == TONGUE
    for domain in load(name).domains
    if domain != "live" or load(name).twin_of
]


def a_minutes_book(venue: str) -> None:
    """S2, but for ten minutes: the codec is that of a row which has played them."""
    card = cards.ready(venue, crowd=replace(streams.BUSY, beat_ns=100_000_000))
    card.run(30)
    streams.stop_the_crowd(card)
    card.run(2)
    assert streams.here(card) == streams.at_venue(card)
    assert len(streams.here(card)[0]) > 10


SHORT: list[Any] = [
    boot.test_b1_every_declared_order_type_arrives_as_it_is_declared,
    boot.test_b2_all_tradable_pairs_are_mapped_and_one_bad_row_spoils_no_other,
    partial(orders.test_o1_o2_a_limit_order_rests_and_fills_where_it_was_placed, side=Side.BUY),
    orders.test_o9_cancel,
    streams.test_s1_a_subscription_that_nothing_answers_is_not_ready,
    a_minutes_book,
]


@pytest.fixture
def played(venue: str, domain: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[worlds.World]]:
    """The worlds of a card, whose connectors dial the hosts of that domain."""
    found: list[worlds.World] = []

    def make(*given: Any, **how: Any) -> worlds.World:
        found.append(world := worlds.make_world(*given, **{**how, "domain": domain}))
        return world

    first = load(venue).twin_of
    if first:
        monkeypatch.setitem(boot.SPOILED, venue, boot.SPOILED[first])
    monkeypatch.setattr(cards, "make_world", make)
    return iter([found])


@pytest.mark.parametrize(("venue", "domain"), PLACES)
@pytest.mark.parametrize("card", SHORT, ids=["B1", "B2", "O1", "O9", "S1", "S2"])
def test_a_card_of_the_short_list(venue: str, domain: str, card: Any, played: Iterator[list[worlds.World]]) -> None:
    card(venue)
    (world,) = next(played)
    place = load(venue).domains[domain]
    sent = [read_outward(payload).what for mark, _, payload in world.journal.lines if mark == Kind.OUT]
    dialled = {what.request.host for what in sent if isinstance(what, SendRequest)}
    opened = {what.url.partition("/")[0] for what in sent if isinstance(what, OpenSocket)}
    assert (dialled, opened) == ({place.rest}, {place.public.partition("/")[0]})


CHANGES = "hashkey_hk"  # its books come as changes, where the first row of the house has whole ones
SPOILED = partial(streams.test_s3_a_spoiled_book_is_never_shown_as_good_and_comes_back, CHANGES)


def test_s1_s3_changes_of_books_where_the_first_row_has_none() -> None:
    assert load(CHANGES).book.continuity is not Continuity.REPLACE
    streams.test_s1_a_snapshot_that_was_lost_is_asked_for_again(CHANGES)
    streams.test_s3_a_snapshot_that_was_lost_after_a_gap_is_asked_for_again(CHANGES)


@pytest.mark.parametrize(
    ("fault", "doubted"), [(FrameFault.DROP, True), (FrameFault.SCRAMBLED, True), (FrameFault.TWICE, False)]
)
def test_s3_a_change_that_is_lost_or_told_twice(fault: FrameFault, doubted: bool) -> None:
    """None comes later than another: the first one after a whole book follows whatever there was (row 38)."""
    SPOILED(fault, doubted)


def test_they_are_the_testnets_and_the_sister_houses() -> None:
    assert {
        ("hashkey", "testnet"),
        ("hashkey_perpetual", "testnet"),
        ("hashkey_hk", "live"),
        ("hashkey_mena", "live"),
    } <= {*PLACES}
