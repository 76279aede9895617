"""A house whose margin is traded in the books of its spot market, with the money of the spot purse: nothing is lost
between the two floors, and each tells what is its own."""

from __future__ import annotations

import pytest

from picaflor.app.emulate import made_up_keys, make_exchange
from picaflor.domain.market import MarketState
from picaflor.domain.numbers import ONE, read_atoms
from picaflor.domain.orders import MarginMode, OrderType, Side
from picaflor.emulator.listing import change_listing
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.sim.venue.exchange import Exchange
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.news import BalanceNews
from picaflor.sim.venue.one_wallet import of_purse
from picaflor.sim.venue.orders import VenueAccount
from picaflor.venues import load
from picaflor.wire.asks import Place, Placed, ReadMarkets, ReadTrades, Refused, Trades
from picaflor.wire.contracts import SetPot
from picaflor.wire.reports import Listing
from picaflor.wire.stops import PlaceStop

NOW = 1_785_500_000_000_000_000
BTC = "BTCUSDT"
A = read_atoms


class House:
    def __init__(self) -> None:
        rows = [load("hitbtc_margin"), load("hitbtc_perpetual")]
        self.exchange: Exchange
        self.exchange, _ = make_exchange(load("hitbtc"), 1, 1, others=rows)
        for row in self.exchange.rows:
            row.crowds.clear()
        self.spot, self.margin = self.exchange.rows[0].floor, self.exchange.rows[1].floor
        self.lot = self.spot.markets[BTC].lot.atoms
        self.exchange.open_account(made_up_keys(self.spot.venue, 2), {"USDT": A("100000"), "BTC": A("2")}, now_ns=NOW)

    def of(self, floor: Floor, no: int) -> VenueAccount:
        return floor.accounts[no]

    def pot(self, no: int, balance: str) -> None:
        row = self.exchange.rows[1]
        said = row.answers.private(self.of(self.margin, no), SetPot(BTC, A(balance)), NOW)
        assert not isinstance(said, Refused), said

    def put(self, floor: Floor, no: int, side: Side, size: str, price: str) -> str:
        mode = MarginMode.ISOLATED if floor is self.margin else None
        ask = Place(BTC, "", side, OrderType.LIMIT, A(size), A(price), margin_mode=mode)
        placed = floor.place(self.of(floor, no), ask, NOW)
        assert isinstance(placed, Placed), placed
        return placed.venue_id

    def lots(self, no: int) -> int:
        ledger = self.of(self.margin, no).ledger
        assert isinstance(ledger, PerpetualLedger)
        return ledger.position("BTC-USDT").lots * self.lot


@pytest.fixture
def house() -> House:
    return House()


def test_an_order_on_margin_meets_one_of_the_spot_market_and_each_is_paid_on_its_own_floor(house: House) -> None:
    house.pot(1, "10000")
    before = house.of(house.spot, 2).balance("BTC").total
    house.put(house.spot, 2, Side.SELL, "0.5", "60000")
    house.put(house.margin, 1, Side.BUY, "0.5", "60000")
    assert house.lots(1) == A("0.5")
    assert house.of(house.spot, 2).balance("BTC").total == before - A("0.5")
    assert [len(house.of(floor, no).fills) for floor, no in ((house.margin, 1), (house.spot, 1), (house.spot, 2))] == [
        1,
        0,
        1,
    ]
    (ours,), (theirs,) = house.of(house.margin, 1).fills, house.of(house.spot, 2).fills
    assert ours.trade_id == theirs.trade_id
    lot = house.spot.markets[BTC].lot.atoms
    assert house.margin.house[BTC][0] * lot == -A("0.5")  # the house stands between the two
    assert house.spot.house[BTC][0] * lot == A("0.5")


def test_both_floors_show_one_book_and_one_tape(house: House) -> None:
    house.pot(1, "10000")
    resting = house.put(house.margin, 1, Side.BUY, "0.1", "50000")
    top = house.spot.books[BTC].best()
    assert top.bid * house.spot.markets[BTC].tick.atoms == A("50000")
    house.put(house.spot, 2, Side.SELL, "0.1", "50000")
    assert house.of(house.margin, 1).orders[int(resting)].filled
    told = house.exchange._public(house.exchange.rows[0], ReadTrades("", 10), NOW)
    assert isinstance(told, Trades)
    mine = [row for row in told.rows if row.symbol == BTC and row.at_ns == NOW]
    assert [row.trade_id for row in mine] == [fill.trade_id for fill in house.of(house.margin, 1).fills]


def test_the_list_names_a_pair_once_and_says_that_it_is_traded_on_margin(house: House) -> None:
    told = house.exchange._public(house.exchange.rows[0], ReadMarkets(), NOW)
    assert isinstance(told, Listing)
    assert [(market.symbol, market.max_leverage) for market in told.markets] == [(BTC, 10), ("BTCUSDT_PERP", 125)]


def test_what_an_account_of_margin_takes_is_missing_in_the_spot_purse_and_comes_back(house: House) -> None:
    spot = house.of(house.spot, 1)
    before = spot.balance("USDT")
    assert before.free == A("100000")
    house.pot(1, "10000")
    after = spot.balance("USDT")
    assert (after.free, after.margin, after.total) == (A("90000"), A("10000"), before.total)
    ask = Place(BTC, "", Side.BUY, OrderType.LIMIT, A("2"), A("45500"))  # it needs more than what is left there
    assert isinstance(house.spot.place(spot, ask, NOW), Refused)
    house.pot(1, "0")
    assert spot.balance("USDT") == before
    assert isinstance(house.spot.place(spot, ask, NOW), Placed)
    row = house.exchange.rows[1]
    short = row.answers.private(house.of(house.margin, 1), SetPot(BTC, A("10000")), NOW)
    assert isinstance(short, Refused)


def test_money_of_margin_is_told_as_the_spot_purses(house: House) -> None:
    house.exchange._flush(NOW)
    house.pot(1, "10000")
    house.exchange._flush(NOW)
    assert [row.floor.news for row in house.exchange.rows] == [[], [], []]
    house.pot(1, "5000")
    spot, margin, _ = house.exchange.rows
    assert [type(news) for news in of_purse(house.exchange.rows, margin)].count(BalanceNews) == 0
    moved = [news for news in of_purse(house.exchange.rows, spot) if isinstance(news, BalanceNews)]
    assert moved
    assert all(news.account is house.of(house.spot, 1) for news in moved)


def test_a_stop_on_margin_watches_what_the_spot_market_trades(house: House) -> None:
    house.pot(1, "10000")
    stop = PlaceStop(BTC, "mine-0001", Side.BUY, A("60000"), size=A("0.1"), rises=True, margin_mode=MarginMode.ISOLATED)
    placed = house.exchange.rows[1].answers.private(house.of(house.margin, 1), stop, NOW)
    assert not isinstance(placed, Refused), placed
    house.put(house.spot, 2, Side.SELL, "0.3", "60000")
    house.put(house.spot, 1, Side.BUY, "0.1", "60000")
    house.exchange._flush(NOW)
    assert house.lots(1) in (0, A("0.1"))
    house.exchange._flush(NOW)
    assert house.lots(1) == A("0.1")


def test_a_position_that_is_lost_is_taken_over_by_the_last_price(house: House) -> None:
    house.pot(1, "3300")
    house.put(house.spot, 2, Side.SELL, "0.5", "60000")
    house.put(house.margin, 1, Side.BUY, "0.5", "60000")
    clearing = house.exchange.rows[1].clearing
    assert clearing is not None
    clearing.mark_all(NOW)
    assert house.lots(1) == A("0.5")
    house.put(house.spot, 2, Side.BUY, "0.01", "56000")
    house.put(house.spot, 1, Side.SELL, "0.01", "56000")
    clearing.mark_all(NOW)
    assert house.lots(1) == 0
    assert house.of(house.spot, 1).balance("USDT").free < A("100000") - A("3000") + A("560") + ONE


def test_what_happens_to_the_spot_market_happens_to_margin_on_it(house: House) -> None:
    house.pot(1, "10000")
    house.put(house.margin, 1, Side.BUY, "0.1", "50000")
    house.put(house.spot, 2, Side.SELL, "0.1", "50000")
    resting = house.put(house.margin, 1, Side.BUY, "0.1", "50000")
    change_listing(house.exchange, "/rules", b'{"symbol":"BTCUSDT","state":"halted"}', NOW)
    assert house.margin.markets[BTC].state is house.spot.markets[BTC].state is MarketState.HALTED
    house.exchange.delist("hitbtc", BTC, NOW)
    assert (house.lots(1), BTC in house.spot.markets, BTC in house.margin.markets) == (0, False, False)
    order = house.of(house.margin, 1).orders[int(resting)]
    assert (order.live, order.reason) == (False, "delisted")
