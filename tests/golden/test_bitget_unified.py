"""Payloads from outside of Bitget's unified accounts: equal to values typed by hand; what we write lacks nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.json import decode
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Cause, Hold, Liquidity, MarginMode, OrderType, PositionMode, Side, StopKind, Tif
from picaflor.venues import load
from picaflor.venues.bitget import uta_orders
from picaflor.venues.bitget.uta_messages import UnifiedFillPush, UnifiedFills, UnifiedOrderPush
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire import stops as s
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    CandleReport,
    FillReport,
    OrderReport,
    OrderStatus,
    PositionReport,
    TickerReport,
    TradeReport,
)
from picaflor.wire.stream import (
    EVERY,
    Call,
    CandlesFrame,
    Channel,
    FillsFrame,
    OrdersFrame,
    PositionsFrame,
    Replied,
    Subscribe,
    TickersFrame,
    Topic,
    TradesFrame,
    Unreadable,
    VenueFrame,
)

ROW = load("bitget").spoken_by("unified")
CONTRACTS = load("bitget_perpetual").spoken_by("unified")
HOME = Path(__file__).parent / "bitget"
MS = 1_000_000
ONES = "1" * 18
PRODUCT = "USDT-FUTURES"
PUSHED = OrderReport(
    symbol="BTCUSDT",
    venue_id="xxx",
    client_id="xxx",
    status=OrderStatus.FILLED,
    side=Side.BUY,
    type=OrderType.MARKET,
    filled=read_atoms("0.001"),
    size=read_atoms("0.001"),
    filled_quote=read_atoms("83.1315"),
    tif=Tif.GTC,
    hold=Hold.LONG,
    created_ns=1742367838101 * MS,
    at_ns=1742367838115 * MS,
    fees=(("USDT", read_atoms("0.0332526")),),
    leverage=20,
    margin_mode=MarginMode.CROSS,
)
LONG = PositionReport(
    symbol="BTCUSDT",
    hold=Hold.LONG,
    size=read_atoms("119.2068"),
    entry=read_atoms("108674"),
    mark=read_atoms("118097"),
    liquidation=read_atoms("43099.9"),
    leverage=3,
    unrealised=read_atoms("1124573.04243999"),
    at_ns=1753102803148 * MS,
    margin_mode=MarginMode.CROSS,
    margin=read_atoms("4701531.84941582"),
    maintenance=read_atoms("0.015"),
    realised=0,
    funding=read_atoms("-53076.32433032", signed=True),
    fees=read_atoms("2842.86603479"),
    created_ns=1736378720620 * MS,
)
BOUGHT = OrderReport(
    symbol="ETHUSDT",
    venue_id=ONES,
    client_id=ONES,
    status=OrderStatus.FILLED,
    side=Side.BUY,
    type=OrderType.MARKET,
    filled=read_atoms("0.0372"),
    quote=read_atoms("100"),
    filled_quote=read_atoms("99.853356"),
    tif=Tif.GTC,
    created_ns=1730295766596 * MS,
    at_ns=1730295766691 * MS,
    fees=(("ETH", read_atoms("0.00000744")),),
)


def payload(number: str) -> bytes:
    (path,) = HOME.glob(f"{number}-*.json")
    return path.read_bytes()


def held(coin: str, free: str, tied: str = "0") -> BalanceReport:
    return BalanceReport(coin, read_atoms(free), read_atoms(tied))


@pytest.mark.parametrize(
    ("number", "ask", "answer"),
    [
        ("030", a.Cancel("BTCUSDT", venue_id=ONES), a.Cancelling("121211212122", ONES)),
        ("034", c.ReadFees("BTCUSDT"), c.FeesReport("BTCUSDT", read_atoms("0.0008"), read_atoms("0.0008"))),
        (
            "035",
            a.ReadBalances(),
            BalancesReport((held("USDT", "6.19300826"), held("BGB", "1.15582129")), True, 1746687063471 * MS),
        ),
        ("040", a.ReadOrder("ETHUSDT", venue_id=ONES), a.Orders((BOUGHT,))),
        ("041", a.ReadFills(), a.Fills(())),  # of contracts, which this row has not
        ("043", a.ReadOpenOrders(limit=1), a.Orders((), "1235058132196622336")),
    ],
)
def test_an_answer_reads_as_typed_by_hand(number: str, ask: a.Ask, answer: a.Answer) -> None:
    assert ROW.rest.read_answer(ask, Reply(200, payload(number))) == answer


def test_an_order_of_ours_lacks_nothing_but_what_contracts_have() -> None:
    ask = a.ReadOrder("ETHUSDT", venue_id=ONES)
    ours = json.loads(ROW.rest.write_answer(ask, a.Orders((BOUGHT,)), 0).body)["data"]
    theirs = json.loads(payload("040"))["data"]
    assert set(theirs) - set(ours) == {"posSide", "holdMode", "tradeSide", "reduceOnly", "execType"}
    assert {name: ours[name] for name in ("qty", "amount", "feeDetail", "orderStatus", "timeInForce")} == {
        name: theirs[name] for name in ("qty", "amount", "feeDetail", "orderStatus", "timeInForce")
    }


def test_a_fill_costs_what_it_says_with_a_plus() -> None:
    (row,) = decode(json.dumps(json.loads(payload("041"))["data"]), type=UnifiedFills).rows or []
    assert uta_orders.read_fill(row) == FillReport(
        symbol="BTCUSDT",
        trade_id="131111111111111111",
        venue_id="131111111111111111",
        side=Side.SELL,
        price=read_atoms("106950.1"),
        size=read_atoms("0.01"),
        fee=read_atoms("0.6417006"),
        fee_asset="USDT",
        liquidity=Liquidity.TAKER,
        client_id="131111111111111111",
        at_ns=1750141421721 * MS,
        realised=read_atoms("-0.002", signed=True),
    )


@pytest.mark.parametrize("number", ["139", "196"])
def test_a_pushed_fill_has_the_time_of_its_trade(number: str) -> None:
    (row,) = decode(payload(number), type=UnifiedFillPush).data
    fill = uta_orders.read_fill(row)
    assert (fill.fee, fill.at_ns) == (read_atoms("0.569958"), 1736378720623 * MS)
    assert ROW.stream.read_venue(payload(number)) == (FillsFrame((), Topic(Channel.FILLS, name="unified")),)


@pytest.mark.parametrize("number", ["144", "192"])
def test_a_pushed_order_of_contracts_is_read_and_is_not_spots(number: str) -> None:
    (row,) = decode(payload(number), type=UnifiedOrderPush).data
    assert not uta_orders.is_of(row, "SPOT")
    assert ROW.stream.read_venue(payload(number)) == (OrdersFrame((), Topic(Channel.ORDERS, name="unified")),)
    topic = Topic(Channel.ORDERS, name="unified", product=PRODUCT)
    assert CONTRACTS.stream.read_venue(payload(number)) == (OrdersFrame((PUSHED,), topic),)


@pytest.mark.parametrize(("number", "at_ms"), [("132", 1740546523244), ("187", 1695717225146)])
def test_what_is_not_available_is_tied(number: str, at_ms: int) -> None:
    rows = (held("ETH", "0.9992"), held("BTC", "52.00819"), held("USDT", "344282.65536458", "10128.8"))
    assert ROW.stream.read_venue(payload(number)) == (BalancesReport(rows, False, at_ms * MS, name="unified"),)


def test_a_subscription_is_read_and_written_alike() -> None:
    said = Subscribe((Topic(Channel.ORDERS, name="unified"),))
    assert ROW.stream.read_client(payload("102")) == (said,)
    (data,) = ROW.stream.write_client(said)
    assert json.loads(data) == json.loads(payload("102"))


def test_an_order_asked_for_is_read() -> None:
    asked = ROW.rest.read_ask(Request("POST", "api.bitget.com", "/api/v3/trade/place-order", body=payload("086")))
    assert asked == a.Place("BGBUSDT", "", Side.BUY, OrderType.LIMIT, read_atoms("123"), read_atoms("1.11"))


def test_a_batch_is_a_list_and_so_is_its_answer() -> None:
    asked = ROW.rest.read_ask(Request("POST", "api.bitget.com", "/api/v3/trade/place-batch", body=payload("085")))
    order = a.Place("BGBUSDT", "121211212122", Side.BUY, OrderType.LIMIT, read_atoms("123"), read_atoms("1.11"))
    assert asked == a.PlaceMany("BGBUSDT", (replace(order, client_id=""),))
    batch = a.PlaceMany("BGBUSDT", (order,))
    taken = a.PlacedMany((("121211212122", a.Placed("121211212122", "121211212122")),))
    assert ROW.rest.read_answer(batch, Reply(200, payload("053"))) == taken
    sent = json.loads(ROW.rest.write_ask(batch).body)
    assert set(json.loads(payload("085"))[0]) - set(sent[0]) == {"posSide", "reduceOnly"}


def test_an_order_is_amended_by_its_id_and_several_are_a_list() -> None:
    asked = ROW.rest.read_ask(Request("POST", "api.bitget.com", "/api/v3/trade/modify-order", body=payload("083")))
    first = a.Amend("", read_atoms("123"), read_atoms("123"), "", venue_id="1")
    assert asked == first
    assert json.loads(ROW.rest.write_ask(first).body).keys() >= json.loads(payload("083")).keys()
    named = replace(first, venue_id="121212121212")
    assert ROW.rest.read_answer(named, Reply(200, payload("050"))) == a.Amending("BITGET#1627293504612", "121212121212")
    path = "/api/v3/trade/batch-modify-order"
    several = ROW.rest.read_ask(Request("POST", "api.bitget.com", path, body=payload("080")))
    assert several == a.AmendMany("", (first, replace(first, venue_id="2")))
    assert ROW.rest.read_answer(several, Reply(200, payload("028"))) == a.AmendingMany(
        (("12312", a.Amending("12312", "1")), ("2321", a.Amending("2321", "2")))
    )


def test_of_a_strategy_with_two_legs_the_stop_loss_is_kept() -> None:
    ask = s.ReadStops("BTCUSDT", StopKind.STOP_LOSS)
    loss = s.StopReport(
        symbol="BTCUSDT",
        venue_id=ONES,
        client_id=ONES,
        status=s.StopStatus.WAITING,
        side=Side.SELL,
        trigger=read_atoms("90000"),
        kind=StopKind.STOP_LOSS,
        size=read_atoms("0.01"),
        created_ns=1730186725663 * MS,
        at_ns=1730186725691 * MS,
    )
    assert CONTRACTS.rest.read_answer(ask, Reply(200, payload("048"))) == s.Stops((loss,))


def test_a_strategy_is_amended_by_its_id() -> None:
    path = "/api/v3/trade/modify-strategy-order"
    asked = CONTRACTS.rest.read_ask(Request("POST", "api.bitget.com", path, body=payload("084")))
    change = s.AmendStop(
        "", read_atoms("106000"), venue_id="121211212122", kind=StopKind.TAKE_PROFIT, size=read_atoms("1")
    )
    assert asked == change
    assert CONTRACTS.rest.read_answer(change, Reply(200, payload("051"))) == a.Amending("121211212122", "121211212122")


def test_cancels_are_a_list_and_so_is_their_answer() -> None:
    path = "/api/v3/trade/cancel-batch"
    asked = ROW.rest.read_ask(Request("POST", "api.bitget.com", path, body=payload("081")))
    both = (a.Cancel("BTCUSDT", venue_id="112233"), a.Cancel("BTCUSDT", "123456"))
    assert asked == a.CancelMany("BTCUSDT", both)
    data = json.loads(payload("029"))["data"]
    ours = a.CancelMany("BTCUSDT", tuple(a.Cancel("BTCUSDT", row["clientOid"]) for row in data))
    gone = tuple((row["clientOid"], a.Cancelling(row["clientOid"], row["orderId"])) for row in data)
    assert ROW.rest.read_answer(ours, Reply(200, payload("029"))) == a.CancellingMany(gone)


# contracts


def read(number: str, ask: a.Ask) -> object:
    return CONTRACTS.rest.read_answer(ask, Reply(200, payload(number)))


def test_settings_are_told_of_what_was_ever_set_up_and_of_nothing_else() -> None:
    setup = c.MarginSetup("BTCUSDT", PositionMode.ONEWAY, MarginMode.CROSS, 1)
    assert read("036", c.ReadSetup("BTCUSDT")) == setup
    assert read("036", c.ReadSetup("ETHUSDT")) == c.MarginSetup("ETHUSDT", PositionMode.ONEWAY)
    ours = json.loads(CONTRACTS.rest.write_answer(c.ReadSetup(""), c.MarginSetups((setup,)), 0).body)["data"]
    assert ours.keys() == json.loads(payload("036"))["data"].keys()


def test_a_position_and_that_its_sums_of_fees_are_negative_when_paid() -> None:
    assert read("046", c.ReadPositions()) == c.Positions((LONG,))
    ours = json.loads(CONTRACTS.rest.write_answer(c.ReadPositions(), c.Positions((LONG,)), 0).body)
    (theirs,) = json.loads(payload("046"))["data"]["list"]
    (row,) = ours["data"]["list"]
    assert row.keys() == theirs.keys()
    derived = {"profitRate", "breakEvenPrice"}
    assert {name: row[name] for name in row if name not in derived} == {
        name: theirs[name] for name in theirs if name not in derived
    }


@pytest.mark.parametrize(("number", "at_ms"), [("146", 1730711666652), ("193", 1695717225146)])
def test_a_position_that_ended_is_told_once_more_with_nothing_in_it(number: str, at_ms: int) -> None:
    (frame,) = CONTRACTS.stream.read_venue(payload(number))
    assert isinstance(frame, PositionsFrame)
    assert (frame.whole, frame.at_ns) == (False, at_ms * MS)
    (row,) = frame.rows
    assert (row.hold, row.size, row.entry, row.leverage) == (Hold.LONG, 0, None, 20)
    (ours,) = CONTRACTS.stream.write_venue(frame, 0)
    assert json.loads(ours)["data"][0].keys() == json.loads(payload(number))["data"][0].keys()


def test_what_sells_a_long_closes_it_and_a_liquidation_says_so() -> None:
    page = read("042", a.ReadClosedOrders(limit=1))
    assert isinstance(page, a.Orders)
    (order,) = page.rows
    assert (order.side, order.hold, order.reduce_only) == (Side.SELL, Hold.LONG, True)
    assert (order.cause, order.status) == (Cause.LIQUIDATION, OrderStatus.FILLED)
    assert page.before == "1233319323918499840"


def test_an_open_order_of_a_hedge() -> None:
    page = read("043", a.ReadOpenOrders(limit=1))
    assert isinstance(page, a.Orders)
    assert (page.rows[0].side, page.rows[0].hold, page.rows[0].reduce_only) == (Side.BUY, Hold.LONG, False)


def test_leverage_is_asked_for_and_answered() -> None:
    path = "/api/v3/account/set-leverage"
    asked = CONTRACTS.rest.read_ask(Request("POST", "api.bitget.com", path, body=payload("082")))
    assert asked == c.SetLeverage("EOSUSDT", 10)
    assert read("031", c.SetLeverage("EOSUSDT", 10)) == c.Agreed()


def test_what_could_not_be_closed_says_why() -> None:
    answer = read("032", c.ClosePosition("BTCUSDT"))
    assert answer == a.Closing((("BTCUSDT", a.Refused("24056", "notExisted", a.Refusal.NOT_FOUND)),))


# over the private socket


@pytest.mark.parametrize(
    ("number", "call"),
    [
        ("099", Call(a.Cancel("", venue_id="x" * 18), '"c8a1999c-1f82-409d-870e-f40ff49c4072"', EVERY)),
        (
            "100",
            Call(
                a.Amend("BTCUSDT", read_atoms("5"), read_atoms("2"), "", venue_id="1354237910666666666"),
                '"ae5ea6df-215f-4750-a700-d487d03ac020"',
                PRODUCT,
            ),
        ),
        (
            "103",
            Call(
                a.Place("BTCUSDT", "", Side.BUY, OrderType.LIMIT, read_atoms("0.1"), read_atoms("100")),
                '"1750034396082"',
            ),
        ),
    ],
)
def test_a_call_is_read_and_an_order_written_with_all_its_words(number: str, call: Call) -> None:
    assert ROW.stream.read_client(payload(number)) == (call,)
    if call.product != EVERY:
        ours, theirs = json.loads(ROW.stream.write_client(call)[0]), json.loads(payload(number))
        assert {name: ours[name] for name in theirs if name != "args"} == {
            name: theirs[name] for name in theirs if name != "args"
        }
        assert ours["args"][0].items() >= {k: v for k, v in theirs["args"][0].items() if k in ("price", "qty")}.items()


MINE = "xxxxxxxx"
CALLED = a.Place("BTCUSDT", MINE, Side.BUY, OrderType.LIMIT, read_atoms("0.1"), read_atoms("100"))
TWO = a.PlaceMany("BTCUSDT", (CALLED,))
CANCELS = a.CancelMany("BTCUSDT", (a.Cancel("BTCUSDT", "x" * 13),))
CHANGED = a.Amend("", 1, 1, "", venue_id="1354240301222222222")
CHANGES = a.AmendMany("", (a.Amend("", 1, 1, "", venue_id="1354237913333333333"), CHANGED))
SAME = "The modification price and qty is the same as the original value. Please adjust and try again."


@pytest.mark.parametrize(
    ("number", "ask", "answer"),
    [
        ("145", CALLED, a.Placed(MINE, MINE)),
        ("137", a.Cancel("BTCUSDT", MINE), a.Cancelling(MINE, MINE)),
        (
            "141",
            replace(CHANGED, venue_id="135423791666666666"),
            a.Amending("1354237910666666666", "135423791666666666"),
        ),
        (
            "134",
            CANCELS,
            a.CancellingMany(
                (
                    ("x" * 13, a.Cancelling("x" * 13, "x" * 13)),
                    ("x" * 13, a.Refused("25204", "Order does not exist", a.Refusal.NOT_FOUND)),
                )
            ),
        ),
        (
            "135",
            CHANGES,
            a.AmendingMany(
                (
                    ("1354237910333333333", a.Refused("25571", SAME, a.Refusal.RULE)),
                    ("1354240301222222222", a.Amending("1354240301222222222", "1354240301222222222")),
                )
            ),
        ),
    ],
)
def test_what_a_call_is_answered(number: str, ask: a.Ask, answer: a.Answer) -> None:
    said = json.loads(payload(number))
    (replied,) = ROW.stream.read_venue(payload(number))
    assert replied == Replied(json.dumps(said["id"]), payload(number))
    assert ROW.calls is not None
    assert ROW.calls.read_reply(ask, payload(number)) == answer
    (ours,) = ROW.calls.write_reply(Call(ask, json.dumps(said["id"])), answer, 0)
    assert json.loads(ours).keys() == said.keys()
    assert max(json.loads(ours)["args"], key=len).keys() == said["args"][0].keys()


def test_of_two_orders_of_one_name_nothing_is_believed() -> None:
    """As the page has it, both rows bear one name."""
    assert ROW.calls is not None
    assert isinstance(ROW.calls.read_reply(TWO, payload("136")), a.Unclear)
    both = a.PlacedMany(((MINE, a.Placed(MINE, MINE)),))
    (ours,) = ROW.calls.write_reply(Call(TWO, '"1"'), both, 0)
    assert json.loads(ours).keys() == json.loads(payload("136")).keys()
    assert json.loads(ours)["args"][0].keys() == json.loads(payload("136"))["args"][0].keys()


# public topics


def trade(trade_id: str, side: Side, price: str, size: str, at_ms: int) -> TradeReport:
    return TradeReport("BTCUSDT", trade_id, side, read_atoms(price), read_atoms(size), at_ms * MS)


def trades(product: str, row: TradeReport, *, snapshot: bool) -> TradesFrame:
    return TradesFrame(Topic(Channel.TRADES, "BTCUSDT", product=product), (row,), snapshot)


TICKER = TickerReport(
    symbol="BTCUSDT",
    last=read_atoms("100000"),
    bid=read_atoms("99999"),
    bid_size=read_atoms("186.183209"),
    ask=read_atoms("100000"),
    ask_size=read_atoms("188.312553"),
    open=0,
    high=read_atoms("100000"),
    low=read_atoms("98200"),
    base_volume=read_atoms("37.722858"),
    quote_volume=read_atoms("3750302.979626"),
    at_ns=1736371332162 * MS,
)
TOLD = trade("1260903622036942849", Side.BUY, "100000", "0.00118", 1736348770627)
TOP = BookFrame(
    "BTCUSDT",
    True,
    b'[["99756.6", "0.0128"]]',
    b'[["99756.7", "23.9774"]]',
    1304314508780744705,
    0,
    at_ns=1746698732562 * MS,
    name="books1",
    product=PRODUCT,
)
PUSHES: list[tuple[str, VenueFrame]] = [
    ("142", trades(PRODUCT, TOLD, snapshot=True)),
    ("195", trades(PRODUCT, TOLD, snapshot=True)),
    (
        "161",
        trades(PRODUCT, trade("1432912492051054592", Side.BUY, "76631.3", "0.01", 1777358881008), snapshot=False),
    ),
    (
        "169",
        trades("", trade("1432912488536195072", Side.SELL, "76671.22", "0.001367", 1777358880170), snapshot=False),
    ),
    ("147", TickersFrame(Topic(Channel.TICKERS, "BTCUSDT"), (TICKER,))),
    (
        "194",
        TickersFrame(Topic(Channel.TICKERS, "BTCUSDT", product=PRODUCT), (replace(TICKER, at_ns=1695715383039 * MS),)),
    ),
    ("143", replace(TOP, checksum=0)),
    ("189", TOP),
    (
        "168",
        BookFrame(
            "BTCUSDT",
            True,
            b'[["76671.22", "0.531211"]]',
            b'[["76671.23", "0.41581"]]',
            451057506670,
            0,
            0,
            1777358880105 * MS,
            "books1",
        ),
    ),
    (
        "167",
        BookFrame(
            "BTCUSDT",
            True,
            b'[["76794", "0.062194"], ["76793", "0.000032"]]',
            b'[["76794.01", "1.049783"], ["76794.05", "0.002881"]]',
            451275591390,
            0,
            0,
            1777362656332 * MS,
        ),
    ),
    (
        "160",
        BookFrame(
            "BTCUSDT",
            True,
            b'[["76742.8", "2.8986"], ["76742.7", "0.0001"]]',
            b'[["76742.9", "4.2465"], ["76743", "0.0001"]]',
            483814309734,
            0,
            0,
            1777362657614 * MS,
            product=PRODUCT,
        ),
    ),
]


@pytest.mark.parametrize(("number", "frame"), PUSHES, ids=[number for number, _ in PUSHES])
def test_what_is_told_of_a_market(number: str, frame: VenueFrame) -> None:
    for record in (ROW, CONTRACTS):
        assert record.stream.read_venue(payload(number)) == (frame,)
        (ours,) = record.stream.write_venue(frame, 0)
        said, theirs = json.loads(ours), json.loads(payload(number))
        assert said.keys() == theirs.keys()
        assert said["action"] == theirs["action"]
        optional = {"checksum", "maxDepth", "isRPI"}
        assert theirs["data"][0].keys() - said["data"][0].keys() <= optional
        if "instId" not in theirs["arg"]:
            assert said["arg"] == theirs["arg"]


@pytest.mark.parametrize("number", ["138", "191"])
def test_of_bars_those_are_read_that_begin_when_ours_do(number: str) -> None:
    """The recorded ones are of a day, which begins at midnight UTC+8."""
    (said,) = ROW.stream.read_venue(payload(number))
    assert isinstance(said, Unreadable)
    hourly = payload(number).replace(b'"1D"', b'"1H"')
    numbers = ("276670", "400005", "276670", "400005", "0.423", "148190.38375")
    bar = CandleReport(1710518400000 * MS, *map(read_atoms, numbers))
    product = PRODUCT if number == "191" else ""
    frame = CandlesFrame(Topic(Channel.CANDLES, "BTCUSDT", "1h", product), (bar,), snapshot=True)
    assert ROW.stream.read_venue(hourly) == (frame,)
    (ours,) = ROW.stream.write_venue(frame, 0)
    assert json.loads(ours)["data"] == json.loads(payload(number))["data"]


def test_a_public_topic_is_asked_for_in_small_letters() -> None:
    said = Subscribe((Topic(Channel.BOOK, "BTCUSDT", product=PRODUCT),))
    assert ROW.stream.read_client(payload("101")) == (said,)
    assert json.loads(ROW.stream.write_client(said)[0]) == json.loads(payload("101"))
