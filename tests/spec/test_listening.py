"""Card S8 where private sockets are opened by listen keys: kept alive, asked for anew, and never written down."""

from __future__ import annotations

import pytest

from picaflor.domain.events import Surprise
from picaflor.domain.orders import Side
from picaflor.sim.venue.conns import HangUp
from picaflor.venues import load
from picaflor.wire.listening import KeepListening, OpenListening
from picaflor.wire.net import Request
from tests.spec.card import ALL, SECOND, SLOW, Card, ready

KEYED = {name: where for name, where in ALL.items() if load(name).listen is not None}
rows = pytest.mark.parametrize("venue", KEYED)


def secrets(card: Card) -> list[str]:
    return list(card.world.exchange.sockets.listen_keys._keys)


@rows
def test_s8_a_listen_key_is_kept_alive_and_its_socket_outlives_it(venue: str) -> None:
    card = ready(venue, crowd=SLOW, books_every_ns=5 * SECOND)
    rule = card.row.listen
    assert rule is not None
    no, times = card.conn(True).no, 1 if card.row.product else 3  # marks move all the time, and a test has its seconds
    card.run((times * rule.lasts_ns + rule.keep_every_ns // 2) // SECOND)
    assert card.conn(True).no == no
    assert len(card.asked(OpenListening)) == 1
    assert len(card.asked(KeepListening)) == times * rule.lasts_ns // rule.keep_every_ns
    assert card.connector.gate == ""


@rows
def test_s8_a_listen_key_that_is_over_costs_its_socket_and_nothing_else(venue: str) -> None:
    card = ready(venue)
    name = card.place(Side.BUY, 2_000, card.middle - 5)
    card.run(1)
    (old,) = secrets(card)
    no = card.conn(True).no
    card.world.exchange.sockets.listen_keys._keys[old].ends_ns = card.now_ns
    card.run(1)
    card.until_open(60)
    assert card.conn(True).no != no
    assert len(card.asked(OpenListening)) == 2
    assert card.theirs(name).live
    card.books_agree()


@rows
def test_s8_a_key_that_the_venue_does_not_keep_is_replaced(venue: str) -> None:
    card = ready(venue, crowd=SLOW, books_every_ns=5 * SECOND)
    rule = card.row.listen
    assert rule is not None
    (old,) = secrets(card)
    card.world.exchange.sockets.conns[card.conn(True).no].listen_key = ""  # the venue forgets to hang up
    del card.world.exchange.sockets.listen_keys._keys[old]
    card.run(rule.keep_every_ns // SECOND)
    card.until_open(60)
    assert len(card.asked(OpenListening)) >= 2
    assert any("not kept" in told.what for told in card.told(Surprise))
    assert card.conn(True).listen_key == secrets(card)[-1]


@rows
def test_s8_a_wrong_key_opens_nothing(venue: str) -> None:
    card = ready(venue)
    exchange, rule = card.world.exchange, card.row.listen
    assert rule is not None
    _, _, stem = card.row.domains["live"].private.partition("/")
    exchange.opened(999, card.now_ns, Request("GET", "", f"/{stem}nobody"))
    assert exchange.sockets.out.pop() == HangUp(999, rule.close_code, rule.close_words)
    assert 999 not in exchange.sockets.conns


@rows
def test_s8_no_key_stands_in_the_journal(venue: str) -> None:
    card = ready(venue)
    (key,) = secrets(card)
    journal = b"".join(payload for _, _, payload in card.world.journal.lines)
    assert b"listening-000001" in journal
    assert key.encode() not in journal
    assert all(key not in text for text in map(repr, card.world.seen))
