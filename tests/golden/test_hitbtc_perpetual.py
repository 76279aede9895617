"""HitBTC's payloads about contracts, from outside: read equal to values typed by hand, and what we write lacks nothing."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, Liquidity, MarginMode, OrderType, PositionMode, Side, Tif, TriggerBy
from picaflor.venues.hitbtc import futures_rest as rest
from picaflor.venues.hitbtc import futures_stream as stream
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.decoding import read_iso
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import BalanceReport, BalancesReport, Listing, PositionReport, PotReport
from picaflor.wire.stream import Call, Channel, Subscribe, Topic

HOME = Path(__file__).parent / "hitbtc"
BTC = "BTCUSDT_PERP"
P = "futures"


def at(text: str) -> int:
    return read_atoms(text, signed=True)


def payload(number: str) -> bytes:
    (path,) = HOME.glob(f"{number}-*.json")
    return path.read_bytes()


def position(symbol: str, size: str, entry: str, opened: str, told: str, **more: object) -> PositionReport:
    return PositionReport(
        symbol,
        Hold.NET,
        at(size),
        at(entry),
        at_ns=read_iso(told),
        created_ns=read_iso(opened),
        **{"margin_mode": MarginMode.ISOLATED, **more},  # type: ignore[arg-type]
    )


def pot(symbol: str, balance: str, orders: str, positions: str, leverage: int, opened: str, told: str) -> PotReport:
    told_ns = read_iso(told)
    return PotReport(symbol, "USDT", at(balance), at(orders), at(positions), leverage, read_iso(opened), told_ns)


OF_BTC = position(
    BTC,
    "0.01",
    "50000",
    "2024-01-15T10:00:00.000Z",
    "2024-01-15T10:30:00.000Z",
    liquidation=at("44000"),
    leverage=50,
)
OLD = position("BTCUSDT", "0.00022", "47425.57", "2022-03-29T22:31:29.067Z", "2022-03-30T00:00:00.125Z", leverage=12)
OF_OLD = pot(
    "BTCUSDT",
    "20.824360374174",
    "0",
    "0.973330435",
    12,
    "2022-03-29T22:31:29.067Z",
    "2022-03-30T00:00:00.125Z",
)
FLAT = pot(BTC, "7", "0", "0", 8, "2022-03-30T23:34:27.161Z", "2022-03-30T23:34:27.161Z")
CLOSED = position(
    "TRXUSDT_PERP",
    "0",
    "1",
    "2023-10-29T14:46:13.235Z",
    "2023-12-19T09:34:40.014Z",
    leverage=1,
    margin_mode=MarginMode.CROSS,
)
AAVE = Market(
    venue="hitbtc_perpetual",
    pair="AAVE-USDT",
    symbol="AAVEUSDT_PERP",
    base="AAVE",
    quote="USDT",
    tick=Grid(3),
    lot=Grid(2),
    kind=MarketKind.LINEAR,
    settle="USDT",
    quote_places=12,
    maker_fee=at("0.0002"),
    taker_fee=at("0.0005"),
    fee_asset="USDT",
    timed=True,
    max_leverage=50,
)
ANSWERS = {
    "004": (
        c.ReadSetup(BTC, MarginMode.ISOLATED),
        c.MarginSetup(
            BTC,
            PositionMode.ONEWAY,
            MarginMode.ISOLATED,
            50,
            50,
            50,
            positions=(OF_BTC,),
            pot=pot(BTC, "500", "100", "200", 50, "2024-01-15T10:00:00.000Z", "2024-01-15T10:30:00.000Z"),
        ),
    ),
    "005": (
        a.ReadBalances(),
        BalancesReport((BalanceReport("USDT", at("1000.5"), at("150"), at("50")),), whole=True, product=P),
    ),
    "013": (
        c.ReadFunding(BTC),
        c.FundingReport(
            BTC, at("0.0001"), read_iso("2021-07-21T16:00:00.000Z"), at_ns=read_iso("2021-07-21T09:48:37.235Z")
        ),
    ),
    "014": (
        c.ReadSetup("BTCUSDT", MarginMode.ISOLATED),
        c.MarginSetup("BTCUSDT", PositionMode.ONEWAY, MarginMode.ISOLATED, 12, 12, 12, positions=(OLD,), pot=OF_OLD),
    ),
    "017": (a.ReadMarkets(), Listing((AAVE,))),
    "020": (
        c.ReadMark(BTC),
        c.MarkReport(BTC, at("42307.43"), at("42303.27"), at_ns=read_iso("2022-03-22T08:08:26.687Z")),
    ),
    "021": (
        c.ReadFunding(BTC),
        c.FundingReport(
            BTC,
            at("-0.000183473092423284"),
            read_iso("2024-12-20T08:00:00.000Z"),
            at_ns=read_iso("2024-12-20T04:57:33.693Z"),
        ),
    ),
    "032": (
        c.SetPot(BTC, at("7"), 8),
        c.MarginSetup(BTC, PositionMode.ONEWAY, MarginMode.ISOLATED, 8, 8, 8, pot=FLAT),
    ),
}


@pytest.mark.parametrize("number", sorted(ANSWERS))
def test_an_answer_reads_as_typed_by_hand(number: str) -> None:
    ask, answer = ANSWERS[number]
    assert rest.read_answer(ask, Reply(200, payload(number))) == answer


def test_fills_of_a_contract_tell_what_closing_won() -> None:
    told = rest.read_answer(a.ReadFills(BTC), Reply(200, payload("025")))
    assert isinstance(told, a.Fills)
    (fill,) = told.rows
    assert (fill.trade_id, fill.venue_id, fill.client_id) == (
        "4718551",
        "58730748700",
        "dcbcd8549e3445ee922665946002ef67",
    )
    assert (fill.price, fill.size, fill.fee) == (at("41095.96"), at("0.0001"), at("0.002054798"))
    assert (fill.realised, fill.liquidates, fill.liquidity) == (0, False, Liquidity.TAKER)


def test_an_order_of_a_contract_reads_as_typed_by_hand() -> None:
    ask = a.ReadOrder(BTC, "r42gdPjNMZN-H_xs8RKl2wljg_dfgdg4", live=True)
    told = rest.read_answer(ask, Reply(200, payload("037")))
    assert isinstance(told, a.Orders)
    (order,) = told.rows
    assert (order.venue_id, order.type, order.tif) == ("58418961892", OrderType.LIMIT, Tif.GTC)
    assert (order.price, order.size, order.reduce_only, order.margin_mode) == (at("30000"), at("0.0005"), False, None)


def test_margin_modes_read_as_typed_by_hand() -> None:
    modes = c.MarginModes((c.MarginModeReport("BTCUSD_PERP", MarginMode.ISOLATED, 100),))
    assert rest.read_answer(c.ReadMarginModes(), Reply(200, payload("016"))) == modes


def test_the_rates_of_the_past_read_as_typed_by_hand() -> None:
    rate = c.FundingRate(BTC, at("0.0001"), read_iso("2021-07-29T16:00:00.271Z"))
    assert rest.read_answer(c.ReadFundingHistory(BTC), Reply(200, payload("012"))) == c.FundingHistory((rate,))


def test_positions_read_as_typed_by_hand() -> None:
    """Their accounts are told in a list; an account that is flat has null."""
    rows = [json.loads(payload(number)) for number in ("004", "014", "032")]
    rows.append({"symbol": "", "type": "cross", "leverage": "", "positions": json.loads(payload("027"))})
    rows[-1]["positions"][0].update(margin_mode="Cross", leverage="3.00", quantity="-0.001")
    told = rest.read_answer(c.ReadPositions(), Reply(200, json.dumps(rows).encode()))
    assert told == c.Positions(
        (
            OF_BTC,
            OLD,
            position(
                "ETHUSDT_PERP",
                "-0.001",
                "2927.509",
                "2022-03-19T07:54:35.24Z",
                "2022-03-19T07:54:58.922Z",
                margin_mode=MarginMode.CROSS,
                leverage=3,
            ),
        ),
        pots=(
            pot(BTC, "500", "100", "200", 50, "2024-01-15T10:00:00.000Z", "2024-01-15T10:30:00.000Z"),
            OF_OLD,
            FLAT,
        ),
    )


def test_a_position_that_the_venue_closed_reads_as_typed_by_hand() -> None:
    ask = c.ClosePosition("TRXUSDT_PERP", margin_mode=MarginMode.CROSS)
    told = rest.read_answer(ask, Reply(200, payload("001")))
    closed = replace(CLOSED, entry=None)
    assert told == a.Closing((("TRXUSDT_PERP", a.Placed("", "")),), (closed,))


LIMIT = a.Place(BTC, "", Side.BUY, OrderType.LIMIT, at("0.01"), at("25000.5"), margin_mode=MarginMode.CROSS)
REDUCING = a.Place(
    BTC, "", Side.SELL, OrderType.LIMIT, at("0.01"), at("45000"), reduce_only=True, margin_mode=MarginMode.CROSS
)
REQUESTS = {
    "045": a.Cancel("", "tc-0000000000000001"),
    "049": c.ReadFundingHistory(BTC, 10),
    "050": a.ReadBalances(),
    "051": LIMIT,
    "052": REDUCING,
    "053": a.ReadCandles(BTC, "1m", 10, read_iso("2023-11-14T22:13:20.000Z"), by=TriggerBy.MARK),
    "059": c.ReadPositions(),
    "061": c.SetPot(BTC, at("10"), 5),
}


@pytest.mark.parametrize("number", sorted(REQUESTS))
def test_a_strangers_request_reads_as_typed_by_hand(number: str) -> None:
    said = json.loads(payload(number))
    body = json.dumps(said["body"]).encode() if "body" in said else b""
    request = Request(said["method"], rest.HOST, said["path"], urlencode(said.get("query", {})), body)
    assert rest.knows(request)
    assert rest.read_ask(request) == REQUESTS[number]
    ours = rest.write_ask(REQUESTS[number])
    assert (ours.method, ours.path) == (said["method"], said["path"])


def test_a_strangers_order_over_the_socket_reads_as_typed_by_hand() -> None:
    assert stream.read_client(payload("075")) == (Call(LIMIT, '"1795226552496"', P),)


@pytest.mark.parametrize("number", ["077", "078"])
def test_a_strangers_subscription_reads_as_typed_by_hand(number: str) -> None:
    (said,) = stream.read_client(payload(number))
    channels = {"077": (Channel.BALANCES,), "078": (Channel.ORDERS, Channel.POSITIONS)}[number]
    assert said == Subscribe(
        tuple(Topic(channel, product=P) for channel in channels), str(json.loads(payload(number))["id"])
    )
