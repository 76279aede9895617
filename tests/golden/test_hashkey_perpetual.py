"""HashKey's payloads about contracts, from outside: read equal to values typed by hand, and what we write lacks nothing."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, Liquidity, MarginMode, OrderType, PositionMode, Side, Tif
from picaflor.venues.hashkey import perp_rest as rest
from picaflor.venues.hashkey import perp_stream as stream
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    FillReport,
    Listing,
    OrderReport,
    OrderStatus,
    PositionReport,
    TradeReport,
)
from picaflor.wire.stops import ReadStops, StopReport, Stops, StopStatus
from picaflor.wire.stream import Channel, OrdersFrame, PositionsFrame, Subscribe, Topic, TradesFrame

HOME = Path(__file__).parent / "hashkey"
MS = 1_000_000
BTC, ETH = "BTCUSDT-PERPETUAL", "ETHUSDT-PERPETUAL"
P = "futures"


def at(text: str) -> int:
    return read_atoms(text, signed=True)


def payload(number: str) -> bytes:
    (path,) = HOME.glob(f"{number}-*.json")
    return path.read_bytes()


CONTRACT = Market(
    venue="hashkey_perpetual",
    pair="BTC-USDT",
    symbol=BTC,
    base="BTC",
    quote="USDT",
    tick=Grid(1),
    lot=Grid(3),
    kind=MarketKind.LINEAR,
    settle="USDT",
    contract=Grid(0),
    quote_places=8,
    max_lots=10_000,
    maker_fee=at("0.00025"),
    taker_fee=at("0.0006"),
    max_open_orders=200,
    band_up=at("0.05"),
    band_down=at("0.05"),
    max_leverage=10,
)
MARKET = OrderReport(
    symbol=ETH,
    venue_id="1742263144028363776",
    client_id="1722429950315",
    status=OrderStatus.FILLED,
    side=Side.BUY,
    type=OrderType.MARKET,
    filled=at("10"),
    size=at("10"),
    average=at("3327.52"),
    hold=Hold.LONG,
    created_ns=1722429951611 * MS,
    at_ns=1722429951700 * MS,
    leverage=5,
)
RESTS = OrderReport(
    symbol=ETH,
    venue_id="1742282868229463040",
    client_id="1722432301670",
    status=OrderStatus.OPEN,
    side=Side.SELL,
    type=OrderType.LIMIT_MAKER,
    filled=0,
    price=at("4000"),
    size=at("10"),
    tif=Tif.GTC,
    hold=Hold.LONG,
    created_ns=1722432302919 * MS,
    at_ns=1722432302925 * MS,
    leverage=5,
)
FILL = FillReport(
    symbol=ETH,
    trade_id="1742263144691139328",
    venue_id="1742263144028363776",
    side=Side.BUY,
    price=at("3327.54"),
    size=at("4"),
    fee=at("0.00798609"),
    fee_asset="USDT",
    liquidity=Liquidity.TAKER,
    at_ns=1722429951648 * MS,
    hold=Hold.LONG,
    realised=0,
)
STOP = StopReport(
    symbol=ETH,
    venue_id="1742289518466225664",
    client_id="1722433094438",
    status=StopStatus.WAITING,
    side=Side.SELL,
    trigger=at("3600"),
    price=at("3700"),
    size=at("10"),
    hold=Hold.LONG,
    created_ns=1722433095688 * MS,
    at_ns=1722433095688 * MS,
)
HELD = PositionReport(
    symbol=ETH,
    hold=Hold.LONG,
    size=at("10"),
    entry=at("3327.52"),
    leverage=5,
    unrealised=at("-0.0288"),
    margin=at("6.9012"),
    realised=at("-0.0199"),
    closing=at("10"),
)
SHORT = PositionReport(
    symbol=BTC,
    hold=Hold.SHORT,
    size=at("-200030"),
    entry=at("3366.01"),
    liquidation=at("9553.83"),
    leverage=10,
    unrealised=at("152047.5663"),
    margin=at("105389.3738"),
    realised=at("-215.2107"),
)
MONEY = BalancesReport((BalanceReport("USDT", at("28.85635534"), at("4.34219138")),), whole=True, product=P)
PLACE = a.Place(ETH, "1722429950315", Side.BUY, OrderType.MARKET, at("10"), hold=Hold.LONG)
LADDER = c.Tiers(
    BTC,
    (
        c.TierReport(1, 0, at("1000"), 10, at("0.005")),
        c.TierReport(2, at("1000"), at("2000"), 10, at("0.01")),
    ),
)
ANSWERS: tuple[tuple[str, a.Ask, object], ...] = (
    ("016", a.CancelAll(ETH), a.Cancelling()),
    ("018", a.Cancel(ETH, venue_id=RESTS.venue_id), a.Cancelling(RESTS.client_id, RESTS.venue_id)),
    ("025", PLACE, a.Placed("1722429950315", "1742263144028363776")),
    ("027", a.ReadBalances(), MONEY),
    ("030", a.ReadClosedOrders(ETH), a.Orders((MARKET,))),
    ("031", c.ReadFunding(ETH), c.FundingReport(ETH, at("0.0001"), 1722297600000 * MS)),
    ("033", c.ReadFunding(BTC), c.FundingReport(BTC, at("0.0001"), 1722297600000 * MS)),
    (
        "032",
        c.ReadFundingHistory(ETH),
        c.FundingHistory((c.FundingRate(ETH, at("0.0001"), 1722268800000 * MS),)),
    ),
    ("035", c.ReadSetup(ETH), c.MarginSetup(ETH, PositionMode.HEDGE, MarginMode.CROSS, 5, 5, 5)),
    ("038", a.ReadFills(ETH), a.Fills((FILL,))),
    ("041", a.ReadOpenOrders(ETH), a.Orders((RESTS,))),
    ("042", ReadStops(ETH), Stops((STOP,))),
    ("045", a.ReadOrder("", venue_id=MARKET.venue_id), a.Orders((MARKET,))),
    ("046", c.ReadPositions(ETH), c.Positions((HELD,), whole=False)),
    ("050", c.ReadFees(ETH), c.FeesReport(ETH, at("0.00025"), at("0.0006"))),
    ("052", c.AddMargin(BTC, at("1"), Hold.LONG), c.Agreed()),
    ("055", a.ReadMarkets(BTC), Listing((CONTRACT,))),
    ("055", c.ReadTiers(BTC), LADDER),
    ("065", a.ReadMarkets(BTC), Listing((CONTRACT,))),
    ("072", a.ReadBook(BTC), None),
    ("073", c.ReadPositions(), c.Positions((SHORT,))),
    ("075", c.SetLeverage(ETH, 3), c.Agreed()),
)


@pytest.mark.parametrize(("number", "ask", "right"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_an_answer_reads_as_typed_by_hand(number: str, ask: a.Ask, right: object) -> None:
    told = rest.read_answer(ask, Reply(200, payload(number)))
    if right is None:
        levels = (b'[["2500", "1000"]]', b'[["25981.04", "1000"], ["25981.76", "2000"]]')
        right = BookFrame(BTC, True, *levels, at_ns=1703613017099 * MS, product=P)
    assert told == right


def test_an_agreement_to_something_else_is_none() -> None:
    assert rest.read_answer(c.SetLeverage(ETH, 4), Reply(200, payload("075"))) != c.Agreed()
    assert rest.read_answer(c.SetLeverage(BTC, 3), Reply(200, payload("075"))) != c.Agreed()
    assert rest.read_answer(c.SetMarginMode(ETH, MarginMode.CROSS), Reply(200, payload("075"))) != c.Agreed()


PUSHED = OrderReport(
    symbol=ETH,
    venue_id="1747358716129257216",
    client_id="1723037389677",
    status=OrderStatus.FILLED,
    side=Side.BUY,
    type=OrderType.LIMIT,
    filled=at("1"),
    price=at("2561.75"),
    size=at("1"),
    average=at("2463.36"),
    tif=Tif.IOC,
    hold=Hold.LONG,
    created_ns=1723037391140 * MS,
    at_ns=1723037391181 * MS,
    leverage=5,
    fill=FillReport(
        symbol=ETH,
        trade_id="1747358716255075840",
        venue_id="1747358716129257216",
        side=Side.BUY,
        price=at("2463.36"),
        size=at("1"),
        fee=at("0.001478016"),
        fee_asset="USDT",
        client_id="1723037389677",
        at_ns=1723037391181 * MS,
        hold=Hold.LONG,
    ),
)


def position(at_ms: int, size: str, entry: str, liquidation: str, margin: str, won: str, open_: str) -> PositionsFrame:
    symbol = ETH if entry == "2429.6" else BTC
    row = PositionReport(
        symbol=symbol,
        hold=Hold.LONG,
        size=at(size),
        entry=at(entry),
        liquidation=at(liquidation) or None,
        leverage=5,
        unrealised=at(open_),
        at_ns=at_ms * MS,
        margin_mode=MarginMode.CROSS,
        margin=at(margin),
        realised=at(won),
    )
    return PositionsFrame((row,), Topic(Channel.POSITIONS, product=P), whole=False, at_ns=at_ms * MS)


TRADE = TradeReport(ETH, "929681067596857345", Side.SELL, at("34924.15"), at("100"), 1625562619577 * MS)
FRAMES: tuple[tuple[str, object], ...] = (
    (
        "137",
        BalancesReport((BalanceReport("USDT", at("474960.65"), at("100000")),), False, 1714717314118 * MS, product=P),
    ),
    ("141", TradesFrame(Topic(Channel.TRADES, ETH, product=P), (TRADE,), snapshot=True)),
    ("146", position(1715224789008, "3000", "3212.78", "0", "13680.323", "-3.8819", "-4909.9255")),
    ("147", position(1715224789008, "0", "3212.78", "0", "13680.323", "-3.8819", "-4909.9255")),
    ("165", OrdersFrame((PUSHED,), Topic(Channel.ORDERS, product=P))),
    ("166", position(1723084699801, "2", "2429.6", "10760.14", "1.0085", "-0.0029", "0.0478")),
)


def frame(number: str) -> bytes:
    """Recordings of single events stand without the list that they come in."""
    data = payload(number)
    return data if data.lstrip()[:1] == b"[" or b'"topic"' in data else b"[" + data + b"]"


@pytest.mark.parametrize(("number", "right"), FRAMES, ids=[row[0] for row in FRAMES])
def test_a_frame_reads_as_typed_by_hand(number: str, right: object) -> None:
    assert stream.read_venue(frame(number)) == (right,)


def test_a_book_of_contracts_is_read_whole() -> None:
    (book,) = stream.read_venue(frame("138"))
    assert isinstance(book, BookFrame)
    assert (book.symbol, book.product, book.seq, book.at_ns) == (ETH, P, 112801745, 1565600357643 * MS)
    assert json.loads(book.bids)[0] == ["11371.49", "14"]


def test_a_ticket_is_told_otherwise_and_is_no_news() -> None:
    assert stream.read_venue(frame("162")) == ()


ASKED: tuple[tuple[str, a.Ask], ...] = (
    ("091", a.CancelAll(ETH, Side.BUY)),
    ("092", a.CancelMany("", (a.Cancel("", "", "1676062807244807680"),))),
    ("093", a.Cancel("", venue_id="1674945624754144000")),
    ("103", c.ReadFees(BTC)),
    ("106", c.ReadFundingHistory(ETH)),
    ("107", a.ReadClosedOrders(ETH, limit=20)),
    ("108", c.ReadSetup(BTC)),
    ("109", a.ReadOpenOrders(ETH, limit=20)),
    ("110", a.ReadOrder("", venue_id="1674945624754144000")),
    ("111", c.ReadPositions(ETH)),
    ("113", a.ReadFills(ETH, limit=20)),
    ("128", c.SetLeverage(BTC, 10)),
    (
        "129",
        a.Place(ETH, "99999999980005", Side.BUY, OrderType.LIMIT, at("10000"), at("3000"), hold=Hold.LONG),
    ),
)


@pytest.mark.parametrize(("number", "ask"), ASKED, ids=[row[0] for row in ASKED])
def test_what_the_venues_own_collection_asks_is_understood(number: str, ask: a.Ask) -> None:
    asked = json.loads(payload(number))
    request = Request(asked["method"], rest.HOST, asked["path"], urlencode(asked["query"]))
    assert rest.knows(request)
    assert rest.read_ask(request) == ask


def test_a_batch_is_asked_for_by_a_list_which_is_no_part_of_its_query() -> None:
    asked = json.loads(payload("127"))
    empty = Request(asked["method"], rest.HOST, asked["path"], urlencode(asked["query"]))
    assert rest.knows(empty)
    refused = rest.read_ask(empty)
    assert isinstance(refused, a.Refused)
    assert refused.code == "0001"


def test_a_strangers_subscription_is_understood() -> None:
    assert stream.read_client(payload("135")) == (Subscribe((Topic(Channel.TRADES, ETH, product=P),)),)


WRITTEN = ("025", "030", "032", "035", "038", "041", "042", "045", "046", "050", "055", "075")


def keys(data: object) -> set[str]:
    data = data[0] if isinstance(data, list) else data
    assert isinstance(data, dict)
    return set(data)


@pytest.mark.parametrize("number", WRITTEN)
def test_what_we_write_lacks_nothing(number: str) -> None:
    ask, right = next((ask, right) for name, ask, right in ANSWERS if name == number)
    answer = c.MarginSetup(ETH, leverage=3) if isinstance(right, c.Agreed) else right
    written = json.loads(rest.write_answer(ask, answer, 1722429951648 * MS).body)  # type: ignore[arg-type]
    assert keys(json.loads(payload(number))) <= keys(written)


@pytest.mark.parametrize("number", ["137", "165", "166"])
def test_the_events_that_we_write_lack_nothing(number: str) -> None:
    (read,) = stream.read_venue(frame(number))
    written = stream.write_venue(read, 0)[0]  # behind a trade comes its ticket
    assert keys(json.loads(frame(number))) <= keys(json.loads(written))
