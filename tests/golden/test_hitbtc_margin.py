"""HitBTC's payloads about margin on spot markets, from outside: read equal to values typed by hand."""

from __future__ import annotations

import json
from pathlib import Path

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode, OrderType, PositionMode, Side
from picaflor.venues.hitbtc import margin_rest as rest
from picaflor.venues.hitbtc import margin_stream as stream
from picaflor.wire import asks as a
from picaflor.wire import contracts as c
from picaflor.wire.decoding import read_iso
from picaflor.wire.net import Reply
from picaflor.wire.reports import Listing, PositionReport, PotReport
from picaflor.wire.stream import Call, Channel, OrdersFrame, Topic

HOME = Path(__file__).parent / "hitbtc"
ISOLATED = MarginMode.ISOLATED
OPENED, TOLD = read_iso("2022-03-29T22:31:29.067Z"), read_iso("2022-03-30T00:00:00.125Z")


def at(text: str) -> int:
    return read_atoms(text)


def payload(number: str) -> bytes:
    (path,) = HOME.glob(f"{number}-*.json")
    return path.read_bytes()


HELD = PositionReport(
    "BTCUSDT",
    Hold.NET,
    at("0.00022"),
    at("47425.57"),
    leverage=12,
    at_ns=TOLD,
    margin_mode=ISOLATED,
    created_ns=OPENED,
)
POT = PotReport("BTCUSDT", "USDT", at("20.824360374174"), 0, at("0.973330435"), 12, OPENED, TOLD)


def test_the_account_of_a_pair_has_its_position_and_its_money() -> None:
    ask = c.ReadSetup("BTCUSDT", ISOLATED)
    times = (12, 12, 12)
    told = c.MarginSetup("BTCUSDT", PositionMode.ONEWAY, ISOLATED, *times, positions=(HELD,), pot=POT)
    assert rest.write_ask(ask).path == "/api/3/margin/account/isolated/BTCUSDT"
    assert rest.read_answer(ask, Reply(200, payload("014"))) == told
    row = json.loads(payload("014"))
    listed = rest.read_answer(c.ReadPositions(), Reply(200, json.dumps([row]).encode()))
    assert listed == c.Positions((HELD,), pots=(POT,))


def test_margin_modes_read_as_typed_by_hand() -> None:
    modes = c.MarginModes((c.MarginModeReport("BTCUSD", ISOLATED, 10),))
    assert rest.read_answer(c.ReadMarginModes(), Reply(200, payload("015"))) == modes


def test_a_pair_is_traded_on_margin_where_its_listing_says_so() -> None:
    told = rest.read_answer(a.ReadMarkets(), Reply(200, payload("017")))
    assert isinstance(told, Listing)
    assert told.markets == (
        Market(
            venue="hitbtc_margin",
            pair="MANA-USDT",
            symbol="MANAUSDT",
            base="MANA",
            quote="USDT",
            tick=Grid(7),
            lot=Grid(0),
            kind=MarketKind.LINEAR,
            settle="USDT",
            quote_places=12,
            maker_fee=at("0.001"),
            taker_fee=at("0.0025"),
            fee_asset="USDT",
            max_leverage=5,
            timed=True,
        ),
    )


def test_what_a_stranger_sends_over_the_socket_for_spot_is_understood_for_margin_by_its_method() -> None:
    """No stranger's frame of margin was seen; ccxt makes it of the same parts by another method."""
    said = json.loads(payload("076"))
    said["method"] = said["method"].replace("spot_", "margin_")
    (call,) = stream.read_client(json.dumps(said).encode())
    assert isinstance(call, Call)
    assert call.product == "margin"
    assert isinstance(call.ask, a.Place)
    assert (call.ask.margin_mode, call.ask.type, call.ask.side) == (ISOLATED, OrderType.LIMIT, Side.BUY)


def test_a_report_of_an_order_on_margin_reads_as_typed_by_hand() -> None:
    """A stranger's sample shows what any report may have, those of trades among them; it says that it is a new order."""
    frame = b'{"jsonrpc":"2.0","method":"margin_order","params":' + payload("102") + b"}"
    (told,) = stream.read_venue(frame)
    assert isinstance(told, OrdersFrame)
    (order,) = told.rows
    assert told.topic == Topic(Channel.ORDERS, product="margin")
    assert (order.client_id, order.venue_id) == ("b5acd79c0a854b01b558665bcf379456", "584244931496")
    assert (order.symbol, order.side, order.price, order.size) == ("BTCUSDT", Side.BUY, at("0.01"), at("0.01"))
    assert (order.fill, order.reduce_only) == (None, False)
