"""The sister houses: other hosts, a site in each request, rates of their own; a short life on each of them."""

from __future__ import annotations

import json

import pytest

from picaflor.domain.events import OrderState
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.engine.connector.feeds import BarsWanted
from picaflor.engine.records import Kind, read_outward
from picaflor.venues import load
from picaflor.venues.hashkey.siblings import UNTESTED
from picaflor.venues.hashkey.topics import DIFFS
from picaflor.wire.asks import ReadBalances, ReadTime
from picaflor.wire.contracts import ReadBills
from picaflor.wire.net import Request
from picaflor.wire.port import SendRequest
from picaflor.wire.stream import Channel, Ping, Subscribe, Topic
from tests.spec.card import PAIR, ready

FIRST = load("hashkey")
SITES = [("hashkey_hk", "HK"), ("hashkey_mena", "MENA")]
sites = pytest.mark.parametrize(("name", "site"), SITES)


@sites
def test_a_sibling_is_its_first_row_at_other_hosts_and_says_its_site(name: str, site: str) -> None:
    row = load(name)
    assert (row.twin_of, row.tongue, row.tier, row.notes[0]) == ("hashkey", "hashkey", "", UNTESTED)
    assert set(row.domains) == ({"live", "testnet"} if site == "HK" else {"live"}), "of MENA's no sandbox is known"
    domain = row.domains["live"]
    assert {domain.rest, domain.public[:22], domain.private[:22]} == {"api-pro.hashkey.com", "stream-pro.hashkey.com"}
    assert (row.auth, row.outcomes) == (FIRST.auth, FIRST.outcomes)
    for ask in (ReadTime(), ReadBalances()):
        request = row.rest.write_ask(ask)
        assert request.query == f"site={site}"
        assert row.rest.read_ask(request) == ask
    assert not any("Global" in credential.prompt for credential in row.credentials)


@sites
def test_its_sockets_are_told_the_site_with_each_topic_and_with_nothing_else(name: str, site: str) -> None:
    row, asked = load(name), Subscribe((Topic(Channel.TRADES, "ETHUSDT"),))
    for stream in (row.stream, *(socket.stream for socket in row.public_sockets)):
        (told,) = stream.write_client(asked)
        assert json.loads(told)["site"] == site
        assert stream.read_client(told) == (asked,)
        assert b"site" not in b"".join(stream.write_client(Ping()))


@sites
def test_its_books_come_as_changes(name: str, site: str) -> None:
    rule = load(name).book
    assert (rule.name, rule.scaled) == (DIFFS, True)
    assert FIRST.book.name == "", "of HashKey Global nobody has seen them"


def test_hong_kong_has_a_sandbox_and_pages_of_its_own() -> None:
    kong, mena = load("hashkey_hk"), load("hashkey_mena")
    assert kong.domains["testnet"].rest == "api-pro.sim.hashkeydev.com"
    assert kong.domains["testnet"].private == "stream-pro.sim.hashkeydev.com/api/v1/ws/"
    assert kong.api_docs != mena.api_docs
    assert ReadBills not in kong.costs, "their statement has another shape"


def test_rates_are_those_that_the_sister_houses_tell() -> None:
    told = {limit.bucket: (limit.count, limit.per_ns) for limit in load("hashkey_hk").limits}
    assert (told["queries"], told["orders"]) == ((5, 10**9), (20, 10**9))
    assert max(dict(cost.takes).get("queries", 0) for cost in FIRST.costs.values()) <= 5, "each fits into its window"


def test_of_two_houses_at_one_host_each_knows_its_own() -> None:
    kong, mena = (load(name).rest for name, _ in SITES)
    for query, known in (("site=HK", (True, False)), ("", (True, False)), ("site=MENA", (False, True))):
        assert tuple(rest.knows(Request("GET", "", "/api/v1/time", query)) for rest in (kong, mena)) == known
    form = Request("POST", "", "/api/v1/spot/order", "", b"symbol=ETHUSDT&site=MENA")
    assert (kong.knows(form), mena.knows(form)) == (False, True)
    assert not mena.knows(Request("GET", "", "/api/v2/futures/order", "site=MENA"))


@sites
def test_a_short_life(name: str, site: str) -> None:
    card = ready(name, bars=(BarsWanted(PAIR, "1m", 50),))
    assert card.connector.gate == ""
    assert {market.venue for market in card.connector.markets.values()} == {name}
    lots = 2_000
    rests = card.place(Side.BUY, lots, card.bid - 10)
    taken = card.place(Side.BUY, lots, card.ask + 10, tif=Tif.IOC)
    sold = card.place(Side.SELL, lots // 2, type=OrderType.MARKET)
    card.rest()
    states = [card.order(order).state for order in (rests, taken, sold)]
    assert states == [OrderState.OPEN, OrderState.FILLED, OrderState.FILLED]
    card.cancel(rests)
    card.rest()
    assert card.order(rests).state is OrderState.CANCELLED
    card.books_agree()
    sent = [read_outward(payload).what for mark, _, payload in card.world.journal.lines if mark == Kind.OUT]
    requests = [what.request for what in sent if isinstance(what, SendRequest)]
    assert requests
    assert all(f"site={site}" in request.query for request in requests)
    card.world.kill()
    card.until_open()
    card.run(90)
    assert len(card.connector.feeds.bars(PAIR, "1m", 50, card.now_ns)) == 50
    card.books_agree()
