"""A book order by order, as anybody may see it, and the table of fees."""

from __future__ import annotations

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Side
from picaflor.sim.venue.answers import Answers
from picaflor.sim.venue.crowd import Crowd, CrowdConfig
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.outsiders import crowd_beat
from picaflor.wire.asks import ReadTime, Refused
from picaflor.wire.contracts import Fees, FeesReport
from picaflor.wire.reports import OrderStatus
from picaflor.wire.shown import BookOrders, ReadBookOrders, ReadFeeTable
from tests.unit.sim.venue.conftest import Put

A = read_atoms


def test_orders_stand_as_they_will_trade_and_have_no_client_ids(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    first = put(account, Side.BUY, "0.01", "60000")
    best = put(other, Side.BUY, "0.02", "60001")
    second = put(other, Side.BUY, "0.03", "60000")
    partly = put(account, Side.SELL, "0.05", "60010")
    put(other, Side.BUY, "0.02", "60010")
    book = Answers(floor).public(ReadBookOrders("BTCUSDT"), 9)
    assert isinstance(book, BookOrders)
    assert [row.venue_id for row in book.bids] == [str(order.no) for order in (best, first, second)]
    (ask,) = book.asks
    assert (ask.venue_id, ask.size, ask.filled, ask.status) == (
        str(partly.no), A("0.05"), A("0.02"), OrderStatus.PARTIAL,
    )  # fmt: skip
    assert {row.client_id for row in (*book.bids, *book.asks)} == {""}
    assert Answers(floor).public(ReadBookOrders("BTCUSDT", bids=1, asks=1), 9) == BookOrders(book.bids[:1], book.asks)
    assert isinstance(Answers(floor).public(ReadBookOrders("NONEUSDT"), 9), Refused)


def test_the_crowds_orders_are_there_level_by_level(floor: Floor) -> None:
    market = floor.markets["BTCUSDT"]
    crowd_beat(floor, "BTCUSDT", Crowd(6_000_000, 10_000, 3, CrowdConfig(levels=4, take_percent=0)), 10**9)
    book = Answers(floor).public(ReadBookOrders("BTCUSDT"), 10**9)
    assert isinstance(book, BookOrders)
    assert [((row.price or 0) // market.tick.atoms, (row.size or 0) // market.lot.atoms) for row in book.bids] == (
        floor.books["BTCUSDT"].levels(Side.BUY, 10)
    )
    assert len(book.asks) == 4
    assert all(row.at_ns == 10**9 for row in book.asks)


def test_the_table_has_a_row_for_each_market(floor: Floor) -> None:
    table = Answers(floor).public(ReadFeeTable(), 9)
    assert isinstance(table, Fees)
    assert [row.symbol for row in table.rows] == list(floor.markets)
    market = floor.markets["BTCUSDT"]
    one = FeesReport("BTCUSDT", market.maker_fee, market.taker_fee)
    assert Answers(floor).public(ReadFeeTable("BTCUSDT"), 9) == Fees((one,))
    assert isinstance(Answers(floor).public(ReadFeeTable("NONEUSDT"), 9), Refused)
    assert not isinstance(Answers(floor).public(ReadTime(), 9), Refused)
