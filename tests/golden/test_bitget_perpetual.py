"""Payloads of Bitget's contracts from outside, read: equal to values typed by hand; what we write instead lacks nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.orders import Hold, Liquidity, MarginMode, OrderType, PositionMode, Side, StopKind, Tif
from picaflor.venues.bitget import mix_rest, stream
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
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
    PositionReport,
    TickerReport,
    TradeReport,
)
from picaflor.wire.stops import StopReport, StopStatus
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    FillsFrame,
    OrdersFrame,
    PositionsFrame,
    StopsFrame,
    Subscribe,
    Subscribed,
    TickersFrame,
    Topic,
    TradesFrame,
    Unreadable,
)
from tests.golden.test_bitget import at, lacks, ms, payload

FUTURES = "USDT-FUTURES"


def ticker(symbol: str, last: str, bid: str, ask: str, sizes: tuple[str, str], time: int, **more: Any) -> TickerReport:
    day = {name: at("0") for name in ("open", "high", "low", "base_volume", "quote_volume")}
    bid_size, ask_size = map(at, sizes)
    return TickerReport(
        symbol=symbol,
        last=at(last),
        bid=at(bid),
        bid_size=bid_size,
        ask=at(ask),
        ask_size=ask_size,
        at_ns=ms(time),
        **{**day, **{name: value if isinstance(value, int) else at(value) for name, value in more.items()}},
    )


def dated(time: int, mark: str) -> TickerReport:
    more = {"index": "1822.15", "funding_rate": "0", "open_interest": "9488.49", "mark": mark}
    return ticker("ETHUSD_231229", "1829.3", "1829.3", "1829.8", ("0.054", "0.785"), time, **more)


POSITION = PositionReport(
    symbol="BTCUSDT",
    hold=Hold.LONG,
    size=at("0.01"),
    entry=at("25000"),
    mark=at("25100"),
    liquidation=at("24144.1124161806977798"),
    leverage=20,
    unrealised=at("1"),
    at_ns=ms(1691382137999),
    margin_mode=MarginMode.ISOLATED,
    margin=at("9.6695050093373343"),
    maintenance=at("0.004"),
    realised=0,
    funding=at("1.45"),
    fees=at("0.388"),
    closing=at("0.09"),
    created_ns=ms(1691382137448),
)
SHORT = PositionReport(
    symbol="ETHUSDT",
    hold=Hold.SHORT,
    size=at("-0.1"),
    entry=at("1900"),
    mark=at("2500"),
    liquidation=at("5788.108475905242"),
    leverage=20,
    unrealised=0,
    at_ns=ms(1695711602568),
    margin_mode=MarginMode.CROSS,
    margin=at("9.5"),
    maintenance=at("0.005"),
    realised=0,
    funding=at("1.45"),
    fees=at("0.388"),
    created_ns=ms(1695649246169),
)
NO_MONEY = BalanceReport("USDT", at("13168.86110692"), at("10"))

ANSWERS: dict[str, tuple[a.Ask, object]] = {
    "014": (
        a.ReadMarkets(),
        Listing(
            (
                Market(
                    venue="bitget_perpetual",
                    pair="BTC-USDT",
                    symbol="BTCUSDT",
                    base="BTC",
                    quote="USDT",
                    tick=Grid(1),
                    lot=Grid(2),
                    kind=MarketKind.LINEAR,
                    settle="USDT",
                    min_lots=1,
                    max_lots=120_000,
                    max_market_lots=22_000,
                    min_notional=at("5"),
                    maker_fee=at("0.0004"),
                    taker_fee=at("0.0006"),
                    max_open_orders=999_999,
                    band_up=at("0.9"),
                    band_down=at("0.9"),
                    max_leverage=125,
                ),
            )
        ),
    ),
    "019": (
        a.ReadBook("BTCUSDT"),
        BookFrame(
            "BTCUSDT",
            True,
            b'[["26346.5","0.16"],["26346.0","0.32"]]',
            b'[["26347.5","0.25"],["26348.0","0.16"]]',
            at_ns=ms(1695870968804),
            product=FUTURES,
        ),
    ),
    "022": (
        a.ReadTrades("BTCUSDT"),
        a.Trades(
            (
                TradeReport("BTCUSDT", "1", Side.SELL, at("29990.5"), at("0.0166"), ms(1627116776464)),
                TradeReport("BTCUSDT", "2", Side.BUY, at("30007"), at("0.0166"), ms(1627116600875)),
            )
        ),
    ),
    "013": (
        a.ReadTickers(),
        a.Tickers(
            (
                ticker(
                    "BTCUSD",
                    "29904.5",
                    "29903.5",
                    "29904.5",
                    ("0.5091", "2.2694"),
                    1695794271400,
                    index="29132.353333",
                    funding_rate="-0.0007",
                    open_interest="125.6844",
                    mark="12345",
                ),
                dated(1695794271400, "1234"),
            )
        ),
    ),
    "027": (a.ReadTickers("ETHUSD_231229"), a.Tickers((dated(1695794098184, "1829"),))),
    "015": (
        a.ReadCandles("BTCUSDT", "5m"),
        a.Candles(
            tuple(
                CandleReport(ms(opened), *map(at, row.split()))
                for opened, row in (
                    (1695835800000, "26210.5 26210.5 26194.5 26194.5 26.26 687897.63"),
                    (1695836100000, "26194.5 26194.5 26171 26171 17.98 470618.72"),
                )
            )
        ),
    ),
    "016": (
        c.ReadFunding("BTCUSDT"),
        c.FundingReport("BTCUSDT", at("0.000068"), ms(1743062400000), 8 * 3600 * 10**9, ms(1743054548546)),
    ),
    "017": (
        c.ReadFundingHistory("BTCUSDT"),
        c.FundingHistory(
            (
                c.FundingRate("BTCUSDT", at("0.0005"), ms(1695776400000)),
                c.FundingRate("BTCUSDT", at("0.000013"), ms(1695715200000)),
            )
        ),
    ),
    "026": (
        c.ReadMark("BTCUSDT"),
        c.MarkReport("BTCUSDT", at("25555"), at("34867"), at("26242"), ms(1695793390482)),
    ),
    "002": (c.ReadFees("BTCUSDT"), c.FeesReport("BTCUSDT", at("0.0002"), at("0.0006"))),
    "010": (
        c.ReadBills(limit=2),
        c.Bills(
            (
                c.BillReport(
                    "1",
                    "USDT",
                    at("-0.004992"),
                    c.BillKind.FUNDING,
                    "BTCUSDT",
                    balance=at("232.21"),
                    at_ns=ms(1695715200654),
                ),
                c.BillReport(
                    "2",
                    "USDT",
                    0,
                    c.BillKind.TRADE,
                    "ETHUSDT",
                    fee=at("0.222012"),
                    balance=at("232.21"),
                    at_ns=ms(1695714563516),
                    side=Side.BUY,
                    hold=Hold.LONG,
                ),
            ),
            before="2",
        ),
    ),
    "011": (
        a.ReadBalances(),
        BalancesReport(
            (BalanceReport("USDT", at("10580.56434289"), at("2.33831482")),),
            whole=True,
            at_ns=ms(1630901215622),
            product=FUTURES,
        ),
    ),
    "023": (
        c.ReadSetup("BTCUSDT"),
        c.MarginSetup("BTCUSDT", PositionMode.HEDGE, MarginMode.CROSS, 20, 20, 20, NO_MONEY),
    ),
    "012": (c.ReadPositions(), c.Positions((POSITION,))),
    "024": (c.ReadPositions("BTCUSDT"), c.Positions((POSITION,), whole=False)),
    "006": (c.SetPositionMode(PositionMode.ONEWAY), c.Agreed()),
    "007": (
        c.SetLeverage("BTCUSDT", 25, Hold.LONG),
        c.MarginSetup("BTCUSDT", None, MarginMode.CROSS, 20, 25, 20),
    ),
    "008": (
        c.SetMarginMode("BTCUSDT", MarginMode.ISOLATED),
        c.MarginSetup("BTCUSDT", None, MarginMode.ISOLATED, 0, 25, 20),
    ),
    "004": (
        a.PlaceMany("BTCUSDT", (a.Place("BTCUSDT", "BITGET#121211212122", Side.BUY, OrderType.MARKET, at("1")),)),
        a.PlacedMany((("BITGET#121211212122", a.Placed("BITGET#121211212122", "121211212122")),)),
    ),
    "005": (a.Cancel("BTCUSDT", venue_id="123"), a.Cancelling("", "123")),
    "020": (
        a.ReadOrder("ETHUSDT", venue_id="123456"),
        a.Orders(
            (
                OrderReport(
                    symbol="ethusdt",
                    venue_id="123456",
                    client_id="77777",
                    status=OrderStatus.FILLED,
                    side=Side.BUY,
                    type=OrderType.LIMIT,
                    filled=at("2"),
                    price=at("1900"),
                    size=at("2"),
                    filled_quote=at("1900"),
                    tif=Tif.GTC,
                    reduce_only=True,
                    created_ns=ms(1627300098776),
                    at_ns=ms(1627300098776),
                    leverage=20,
                    margin_mode=MarginMode.CROSS,
                ),
            )
        ),
    ),
    "021": (
        a.ReadFills(),
        a.Fills(
            (
                FillReport(
                    symbol="ethusdt",
                    trade_id="123",
                    venue_id="121212",
                    side=Side.SELL,  # a close of the long: theirs is the side of the position
                    price=at("1900"),
                    size=at("1"),
                    fee=at("0.017118519726"),
                    fee_asset="BGB",
                    liquidity=Liquidity.TAKER,
                    at_ns=ms(1627293509612),
                    hold=Hold.LONG,
                    realised=at("102"),
                ),
            )
        ),
    ),
}


@pytest.mark.parametrize("number", sorted(ANSWERS))
def test_an_answer_reads_as_typed_by_hand(number: str) -> None:
    ask, value = ANSWERS[number]
    assert mix_rest.read_answer(ask, Reply(200, payload(number))) == value


@pytest.mark.parametrize("number", sorted(ANSWERS))
def test_an_answer_of_ours_lacks_nothing(number: str) -> None:
    ask, value = ANSWERS[number]
    golden = json.loads(payload(number))
    if golden["data"] and isinstance(golden["data"], dict):
        golden["data"].pop("assetList", None)
    for row in golden["data"] if isinstance(golden["data"], list) and ask != ANSWERS["015"][0] else ():
        for name in ("assetList", "deliveryStartTime", "deliveryTime"):
            row.pop(name, None)  # lists of what we have not, and times of dated contracts
    assert lacks(golden, json.loads(mix_rest.write_answer(ask, value, ms(1709632445201)).body)) == set()


def test_a_failure_without_a_code_proves_nothing() -> None:
    ask = a.CancelMany("BTCUSDT", (a.Cancel("BTCUSDT", venue_id="121211212122"), a.Cancel("BTCUSDT", venue_id="232")))
    answer = mix_rest.read_answer(ask, Reply(200, payload("003")))
    done = a.Cancelling("BITGET#121211212122", "121211212122")
    assert answer == a.CancellingMany((("BITGET#121211212122", done),))


def test_what_was_closed_is_told_and_a_code_that_nobody_knows_proves_nothing() -> None:
    answer = mix_rest.read_answer(c.ClosePosition(), Reply(200, payload("009")))
    assert answer == a.Closing((("BTCUSDT", a.Placed("xxxxx", "123")),))
    no = a.Refused("22002", "No position to close")
    ours = json.loads(mix_rest.write_answer(c.ClosePosition(), a.Closing((*answer.rows, ("BTCUSDT", no))), 0).body)
    assert lacks(json.loads(payload("009")), ours) == set()


def test_when_funding_is_next_is_written_for_strangers_who_ask_no_more() -> None:
    ask = c.ReadFunding("BTCUSDT", time_only=True)
    told = c.FundingReport("BTCUSDT", 0, ms(1695801600000), 8 * 3600 * 10**9)
    ours = json.loads(mix_rest.write_answer(ask, told, ms(1695796425096)).body)
    assert ours == json.loads(payload("025"))
    assert isinstance(mix_rest.read_answer(ask, Reply(200, payload("025"))), a.Unclear)


ORDER = OrderReport(
    symbol="ETHUSDT",
    venue_id="13333333333333333333",
    client_id="12354678990111",
    status=OrderStatus.OPEN,
    side=Side.BUY,
    type=OrderType.LIMIT,
    filled=0,
    price=at("3000"),
    size=at("0.4"),
    tif=Tif.GTC,
    hold=Hold.LONG,
    created_ns=ms(1760461517274),
    at_ns=ms(1760461517274),
    fees=(("USDT", 0),),
    leverage=12,
    margin_mode=MarginMode.CROSS,
)
FILLED = OrderReport(
    symbol="BTCUSDT",
    venue_id="1",
    client_id="1",
    status=OrderStatus.FILLED,
    side=Side.BUY,
    type=OrderType.MARKET,
    filled=at("0.01"),
    size=at("0.01"),
    tif=Tif.GTC,
    hold=Hold.LONG,
    created_ns=ms(1695718781129),
    at_ns=ms(1695718781146),
    fill=FillReport(
        symbol="BTCUSDT",
        trade_id="1111111111",
        venue_id="1",
        side=Side.BUY,
        price=at("27000.5"),
        size=at("0.01"),
        fee=at("0.162003"),
        fee_asset="USDT",
        liquidity=Liquidity.TAKER,
        client_id="1",
        at_ns=ms(1695718781146),
        hold=Hold.LONG,
        realised=0,
    ),
    fees=(("USDT", at("0.162003")),),
    leverage=20,
    margin_mode=MarginMode.CROSS,
)


def topic(channel: Channel, symbol: str = "", name: str = "") -> Topic:
    return Topic(channel, symbol, name, FUTURES)


def filled(client_id: str) -> FillsFrame:
    fill = FillReport(
        symbol="BTCUSDT",
        trade_id="222",
        venue_id="111",
        side=Side.BUY,
        price=at("51000.5"),
        size=at("0.01"),
        fee=at("0.183717"),
        fee_asset="USDT",
        liquidity=Liquidity.TAKER,
        client_id=client_id,
        at_ns=ms(1703577336606),
        realised=0,
    )
    return FillsFrame((fill,), topic(Channel.FILLS))


def book(symbol: str, name: str, bids: str, asks: str, time: int, seq: int | None = None) -> BookFrame:
    return BookFrame(symbol, True, bids.encode(), asks.encode(), seq, None, 0, ms(time), name, FUTURES)


def balance(free: str, held: str) -> BalancesReport:
    rows = (BalanceReport("USDT", at(free), at(held)),)
    return BalancesReport(rows, whole=False, at_ns=ms(1695717225146), product=FUTURES)


def positions(mark: int | None) -> PositionsFrame:
    row = PositionReport(**{**{name: getattr(SHORT, name) for name in SHORT.__struct_fields__}, "mark": mark})
    return PositionsFrame((row,), topic(Channel.POSITIONS), at_ns=ms(1695717430441))


STOP = StopReport(
    symbol="BTCUSDT",
    venue_id="1",
    client_id="1",
    status=StopStatus.WAITING,
    side=Side.BUY,
    trigger=at("27000"),
    size=at("0.02"),
    hold=Hold.LONG,
    created_ns=ms(1695719197612),
    at_ns=ms(1695719197612),
)
SPOT_STOP = replace(STOP, hold=Hold.NET)
BAR = CandleReport(
    ms(1695685500000), at("27000"), at("27000.5"), at("27000"), at("27000.5"), at("0.057"), at("1539.0155")
)
BIDS, ASKS = '[["27000.0", "2.710"], ["26999.5", "1.460"]]', '[["27000.5", "8.760"], ["27001.0", "0.400"]]'
DAY = {"open": "27000.5", "high": "30668.5", "low": "26999", "base_volume": "368.9", "quote_volume": "10152429.961"}
FRAMES: dict[str, object] = {
    "106": balance("11.98545761", "0"),
    "174": balance("10940.45841069", "549.51"),
    "109": CandlesFrame(topic(Channel.CANDLES, "BTCUSDT", "1m"), (BAR,), snapshot=True),
    "111": filled("111"),
    "181": filled(""),
    "113": TradesFrame(
        topic(Channel.TRADES, "BTCUSDT"),
        (
            TradeReport("BTCUSDT", "1111111111", Side.BUY, at("27000.5"), at("0.001"), ms(1695716760565)),
            TradeReport("BTCUSDT", "1111111111", Side.SELL, at("27000"), at("0.001"), ms(1695716759514)),
        ),
        snapshot=True,
    ),
    "114": book("BTCUSDT", "books5", BIDS, ASKS, 1695716059516, 123),
    "176": book("BTCUSDT", "books5", BIDS, ASKS, 1695716059516),
    "162": book("BELUSDT", "", '[["0.5420", "468"], ["0.5419", "1576"]]', '[["0.5426", "51"]]', 1730332800303),
    "163": book("ADAUSDT", "books1", '[["0.3553", "112096"]]', '[["0.3555", "10230"]]', 1730332859988),
    "164": book(
        "YGGUSDT",
        "books15",
        '[["0.47242", "18.7835"]]',
        '[["0.47256", "641.4443"], ["0.47257", "3074.3765"], ["0.47377", "2677.5600"]]',
        1730963759972,
    ),
    "165": Subscribed(topic(Channel.TICKERS, "BTCUSDT")),
    "166": Subscribed(topic(Channel.TRADES, "LTCUSDT")),
    "116": OrdersFrame((ORDER,), topic(Channel.ORDERS)),
    "177": OrdersFrame((FILLED,), topic(Channel.ORDERS)),
    "119": positions(at("2500")),
    "179": positions(None),
    "120": TickersFrame(
        topic(Channel.TICKERS, "BTCUSDT"),
        (
            ticker(
                "BTCUSDT",
                "27000.5",
                "27000",
                "27000.5",
                ("2.71", "8.76"),
                1695715383021,
                **DAY,
                mark="27000",
                index="25702.4",
                funding_rate="0.00001",
                funding_next_ns=ms(1695722400000),
                open_interest="929.502",
            ),
        ),
    ),
    "123": CandlesFrame(
        Topic(Channel.CANDLES, "ETHUSDT", "1m"),
        (CandleReport(ms(1695672780000), at("2200.1"), at("2200.1"), at("2200.1"), at("2200.1"), 0, 0),),
        snapshot=True,
    ),
    "130": TickersFrame(
        Topic(Channel.TICKERS, "ETHUSDT"),
        (ticker("ETHUSDT", "2200.1", "1792", "2200.1", ("0.0084", "19740.8811"), 1695702438018),),
    ),
    "126": FillsFrame(
        tuple(
            FillReport(
                symbol="BTCUSDT",
                trade_id=trade_id,
                venue_id="111",
                side=Side.BUY,
                price=at(price),
                size=at("0.0006"),
                fee=at(fee),
                fee_asset="USDT",
                liquidity=Liquidity.MAKER,
                at_ns=ms(1703580202094),
            )
            for trade_id, price, fee in (("111", "42740.41", "0.01538655"), ("222", "42741.46", "0.01538693"))
        )
    ),
}
FRAMES["118"] = FRAMES["180"] = StopsFrame((STOP,), topic(Channel.STOPS))
FRAMES["185"] = StopsFrame((SPOT_STOP,))
FRAMES["186"] = FRAMES["126"]


@pytest.mark.parametrize("number", sorted(FRAMES))
def test_a_frame_reads_as_typed_by_hand(number: str) -> None:
    assert stream.read_venue(payload(number)) == (FRAMES[number],)


@pytest.mark.parametrize("number", sorted(FRAMES))
def test_a_frame_of_ours_lacks_nothing(number: str) -> None:
    (data,) = stream.write_venue(FRAMES[number], ms(1695713887792))
    assert lacks(json.loads(payload(number)), json.loads(data)) == set()


@pytest.mark.parametrize("number", ["175", "182"])
def test_days_that_begin_elsewhere_are_told(number: str) -> None:
    (said,) = stream.read_venue(payload(number))
    assert isinstance(said, Unreadable)


CLIENT: dict[str, object] = {
    "090": Subscribe((topic(Channel.BOOK, "BTCUSDT", "books5"),)),
    "091": Subscribe((topic(Channel.ORDERS),)),
    "093": Subscribe((topic(Channel.STOPS),)),
    "098": Subscribe((Topic(Channel.STOPS),)),
}


@pytest.mark.parametrize("number", sorted(CLIENT))
def test_a_clients_frame_is_read_and_written_alike(number: str) -> None:
    assert stream.read_client(payload(number)) == (CLIENT[number],)
    (data,) = stream.write_client(CLIENT[number])
    assert json.loads(data) == json.loads(payload(number))


ASKS_OF_OTHERS: dict[str, tuple[str, a.Ask]] = {
    "074": ("order/batch-cancel-orders", a.CancelMany("BTCUSDT", (a.Cancel("BTCUSDT", venue_id="121211212122"),))),
    "076": ("order/cancel-order", a.Cancel("BTCUSDT", venue_id="1")),
    "077": ("account/set-position-mode", c.SetPositionMode(PositionMode.ONEWAY)),
    "078": ("account/set-leverage", c.SetLeverage("btcusdt", 20, Hold.LONG)),
    "079": ("account/set-margin-mode", c.SetMarginMode("btcusdt", MarginMode.ISOLATED)),
}


@pytest.mark.parametrize("number", sorted(ASKS_OF_OTHERS))
def test_a_request_is_read_and_ours_lacks_nothing(number: str) -> None:
    path, ask = ASKS_OF_OTHERS[number]
    request = Request("POST", "api.bitget.com", "/api/v2/mix/" + path, body=payload(number))
    assert mix_rest.read_ask(request) == ask
    ours = mix_rest.write_ask(ask)
    assert ours.path == request.path
    assert json.loads(ours.body).keys() == json.loads(request.body).keys()


def test_the_orders_of_a_batch_may_carry_others() -> None:
    request = Request("POST", "api.bitget.com", "/api/v2/mix/order/batch-place-order", body=payload("075"))
    carrying = mix_rest.read_ask(request)
    assert isinstance(carrying, a.PlaceMany)
    assert [each.kind for each in carrying.rows[0].attached] == [StopKind.TAKE_PROFIT, StopKind.STOP_LOSS]
    assert mix_rest.read_ask(mix_rest.write_ask(carrying)) == carrying
    bare = json.loads(payload("075"))
    for name in ("presetStopSurplusPrice", "presetStopLossPrice"):
        del bare["orderList"][0][name]
    ask = mix_rest.read_ask(replace(request, body=json.dumps(bare).encode()))
    place = a.Place(
        symbol="BTCUSDT",
        client_id="123456",
        side=Side.BUY,
        type=OrderType.MARKET,
        size=at("1"),
        hold=Hold.LONG,
        margin_mode=MarginMode.CROSS,
    )
    assert ask == a.PlaceMany("BTCUSDT", (place,))
