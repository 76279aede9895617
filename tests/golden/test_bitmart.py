"""BitMart's payloads from outside, read: equal to values typed by hand; and what we write in their place lacks nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.venues.bitmart import rest, stream
from picaflor.wire import asks as a
from picaflor.wire.contracts import FeesReport, ReadFees
from picaflor.wire.decoding import MS
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    CandleReport,
    FillReport,
    Listing,
    OrderReport,
    OrderStatus,
    ServerTime,
    TickerReport,
    TradeReport,
)
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    LoginRefused,
    OrdersFrame,
    StreamRefused,
    Subscribe,
    Subscribed,
    TickersFrame,
    Topic,
    TradesFrame,
)

HOME = Path(__file__).parent / "bitmart"
NOW = 1_700_000_000_000 * MS


def at(text: str) -> int:
    return read_atoms(text, signed=True)


def payload(number: str) -> bytes:
    (path,) = HOME.glob(f"{number}-*.json")
    return path.read_bytes()


def market(base: str, quote: str, tick: int, lot: Grid, notional: str, **more: Any) -> Market:
    fee = at("0.001")
    rules: dict[str, Any] = {
        "maker_fee": fee,
        "taker_fee": fee,
        "fee_asset": quote,
        "buys_by_quote": True,
        "fok": False,
    }
    return Market(
        "bitmart",
        f"{base}-{quote}",
        f"{base}_{quote}",
        base,
        quote,
        Grid(tick),
        lot,
        min_notional=at(notional),
        **{**rules, **more},
    )


FILLED = OrderReport(
    symbol="BTC_USDT",
    venue_id="118100034543076010",
    client_id="",
    status=OrderStatus.FILLED,
    side=Side.BUY,
    type=OrderType.LIMIT,
    filled=at("0.1"),
    price=at("48800"),
    size=at("0.1"),
    filled_quote=at("3999.9"),
    tif=Tif.GTC,
    created_ns=1681701557927 * MS,
    at_ns=1681701559408 * MS,
)
OPEN = OrderReport(
    symbol="BTC_USDT",
    venue_id="125213058731346056",
    client_id="",
    status=OrderStatus.OPEN,
    side=Side.BUY,
    type=OrderType.LIMIT,
    filled=0,
    price=at("800"),
    size=at("0.1"),
    filled_quote=0,
    tif=Tif.GTC,
    created_ns=1681892198608 * MS,
    at_ns=1681892198946 * MS,
)
FILL = FillReport(
    symbol="BTC_USDT",
    trade_id="122177405911172002",
    venue_id="118100034543076010",
    side=Side.BUY,
    price=at("39999"),
    size=at("0.1"),
    fee=at("9.99975"),
    fee_asset="USDT",
    liquidity=Liquidity.TAKER,
    at_ns=1681701559210 * MS,
)
TICKER = TickerReport(
    symbol="BTC_USDT",
    last=at("30000"),
    bid=at("30000"),
    bid_size=at("1"),
    ask=at("31012.44"),
    ask_size=at("69994.75267"),
    open=at("28596.3"),
    high=at("31012.44"),
    low=at("12.44"),
    base_volume=at("582.08066"),
    quote_volume=at("4793098.48"),
    at_ns=1691671061919 * MS,
)
PLACE = a.Place("BTC_USDT", "my1", Side.BUY, OrderType.LIMIT, at("1"), at("1"))


def bar(second: int, *numbers: str) -> CandleReport:
    return CandleReport(second * 1000 * MS, *map(at, numbers))


ANSWERS: dict[str, tuple[a.Ask, Any]] = {
    "002": (
        a.ReadBook("BTC_USDT"),
        BookFrame(
            "BTC_USDT", True, b'[["30000.00", "1.00000"]]', b'[["31012.44", "69994.75267"]]', at_ns=1691672864874 * MS
        ),
    ),
    "004": (a.ReadTickers("BTC_USDT"), a.Tickers((TICKER,))),
    "006": (
        a.ReadTrades("BMX_ETH"),
        a.Trades((TradeReport("BMX_ETH", "", Side.SELL, at("1"), at("1"), 1691743270994 * MS),)),
    ),
    "007": (
        a.ReadMarkets(),
        Listing((market("GXC", "BTC", 8, Grid(0), "0.0001"),)),
    ),
    "011": (a.ReadBalances(), BalancesReport((BalanceReport("BTC", at("10"), at("10")),), whole=True)),
    "012": (PLACE, a.Placed("my1", "1223181")),
    "013": (a.Cancel("BTC_USDT", "", "1"), a.Cancelling("", "1")),
    "015": (a.CancelAll("BTC_USDT"), a.Cancelling()),
    "018": (a.ReadOpenOrders(), a.Orders((OPEN,))),
    "020": (a.ReadFills(venue_id="118100034543076010"), a.Fills((FILL,))),
    "057": (
        a.ReadCandles("BTC_USDT", "1h"),
        a.Candles(
            (
                bar(1699992800, "66700", "66750", "66500", "66600", "110.15", "7336990.5"),
                bar(1699996400, "66600", "66900", "66550", "66800", "98.32", "6557568"),
                bar(1700000000, "66800", "67100", "66750", "67000", "125.5", "8398250"),
            )
        ),
    ),
    "062": (a.ReadMarkets(), Listing((market("BTC", "USDT", 6, Grid(2), "5"),))),
    "009": (ReadFees("BTC_USDT"), FeesReport("BTC_USDT", at("0.0006"), at("0.0008"))),
    "064": (ReadFees("BTC_USDT"), FeesReport("BTC_USDT", at("0.0025"), at("0.0025"))),
    "066": (
        a.ReadBalances(),
        BalancesReport(
            (BalanceReport("BTC", at("1.25"), at("0.1")), BalanceReport("USDT", at("50000"), at("5000"))), whole=True
        ),
    ),
    "067": (PLACE, a.Placed("my1", "1234567890")),
    "068": (a.Cancel("BTC_USDT", "x"), a.Cancelling("x")),
    "070": (a.CancelAll(""), a.Cancelling()),
    "099": (a.ReadTime(), ServerTime(1599843709578 * MS)),
    "104": (a.ReadClosedOrders(), a.Orders((FILLED,))),
    "106": (a.ReadOrder("", venue_id="118100034543076010"), a.Orders((FILLED,))),
    "109": (
        a.ReadFills(),
        a.Fills(
            (
                replace(
                    FILL,
                    trade_id="125277182593091639",
                    venue_id="125213058731346053",
                    at_ns=1681891896569 * MS,
                ),
            )
        ),
    ),
}
# What is planned for a market we do not know; a role that stands in some samples alone.
MISSING = {"007": {"planned_down_time"}, "062": {"planned_down_time"}, "020": {"stpMode"}}


@pytest.mark.parametrize("number", sorted(ANSWERS))
def test_an_answer_reads_as_typed_by_hand(number: str) -> None:
    ask, answer = ANSWERS[number]
    assert rest.read_answer(ask, Reply(200, payload(number))) == answer


@pytest.mark.parametrize("number", sorted(ANSWERS))
def test_an_answer_of_ours_lacks_nothing(number: str) -> None:
    ask, answer = ANSWERS[number]
    reply = rest.write_answer(ask, answer, NOW)
    assert reply.status == 200
    assert lacks(json.loads(payload(number)), json.loads(reply.body)) == MISSING.get(number, set())


# Further samples of the same endpoints: they read, and what they tell was typed above in another one's place.
ALIKE: dict[str, a.Ask] = {
    "005": a.ReadTickers(),
    "017": a.ReadClosedOrders(),
    "021": a.ReadFills(),
    "056": a.ReadBook("BTC_USDT"),
    "059": a.ReadTickers("BTC_USDT"),
    "060": a.ReadTickers(),
    "061": a.ReadTrades("BTC_USDT"),
    "003": a.ReadCandles("BTC_USDT", "1m"),
    "072": a.ReadClosedOrders(),
    "073": a.ReadOpenOrders(),
    "075": a.ReadFills(),
    "105": a.ReadOpenOrders(),
    "107": a.ReadFills(),
}


@pytest.mark.parametrize("number", sorted(ALIKE))
def test_a_further_sample_reads_and_is_written_back_alike(number: str) -> None:
    ask = ALIKE[number]
    answer = rest.read_answer(ask, Reply(200, payload(number)))
    assert not isinstance(answer, a.Refused | a.Unclear), answer
    assert rest.read_answer(ask, rest.write_answer(ask, answer, NOW)) == answer


@pytest.mark.parametrize("number", ["019", "074"])
def test_an_order_by_its_id_reads(number: str) -> None:
    found = json.loads(payload(number))["data"]
    page = rest.read_answer(a.ReadOrder("", venue_id=found["orderId"]), Reply(200, payload(number)))
    assert isinstance(page, a.Orders)
    assert page.rows[0].filled == at(found["filledSize"])


def test_an_error_reads_as_typed_by_hand() -> None:
    refused = a.Refused("50000", "Bad Request [to is empty]", a.Refusal.RULE)
    assert rest.read_answer(PLACE, Reply(400, payload("197"))) == refused
    reply = rest.write_answer(PLACE, refused, NOW)
    assert reply.status == 400
    assert lacks(json.loads(payload("197")), json.loads(reply.body)) == set()


# requests as a stranger sends them


def answered(number: str, ask: a.Ask) -> object:
    return rest.read_answer(ask, Reply(200, payload(number)))


BATCH = tuple(
    a.Place("BTC_USDT", name, side, OrderType.LIMIT, at("0.001"), at(price))
    for name, side, price in (("batch_001", Side.BUY, "60000"), ("batch_002", Side.SELL, "70000"))
)


def test_the_answer_to_a_batch_is_read_in_its_order_if_it_is_as_long() -> None:
    placed = (("batch_001", "1234567892"), ("batch_002", "1234567893"))
    told = a.PlacedMany(tuple((name, a.Placed(name, number)) for name, number in placed))
    assert answered("069", a.PlaceMany("BTC_USDT", BATCH)) == told
    ours = json.loads(rest.write_answer(a.PlaceMany("BTC_USDT", BATCH), told, NOW).body)
    assert ours["data"] == json.loads(payload("069"))["data"]
    assert answered("014", a.PlaceMany("BTC_USDT", BATCH)) == a.PlacedMany(())


def test_of_several_cancels_those_that_were_done_are_told() -> None:
    rows = tuple(a.Cancel("BTC_USDT", "", f"123456789{n}") for n in range(3))
    done = tuple((row.venue_id, a.Cancelling("", row.venue_id)) for row in rows[:2])
    assert answered("071", a.CancelMany("BTC_USDT", rows)) == a.CancellingMany(done)
    (only,) = json.loads(payload("016"))["data"]["successIds"]
    one = a.Cancel("BTC_USDT", "", only)
    assert answered("016", a.CancelMany("BTC_USDT", (one,))) == a.CancellingMany(((only, a.Cancelling("", only)),))


def test_a_strangers_batch_reads() -> None:
    request = Request("POST", rest.HOST, "/spot/v4/batch_orders", body=payload("146"))
    assert rest.read_ask(request) == a.PlaceMany("BTC_USDT", BATCH)


ASKS: dict[str, tuple[str, a.Ask]] = {
    "148": (
        "/spot/v4/cancel_orders",
        a.CancelMany("BTC_USDT", tuple(a.Cancel("BTC_USDT", "", f"123456789{n}") for n in range(3))),
    ),
    "144": (
        "/spot/v2/submit_order",
        a.Place("BTC_USDT", "my_order_001", Side.BUY, OrderType.LIMIT, at("0.001"), at("60000")),
    ),
    "145": ("/spot/v3/cancel_order", a.Cancel("BTC_USDT", "", "1234567890")),
    "149": ("/spot/v4/query/client-order", a.ReadOrder("", "my_order_001")),
    "150": ("/spot/v4/query/order", a.ReadOrder("", venue_id="1234567890")),
}


@pytest.mark.parametrize("number", sorted(ASKS))
def test_a_strangers_request_reads_as_typed_by_hand_and_ours_says_the_same(number: str) -> None:
    path, ask = ASKS[number]
    assert rest.read_ask(Request("POST", rest.HOST, path, body=payload(number))) == ask
    ours, theirs = json.loads(rest.write_ask(ask).body), json.loads(payload(number))
    assert set(theirs) - {"queryState"} <= set(ours)
    assert ours.get("client_order_id") == theirs.get("client_order_id")


def test_a_cancel_of_one_side_reads_as_that() -> None:
    said = rest.read_ask(Request("POST", rest.HOST, "/spot/v4/cancel_all", body=payload("147")))
    assert said == a.CancelAll("BTC_USDT", Side.BUY)


# frames

BIDS, ASKS_ = b'[["23105", "1.80114"]]', b'[["23200", "0.69959"], ["28000.00", "0.20000"]]'
PUSHED = OrderReport(
    symbol="BTC_USDT",
    venue_id="2147857398",
    client_id="order4872191",
    status=OrderStatus.PARTIAL,
    side=Side.BUY,
    type=OrderType.MARKET,
    filled=at("1"),
    size=at("1"),
    filled_quote=at("46100"),
    created_ns=1609926028000 * MS,
    at_ns=1609926044000 * MS,
    fill=FillReport(
        symbol="BTC_USDT",
        trade_id="256348632",
        venue_id="2147857398",
        side=Side.BUY,
        price=at("46100"),
        size=at("1"),
        fee=at("10"),
        fee_asset="BMX",
        liquidity=Liquidity.MAKER,
        client_id="order4872191",
        at_ns=1609926039226 * MS,
    ),
)
BAR = bar(1709025360, "162.01", "162.02", "162.03", "162.04", "336.452694", "0")
FRAMES: dict[str, Any] = {
    "156": BookFrame("BTC_USDT", True, BIDS, ASKS_, 4, at_ns=1698292343610 * MS),
    "157": BookFrame(
        "ETH_USDT",
        True,
        b'[["161.94", "4.552355"]]',
        b'[["161.96", "7.37567"]]',
        at_ns=1542337219120 * MS,
        name="depth5",
    ),
    "158": CandlesFrame(Topic(Channel.CANDLES, "BTC_USDT", "1m"), (BAR,)),
    "160": TradesFrame(
        Topic(Channel.TRADES, "ETH_USDT"),
        (TradeReport("ETH_USDT", "", Side.BUY, at("162.12"), at("11.085"), 1542337219120 * MS),),
    ),
    "161": Subscribed(Topic(Channel.BALANCES)),
    "162": BalancesReport((BalanceReport("BTC", at("123.22"), at("12.56")),), whole=False, at_ns=1693364237000 * MS),
    "163": Subscribed(Topic(Channel.ORDERS, "BTC_USDT")),
    "164": OrdersFrame((PUSHED,), Topic(Channel.ORDERS, "BTC_USDT")),
    "165": Subscribed(Topic(Channel.ORDERS)),
    "192": BookFrame("ETH_USDT", True, BIDS, ASKS_, 4, at_ns=1698292343610 * MS),
    "195": LoginRefused("91002", "API KEY not found"),
    "196": StreamRefused("90004", "Invalid channel param"),
}


@pytest.mark.parametrize("number", sorted(FRAMES))
def test_a_frame_reads_as_typed_by_hand(number: str) -> None:
    assert stream.read_venue(payload(number)) == (FRAMES[number],)


@pytest.mark.parametrize("number", sorted(FRAMES))
def test_a_frame_of_ours_lacks_nothing(number: str) -> None:
    (data,) = stream.write_venue(FRAMES[number], NOW)
    assert lacks(json.loads(payload(number)), json.loads(data)) == set()


def test_older_pushes_have_numbers_for_states_and_no_id_of_ours() -> None:
    (frame,) = stream.read_venue(payload("172"))
    assert isinstance(frame, OrdersFrame)
    (order,) = frame.rows
    assert (order.venue_id, order.client_id, order.status) == ("24807076628", "", OrderStatus.CANCELLED)
    (frame,) = stream.read_venue(payload("193"))
    assert isinstance(frame, OrdersFrame)
    (order,) = frame.rows
    assert order.fill is not None
    assert (order.fill.fee, order.status, frame.topic) == (None, OrderStatus.PARTIAL, Topic(Channel.ORDERS))


def test_a_bare_trade_and_tickers_read() -> None:
    row = b'{"table":"spot/trade","data":[' + payload("182") + b"]}"
    (frame,) = stream.read_venue(row)
    assert isinstance(frame, TradesFrame)
    assert (frame.rows[0].price, frame.rows[0].side) == (at("2806.54"), Side.SELL)
    for number in ("159", "194"):
        (frame,) = stream.read_venue(payload(number))
        assert isinstance(frame, TickersFrame)
        (data,) = stream.write_venue(frame, NOW)
        assert stream.read_venue(data) == (frame,)


def test_where_a_month_begins_nobody_says() -> None:
    (frame,) = stream.read_venue(payload("191"))
    assert "nobody says" in getattr(frame, "why", "")


def test_a_strangers_frames_read() -> None:
    assert stream.read_client(payload("153")) == (Subscribe((Topic(Channel.ORDERS, "BTC_USDT"),)),)
    (login,) = stream.read_client(payload("151"))
    (data,) = stream.write_client(login)
    assert json.loads(data) == json.loads(payload("151"))


def test_the_manifest_knows_every_payload() -> None:
    with (HOME / "manifest.tsv").open() as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert sorted(row["file"] for row in rows) == sorted(path.name for path in HOME.glob("*.json"))


def lacks(golden: Any, ours: Any, name: str = "") -> set[str]:
    """The keys of `golden` that `ours` has not, or has with another JSON type. Of lists, the first elements count."""
    if type(golden) is not type(ours):
        return {name}
    if isinstance(golden, dict):
        return {
            lost for key, value in golden.items() for lost in (lacks(value, ours[key], key) if key in ours else {key})
        }
    if isinstance(golden, list) and golden:
        return lacks(golden[0], ours[0], name) if ours else {name}
    return set()
