"""Orders that wait for a price: their words, from which side the price comes, and how they stand among the others."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms as A  # noqa: N812 - as short as a suffix
from picaflor.domain.orders import OrderType, Side, StopKind, Tif, TriggerBy
from picaflor.venues.hitbtc import futures_rest, rest, stream
from picaflor.wire import asks as a
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import OrderReport, OrderStatus
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, ReadStops, Stops, StopStatus
from picaflor.wire.stream import OrdersFrame

ID = "tc-0000000000000001"
STOP = PlaceStop("BTCUSDT", ID, Side.SELL, A("20500"), price=A("20000"), size=A("0.001"), rises=False)
NOW = 1_785_500_000 * 10**9


def body(ask: a.Ask) -> dict[str, object]:
    return dict(json.loads(rest.write_ask(ask).body))


@pytest.mark.parametrize(
    ("side", "rises", "word"),
    [
        (Side.BUY, True, "stop"),
        (Side.SELL, False, "stop"),
        (Side.BUY, False, "takeProfit"),
        (Side.SELL, True, "takeProfit"),
    ],
)
def test_the_type_says_from_which_side_the_price_comes(side: Side, rises: bool, word: str) -> None:
    for price, end in ((A("20000"), "Limit"), (None, "Market")):
        ask = replace(STOP, side=side, rises=rises, price=price)
        assert body(ask)["type"] == word + end
        assert ("price" in body(ask)) == (price is not None)
        assert rest.read_ask(rest.write_ask(ask)) == ask


@pytest.mark.parametrize(
    "ask",
    [
        replace(STOP, rises=None),
        replace(STOP, size=None, quote=A("5")),
        replace(STOP, kind=StopKind.STOP_LOSS),
        replace(STOP, by=TriggerBy.MARK),
        CancelStop("BTCUSDT", venue_id="7"),
        AmendStop("BTCUSDT", A("1"), venue_id="7"),
    ],
)
def test_what_this_row_cannot_say_is_not_sent(ask: a.Ask) -> None:
    with pytest.raises(ValueError, match=r"this row|here a stop"):
        rest.write_ask(ask)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"stop_price": None}, "10001"),
        ({"stop_price": "0"}, "2021"),
        ({"price": None}, "10001"),
        ({"time_in_force": "IOC"}, "20048"),
        ({"post_only": True}, "20049"),
        ({"side": "up"}, "10001"),
    ],
)
def test_what_is_not_taken(more: dict[str, object], code: str) -> None:
    said = {"symbol": "BTCUSDT", "side": "buy", "quantity": "1", "price": "2", "stop_price": "2", "type": "stopLimit"}
    refused = rest.read_ask(Request("POST", "", "/api/3/spot/order", body=json.dumps({**said, **more}).encode()))
    assert isinstance(refused, a.Refused)
    assert refused.code == code


def test_an_amendment_with_a_trigger_is_one_of_a_stop() -> None:
    ask = AmendStop("", A("21000"), ID, price=A("20900"), size=A("0.002"), new_client_id="tc-0000000000000002")
    assert rest.write_ask(ask).method == "PATCH"
    assert rest.read_ask(rest.write_ask(ask)) == ask
    plain = a.Amend("", A("20900"), A("0.002"), "tc-0000000000000002", ID)
    assert rest.read_ask(rest.write_ask(plain)) == plain


def order(no: int, status: OrderStatus = OrderStatus.OPEN, filled: str = "0", **more: object) -> OrderReport:
    made = OrderReport(
        "BTCUSDT",
        str(no),
        f"tc-{no:016}",
        status,
        Side.SELL,
        OrderType.LIMIT,
        A(filled),
        A("20000"),
        A("0.001"),
        tif=Tif.GTC,
        created_ns=NOW,
        at_ns=NOW,
        trigger=A("20500"),
    )
    return replace(made, **more)


WAITING = order(1, waits=True)
ROWS = (
    WAITING,
    order(2),
    order(3, OrderStatus.FILLED, "0.001"),
    order(4, OrderStatus.CANCELLED, "0.0005"),
    order(5, OrderStatus.CANCELLED),
    order(6, OrderStatus.EXPIRED),
    order(7, trigger=None),
)


@pytest.mark.parametrize("table", [rest, futures_rest])
def test_both_lists_have_stops_among_the_orders(table: type[rest]) -> None:  # type: ignore[valid-type]
    for asked, ask in (
        (a.ReadOpenOrders("BTCUSDT"), ReadStops("BTCUSDT")),
        (a.ReadClosedOrders("BTCUSDT"), ReadStops("BTCUSDT", past=True)),
    ):
        assert table.write_ask(asked).path == table.write_ask(ask).path
        reply = table.write_answer(asked, a.Orders(ROWS), NOW)
        said = table.read_answer(ask, reply)
        assert isinstance(said, Stops)
        assert [(row.venue_id, row.status) for row in said.rows] == [
            ("1", StopStatus.WAITING),
            ("2", StopStatus.TRIGGERED),
            ("3", StopStatus.TRIGGERED),
            ("4", StopStatus.TRIGGERED),
            ("5", StopStatus.CANCELLED),
            ("6", StopStatus.FAILED),
        ]
        assert [row.order_id for row in said.rows] == ["", "2", "3", "4", "", ""]


def test_a_full_page_of_the_past_has_a_next_one() -> None:
    reply = rest.write_answer(a.ReadClosedOrders("BTCUSDT"), a.Orders(ROWS), NOW)
    said = rest.read_answer(ReadStops("BTCUSDT", past=True, limit=len(ROWS)), reply)
    assert isinstance(said, Stops)
    assert said.before == "7"
    last = rest.read_answer(ReadStops("BTCUSDT", past=True, limit=len(ROWS) + 1), reply)
    assert isinstance(last, Stops)
    assert last.before == ""


def test_one_that_waits_is_told_as_suspended_and_a_replaced_one_is_one_order() -> None:
    (data,) = stream.write_venue(OrdersFrame((WAITING,)), NOW)
    said = json.loads(data)["params"]
    assert (said["status"], said["report_type"], said["type"]) == ("suspended", "suspended", "stopLimit")
    assert stream.read_venue(data) == (OrdersFrame((WAITING,)),)
    said |= {"report_type": "replaced", "original_client_order_id": "tc-0000000000000009"}
    again = json.dumps({"jsonrpc": "2.0", "method": "spot_order", "params": said}).encode()
    assert stream.read_venue(again) == (OrdersFrame((WAITING,)),)


def test_a_word_for_a_trigger_without_its_price_is_an_order_like_any_other() -> None:
    reply = rest.write_answer(a.ReadOpenOrders("BTCUSDT"), a.Orders((order(2),)), NOW)
    rows = json.loads(reply.body)
    del rows[0]["stop_price"]
    read = rest.read_answer(a.ReadOpenOrders("BTCUSDT"), Reply(200, json.dumps(rows).encode()))
    assert read == a.Orders((order(2, trigger=None),))
