"""A house that runs another version of its software than its record says: what a client makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from picaflor.app.houses import add_houses
from picaflor.domain.book import Trust
from picaflor.domain.events import OrderState, Surprise
from picaflor.domain.market import MarketState
from picaflor.domain.orders import OrderType, Side
from picaflor.engine.connector.feeds import BarsWanted
from picaflor.settings.config import load as configure
from picaflor.sim.venue.outsiders import send_home
from picaflor.venues import HOUSES, load
from picaflor.wire.asks import Place, ReadMarkets, ReadTickers, ReadTrades
from tests.spec.card import ALL, PAIR, Card
from tests.spec.test_candles import agree, until_ready
from tests.spec.test_streams import at_venue, here

OTHERS = [(name, edition) for name in ALL for edition in load(name).editions]
editions = pytest.mark.parametrize(("venue", "edition"), OTHERS)
SAID = {"tongue": "peatio", "rest": "https://a.old.example/api/v2/peatio", "ws": "wss://a.old.example/api/v2/ranger"}


@pytest.fixture
def old() -> Iterator[str]:
    """A house whose owner says that it has the older books."""
    said: dict[str, str] = {f"venues.oldhouse.{name}": value for name, value in {**SAID, "book": "update"}.items()}
    add_houses(configure(command_line=said))
    yield "oldhouse"
    HOUSES.clear()


def silences(card: Card) -> list[Any]:
    return [event for event in card.told(Surprise) if event.what == "no books"]


@editions
def test_orders_fills_cancels_and_refusals_are_read_as_ever(venue: str, edition: str) -> None:
    card = Card(venue, edition=edition)
    card.until_open()
    lots = card.market.min_lots * 1_000
    rests = card.place(Side.BUY, lots, card.bid - 100)
    taker = card.place(Side.BUY, lots, type=OrderType.MARKET)
    card.rest()
    assert card.theirs(rests).live
    assert card.order(taker).state is OrderState.FILLED
    card.cancel(rests)
    card.rest()
    card.run(70)  # fees come with the next list of trades
    assert card.order(rests).state is OrderState.CANCELLED
    card.books_agree()
    symbol, market = next(iter(card.floor.markets.items()))
    card.floor.markets[symbol] = replace(market, state=MarketState.HALTED)
    refused = card.place(Side.BUY, lots, card.bid - 100)
    card.rest()
    assert card.order(refused).state is OrderState.REFUSED
    assert ".doesnt_exist_or_not_enabled" in card.order(refused).reason


@editions
def test_bars_go_on_where_the_history_ends(venue: str, edition: str) -> None:
    card = Card(venue, edition=edition, bars=(BarsWanted(PAIR, "1m", 50),), private=False)
    until_ready(card)
    card.run(200)
    agree(card, 50)


@editions
def test_public_answers_are_the_same_for_any_of_them(venue: str, edition: str) -> None:
    """What the house writes in its own way is read to the same values."""
    row, other = load(venue), load(venue).editions[edition]
    card = Card(venue, edition=edition, crowd=None, private=False)
    card.run(20)
    answers = card.world.exchange.rows[0].answers
    symbol = next(iter(card.floor.markets))
    for ask in (ReadMarkets(), ReadTrades(symbol), ReadTickers(symbol)):
        meant = answers.public(ask, card.now_ns)
        assert meant is not None
        written = other.rest.write_answer(ask, meant, card.now_ns)
        assert other.rest.read_answer(ask, written) == row.rest.read_answer(ask, written)
    request = row.rest.write_ask(Place(symbol, "x1", Side.BUY, OrderType.LIMIT, 10**36, 10**36))
    assert other.rest.read_ask(request) == row.rest.read_ask(request)


def test_where_the_newer_books_stay_silent_the_older_ones_are_taken() -> None:
    card = Card("altmarkets", edition="2.3")
    took = card.until_open()
    assert 10 <= took < 15
    assert len(silences(card)) == 1
    for _ in range(20):
        card.run(1)
        assert card.connector.book(PAIR).trust is Trust.GOOD
    assert here(card) == at_venue(card)
    card.hang_up(card.conn(private=False).no)
    assert card.until_open() < 10, "it is known by now which books there are"
    card.run(300)
    assert len(silences(card)) == 1


def test_and_the_other_way_round(old: str) -> None:
    card = Card(old, edition="2.5")
    assert 10 <= card.until_open() < 15
    card.run(30)
    assert here(card) == at_venue(card)
    assert any(b".ob-inc" in bytes(payload) for _, _, payload in card.world.journal.lines)


def test_a_pair_that_comes_later_is_heard_where_the_books_are() -> None:
    card = Card("altmarkets", edition="2.3", symbols=3)
    card.until_open()
    card.connector.follow("ETH-USDT", card.now_ns)
    card.run(3)
    assert card.connector.book("ETH-USDT").trust is Trust.GOOD
    card.connector.leave("ETH-USDT", card.now_ns)
    card.run(3)
    conn = card.conn(private=False)
    assert {topic.symbol for topic in conn.topics} == {"btcusdt"}


def test_a_market_order_that_ends_without_a_word_is_found_out() -> None:
    """The house pushes nothing of one that is not filled."""
    card = Card("altmarkets")
    card.until_open()
    name = card.place(Side.BUY, card.market.min_lots * 1_000, type=OrderType.MARKET)
    card.until(lambda: card.account.accepted == 1)
    send_home(card.floor, card.market.symbol, card.now_ns)
    card.run(0.5)
    assert not card.theirs(name).live
    assert card.order(name).state is OrderState.OPEN
    card.until(lambda: card.order(name).state.final, 120)
    assert card.order(name).state is not OrderState.FILLED
    assert card.tied() == 0
