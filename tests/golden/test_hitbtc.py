"""HitBTC's payloads from outside, read: equal to values typed by hand; and what we write in their place lacks nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.venues.hitbtc import calls, rest, stream
from picaflor.wire import asks as a
from picaflor.wire.contracts import Fees, FeesReport, ReadFees
from picaflor.wire.decoding import read_iso
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import (
    BookFrame,
    CandleReport,
    FillReport,
    Listing,
    OrderReport,
    OrderStatus,
    TickerReport,
    TradeReport,
)
from picaflor.wire.stops import PlaceStop
from picaflor.wire.stream import (
    Call,
    CandlesFrame,
    Channel,
    Hearing,
    LoggedIn,
    Login,
    LoginRefused,
    OrdersFrame,
    StreamRefused,
    Subscribe,
    TickersFrame,
    Topic,
    TradesFrame,
    Unreadable,
)

HOME = Path(__file__).parent / "hitbtc"
NOW = 1_700_000_000_000_000_000


def at(text: str) -> int:
    return read_atoms(text, signed=True)


def payload(number: str) -> bytes:
    (path,) = HOME.glob(f"{number}-*.json")
    return path.read_bytes()


def order(venue_id: str, client_id: str, size: str, price: str, when: str, **more: Any) -> OrderReport:
    given = {
        "symbol": "BTCUSDT",
        "status": OrderStatus.OPEN,
        "side": Side.BUY,
        "type": OrderType.LIMIT,
        "filled": 0,
        "tif": Tif.GTC,
        "at_ns": read_iso(when),
    }
    return OrderReport(
        venue_id=venue_id,
        client_id=client_id,
        size=at(size),
        price=at(price) if price else None,
        created_ns=read_iso(when),
        **{**given, **more},
    )


MANA = Market(
    "hitbtc",
    "MANA-USDT",
    "MANAUSDT",
    "MANA",
    "USDT",
    tick=Grid(7),
    lot=Grid(0),
    quote_places=12,
    maker_fee=at("0.001"),
    taker_fee=at("0.0025"),
    fee_asset="USDT",
    timed=True,
)
BTC = Market(
    "hitbtc",
    "BTC-USDT",
    "BTCUSDT",
    "BTC",
    "USDT",
    tick=Grid(2),
    lot=Grid(5),
    quote_places=12,
    maker_fee=at("0.001"),
    taker_fee=at("0.0025"),
    fee_asset="USDT",
    timed=True,
)
JANUARY = "2024-01-15T10:30:00Z"
FIXTURE = order("12345678", "test_order_001", "0.001", "50000", JANUARY)
MAKER = replace(FIXTURE, type=OrderType.LIMIT_MAKER)
GONE = replace(FIXTURE, status=OrderStatus.CANCELLED, at_ns=read_iso("2024-01-15T10:35:00Z"))
NEW = replace(
    FIXTURE,
    client_id="test_order_002",
    venue_id="12345679",
    size=at("0.002"),
    price=at("51000"),
    at_ns=read_iso("2024-01-15T10:35:00Z"),
)
FIRST = order("488953123149", "103ad305301e4c3590045b13de15b36e", "0.00001", "0.01", "2021-04-13T13:06:16.567Z")
OPEN = order("685965182082", "B3CBm9uGg9oYQlw96bBSEt38-6gbgBO0", "0.0001", "50000", "2021-10-26T11:40:09.287Z")
MARKET = order(
    "685877626834",
    "Yshl7G-EjaREyXQYaGbsmdtVbW-nzQwu",
    "0.0001",
    "",
    "2021-10-26T08:55:55.1Z",
    type=OrderType.MARKET,
    status=OrderStatus.FILLED,
    filled=at("0.0001"),
    tif=None,
)
FILL = FillReport(
    symbol="DICEETH",
    trade_id="1393448977",
    venue_id="653496804534",
    side=Side.BUY,
    price=at("0.00261455"),
    size=at("1.4"),
    fee=at("0.000003294333"),
    liquidity=Liquidity.TAKER,
    client_id="065f6f0ff9d54547848454182263d7b4",
    at_ns=read_iso("2021-09-19T05:35:56.601Z"),
)
BAR = CandleReport(
    read_iso("2021-10-25T07:38:00.000Z"),
    *map(at, ("4173.391", "4173.986", "4170.923", "4170.923", "0.1879", "784.2517846")),
)
TICKER = TickerReport(
    "ETHBTC",
    last=at("0.020574"),
    bid=at("0.020566"),
    bid_size=0,
    ask=at("0.020572"),
    ask_size=0,
    open=at("0.020913"),
    high=at("0.021084"),
    low=at("0.020388"),
    base_volume=at("138444.3666"),
    quote_volume=at("2853.687497248"),
    at_ns=read_iso("2021-06-02T17:52:36.732Z"),
)
BIG_TICKER = TickerReport(
    "BTCUSDT",
    last=at("63048.36"),
    bid=at("63046.41"),
    bid_size=0,
    ask=at("63049.06"),
    ask_size=0,
    open=at("64839.75"),
    high=at("66657.99"),
    low=at("62010.00"),
    base_volume=at("15272.13278"),
    quote_volume=at("976312127.6277998"),
    at_ns=read_iso("2021-10-22T04:25:47.573Z"),
)
PLACE = a.Place("BTCUSDT", "", Side.BUY, OrderType.LIMIT, at("1"), at("1"))


def placed(report: OrderReport) -> tuple[a.Ask, a.Placed]:
    return replace(PLACE, client_id=report.client_id), a.Placed(report.client_id, report.venue_id, report)


ANSWERS: dict[str, tuple[a.Ask, Any]] = {
    "002": (
        a.Cancel("BTCUSDT", "test_order_001"),
        a.Cancelling("test_order_001", "12345678", (GONE,)),
    ),
    "006": (
        a.ReadBook("BTCUSDT"),
        BookFrame(
            "BTCUSDT",
            True,
            b'[["50000.00", "1.0"], ["49999.50", "2.5"], ["49998.00", "1.2"]]',
            b'[["50001.50", "1.5"], ["50002.00", "2.0"], ["50003.00", "0.5"]]',
            at_ns=read_iso(JANUARY),
        ),
    ),
    "007": (
        a.Amend("BTCUSDT", at("51000"), at("0.002"), "test_order_002", "test_order_001"),
        a.Amending("test_order_002", "", "12345679", NEW),
    ),
    "008": placed(MAKER),
    "009": (a.ReadOpenOrders("BTCUSDT"), a.Orders((FIXTURE,))),
    "010": (a.ReadMarkets(), Listing((BTC,))),
    "017": (a.ReadMarkets(), Listing((MANA,))),
    "018": (a.ReadCandles("BTCUSDT", "1m"), a.Candles((BAR,))),
    "022": (a.ReadOpenOrders("BTCUSDT"), a.Orders((FIRST,))),
    "023": (a.ReadOrder("BTCUSDT", "B3CBm9uGg9oYQlw96bBSEt38-6gbgBO0"), a.Orders((OPEN,))),
    "024": (a.ReadFills("DICEETH"), a.Fills((FILL,))),
    "028": (a.ReadTickers("ETHBTC"), a.Tickers((TICKER,))),
    "029": (a.ReadTickers(), a.Tickers((BIG_TICKER,))),
    "030": (ReadFees("BTCUSDT"), FeesReport("BTCUSDT", at("0.0009"), at("0.0009"))),
    "031": (ReadFees(""), Fees((FeesReport("ARVUSDT", at("0.0009"), at("0.0009")),))),
    "035": placed(FIRST),
    "036": placed(MARKET),
    "043": (ReadFees("ARVUSDT"), FeesReport("ARVUSDT", at("0.0009"), at("0.0009"))),
}
# The fills of an order stand in its report too; older pages write ids as texts; the history alone tells averages; and
# contracts are another row's.
MISSING = {
    "017": {"AAVEUSDT_PERP"},
    "022": {"id"},
    "023": {"id"},
    "035": {"price_average"},
    "036": {"id", "trades"},
    "043": {"symbol"},  # whoever asks for one knows of which
}


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


def test_a_public_trade_reads_as_typed_by_hand() -> None:
    """The payload is one element of the list."""
    trade = TradeReport(
        "ETHBTC", "974786185", Side.BUY, at("0.032462"), at("0.3673"), read_iso("2020-10-16T12:57:39.846Z")
    )
    ask, answer = a.ReadTrades("ETHBTC"), a.Trades((trade,))
    assert rest.read_answer(ask, Reply(200, b"[" + payload("040") + b"]")) == answer
    assert lacks([json.loads(payload("040"))], json.loads(rest.write_answer(ask, answer, NOW).body)) == set()


REFUSALS = {
    "106": (400, a.Refused("20002", "Order not found", a.Refusal.NOT_FOUND)),
    "107": (
        400,
        a.Refused(
            "20001",
            "Insufficient funds. Check that the funds are sufficient, given commissions",
            a.Refusal.FUNDS,
        ),
    ),
    "108": (400, a.Refused("600", "Action not allowed", a.Refusal.AUTH)),
}


@pytest.mark.parametrize("number", sorted(REFUSALS))
def test_a_refusal_reads_as_typed_by_hand_and_is_written_alike(number: str) -> None:
    status, refused = REFUSALS[number]
    assert rest.read_answer(PLACE, Reply(status, payload(number))) == refused
    reply = rest.write_answer(PLACE, refused, NOW)
    assert reply.status == status
    as_text = {"code"} if number == "108" else set()  # once in a while it is a text
    assert lacks(json.loads(payload(number)), json.loads(reply.body)) == as_text


# requests as a stranger sends them

ID = "tc-0000000000000001"
ASKS: dict[str, a.Ask] = {
    "044": a.CancelAll("BTCUSDT"),
    "046": a.Cancel("", ID),
    "047": a.ReadCandles("BTCUSDT", "1m", 10, NOW),
    "048": a.ReadOrder("", ID),
    "054": a.ReadOpenOrders("BTCUSDT", limit=1_000_000),
    "055": a.ReadClosedOrders("BTCUSDT", limit=10, since_ns=NOW),
    "056": a.ReadFills("", "12345", limit=1_000),
    "057": a.ReadBook("BTCUSDT", 5),
    "058": a.ReadFills("BTCUSDT", limit=10, since_ns=NOW),
    "060": a.Amend("", at("25001"), at("0.002"), "", ID),
    "062": a.ReadBalances(),
    "063": a.Place("BTCUSDT", "", Side.BUY, OrderType.LIMIT, at("0.001"), at("25000.5")),
    "064": a.Place("BTCUSDT", "", Side.SELL, OrderType.MARKET, at("0.001")),
    "065": a.Place("BTCUSDT", "", Side.SELL, OrderType.LIMIT_MAKER, at("0.001"), at("45000")),
    "066": PlaceStop("BTCUSDT", "", Side.SELL, at("20500"), price=at("20000"), size=at("0.001"), rises=False),
    "067": a.ReadTickers(symbols=("BTCUSDT",)),
    "068": a.ReadTrades("BTCUSDT", 5),
    "069": ReadFees(""),
}


def request(number: str) -> Request:
    said = json.loads(payload(number))
    body = json.dumps(said["body"]).encode() if "body" in said else b""
    return Request(said["method"], rest.HOST, said["path"], urlencode(said.get("query", {})), body)


@pytest.mark.parametrize("number", sorted(ASKS))
def test_a_strangers_request_reads_as_typed_by_hand(number: str) -> None:
    assert rest.knows(request(number))
    assert rest.read_ask(request(number)) == ASKS[number]


@pytest.mark.parametrize("number", sorted(ASKS))
def test_a_request_of_ours_goes_to_the_same_place(number: str) -> None:
    theirs, ours = request(number), rest.write_ask(ASKS[number])
    assert (ours.method, ours.path) == (theirs.method, theirs.path)
    said = {**dict(parse_qsl(ours.query)), **(json.loads(ours.body) if ours.body else {})}
    told = {**dict(parse_qsl(theirs.query)), **(json.loads(theirs.body) if theirs.body else {})}
    # In the path already; in milliseconds; and by default.
    spelled = {"client_order_id", "from", "time_in_force"}
    assert {key: value for key, value in told.items() if key not in spelled}.items() <= said.items()


# frames

BOOK = Topic(Channel.BOOK, "BTCUSDT")
REPORT = order(
    "584244931496",
    "b5acd79c0a854b01b558665bcf379456",
    "0.01",
    "0.01",
    "2021-07-02T22:52:32.864Z",
)
FUNDS = "Insufficient funds. Check that the funds are sufficient, given commissions"
FRAMES: dict[str, Any] = {
    "085": LoggedIn(),
    "088": LoggedIn(),
    "091": BookFrame(
        "ETHBTC",
        True,
        b'[["0.060439", "4.4095"], ["0.060414", "0"], ["0.060407", "7.3349"], ["0.060390", "0"]]',
        b'[["0.060506", "0"], ["0.060549", "12.6431"], ["0.060570", "0"], ["0.060612", "0"]]',
        27617207,
        at_ns=1626866578796 * 10**6,
    ),
    "092": BookFrame(
        "BTCUSDT",
        True,
        b'[["84995.48", "0.02769"], ["84994.29", "0.00724"]]',
        b'[["85025.97", "0.00732"], ["85037.31", "0.03659"]]',
        1520022,
        at_ns=1790511595279 * 10**6,
        name="D5/500ms",
    ),
    "093": OrdersFrame((REPORT,)),
    "094": OrdersFrame((REPORT,), snapshot=True),
    "089": CandlesFrame(
        Topic(Channel.CANDLES, "BTCUSDT", "1m"),
        (
            CandleReport(
                1626860340000 * 10**6,
                *map(at, ("30881.95", "30900.8", "30861.27", "30890.96", "1.27852", "39493.9021811")),
            ),
        ),
        snapshot=True,
    ),
    "090": CandlesFrame(
        Topic(Channel.CANDLES, "ETHBTC", "1m"),
        (
            CandleReport(
                1626860880000 * 10**6,
                *map(at, ("0.060711", "0.060749", "0.060711", "0.060749", "12.28", "0.7455339675")),
            ),
        ),
    ),
    "087": TickersFrame(
        Topic(Channel.TICKERS, "BTCUSDT", "top/100ms"),
        (
            TickerReport(
                "BTCUSDT",
                0,
                *map(at, ("63926.97", "0.00100", "63931.45", "0.02879")),
                *(0,) * 5,
                at_ns=1727276919771 * 10**6,
            ),
        ),
    ),
    "096": TickersFrame(
        Topic(Channel.TICKERS, "ETHBTC"),
        (
            TickerReport(
                "ETHBTC",
                *map(at, ("0.031210", "0.031148", "0.10565", "0.031175", "0.03329")),
                *map(at, ("0.030781", "0.031788", "0.030733", "62.587", "1.951420577")),
                at_ns=1614815872000 * 10**6,
            ),
        ),
    ),
    "097": TickersFrame(
        Topic(Channel.TICKERS, "BTCUSDT", "price/1s"),
        (
            TickerReport(
                "BTCUSDT",
                *map(at, ("32085.51", "0", "0", "0", "0")),
                *map(at, ("32636.79", "33379.92", "30683.28", "11.90667", "384081.1955629")),
                at_ns=1614815872030 * 10**6,
            ),
        ),
    ),
    "098": Hearing(Channel.TRADES, ("ETHBTC", "BTCUSDT"), ref="123"),
    "099": TradesFrame(
        Topic(Channel.TRADES, "BTCUSDT"),
        (TradeReport("BTCUSDT", "1555634969", Side.BUY, at("30881.96"), at("12.66828"), 1626861109494 * 10**6),),
        snapshot=True,
    ),
    "100": TradesFrame(
        Topic(Channel.TRADES, "BTCUSDT"),
        (TradeReport("BTCUSDT", "1555634969", Side.SELL, at("30877.68"), at("0.00006"), 1626861123552 * 10**6),),
    ),
    "109": LoginRefused("1002", "Authorization is required or has been failed. invalid signature format"),
    "110": StreamRefused("20001", FUNDS, ref="1700228604325"),
}
# A sample that shows every key at once: a new order has no trade, and a spot order neither position nor purpose.
TRADE = {"trade_id", "trade_quantity", "trade_price", "trade_fee", "trade_taker", "trade_position_id"}
UNUSED = {
    "088": {"id"},  # never null from us: a stranger would wait for ever
    "093": TRADE | {"reduce_only", "display_quantity"},
    "094": TRADE | {"reduce_only", "display_quantity"},
    "096": {"L"},  # the number of the last trade
}


@pytest.mark.parametrize("number", sorted(FRAMES))
def test_a_frame_reads_as_typed_by_hand(number: str) -> None:
    assert stream.read_venue(payload(number)) == (FRAMES[number],)


@pytest.mark.parametrize("number", sorted(FRAMES))
def test_a_frame_of_ours_lacks_nothing(number: str) -> None:
    (data,) = stream.write_venue(FRAMES[number], NOW)
    assert lacks(json.loads(payload(number)), json.loads(data)) == UNUSED.get(number, set())


@pytest.mark.parametrize("number", ["086", "095"])
def test_frames_that_this_row_does_not_use_are_told(number: str) -> None:
    (said,) = stream.read_venue(payload(number))
    assert isinstance(said, Unreadable)


def test_an_order_in_an_answer_of_the_trading_socket_reads_like_any_other() -> None:
    result = json.dumps(json.loads(payload("095"))["result"]).encode()
    report = order(
        "1130310696965",
        "OPC2oyHSkEBqIpPtniLqeW-597hUL3Yo",
        "4",
        "0.33",
        "2023-11-17T14:58:15.903Z",
        symbol="ADAUSDT",
    )
    ask, answer = placed(report)
    assert rest.read_answer(ask, Reply(200, result)) == answer


CLIENT: dict[str, Any] = {
    "070": Subscribe((Topic(Channel.BALANCES),), "1795226552492"),
    "071": Subscribe((Topic(Channel.TICKERS, "BTCUSDT", "top/100ms"),), "1795226552452"),
    "074": Subscribe((Topic(Channel.CANDLES, "BTCUSDT", "1m"),), "1795226552450"),
    "083": Subscribe((Topic(Channel.TICKERS, "BTCUSDT"),), "1795226552451"),
    "079": Login("0" * 32, "", "1795226552491", "0" * 64, "HS256"),
    "081": Subscribe((BOOK,), "1795226552448"),
    "082": Subscribe((Topic(Channel.ORDERS),), "1795226552491"),
    "084": Subscribe((Topic(Channel.TRADES, "BTCUSDT"),), "1795226552449"),
}
CHOSEN = {"id", "mode"}  # ours are others


@pytest.mark.parametrize("number", sorted(CLIENT))
def test_a_clients_frame_is_read_and_written_alike(number: str) -> None:
    assert stream.read_client(payload(number)) == (CLIENT[number],)
    (data,) = stream.write_client(CLIENT[number])
    theirs, ours = json.loads(payload(number)), json.loads(data)
    assert lacks(theirs, ours) == set()
    assert {key for key in theirs if theirs[key] != ours[key]} <= {"id", "params"}
    assert {key for key in theirs["params"] if theirs["params"][key] != ours["params"][key]} <= CHOSEN


# calls: orders over the trading socket

CALLS: dict[str, Any] = {
    "072": Call(a.CancelAll(""), '"1795226552498"'),
    "073": Call(a.Cancel("", "tc-0000000000000001"), '"1795226552497"'),
    "076": Call(a.Place("BTCUSDT", "", Side.BUY, OrderType.LIMIT, at("0.001"), at("25000.5")), '"1795226552495"'),
    "080": Call(a.ReadOpenOrders("BTCUSDT", limit=1_000_000), '"1795226552499"'),
}


@pytest.mark.parametrize("number", sorted(CALLS))
def test_a_strangers_call_reads_as_typed_by_hand_and_ours_says_as_much(number: str) -> None:
    assert stream.read_client(payload(number)) == (CALLS[number],)
    (ours,) = stream.write_client(CALLS[number])
    theirs, said = json.loads(payload(number)), json.loads(ours)
    assert (said["method"], said["id"]) == (theirs["method"], theirs["id"])
    assert theirs["params"].items() <= said["params"].items()


def test_an_answer_to_a_call_reads_as_the_order_and_a_refusal_as_a_no() -> None:
    ask = a.Place("ADAUSDT", "OPC2oyHSkEBqIpPtniLqeW-597hUL3Yo", Side.BUY, OrderType.LIMIT, at("4"), at("0.33"))
    placed = calls.SPOT.read_reply(ask, payload("095"))
    assert isinstance(placed, a.Placed)
    assert (placed.client_id, placed.venue_id) == (ask.client_id, "1130310696965")
    assert calls.SPOT.read_reply(ask, payload("110")) == a.Refused("20001", FUNDS, a.Refusal.FUNDS)


# Read in test_hitbtc_perpetual and test_hitbtc_margin.
OF_CONTRACTS = {
    *("001", "004", "005", "012", "013", "014", "015", "017", "016", "020", "021", "025", "027", "032", "037"),
    *("045", "049", "050", "051", "052", "053", "059", "061", "075", "077", "078", "102"),
}


def test_the_manifest_knows_every_payload() -> None:
    with (HOME / "manifest.tsv").open() as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert sorted(row["file"] for row in rows) == sorted(path.name for path in HOME.glob("*.json"))
    assert {row["grade"] for row in rows} == {"stranger"}
    used = {*ANSWERS, *REFUSALS, *ASKS, *FRAMES, *CLIENT, *CALLS, "040", "086", "095", *OF_CONTRACTS}
    assert {row["file"].partition("-")[0] for row in rows} == used


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
