"""Payloads of Peatio, Rango and AltMarkets from outside, read: equal to values typed by hand; and ours lack nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side
from picaflor.venues import load
from picaflor.venues.peatio.codes import OUTCOMES
from picaflor.venues.peatio.stream import NO_EVENT
from picaflor.wire import asks as a
from picaflor.wire.net import Reply
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    FillReport,
    Listing,
    OrderReport,
    OrderStatus,
    TickerReport,
    TradeReport,
)
from picaflor.wire.stream import (
    Channel,
    FillsFrame,
    Garbled,
    HearingAll,
    OrdersFrame,
    StreamRefused,
    Subscribe,
    TickersFrame,
    Topic,
    TradesFrame,
    Unreadable,
    Unsubscribe,
)
from tests.golden.test_hitbtc import lacks

HOME = Path(__file__).parent / "peatio"
ROW = load("altmarkets")
SECOND = 10**9
NOW = 1_700_000_000 * SECOND


def at(text: str) -> int:
    return read_atoms(text, signed=True)


def payload(number: str) -> bytes:
    (path,) = HOME.glob(f"{number}-*.json")
    return path.read_bytes()


def order(venue_id: str, symbol: str, side: Side, size: str, price: str, seconds: int, **more: Any) -> OrderReport:
    given = {
        "status": OrderStatus.OPEN,
        "type": OrderType.LIMIT,
        "filled": 0,
        "client_id": "",
        "at_ns": seconds * SECOND,
    }
    return OrderReport(
        symbol=symbol,
        venue_id=venue_id,
        side=side,
        size=at(size),
        price=at(price) if price else None,
        created_ns=seconds * SECOND,
        **{**given, **more},
    )


def market(base: str, quote: str, tick: int, lot: int, **more: Any) -> Market:
    fee = at("0.0025")
    given = {"maker_fee": fee, "taker_fee": fee, "post_only": False, "only_gtc": True, "quote_places": 16, **more}
    return Market(
        "altmarkets", f"{base}-{quote}", (base + quote).lower(), base, quote, tick=Grid(tick), lot=Grid(lot), **given
    )


# 2018-11-29T16:54:46+01:00, 2018-12-14T11:16:28+01:00, 2020-03-12T17:01:56+01:00
NOVEMBER, DECEMBER, MARCH = 1543506886, 1544782588, 1584028916
BUY, SELL = Side.BUY, Side.SELL
RESTS = order("675", "ethbtc", BUY, "123.1234", "0.5", NOVEMBER)
GONE = order("162", "ethbtc", BUY, "123.1234", "0.3", NOVEMBER, status=OrderStatus.CANCELLED)
GUIDE = order("10440269", "ethusd", BUY, "31", "160.82", MARCH)
MARKET = order("7070", "ethusd", BUY, "0.5", "", 1544783684, type=OrderType.MARKET)
RESTING = order("7063", "ethusd", BUY, "1", "10", DECEMBER)
HBOT = order(
    "someExchId",
    "hbotbtc",
    BUY,
    "3.00016",
    "5.00032",
    1579208543,
    client_id="HBOT-someExchId",
    status=OrderStatus.PARTIAL,
    filled=at("2.50016"),
)
REJECTED = order(
    "someExchId",
    "hbotbtc",
    BUY,
    "1",
    "5.00032",
    1548000000,
    client_id="t-123456",
    status=OrderStatus.REFUSED,
    filled=at("0.5"),
    reason="reject",
    at_ns=1548000100 * SECOND,
)
BOUGHT = FillReport(
    symbol="ethusd",
    trade_id="1834499",
    venue_id="10440269",
    side=BUY,
    price=at("160.82"),
    size=at("5"),
    fee=at("0.01"),
    fee_asset="ETH",
    liquidity=Liquidity.TAKER,
    at_ns=MARCH * SECOND,
)


def placed(report: OrderReport) -> tuple[a.Ask, a.Placed]:
    size = report.size or 0
    ask = a.Place(report.symbol, report.client_id, report.side, report.type, size, report.price)
    return ask, a.Placed(report.client_id, report.venue_id, report)


def book(symbol: str, bids: bytes, asks: bytes, seconds: int) -> tuple[a.Ask, BookFrame]:
    return a.ReadBook(symbol), BookFrame(symbol, True, bids, asks, at_ns=seconds * SECOND)


def ticker(symbol: str, last: str, **more: Any) -> TickerReport:
    numbers = dict.fromkeys(("bid", "bid_size", "ask", "ask_size", "open", "high", "low"), 0)
    rest = {"base_volume": 0, "quote_volume": 0, "at_ns": 0}
    return TickerReport(symbol=symbol, last=at(last), **{**numbers, **rest, **more})


NUMBERS = b"[[7221.08, 6.92321326], [7220.08, 6.92321326], [7222.08, 6.92321326], [7219.2, 0.69259752]]"
UNDER = b"[[7199.27, 6.95094164], [7192.27, 6.95094164], [7193.27, 6.95094164], [7196.15, 0.69481598]]"
ANSWERS: dict[str, tuple[a.Ask, Any]] = {
    "15": book("eurusd", b'[["15.0", "2.0"], ["10.0", "1.0"]]', b'[["25.0", "0.5"], ["20.0", "4.0"]]', 1544783545),
    "22": placed(MARKET),
    "23": placed(RESTING),
    "25": placed(GUIDE),
    "27": (
        a.ReadOrder("ethusd", venue_id="10440269"),
        a.Orders(
            (
                order(
                    "10440269", "ethusd", BUY, "31", "160.82", MARCH, status=OrderStatus.PARTIAL, filled=at("26.35649")
                ),
            )
        ),
    ),
    "30": (
        a.ReadTickers(),
        a.Tickers((ticker("hbotbtc", "0.9"), ticker("rogerbtc", "0.00000002"), ticker("btcusdt", "51234.56"))),
    ),
    "31": book("hbotbtc", b"[]", b"[]", 1234567899),
    "32": (a.ReadOpenOrders("hbotbtc"), a.Orders((HBOT,))),
    "33": placed(REJECTED),
    "34": (
        a.ReadBalances(),
        BalancesReport((BalanceReport("HBOT", at("968.8"), 0), BalanceReport("BTC", at("543.9"), 0)), whole=True),
    ),
    "35": book("hbotbtc", UNDER, NUMBERS, 1234567890),
    "39": (a.ReadBalances(), BalancesReport((BalanceReport("HBOT", at("10"), at("5")),), whole=True)),
    "40": (
        a.ReadMarkets(),
        Listing((market("BTC", "USDT", 2, 8), market("ROGER", "BTC", 8, 8))),
    ),
}
# Numbers where we write texts; what a client's own fixture lacks of types; keys of other versions.
MISSING = {
    "30": {"last"},
    "32": {"kind", "at"},
    "33": {"kind", "at"},
    "35": set(),
}


@pytest.mark.parametrize("number", sorted(ANSWERS))
def test_an_answer_reads_as_typed_by_hand(number: str) -> None:
    ask, answer = ANSWERS[number]
    assert ROW.rest.read_answer(ask, Reply(200, payload(number))) == answer


@pytest.mark.parametrize("number", sorted(ANSWERS))
def test_an_answer_of_ours_lacks_nothing(number: str) -> None:
    ask, answer = ANSWERS[number]
    reply = ROW.rest.write_answer(ask, answer, NOW)
    assert reply.status == (201 if isinstance(ask, a.Place) else 200)
    assert lacks(json.loads(payload(number)), json.loads(reply.body)) == MISSING.get(number, set())


# long ones: the first of them, and how many

FIRST: dict[str, tuple[a.Ask, Any, int]] = {
    "01": (a.ReadMarkets(), market("DASH", "BTC", 6, 3), 3),
    "06": (a.ReadBalances(), BalanceReport("BCH", 0, 0), 9),
    "07": (a.ReadOpenOrders("ethbtc"), RESTS, 2),
    "08": (a.ReadOpenOrders("bchbtc"), order("162432", "bchbtc", BUY, "123.1234", "0.3", NOVEMBER), 3),
    "09": (
        a.ReadClosedOrders("bchzar"),
        order("162167", "bchzar", BUY, "123.1234", "0.3", NOVEMBER, status=OrderStatus.CANCELLED),
        3,
    ),
    "13": (
        a.ReadFills("ethbtc"),
        FillReport("ethbtc", "162167", "202857", BUY, at("0.3"), at("0.001"), at_ns=1543506883 * SECOND),
        20,
    ),
    "14": (a.ReadCoins(), a.CoinReport("BCH"), 10),
    "16": (a.ReadTrades("bchzar"), TradeReport("bchzar", "53", BUY, at("3000"), at("1"), 1595235146 * SECOND), 10),
    "17": (
        a.ReadTrades("btczar"),
        TradeReport("btczar", "35", BUY, at("10894000"), at("0.1164"), 1594951964 * SECOND),
        20,
    ),
    "20": (a.ReadMarkets(), market("BTC", "ZAR", 2, 6, maker_fee=at("0.0015"), taker_fee=at("0.0015")), 5),
    "21": (a.CancelAll(""), GONE, 3),
    "28": (a.ReadBook("x"), None, 4),
}


@pytest.mark.parametrize("number", sorted(FIRST))
def test_a_long_answer_begins_as_typed_by_hand(number: str) -> None:
    ask, first, count = FIRST[number]
    answer = ROW.rest.read_answer(ask, Reply(200, payload(number)))
    if isinstance(answer, BookFrame):
        assert len(json.loads(answer.asks)) == count
        return
    rows: Any
    match answer:
        case Listing(markets):
            rows = markets
        case a.Cancelling(orders=orders):
            rows = orders
        case _:
            rows = answer.rows
    assert (rows[0], len(rows)) == (first, count)


def test_trades_of_all_four_markets_are_read_to_the_last_one() -> None:
    for number in ("16", "17", "18", "19"):
        rows = ROW.rest.read_answer(a.ReadTrades("x"), Reply(200, payload(number))).rows
        assert len(rows) == len(json.loads(payload(number)))
        assert sorted(rows, key=lambda row: -row.at_ns) == list(rows)


def test_one_row_of_a_list_reads_as_typed_by_hand() -> None:
    def listed(number: str, ask: a.Ask) -> Any:
        return ROW.rest.read_answer(ask, Reply(200, b"[" + payload(number) + b"]"))

    assert listed("26", a.ReadFills("ethusd")) == a.Fills((BOUGHT,))
    ours = json.loads(ROW.rest.write_answer(a.ReadFills("ethusd"), a.Fills((BOUGHT,)), NOW).body)
    assert lacks([json.loads(payload("26"))], ours) == set()
    assert ours[0]["fee"] == "0.002"
    free = {"02": ("BCH", "10.12", "0.1"), "03": ("BTC", "0.21026373", "0"), "04": ("DASH", "0", "0")}
    for number, (coin, some, held) in {**free, "05": ("ETH", "1.5", "0.05")}.items():
        said = listed(number, a.ReadBalances())
        assert said.rows == (BalanceReport(coin, at(some), at(held)),)


@pytest.mark.parametrize("number", ["10", "11", "12"])
def test_trades_of_ours_that_do_not_say_whose_they_are_prove_nothing(number: str) -> None:
    """Mocks of 2018: no order is named."""
    assert isinstance(ROW.rest.read_answer(a.ReadFills("bchzar"), Reply(200, payload(number))), a.Unclear)


def test_a_list_without_ids_lists_nothing_and_trouble_is_trouble() -> None:
    assert isinstance(ROW.rest.read_answer(a.ReadMarkets(), Reply(200, payload("29"))), a.Unclear)
    said = ROW.rest.read_answer(placed(RESTING)[0], Reply(500, payload("84")))
    assert isinstance(said, a.Unclear)
    assert said.code == "Dummy error."
    # A stream's book, kept as an answer by its client, in milliseconds: no time that we know.
    assert isinstance(ROW.rest.read_answer(a.ReadBook("ethusdt"), Reply(200, payload("37"))), a.Unclear)
    assert isinstance(ROW.rest.read_answer(placed(MARKET)[0], Reply(201, payload("24"))), a.Unclear), "it is a sale"
    sold = order("7071", "ethusd", SELL, "1", "", 1544783781, type=OrderType.MARKET)
    assert ROW.rest.read_answer(placed(sold)[0], Reply(201, payload("24"))) == placed(sold)[1]


# frames

PUSHED = order(
    "9401",
    "rogerbtc",
    SELL,
    "7000",
    "0.00000099",
    1596481983,
    status=OrderStatus.PARTIAL,
    filled=at("4189.9"),
    at_ns=1596553643 * SECOND,
)
OURS = FillReport(
    symbol="rogerbtc",
    trade_id="9618578",
    venue_id="2324774",
    side=SELL,
    price=at("0.00000004"),
    size=at("1"),
    liquidity=Liquidity.TAKER,
    at_ns=1615978645 * SECOND,
)
SPRING = 1588000798


def raw(number: str, stream: str, side: str) -> bytes:
    """A level array as it stands in the payload."""
    text = payload(number).decode()
    start = text.index("[", text.index(f'"{side}"'))
    return text[start : text.index("]]", start) + 2].encode()


FRAMES: dict[str, Any] = {
    "55": BookFrame("eurusd", True, raw("55", "eurusd", "bids"), raw("55", "eurusd", "asks")),
    "56": BookFrame("eurusd", False, b"", b'[["15.0", "22.1257"]]'),
    "57": HearingAll((Topic(Channel.TICKERS), Topic(Channel.TRADES, "ethusd"), Topic(Channel.BOOK, "ethusd"))),
    "58": HearingAll((Topic(Channel.TICKERS), Topic(Channel.CANDLES, "ethusd", "15m"))),
    "59": BookFrame("eurusd", False, b"", b'[["1020.0", "0.015"]]', 497773),
    "60": BookFrame("eurusd", False, b'[["999.0", "0.001"]]', b"", 497776),
    "62": TradesFrame(
        Topic(Channel.TRADES, "eurusd"), (TradeReport("eurusd", "7", BUY, at("1020"), at("0.001"), SPRING * SECOND),)
    ),
    "63": BookFrame("eurusd", True, raw("63", "eurusd", "bids"), raw("63", "eurusd", "asks"), name="update"),
    "64": TickersFrame(
        Topic(Channel.TICKERS),
        (
            ticker(
                "eurusd",
                "1000",
                bid=at("1000"),
                ask=at("1020"),
                open=at("1000"),
                high=at("10000"),
                low=at("1000"),
                at_ns=1588001398 * SECOND,
            ),
        ),
    ),
    "66": OrdersFrame(
        (order("22", "eurusd", BUY, "0.001", "1026", 0, at_ns=SPRING * SECOND),),
    ),
    "68": HearingAll(()),
    "69": HearingAll((Topic(Channel.TRADES, "eurusd"),)),
    "70": HearingAll(()),
    "71": FillsFrame((FillReport("eurusd", "7", "15", SELL, at("1020"), at("0.001"), at_ns=SPRING * SECOND),)),
    "72": FillsFrame((FillReport("eurusd", "7", "22", BUY, at("1020"), at("0.001"), at_ns=SPRING * SECOND),)),
    "73": BalancesReport((BalanceReport("COINALPHA", at("1032951.325075926"), at("1022943.325075926")),), whole=False),
    "74": OrdersFrame((PUSHED,)),
    "75": FillsFrame((OURS,)),
    "76": BookFrame("hbotusdt", False, raw("76", "hbotusdt", "bids"), raw("76", "hbotusdt", "asks")),
    "77": BookFrame(
        "hbotusdt", True, raw("77", "hbotusdt", "bids"), raw("77", "hbotusdt", "asks"), at_ns=1234567890 * SECOND
    ),
    "78": TradesFrame(
        Topic(Channel.TRADES, "hbotusdt"),
        (TradeReport("hbotusdt", "3333", BUY, at("8772.05"), at("0.1"), 1234567899 * SECOND),),
    ),
    "79": HearingAll((Topic(Channel.FILLS),)),
    "80": HearingAll((Topic(Channel.FILLS),)),
    "81": StreamRefused("Authentication failed.", "Authentication failed."),
    "82": StreamRefused("Token type is not provided or invalid.", "Token type is not provided or invalid."),
    "83": StreamRefused("Some Error", "Some Error"),
}
# Names of older versions; numbers for texts; a stream that nobody has; a list where AltMarkets wrote one name.
UNUSED = {
    "64": {"name", "base_unit", "quote_unit", "sell", "buy", "open"},
    "66": {"volume"},
    "71": {"kind", "at", "volume", "ask_id", "bid_id"},
    "72": {"kind", "at", "volume", "ask_id", "bid_id"},
    "76": {"timestamp"},
    "77": {"timestamp"},
    "78": {"price", "amount", "tid"},
    "79": {"time", "streams"},
    "80": {"time", "streams"},
    "81": {"error"},
    "82": {"error"},
}


@pytest.mark.parametrize("number", sorted(FRAMES))
def test_a_frame_reads_as_typed_by_hand(number: str) -> None:
    assert ROW.stream.read_venue(payload(number)) == (FRAMES[number],)


@pytest.mark.parametrize("number", sorted(FRAMES))
def test_a_frame_of_ours_lacks_nothing(number: str) -> None:
    (data,) = ROW.stream.write_venue(FRAMES[number], NOW)
    assert lacks(json.loads(payload(number)), json.loads(data)) == UNUSED.get(number, set())


def test_a_deep_snapshot_has_all_its_levels() -> None:
    (said,) = ROW.stream.read_venue(payload("61"))
    assert isinstance(said, BookFrame)
    theirs = json.loads(payload("61"))["eurusd.ob-snap"]
    assert (json.loads(said.bids), json.loads(said.asks)) == (theirs["bids"], theirs["asks"])
    assert (said.snapshot, said.seq) == (True, theirs["sequence"])


def test_what_stands_in_a_frame_reads_as_typed_by_hand() -> None:
    (trade,) = ROW.stream.read_venue(b'{"btcusdt.trades":{"trades":[' + payload("38") + b"]}}")
    told = TradeReport("btcusdt", "3333", BUY, at("8772.05"), at("0.1"), 1234567899 * SECOND)
    assert trade == TradesFrame(Topic(Channel.TRADES, "btcusdt"), (told,))
    (fill,) = ROW.stream.read_venue(b'{"trade":' + payload("36") + b"}")
    assert isinstance(fill, FillsFrame)
    assert (fill.rows[0].trade_id, fill.rows[0].venue_id) == ("5736713134", "5736713")


@pytest.mark.parametrize("number", ["49", "50", "51", "52", "53", "54", "65", "67"])
def test_what_is_not_for_clients_or_answers_what_we_never_say_is_told(number: str) -> None:
    """Events of the house's own queues, and the answer to a login in band."""
    (said,) = ROW.stream.read_venue(payload(number))
    assert isinstance(said, Unreadable)


ONE = (Topic(Channel.TRADES, "ethusd"), Topic(Channel.BOOK, "ethusd"))
SEVEN = tuple(
    topic
    for coin in ("btcusd", "ethusd", "xrpusd", "usdtusd")
    for topic in (Topic(Channel.BOOK, coin), Topic(Channel.TRADES, coin))
)[1:]
CLIENT: dict[str, Any] = {
    "41": Garbled(NO_EVENT, OUTCOMES[NO_EVENT][1]),
    "42": Subscribe(ONE),
    "43": Unsubscribe(ONE),
    "44": Subscribe((Topic(Channel.TRADES, "eurusd"), Topic(Channel.BOOK, "eurusd"))),
    "45": Unsubscribe((Topic(Channel.TRADES, "eurusd"),)),
    "46": Subscribe(SEVEN),
    "47": Subscribe((Topic(Channel.TRADES, "btcusdt"),)),
    "48": Unsubscribe((Topic(Channel.TRADES, "btcusdt"),)),
}


@pytest.mark.parametrize("number", sorted(CLIENT))
def test_a_clients_frame_is_read_and_written_alike(number: str) -> None:
    assert ROW.stream.read_client(payload(number)) == (CLIENT[number],)
    for data in ROW.stream.write_client(CLIENT[number]):
        theirs = json.loads(payload(number))
        assert json.loads(data) == {key: value for key, value in theirs.items() if key != "id"}


def test_the_manifest_knows_every_payload() -> None:
    with (HOME / "manifest.tsv").open() as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert sorted(row["file"] for row in rows) == sorted(path.name for path in HOME.glob("*.json"))
    assert {row["grade"] for row in rows} == {"doc", "stranger"}
    other = {"02", "03", "04", "05", "10", "11", "12", "18", "19", "24", "26", "29", "36", "37", "38", "61", "65", "67"}
    other |= {"49", "50", "51", "52", "53", "54", "84"}
    used = {*ANSWERS, *FIRST, *FRAMES, *CLIENT, *other}
    assert {row["file"].partition("-")[0] for row in rows} == used
