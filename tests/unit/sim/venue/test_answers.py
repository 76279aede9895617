"""Answers: what the floor knows, in pages, newest first; what it does not know is refused or empty."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.answers import Answers
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.venues import load
from picaflor.wire.asks import (
    Ask,
    Books,
    Cancel,
    CancelAll,
    Cancelling,
    Candles,
    Coins,
    Fills,
    Orders,
    Place,
    Placed,
    ReadBalances,
    ReadBook,
    ReadBooks,
    ReadCandles,
    ReadClosedOrders,
    ReadCoins,
    ReadFills,
    ReadListing,
    ReadMarkets,
    ReadOpenOrders,
    ReadOrder,
    ReadTickers,
    ReadTime,
    ReadTrades,
    Refusal,
    Refused,
    Tickers,
    Trades,
)
from picaflor.wire.reports import BalancesReport, BookFrame, Listing, ServerTime
from tests.unit.sim.venue.conftest import Put

A = read_atoms
MINUTE = 60 * 1_000_000_000


@pytest.fixture
def answers(floor: Floor) -> Answers:
    return Answers(floor)


@pytest.fixture
def traded(account: VenueAccount, other: VenueAccount, put: Put) -> None:
    for n in range(4):
        put(account, Side.BUY, "0.01", f"{61000 + n}")
        put(other, Side.SELL, "0.01", f"{61000 + n}")
    put(account, Side.BUY, "0.1", "60000", name="rests")
    put(other, Side.SELL, "0.3", "62000")


def test_time_markets_and_coins(answers: Answers, floor: Floor) -> None:
    assert answers.public(ReadTime(), 7) == ServerTime(7)
    listing = answers.public(ReadMarkets(), 7)
    assert isinstance(listing, Listing)
    assert [market.symbol for market in listing.markets] == ["BTCUSDT", "ETHUSDT", "PEPEUSDT"]
    coins = answers.public(ReadCoins(), 7)
    assert isinstance(coins, Coins)
    assert [coin.asset for coin in coins.rows] == ["BTC", "ETH", "PEPE", "SOL", "USDC", "USDT", "XRP"]
    assert answers.public(ReadListing("mix"), 7) == Listing(())
    assert answers.public(ReadBalances(), 7) is None


@pytest.mark.usefixtures("traded")
def test_a_book_as_deep_as_is_asked(answers: Answers) -> None:
    book = answers.public(ReadBook("BTCUSDT", 1), 7)
    assert isinstance(book, BookFrame)
    assert (book.bids, book.asks) == (b'[["60000.00","0.100000"]]', b'[["62000.00","0.300000"]]')


@pytest.mark.usefixtures("traded")
def test_trades_newest_first_and_no_more_than_asked(answers: Answers) -> None:
    trades = answers.public(ReadTrades("BTCUSDT", 3), 7)
    assert isinstance(trades, Trades)
    assert [trade.price for trade in trades.rows] == [A("61003"), A("61002"), A("61001")]


@pytest.mark.usefixtures("traded")
def test_trades_oldest_first_begin_with_the_oldest(answers: Answers) -> None:
    trades = answers.public(ReadTrades("BTCUSDT", 3, oldest_first=True), 7)
    assert isinstance(trades, Trades)
    assert [trade.price for trade in trades.rows] == [A("61000"), A("61001"), A("61002")]


def test_trades_of_several_markets_are_cut_each(answers: Answers, account: VenueAccount, other: VenueAccount) -> None:
    for symbol, price in (("ETHUSDT", "2500"), ("BTCUSDT", "61000"), ("ETHUSDT", "2501"), ("ETHUSDT", "2502")):
        for who, side in ((account, Side.BUY), (other, Side.SELL)):
            ask = Place(symbol, "", side, OrderType.LIMIT, A("0.1"), A(price))
            assert isinstance(answers.private(who, ask, 7), Placed)
    for asked in ((), ("BTCUSDT", "XXX", "ETHUSDT")):
        told = answers.public(ReadTrades("", 2, symbols=asked), 7)
        assert isinstance(told, Trades)
        assert [(row.symbol, row.price) for row in told.rows] == [
            ("BTCUSDT", A("61000")),
            ("ETHUSDT", A("2502")),
            ("ETHUSDT", A("2501")),
        ]
    one = answers.public(ReadTrades("", 2, symbols=("BTCUSDT",)), 7)
    assert isinstance(one, Trades)
    assert [row.symbol for row in one.rows] == ["BTCUSDT"]


@pytest.mark.usefixtures("traded")
def test_tickers_of_one_and_of_all(answers: Answers, floor: Floor) -> None:
    one = answers.public(ReadTickers("BTCUSDT"), 7)
    assert isinstance(one, Tickers)
    (ticker,) = one.rows
    assert (ticker.last, ticker.open, ticker.high, ticker.low) == (A("61003"), A("61000"), A("61003"), A("61000"))
    assert (ticker.bid, ticker.ask, ticker.base_volume) == (A("60000"), A("62000"), A("0.04"))
    every = answers.public(ReadTickers(), 7)
    assert isinstance(every, Tickers)
    assert len(every.rows) == 3
    quiet = every.rows[1]
    assert (quiet.last, quiet.open, quiet.base_volume) == (A("2510.10"), A("2510.10"), 0)


@pytest.mark.usefixtures("traded")
def test_candles(answers: Answers) -> None:
    candles = answers.public(ReadCandles("BTCUSDT", "1m", 5), 7)
    assert isinstance(candles, Candles)
    assert [(bar.open, bar.close) for bar in candles.rows] == [(A("61000"), A("61003"))]


def opens(answers: Answers, now_ns: int, *how: int, history: bool = False) -> list[int]:
    """In minutes before now."""
    found = answers.public(ReadCandles("ETHUSDT", "1m", *how, history=history), now_ns)
    assert isinstance(found, Candles)
    return [(now_ns - bar.open_ns) // MINUTE for bar in found.rows]


def test_the_archive_has_what_is_over_and_the_other_endpoint_reaches_only_so_far_back(answers: Answers) -> None:
    now = 29_758_373 * MINUTE
    assert opens(answers, now, 3) == [2, 1, 0]
    assert opens(answers, now, 3, history=True) == [3, 2, 1]
    assert opens(answers, now, 3, now - MINUTE, history=True) == [3, 2, 1], "it does not look at since"
    assert opens(answers, now, 3, now - MINUTE) == [1, 0]
    assert opens(answers, now, 3, 0, now - 5 * MINUTE) == [8, 7, 6]
    month = 30 * 1_440
    assert opens(answers, now, 3, 0, now - (month - 1) * MINUTE) == [month]
    assert opens(answers, now, 3, 0, now - month * MINUTE) == []
    assert opens(answers, now, 3, 0, now - month * MINUTE, history=True) == [month + 3, month + 2, month + 1]


@pytest.mark.parametrize(
    ("ask", "kind"),
    [
        (ReadBook("XXX"), Refusal.SYMBOL),
        (ReadTrades("XXX"), Refusal.SYMBOL),
        (ReadTickers("XXX"), Refusal.SYMBOL),
        (ReadCandles("XXX", "1m"), Refusal.SYMBOL),
        (ReadCandles("BTCUSDT", "7m"), Refusal.RULE),
    ],
)
def test_what_is_not_there_is_refused(answers: Answers, ask: Ask, kind: Refusal) -> None:
    refused = answers.public(ask, 7)
    assert isinstance(refused, Refused)
    assert refused.kind is kind


def test_orders_go_through(answers: Answers, account: VenueAccount) -> None:
    place = Place("BTCUSDT", "mine", Side.BUY, OrderType.LIMIT, A("0.1"), A("60000"))
    placed = answers.private(account, place, 7)
    assert isinstance(placed, Placed)
    found = answers.private(account, ReadOrder("BTCUSDT", "mine"), 7)
    assert isinstance(found, Orders)
    assert [row.venue_id for row in found.rows] == [placed.venue_id]
    assert answers.private(account, ReadOrder("BTCUSDT", "who"), 7) == Orders(())
    said = answers.private(account, Cancel("BTCUSDT", "mine"), 7)
    assert isinstance(said, Cancelling)
    assert (said.client_id, said.venue_id, len(said.orders)) == ("mine", placed.venue_id, 1)
    answers.private(account, place, 8)
    gone = answers.private(account, CancelAll("BTCUSDT"), 9)
    assert isinstance(gone, Cancelling)
    assert len(gone.orders) == 1
    assert account.live == {}
    money = answers.private(account, ReadBalances(), 9)
    assert isinstance(money, BalancesReport)
    assert money.whole
    said = answers.private(account, ReadTime(), 9)  # no private question
    assert isinstance(said, Refused)
    assert said.code == load("bitget").refusals["path"][0]


@pytest.mark.usefixtures("traded")
def test_pages_of_orders_lead_to_the_end_without_gap_or_repeat(answers: Answers, account: VenueAccount) -> None:
    seen, before = [], ""
    for _ in range(9):
        page = answers.private(account, ReadClosedOrders("BTCUSDT", before, 3), 7)
        assert isinstance(page, Orders)
        assert len(page.rows) <= 3
        seen += [int(row.venue_id) for row in page.rows]
        before = page.before
        if not before:
            break
    assert len(seen) == 4
    assert seen == sorted(seen, reverse=True)
    open_page = answers.private(account, ReadOpenOrders(), 7)
    assert isinstance(open_page, Orders)
    assert [row.client_id for row in open_page.rows] == ["rests"]
    assert answers.private(account, ReadOpenOrders("ETHUSDT"), 7) == Orders(())
    assert answers.private(account, ReadClosedOrders(since_ns=2), 7) == Orders(())


@pytest.mark.usefixtures("traded")
def test_pages_of_fills_lead_to_the_end_without_gap_or_repeat(answers: Answers, account: VenueAccount) -> None:
    seen, before = [], ""
    for _ in range(9):
        page = answers.private(account, ReadFills("BTCUSDT", before=before, limit=3), 7)
        assert isinstance(page, Fills)
        seen += [row.trade_id for row in page.rows]
        before = page.before
        if not before:
            break
    assert seen == [fill.trade_id for fill in reversed(account.fills)]
    (of_one,) = answers.private(account, ReadFills(venue_id=account.fills[1].venue_id), 7).rows  # type: ignore[union-attr]
    assert of_one == account.fills[1]
    assert answers.private(account, ReadFills("ETHUSDT"), 7) == Fills(())
    assert answers.private(account, ReadFills(since_ns=2), 7) == Fills(())


@pytest.mark.parametrize("ask", [ReadOpenOrders(before="x"), ReadClosedOrders(before="-1"), ReadFills(before="9" * 99)])
def test_a_cursor_that_is_none_is_refused(answers: Answers, account: VenueAccount, ask: Ask) -> None:
    assert isinstance(answers.private(account, ask, 7), Refused)


def test_several_at_once_and_what_is_not_there_is_left_out(answers: Answers) -> None:
    some = ("ETHUSDT", "NOPE")
    tickers = answers.public(ReadTickers(symbols=some), 7)
    listing = answers.public(ReadMarkets(symbols=some), 7)
    books = answers.public(ReadBooks(some, 5), 7)
    assert isinstance(tickers, Tickers)
    assert isinstance(listing, Listing)
    assert isinstance(books, Books)
    for rows in (tickers.rows, listing.markets, books.rows):
        assert [row.symbol for row in rows] == ["ETHUSDT"]
    every = answers.public(ReadBooks(), 7)
    assert isinstance(every, Books)
    assert {"BTCUSDT", "ETHUSDT"} <= {book.symbol for book in every.rows}
    one = answers.public(ReadMarkets("BTCUSDT"), 7)
    assert isinstance(one, Listing)
    assert [market.symbol for market in one.markets] == ["BTCUSDT"]
    assert isinstance(answers.public(ReadMarkets("NOPE"), 7), Refused)


def test_where_only_a_live_order_is_asked_for_an_ended_one_is_not_there(
    answers: Answers, floor: Floor, account: VenueAccount, put: Put
) -> None:
    order = put(account, Side.BUY, "0.01", "60000", name="x")
    live = ReadOrder("BTCUSDT", "x", live=True)
    page = answers.private(account, live, 7)
    assert isinstance(page, Orders)
    assert [row.venue_id for row in page.rows] == [str(order.no)]
    floor.cancel(account, "x", "", 8)
    gone = answers.private(account, live, 9)
    assert isinstance(gone, Refused)
    assert gone.kind is Refusal.NOT_FOUND
    still = answers.private(account, ReadOrder("BTCUSDT", "x"), 9)
    assert isinstance(still, Orders)
    assert len(still.rows) == 1
