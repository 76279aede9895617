"""Rules that change while a market is open, and markets that are taken off the list."""

from __future__ import annotations

import pytest

from picaflor.app.emulate import make_exchange
from picaflor.domain.market import MarketState
from picaflor.domain.orders import Cause, OrderType, Side, StopKind
from picaflor.sim.venue.clearing import Clearing
from picaflor.sim.venue.conns import HangUp, Say
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.relisting import change_rules, clear
from picaflor.venues import load
from picaflor.wire.asks import Place, Placed, ReadMarkets, Refused
from picaflor.wire.reports import BookFrame, Listing
from picaflor.wire.stops import PlaceStop
from picaflor.wire.stream import Channel, Subscribe, Topic
from tests.unit.sim.venue.contracts import BTC, ETH, NOW, A, House, code

SPOT, CONTRACTS = load("bitget"), load("bitget_perpetual")
SECOND = 1_000_000_000


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def exchange() -> Exchange:
    exchange, _ = make_exchange(SPOT, 1, 2, CrowdConfig(levels=3, take_percent=0), [CONTRACTS])
    exchange.tick(NOW)
    return exchange


def test_a_rule_holds_from_the_next_order_on_and_the_listing_shows_it(house: House) -> None:
    rests = house.put(house.one, Side.BUY, "0.001", "60000")
    market = change_rules(house.floor, BTC, min_lots=1_000, taker_fee=A("0.001"))
    assert house.refused(house.one, Side.BUY, "0.0999", "60000") == code("minimum size")
    assert rests.live
    listed = house.answers.public(ReadMarkets(), NOW)
    assert isinstance(listed, Listing)
    assert market in listed.markets
    house.trade(house.one, house.two, "0.1", "61000")
    assert house.one.fills[-1].fee == A("6.1")
    assert house.ledger(house.one).line("BTC-USDT").terms.market is market


def test_a_halted_market_takes_cancels_and_no_orders_and_its_crowd_sleeps(exchange: Exchange) -> None:
    floor, account = exchange.floors["bitget_perpetual"], exchange.floors["bitget_perpetual"].accounts[1]
    place = Place(BTC, "mine", Side.BUY, OrderType.LIMIT, A("0.1"), A("59000"))
    assert isinstance(floor.place(account, place, NOW), Placed)
    change_rules(floor, BTC, state=MarketState.HALTED)
    said = floor.place(account, place, NOW)
    assert isinstance(said, Refused)
    assert said.code == code("halted")
    before = floor.books[BTC].levels(Side.BUY, 50)
    for n in range(1, 50):
        exchange.tick(NOW + n * SECOND)
    assert floor.books[BTC].levels(Side.BUY, 50) == before
    assert exchange.due() > NOW + 49 * SECOND  # asleep, and not due for ever
    floor.cancel(account, "mine", "", NOW + 50 * SECOND)
    assert account.live == {}
    change_rules(floor, BTC, state=MarketState.OPEN)
    for n in range(50, 100):
        exchange.tick(NOW + n * SECOND)
    assert floor.books[BTC].levels(Side.BUY, 50) != before


@pytest.mark.parametrize("what", ["tick", "lot", "symbol", "pair"])
def test_a_grid_does_not_change(house: House, what: str) -> None:
    with pytest.raises(ValueError, match=f"{what} does not change"):
        change_rules(house.floor, BTC, **{what: None})


def test_what_is_taken_off_leaves_nothing_behind(house: House) -> None:
    house.trade(house.one, house.two, "0.1", "60000")
    rests = house.put(house.two, Side.BUY, "0.05", "59000", reduce_only=True)
    stop = PlaceStop(BTC, "loss", Side.SELL, A("50000"), StopKind.STOP_LOSS)
    assert isinstance(house.floor.waiting.place(house.one, stop, 600_000, NOW), Placed)
    other = house.put(house.one, Side.BUY, "1", "2400", symbol=ETH)
    house.floor.set_mark(BTC, A("60500"))
    before = house.ledger(house.one).wallet("USDT"), house.ledger(house.two).wallet("USDT")
    clear(house.floor, house.clearing, BTC, NOW)
    assert (rests.reason, other.live) == ("delisted", True)
    assert house.floor.waiting.waiting(house.one) == []
    assert (house.lots(house.one), house.lots(house.two)) == (0, 0)
    assert house.ledger(house.one).wallet("USDT") - before[0] == A("50")
    assert house.ledger(house.two).wallet("USDT") - before[1] == -A("50")
    assert [list(who.orders.values())[-1].cause for who in (house.two,)] == [Cause.SETTLEMENT]
    assert sum(house.floor.held(BTC)) == 0
    assert isinstance(house.clearing, Clearing)
    assert house.clearing.insurance == {}


@pytest.mark.parametrize("row", ["bitget", "bitget_perpetual"])
def test_a_house_goes_on_without_it_and_its_book_is_heard_empty(exchange: Exchange, row: str) -> None:
    floor = exchange.floors[row]
    topics = tuple(Topic(channel, BTC, product=floor.venue.product) for channel in (Channel.BOOK, Channel.TICKERS))
    exchange.opened(1, NOW)
    for data in SPOT.stream.write_client(Subscribe(topics)):
        exchange.frame(1, data, NOW)
    exchange.take_out()
    exchange.delist(row, BTC, NOW + SECOND)
    frames = [f for item in exchange.take_out() if isinstance(item, Say) for f in SPOT.stream.read_venue(item.data)]
    (gone,) = (frame for frame in frames if isinstance(frame, BookFrame))
    assert gone.bids.count(b'"0"]') == gone.bids.count(b"[") - 1 > 2
    for n in range(2, 12):
        exchange.tick(NOW + n * SECOND)
        exchange.tick(NOW + 28_800 * n * SECOND)
    assert [type(item) for item in exchange.take_out()] == [HangUp]  # for its silence
    assert list(floor.markets) == [ETH]
    said = floor.place(floor.accounts[1], Place(BTC, "x", Side.BUY, OrderType.LIMIT, A("0.1"), A("59000")), NOW)
    assert isinstance(said, Refused)
    assert said.code == floor.venue.refusals["symbol"][0]
