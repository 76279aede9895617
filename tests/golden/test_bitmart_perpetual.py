"""BitMart's payloads of contracts, read: equal to values typed by hand; and what we write in their place lacks nothing."""

from __future__ import annotations

import json
from dataclasses import replace as with_fields
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, Liquidity, MarginMode, OrderType, PositionMode, Side, StopKind, TriggerBy
from picaflor.venues.bitmart import futures_rest as rest
from picaflor.venues.bitmart import futures_stream as stream
from picaflor.venues.bitmart.futures_words import PLANNED, PRODUCT
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire import stops as s
from picaflor.wire.dead_man import ArmSwitch, SwitchTaken
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
    PositionReport,
    TickerReport,
    TradeReport,
)
from picaflor.wire.stream import (
    CandlesFrame,
    Channel,
    LoggedIn,
    OrdersFrame,
    PositionsFrame,
    TickersFrame,
    Topic,
    Unreadable,
)

HOME = Path(__file__).parent / "bitmart"
NOW = 1_700_000_000_000 * MS
SECOND = 1_000 * MS


def at(text: str) -> int:
    return read_atoms(text, signed=True)


def payload(number: str) -> bytes:
    (path,) = HOME.glob(f"{number}-*.json")
    return path.read_bytes()


def topic(channel: Channel, symbol: str = "", name: str = "") -> Topic:
    return Topic(channel, symbol, name, PRODUCT)


MARKET = Market(
    "bitmart_perpetual",
    "BTC-USDT",
    "BTCUSDT",
    "BTC",
    "USDT",
    Grid(1),
    Grid(3),
    kind=MarketKind.LINEAR,
    settle="USDT",
    contract=Grid(0),
    max_lots=1_000_000,
    max_market_lots=50_000,
    maker_fee=at("0.0002"),
    taker_fee=at("0.0006"),
    max_leverage=100,
)
ORDER = OrderReport(
    symbol="BTCUSDT",
    venue_id="23456789012345678",
    client_id="",
    status=OrderStatus.FILLED,
    side=Side.BUY,
    type=OrderType.MARKET,
    filled=at("1"),
    average=at("67123.4"),
    size=at("1"),
    hold=Hold.LONG,
    created_ns=1709971200000 * MS,
    at_ns=1709971200500 * MS,
    leverage=10,
    margin_mode=MarginMode.CROSS,
)
CLOSED = OrderReport(
    symbol="BTCUSDT",
    venue_id="220908185908509",
    client_id="BM123",
    status=OrderStatus.FILLED,
    side=Side.SELL,
    type=OrderType.LIMIT,
    filled=at("7216"),
    price=at("14277"),
    average=at("14277"),
    size=at("7216"),
    hold=Hold.LONG,
    reduce_only=True,
    created_ns=1662368173000 * MS,
    at_ns=1662368173000 * MS,
    margin_mode=MarginMode.ISOLATED,
)
HELD = PositionReport(
    symbol="BTCUSDT",
    hold=Hold.LONG,
    size=at("100"),
    entry=at("67000"),
    mark=at("67123.4"),
    liquidation=at("60500"),
    leverage=10,
    unrealised=at("12.34"),
    at_ns=1709971200000 * MS,
    margin_mode=MarginMode.CROSS,
    margin=at("670"),
    realised=0,
    created_ns=1709942400000 * MS,
)
FILL = FillReport(
    symbol="BTCUSDT",
    trade_id="98765432101234568",
    venue_id="23456789012345678",
    side=Side.BUY,
    price=at("67123.4"),
    size=at("1"),
    fee=at("0.04027"),
    fee_asset="USDT",
    liquidity=Liquidity.TAKER,
    at_ns=1709971200500 * MS,
    realised=0,
)


def bar(second: int, *numbers: str) -> CandleReport:
    first, high, low, last, volume = map(at, numbers)
    return CandleReport(second * SECOND, first, high, low, last, volume, 0)


def trade(second: int, price: str, size: str, side: Side) -> TradeReport:
    return TradeReport("BTCUSDT", "", side, at(price), at(size), second * SECOND)


def book(symbol: str, bids: str, asks: str, at_ms: int) -> BookFrame:
    return BookFrame(symbol, True, bids.encode(), asks.encode(), at_ns=at_ms * MS, product=PRODUCT)


BARS = a.ReadCandles("BTCUSDT", "1m", 500, 1709971200 * SECOND, 1709972200 * SECOND)
PLACE = a.Place("BTCUSDT", "x", Side.BUY, OrderType.LIMIT, at("1"), at("70000"))
STOP = s.PlaceStop("BTCUSDT", "x", Side.SELL, at("65000"), size=at("10"), margin_mode=MarginMode.CROSS)
WAITS = s.StopReport(
    symbol="BTCUSDT",
    venue_id="34567890123456789",
    client_id="",
    status=s.StopStatus.WAITING,
    side=Side.BUY,
    trigger=at("65000"),
    size=at("10"),
    hold=Hold.LONG,
    created_ns=1709971200000 * MS,
    at_ns=1709971200000 * MS,
    margin_mode=MarginMode.CROSS,
    rises=False,
    leverage=10,
)


def with_kind(stop: s.PlaceStop, kind: StopKind) -> s.PlaceStop:
    return replace(stop, kind=kind, trail=at("0.02") if kind is StopKind.TRAILING else 0)


ANSWERS: dict[str, tuple[a.Ask, a.Answer]] = {
    "024": (ArmSwitch("BTCUSDT", 60 * SECOND), SwitchTaken(1_709_971_200 * SECOND, 1_709_971_260 * SECOND)),
    "110": (ArmSwitch("ETHUSDT", 10 * SECOND), SwitchTaken(1_743_064_715 * SECOND, 1_743_064_725 * SECOND)),
    "023": (
        a.ReadBalances(),
        BalancesReport((BalanceReport("USDT", at("50000"), at("15000")),), whole=True, product=PRODUCT),
    ),
    "026": (c.ReadSetup(""), c.MarginSetup("", PositionMode.HEDGE)),
    "031": (a.ReadOrder("BTCUSDT", "", "23456789012345678"), a.Orders((ORDER,))),
    "034": (c.ReadPositions(), c.Positions((HELD,))),
    "035": (c.SetPositionMode(PositionMode.HEDGE), c.Agreed()),
    "036": (
        c.SetLeverage("BTCUSDT", 20),
        c.MarginSetup("BTCUSDT", None, MarginMode.CROSS, 20, 20, 20),
    ),
    "037": (PLACE, a.Placed("x", "23456789012345678")),
    "041": (c.ReadFees("BTCUSDT"), c.FeesReport("BTCUSDT", at("0.0002"), at("0.0006"))),
    "042": (a.ReadFills("BTCUSDT", limit=200), a.Fills((FILL,))),
    "043": (
        c.ReadBills(),
        c.Bills(
            (c.BillReport("123456789", "USDT", at("12.34"), c.BillKind.TRADE, "BTCUSDT", at_ns=1709971200000 * MS),)
        ),
    ),
    "044": (
        a.ReadBook("BTCUSDT"),
        book(
            "BTCUSDT",
            '[{"price":"67120.0","vol":"200"},{"price":"67115.0","vol":"180"}]',
            '[{"price":"67125.0","vol":"150"},{"price":"67130.0","vol":"320"}]',
            1709971200000,
        ),
    ),
    "045": (a.ReadMarkets(), Listing((MARKET,))),
    "046": (
        c.ReadFundingHistory("BTCUSDT"),
        c.FundingHistory((c.FundingRate("BTCUSDT", at("0.0001"), 1709971200000 * MS),)),
    ),
    "047": (
        c.ReadFunding("BTCUSDT"),
        c.FundingReport("BTCUSDT", at("0.00012"), 1709971200000 * MS, at_ns=1709971200000 * MS),
    ),
    "048": (BARS, a.Candles((bar(1709971200, "67100", "67200", "67050", "67123.4", "12345"),))),
    "049": (
        c.ReadTiers("BTCUSDT"),
        c.Tiers("BTCUSDT", (c.TierReport(1, 0, at("500000"), 100, at("0.004")),)),
    ),
    "050": (a.ReadTrades("BTCUSDT"), a.Trades((trade(1709971200, "67123.4", "1.506", Side.BUY),))),
    "051": (
        replace(BARS, by=TriggerBy.MARK),
        a.Candles((bar(1709971200, "67098.5", "67198", "67048.2", "67120.5", "0"),)),
    ),
    "025": (s.ReadStops("BTCUSDT"), s.Stops((WAITS,))),
    "027": (
        a.Amend("BTCUSDT", at("66500"), at("1"), "", "", "23456789012345678"),
        a.Amending("", "23456789012345678"),
    ),
    "028": (
        s.AmendStop("BTCUSDT", at("64000"), venue_id="34567890123456789"),
        a.Amending("", "34567890123456789"),
    ),
    "030": (
        s.AmendStop("BTCUSDT", at("73000"), venue_id="45678901234567890", kind=StopKind.TAKE_PROFIT),
        a.Amending("", "45678901234567890"),
    ),
    "038": (STOP, a.Placed("x", "34567890123456789")),
    "039": (with_kind(STOP, StopKind.TAKE_PROFIT), a.Placed("x", "45678901234567890")),
    "040": (with_kind(STOP, StopKind.TRAILING), a.Placed("x", "56789012345678901")),
    "112": (a.Amend("BTCUSDT", at("1"), at("1"), "", "123456"), a.Amending("123456", "220609666322019")),
    "113": (s.AmendStop("BTCUSDT", at("1"), "x"), a.Amending("x", "220609666322019")),
    "128": (
        replace(with_kind(STOP, StopKind.STOP_LOSS), client_id="123456789"),
        a.Placed("123456789", "220609666322019"),
    ),
    "111": (a.Cancel("BTCUSDT", "x"), a.Cancelling("x")),
    "114": (
        a.ReadBalances(),
        BalancesReport(
            (
                BalanceReport("USDT", at("100"), at("200")),
                BalanceReport("BTC", 0, 0),
                BalanceReport("ETH", 0, 0),
            ),
            whole=True,
            product=PRODUCT,
        ),
    ),
    "115": (a.ReadClosedOrders("BTCUSDT", limit=200), a.Orders((CLOSED,))),
    "116": (
        a.ReadMarkets(),
        Listing((with_fields(MARKET, max_lots=500_000, max_market_lots=0),)),
    ),
    "117": (
        c.ReadFunding("BTCUSDT"),
        c.FundingReport("BTCUSDT", at("0.000164"), 1709971200000 * MS, at_ns=1662518172178 * MS),
    ),
    "118": (
        BARS,
        a.Candles(
            (
                bar(1662518160, "100", "130", "90", "120", "941008"),
                bar(1662518161, "100", "130", "90", "120", "941008"),
            )
        ),
    ),
    "119": (a.ReadOpenOrders("BTCUSDT"), a.Orders((CLOSED,))),
    "120": (
        a.ReadBook("BTCUSDT"),
        book("BTCUSDT", '[{"price":"23935.4","vol":"65"}]', '[{"price":"23935.4","vol":"65"}]', 1660285421287),
    ),
    "124": (
        a.ReadTrades("BTCUSDT"),
        a.Trades(
            (
                trade(1750347973, "104146.5", "0.037", Side.SELL),
                trade(1750347972, "104146.6", "0.023", Side.SELL),
            )
        ),
    ),
    "127": (PLACE, a.Placed("x", "220609666322019")),
    "129": (
        c.SetLeverage("ETHUSDT", 5, margin_mode=MarginMode.ISOLATED),
        c.MarginSetup("ETHUSDT", None, MarginMode.ISOLATED, 5, 5, 5),
    ),
}

# What we leave out of what we write: what nobody of ours knows.
LEFT_OUT = {"tfi_info"}
PRESET = "preset_"


def read(number: str, ask: a.Ask) -> Any:
    return rest.read_answer(ask, Reply(200, payload(number)))


def lacking(theirs: object, ours: object, path: str = "") -> list[str]:
    """Keys of theirs that ours has not."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        known = [key for key in theirs if key not in LEFT_OUT and not key.startswith(PRESET)]
        missing = [f"{path}.{key}" for key in known if key not in ours]
        return missing + [
            each for key in known if key in ours for each in lacking(theirs[key], ours[key], f"{path}.{key}")
        ]
    if isinstance(theirs, list) and isinstance(ours, list) and theirs and ours:
        return lacking(theirs[0], ours[0], f"{path}[]")
    return []


@pytest.mark.parametrize("number", sorted(ANSWERS))
def test_an_answer_reads_as_typed_by_hand(number: str) -> None:
    ask, answer = ANSWERS[number]
    assert read(number, ask) == answer


@pytest.mark.parametrize("number", sorted(ANSWERS))
def test_an_answer_of_ours_lacks_nothing(number: str) -> None:
    ask, answer = ANSWERS[number]
    ours = json.loads(rest.write_answer(ask, answer, NOW).body)
    assert lacking(json.loads(payload(number)), ours) == []


def test_an_order_of_the_years_of_hedges_reads_as_one_of_a_hedge() -> None:
    (order,) = read("121", a.ReadOrder("BTCUSDT", "", "220906179895578")).rows
    assert (order.status, order.hold, order.filled, order.size) == (
        OrderStatus.PARTIAL,
        Hold.LONG,
        at("1000"),
        at("1000"),
    )


def test_a_strangers_fill_reads() -> None:
    (fill,) = read("126", a.ReadFills("BTCUSDT", limit=200)).rows
    assert (fill.trade_id, fill.liquidity, fill.fee, fill.realised) == (
        "1141853921",
        Liquidity.MAKER,
        0,
        at("-0.00832"),
    )


ASKS: dict[str, tuple[str, a.Ask]] = {
    "130": ("cancel-all-after", ArmSwitch("BTCUSDT", 60 * SECOND)),
    "131": ("cancel-order", a.Cancel("BTCUSDT", "", "23456789012345678")),
    "132": ("cancel-plan-order", s.CancelStop("BTCUSDT", "", "34567890123456789", among=PLANNED)),
    "133": ("cancel-trail-order", s.CancelStop("BTCUSDT", "", "56789012345678901", StopKind.TRAILING)),
    "134": ("modify-limit-order", a.Amend("BTCUSDT", at("66500"), 0, "", "", "23456789012345678")),
    "135": (
        "modify-plan-order",
        s.AmendStop("BTCUSDT", at("64000"), venue_id="34567890123456789", by=TriggerBy.LAST),
    ),
    "140": (
        "submit-plan-order",
        replace(STOP, client_id="", side=Side.BUY, rises=False, leverage=10),
    ),
    "142": (
        "submit-trail-order",
        replace(with_kind(STOP, StopKind.TRAILING), client_id="", trigger=at("72000"), reduce_only=True, leverage=10),
    ),
    "138": ("submit-leverage", c.SetLeverage("BTCUSDT", 20)),
    "139": (
        "submit-order",
        a.Place("BTCUSDT", "", Side.BUY, OrderType.MARKET, at("1"), margin_mode=MarginMode.CROSS, leverage=10),
    ),
    "143": (
        "submit-order",
        a.Place("BTCUSDT", "", Side.BUY, OrderType.MARKET, at("100"), margin_mode=MarginMode.CROSS, leverage=10),
    ),
}


@pytest.mark.parametrize("number", sorted(ASKS))
def test_a_strangers_request_reads_as_typed_by_hand_and_ours_says_the_same(number: str) -> None:
    word, ask = ASKS[number]
    request = Request("POST", rest.HOST, f"/contract/private/{word}", body=payload(number))
    assert rest.read_ask(request) == ask
    assert json.loads(rest.write_ask(ask).body) == json.loads(payload(number))


def test_a_strangers_take_profit_of_all_of_a_position_is_one_at_the_market() -> None:
    """Their default there; ours says it."""
    request = Request("POST", rest.HOST, "/contract/private/submit-tp-sl-order", body=payload("141"))
    ask = s.PlaceStop("BTCUSDT", "", Side.SELL, at("72000"), StopKind.TAKE_PROFIT, reduce_only=True)
    assert rest.read_ask(request) == ask
    ours, theirs = json.loads(rest.write_ask(ask).body), json.loads(payload("141"))
    assert ours == {**theirs, "executive_price": "0", "category": "market"}


def test_a_strangers_amendment_of_a_take_profit_reads() -> None:
    request = Request("POST", rest.HOST, "/contract/private/modify-tp-sl-order", body=payload("137"))
    assert rest.read_ask(request) == s.AmendStop(
        "BTCUSDT", at("73000"), venue_id="45678901234567890", kind=StopKind.TAKE_PROFIT, by=TriggerBy.LAST
    )


def test_what_is_done_with_waits_no_more_although_it_is_listed() -> None:
    assert read("125", s.ReadStops("BTCUSDT", StopKind.STOP_LOSS)) == s.Stops(())


POSITIONS = (
    PositionReport(
        symbol="LTCUSDT",
        hold=Hold.SHORT,
        size=at("-5"),
        entry=at("71.582"),
        at_ns=1701627620439 * MS,
        margin_mode=MarginMode.CROSS,
        created_ns=1701623327513 * MS,
    ),
    PositionReport(
        symbol="LTCUSDT",
        hold=Hold.LONG,
        size=at("6"),
        entry=at("71.681666666666666667"),
        at_ns=1701628152614 * MS,
        margin_mode=MarginMode.CROSS,
        created_ns=1701621167225 * MS,
    ),
)
TICKER = TickerReport(
    "BTCUSDT",
    at("146.24"),
    at("142.11"),
    at("1"),
    at("147.11"),
    at("1"),
    0,
    0,
    0,
    at("117387.58"),
    0,
    0,
    mark=at("146.24"),
    index=at("146.2"),
)
FRAMES: dict[str, object] = {
    "173": PositionsFrame(POSITIONS, topic(Channel.POSITIONS), whole=False),
    "178": LoggedIn(),
    "183": BalancesReport((BalanceReport("BTC", at("1000"), at("2000")),), whole=False, product=PRODUCT, name="BTC"),
    "184": CandlesFrame(
        topic(Channel.CANDLES, "ETHUSDT", "1d"),
        (bar(1721001600, "3354.38", "3371.21", "3338.48", "3352.2", "159199176"),),
    ),
    "187": PositionsFrame(
        (
            PositionReport(
                symbol="BTCUSDT",
                hold=Hold.LONG,
                size=at("2000"),
                entry=at("19406.2092"),
                liquidation=at("15621.998406"),
                at_ns=1662692862255 * MS,
                margin_mode=MarginMode.ISOLATED,
                created_ns=1662692862255 * MS,
            ),
        ),
        topic(Channel.POSITIONS),
        whole=False,
    ),
    "189": TickersFrame(topic(Channel.TICKERS, "BTCUSDT"), (TICKER,)),
}


@pytest.mark.parametrize("number", sorted(FRAMES))
def test_a_frame_reads_as_typed_by_hand_and_ours_lacks_nothing(number: str) -> None:
    assert stream.read_venue(payload(number)) == (FRAMES[number],)
    (ours,) = stream.write_venue(FRAMES[number], NOW)  # type: ignore[arg-type]
    assert lacking(json.loads(payload(number)), json.loads(ours)) == []


def test_an_order_that_is_pushed_reads_by_its_state_and_sizes() -> None:
    (frame,) = stream.read_venue(payload("186"))
    assert isinstance(frame, OrdersFrame)
    (order,) = frame.rows
    assert (order.status, order.venue_id, order.hold) == (OrderStatus.PARTIAL, "220906179895578", Hold.LONG)
    assert order.fill is not None
    assert (order.fill.trade_id, order.fill.price, order.fill.size, order.fill.fee) == (
        "1247592391",
        at("25667.2"),
        at("1"),
        None,
    )
    (ours,) = stream.write_venue(frame, NOW)
    assert lacking(json.loads(payload("186")), json.loads(ours)) == []


def test_a_ticker_that_names_its_pace_reads() -> None:
    (frame,) = stream.read_venue(payload("188"))
    assert isinstance(frame, TickersFrame)
    assert (frame.rows[0].symbol, frame.rows[0].mark) == ("AXONUSDT", at("567.02"))


def test_a_trade_of_which_nobody_says_who_took_is_not_made_up() -> None:
    (frame,) = stream.read_venue(payload("190"))
    assert isinstance(frame, Unreadable)
    assert frame.topic == topic(Channel.TRADES, "ETHUSDT")


def test_one_side_of_a_book_is_written_as_theirs_is() -> None:
    """Ours subscribes to no such book; strangers do."""
    frame = book("ETHUSDT", '[["5","97"]]', "[]", 1542337219120)
    bids, _ = stream.write_venue(replace(frame, name="depth5"), NOW)
    assert json.loads(bids) == json.loads(payload("185"))
