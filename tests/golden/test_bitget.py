"""Bitget's payloads from outside, read: equal to values typed by hand; and what we write in their place lacks nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from picaflor.domain.market import Grid, Market, MarketState
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Liquidity, OrderType, SelfTrade, Side, Tif
from picaflor.venues.bitget import rest, stream
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.net import Reply
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
    Channel,
    Garbled,
    LoggedIn,
    Login,
    LoginRefused,
    OrdersFrame,
    Subscribe,
    Subscribed,
    Topic,
    TradesFrame,
    Unreadable,
)

HOME = Path(__file__).parent / "bitget"


def at(text: str) -> int:
    return read_atoms(text, signed=True)


def ms(time: int) -> int:
    return time * 1_000_000


def payload(number: str) -> bytes:
    (path,) = HOME.glob(f"{number}-*.json")
    return path.read_bytes()


def market(base: str, tick: int, lot: int, fee: str, least: str, **more: Any) -> Market:
    return Market(
        venue="bitget",
        pair=f"{base}-USDT",
        symbol=f"{base}USDT",
        base=base,
        quote="USDT",
        tick=Grid(tick),
        lot=Grid(lot),
        quote_places=6,
        min_notional=at(least),
        maker_fee=at(fee),
        taker_fee=at(fee),
        band_up=at("0.05"),
        band_down=at("0.05"),
        buys_by_quote=True,
        **more,
    )


def order(symbol: str, venue_id: str, client_id: str, created: int, changed: int, **more: Any) -> OrderReport:
    defaults = {"type": OrderType.MARKET, "side": Side.BUY, "filled": 0, "filled_quote": 0}
    return OrderReport(
        symbol=symbol,
        venue_id=venue_id,
        client_id=client_id,
        created_ns=ms(created),
        at_ns=ms(changed),
        **{**defaults, **more},
    )


def fill(symbol: str, order_id: str, trade_id: str, side: Side, price: str, size: str, **more: Any) -> FillReport:
    return FillReport(symbol, trade_id, order_id, side, at(price), at(size), **more)


FIRST = "684a79df-f931-474f-a9a5-f1deab1cd770"
BOUGHT = {
    "status": OrderStatus.FILLED,
    "quote": at("6"),
    "filled": at("0.000089"),
    "filled_quote": at("5.99511743"),
    "fees": (("BTC", at("0.000000089")),),
}

ANSWERS: dict[str, tuple[a.Ask, object]] = {
    "001": (a.ReadTime(), ServerTime(ms(1688008631614))),
    "002": (c.ReadFees("BTCUSDT"), c.FeesReport("BTCUSDT", at("0.0002"), at("0.0006"))),
    "060": (
        a.ReadMarkets(),
        Listing(
            (
                market("ETH", 2, 4, "0.002", "5"),
                market("BTC", 2, 6, "0.002", "5", state=MarketState.HALTED),
            ),
            (("SPONGEUSDT", "offline"),),
        ),
    ),
    "068": (
        a.ReadMarkets(),
        Listing(
            (
                market("BTC", 2, 6, "0.002", "1"),
                market("ETH", 2, 4, "0.002", "1"),
                market("BGB", 4, 4, "0.001", "1"),
            )
        ),
    ),
    "059": (
        a.ReadCandles("BTCUSDT", "4h"),
        a.Candles(
            (
                CandleReport(
                    ms(1709352000000),
                    at("62308.42"),
                    at("62308.43"),
                    at("61760"),
                    at("62014.17"),
                    at("987.377637"),
                    at("61283110.57046518"),
                ),
                CandleReport(
                    ms(1709366400000),
                    at("62014.17"),
                    at("62122.8"),
                    at("61648.26"),
                    at("61825.64"),
                    at("1271.183413"),
                    at("78680550.55539777"),
                ),
            )
        ),
    ),
    "061": (
        a.ReadTickers("BTCUSDT"),
        a.Tickers(
            (
                TickerReport(
                    symbol="BTCUSDT",
                    last=at("66554.03"),
                    bid=at("66554"),
                    bid_size=at("0.000237"),
                    ask=at("66554.07"),
                    ask_size=at("0.08228"),
                    open=at("64654.54"),
                    high=at("68686.93"),
                    low=at("64583.42"),
                    base_volume=at("29439.351448"),
                    quote_volume=at("1963568540.741927"),
                    at_ns=ms(1709626631127),
                ),
            )
        ),
    ),
    "056": (
        a.ReadBalances(),
        BalancesReport(
            (
                BalanceReport("BTC", at("0.0000069"), 0),
                BalanceReport("USDT", at("0.68360342"), at("9.08096")),
            ),
            whole=True,
            at_ns=ms(1709632445201),
        ),
    ),
    "067": (
        a.Place("BTCUSDT", FIRST, Side.BUY, OrderType.LIMIT, at("0.00009"), at("66000")),
        a.Placed(FIRST, "1148903850645331968"),
    ),
    "072": (
        a.Place("BGBUSDT", "t-valid-market-buy-order", Side.BUY, OrderType.MARKET, quote=at("2")),
        a.Placed("t-valid-market-buy-order", "1214189703404097539"),
    ),
    "055": (
        a.Cancel("BTCUSDT", venue_id="1149899973610643488"),
        a.Cancelling("9471cf38-33c2-4aee-a2fb-fcf71629ffb7", "1149899973610643488"),
    ),
    "057": (
        a.ReadClosedOrders("BTCUSDT"),
        a.Orders(
            (
                order(
                    "BTCUSDT",
                    "1148914989018062853",
                    "bf3ba805-66bc-4ef6-bf34-d63d79dc2e4c",
                    1709648599867,
                    1709648600016,
                    **BOUGHT,
                ),
                order(
                    "BTCUSDT",
                    "1148903850645331968",
                    FIRST,
                    1709645944272,
                    1709648518713,
                    type=OrderType.LIMIT,
                    status=OrderStatus.CANCELLED,
                    price=at("66000"),
                    size=at("0.00009"),
                ),
            )
        ),
    ),
    "058": (
        a.ReadClosedOrders("BTCUSDT", limit=1),
        a.Orders(
            (order("BTCUSDT", "1148903850645331968", FIRST, 1709645944272, 1709645944272, **BOUGHT),),
            before="1148903850645331968",
        ),
    ),
    "064": (
        a.ReadOpenOrders("BTCUSDT"),
        a.Orders(
            (
                order(
                    "BTCUSDT",
                    "1148903850645331968",
                    FIRST,
                    1709645944272,
                    1709645944272,
                    type=OrderType.LIMIT,
                    status=OrderStatus.OPEN,
                    price=at("66000"),
                    size=at("0.00009"),
                ),
            )
        ),
    ),
    "065": (
        a.ReadOpenOrders(),
        a.Orders(
            (
                order(
                    "BTCUSDT",
                    "1148903850645331968",
                    FIRST,
                    1709645944272,
                    1709645944272,
                    status=OrderStatus.OPEN,
                    quote=at("6"),
                ),
            )
        ),
    ),
    "066": (
        a.ReadOpenOrders(),
        a.Orders(
            (
                order(
                    "BTCUSDT",
                    "1148903850645331968",
                    FIRST,
                    1709645944272,
                    1709645944272,
                    side=Side.SELL,
                    status=OrderStatus.OPEN,
                    size=at("0.00009"),
                ),
            )
        ),
    ),
    "070": (
        a.ReadOrder("BGBUSDT", venue_id="1214189703404097539"),
        a.Orders(
            (
                order(
                    "BGBUSDT",
                    "1214189703404097539",
                    "t-valid-market-buy-order",
                    1725211304522,
                    1725211304609,
                    status=OrderStatus.FILLED,
                    quote=at("2"),
                    filled=at("2.0706"),
                    filled_quote=at("1.99999254"),
                    fees=(("BGB", at("0.0020706")),),
                ),
            )
        ),
    ),
    "071": (
        a.ReadOrder("BGBUSDT", client_id="t-valid-market-sell-order"),
        a.Orders(
            (
                order(
                    "BGBUSDT",
                    "1214193970718347264",
                    "t-valid-market-sell-order",
                    1725212321929,
                    1725212322028,
                    side=Side.SELL,
                    status=OrderStatus.FILLED,
                    size=at("2"),
                    filled=at("2"),
                    filled_quote=at("1.9298"),
                    fees=(("USDT", at("0.0019298")),),
                ),
            )
        ),
    ),
    "069": (
        a.ReadFills("BTCUSDT"),
        a.Fills(
            (
                fill(
                    "BTCUSDT",
                    "1225475622585147396",
                    "1225475622852575236",
                    Side.BUY,
                    "60775.01",
                    "0.000246",
                    fee=at("0.000000246"),
                    fee_asset="BTC",
                    liquidity=Liquidity.TAKER,
                    at_ns=ms(1727902077401),
                ),
            )
        ),
    ),
    "198": (a.ReadBalances(), a.Refused("40018", "Invalid IP", a.Refusal.AUTH)),
}

# Keys that an answer of ours does not have, because no report carries what they say.
MISSING = {"quoteCoin", "baseCoin"}


@pytest.mark.parametrize("number", sorted(ANSWERS))
def test_an_answer_reads_as_typed_by_hand(number: str) -> None:
    ask, value = ANSWERS[number]
    assert rest.read_answer(ask, Reply(400 if number == "198" else 200, payload(number))) == value


@pytest.mark.parametrize("number", sorted(set(ANSWERS)))
def test_an_answer_of_ours_lacks_nothing(number: str) -> None:
    ask, value = ANSWERS[number]
    golden = json.loads(payload(number))
    if golden["data"] == []:
        golden["data"] = None  # an error's data is null as often
    assert lacks(golden, json.loads(rest.write_answer(ask, value, ms(1709632445201)).body)) == set()


def test_fills_read_as_typed_by_hand() -> None:
    answer = rest.read_answer(a.ReadFills("APEUSDT"), Reply(200, payload("063")))
    assert isinstance(answer, a.Fills)
    assert answer.before == ""
    assert [(row.trade_id, row.side, row.price, row.fee, row.fee_asset, row.liquidity) for row in answer.rows] == [
        ("1149103068190019665", Side.SELL, at("1.9959"), at("0.005947782"), "USDT", Liquidity.TAKER),
        ("1149101368775479371", Side.BUY, at("2.01"), at("0.0000013"), "APE", Liquidity.MAKER),
        ("1149098107964166145", Side.BUY, at("2.0087"), at("0.002987"), "APE", Liquidity.TAKER),
        ("1149096769322684417", Side.SELL, at("2.0068"), at("0.00594073004"), "USDT", Liquidity.TAKER),
    ]


def pushed(instance: str, self_trade: SelfTrade | None = None) -> OrdersFrame:
    partial = order(
        "BTCUSDT",
        "1",
        "1",
        1695797773257,
        1695797773326,
        status=OrderStatus.PARTIAL,
        quote=at("500"),
        filled=at("0.0003"),
        filled_quote=None,
        tif=Tif.GTC,
        self_trade=self_trade,
        fees=(("BTC", at("0.00000018")),),
        fill=fill(
            "BTCUSDT",
            "1",
            "1",
            Side.BUY,
            "26256",
            "0.0003",
            fee=at("0.00000018"),
            fee_asset="BTC",
            liquidity=Liquidity.TAKER,
            client_id="1",
            at_ns=ms(1695797773286),
        ),
    )
    return OrdersFrame((partial,), Topic(Channel.ORDERS, instance))


def book(symbol: str, name: str, bids: str, asks: str, time: int, seq: int | None = None) -> BookFrame:
    return BookFrame(symbol, True, bids.encode(), asks.encode(), seq, checksum=0, at_ns=ms(time), name=name)


def traded(trade_id: str, price: str, size: str, time: int, *, snapshot: bool) -> TradesFrame:
    row = TradeReport("BTCUSDT", trade_id, Side.BUY, at(price), at(size), ms(time))
    return TradesFrame(Topic(Channel.TRADES, "BTCUSDT"), (row,), snapshot)


BIDS, ASKS = '[["26274.8", "0.0009"], ["26274.7", "0.0027"]]', '[["26274.9", "0.0009"], ["26275.0", "0.0500"]]'
FRAMES: dict[str, object] = {
    "105": LoggedIn(),
    "121": BalancesReport((BalanceReport("USDT", at("100000"), 0),), whole=False, at_ns=ms(1695713887792)),
    "124": book("BTCUSDT", "books5", BIDS, ASKS, 1695710946294, 123),
    "127": pushed("BTCUSDT", SelfTrade.CANCEL_TAKER),
    "131": traded("1000000000", "26293.4", "0.0013", 1695709835822, snapshot=True),
    "170": Subscribed(Topic(Channel.BOOK, "LUMIAUSDT")),
    "171": book("BTCUSDC", "books1", '[["72354.67", "1.16460"]]', '[["72377.25", "0.00408"]]', 1730332859984),
    "172": book("MANTAUSDT", "books15", '[["0.7139", "20.98"]]', '[["0.7146", "7.03"]]', 1730963759993),
    "173": traded("1235671058980749319", "72389.99", "0.001373", 1730332858796, snapshot=False),
    "183": book("BTCUSDT", "books5", BIDS, ASKS, 1695710946294),
    "184": pushed(""),
    "197": LoginRefused("30005", "error"),
}
# The venue's pages spell these codes as texts; on the wire they are numbers, and so are ours.
NUMBERS = {"105": {"code", "msg"}, "197": {"code"}}


@pytest.mark.parametrize("number", sorted(FRAMES))
def test_a_frame_reads_as_typed_by_hand(number: str) -> None:
    assert stream.read_venue(payload(number)) == (FRAMES[number],)


@pytest.mark.parametrize("number", sorted(FRAMES))
def test_a_frame_of_ours_lacks_nothing(number: str) -> None:
    (data,) = stream.write_venue(FRAMES[number], ms(1695713887792))
    assert lacks(json.loads(payload(number)), json.loads(data)) == NUMBERS.get(number, set())


@pytest.mark.parametrize("number", ["122", "128"])
def test_frames_that_this_row_does_not_use_are_told(number: str) -> None:
    (said,) = stream.read_venue(payload(number))
    assert isinstance(said, Unreadable)


CLIENT: dict[str, object] = {
    "095": Subscribe((Topic(Channel.BOOK, "BTCUSDT", "books5"),)),
    "096": Subscribe((Topic(Channel.ORDERS, "BTCUSDT"),)),
    "104": Login("0000", "789", "|1|", "|2|"),
    "087": Login("<api_key>", "<passphrase>", "<timestamp>", "<sign>"),
}


@pytest.mark.parametrize("number", sorted(CLIENT))
def test_a_clients_frame_is_read_and_written_alike(number: str) -> None:
    assert stream.read_client(payload(number)) == (CLIENT[number],)
    (data,) = stream.write_client(CLIENT[number])
    assert json.loads(data) == json.loads(payload(number))


@pytest.mark.parametrize(("number", "code"), [("094", "30003"), ("097", "30003"), ("088", "30002")])
def test_a_clients_frame_that_this_row_does_not_take(number: str, code: str) -> None:
    (said,) = stream.read_client(payload(number))
    assert isinstance(said, Garbled)
    assert said.code == code


def test_the_manifest_knows_every_payload() -> None:
    with (HOME / "manifest.tsv").open() as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert sorted(row["file"] for row in rows) == sorted(path.name for path in HOME.glob("*.json"))
    assert {row["grade"] for row in rows} == {"doc", "stranger"}
    assert all(row["source"] and row["kind"] for row in rows)


def lacks(golden: Any, ours: Any, name: str = "") -> set[str]:
    """The keys of `golden` that `ours` has not, or has with another JSON type. Of lists, the first elements count."""
    if type(golden) is not type(ours):
        return {name}
    if isinstance(golden, dict):
        return {
            lost
            for key, value in golden.items()
            if key not in MISSING
            for lost in (lacks(value, ours[key], key) if key in ours else {key})
        }
    if isinstance(golden, list) and golden:
        return lacks(golden[0], ours[0], name) if ours else {name}
    return set()
