"""Calls of the trading socket: what they say, under whose number they are answered, and what an answer proves."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import MarginMode, OrderType, Side
from picaflor.venues.hitbtc import calls, futures_stream, stream
from picaflor.wire.asks import Cancel, CancelAll, Cancelling, Place, Placed, ReadBalances, Refusal, Refused, Unclear
from picaflor.wire.reports import BalanceReport, BalancesReport, OrderReport, OrderStatus
from picaflor.wire.stream import Call, Replied

NOW = 1_785_500_000 * 10**9
PLACE = Place("BTCUSDT", "mine-0001", Side.BUY, OrderType.LIMIT, read_atoms("0.5"), read_atoms("25000"))


def report(status: OrderStatus, client_id: str = "mine-0001", filled: str = "0") -> OrderReport:
    return OrderReport(
        "BTCUSDT",
        "77",
        client_id,
        status,
        Side.BUY,
        OrderType.LIMIT,
        read_atoms(filled),
        read_atoms("25000"),
        read_atoms("0.5"),
        created_ns=NOW,
        at_ns=NOW,
    )


def test_an_order_travels_with_the_parameters_of_the_request_and_its_number_as_text() -> None:
    (data,) = stream.write_client(Call(PLACE, '"5"'))
    assert json.loads(data) == {
        "method": "spot_new_order",
        "params": {
            "client_order_id": "mine-0001",
            "symbol": "BTCUSDT",
            "side": "buy",
            "type": "limit",
            "time_in_force": "GTC",
            "quantity": "0.5",
            "price": "25000",
            "strict_validate": True,
        },
        "id": "5",
    }
    assert stream.read_client(data) == (Call(PLACE, '"5"'),)


@pytest.mark.parametrize(("ref", "shown"), [("5", 5), ('"5"', "5"), ("", None)])
def test_an_answer_bears_the_number_in_the_clients_own_type_or_none(ref: str, shown: object) -> None:
    placed = Placed("mine-0001", "77", report(OrderStatus.OPEN))
    for answer in (placed, Refused("20001", "Insufficient funds. All gone")):
        (data,) = calls.SPOT.write_reply(Call(PLACE, ref), answer, NOW)
        said = json.loads(data)
        assert said.get("id") == shown
        assert ("id" in said) == bool(ref)
        assert said["jsonrpc"] == "2.0"
        assert next(iter(said)) == "jsonrpc"


def test_an_order_is_answered_as_a_report_and_read_back() -> None:
    for status, filled, word in (
        (OrderStatus.OPEN, "0", "new"),
        (OrderStatus.PARTIAL, "0.1", "new"),
        (OrderStatus.FILLED, "0.5", "new"),
    ):
        placed = Placed("mine-0001", "77", report(status, filled=filled))
        (data,) = calls.SPOT.write_reply(Call(PLACE, '"5"'), placed, NOW)
        assert json.loads(data)["result"]["report_type"] == word
        read = calls.SPOT.read_reply(PLACE, data)
        assert isinstance(read, Placed)
        assert read.order is not None
        assert (read.venue_id, read.order.status) == ("77", status)


def test_all_that_were_cancelled_are_a_list() -> None:
    gone = Cancelling(orders=(report(OrderStatus.CANCELLED), report(OrderStatus.CANCELLED, "mine-0002")))
    (data,) = calls.SPOT.write_reply(Call(CancelAll("BTCUSDT"), '"5"'), gone, NOW)
    assert [row["report_type"] for row in json.loads(data)["result"]] == ["canceled", "canceled"]
    read = calls.SPOT.read_reply(CancelAll("BTCUSDT"), data)
    assert isinstance(read, Cancelling)
    assert [order.client_id for order in read.orders] == ["mine-0001", "mine-0002"]


def test_balances_can_be_asked_for_over_the_socket_too() -> None:
    held = BalancesReport((BalanceReport("USDT", read_atoms("9"), read_atoms("1")),), whole=True)
    (data,) = calls.SPOT.write_reply(Call(ReadBalances(), "5"), held, NOW)
    assert json.loads(data)["result"] == [
        {"currency": "USDT", "available": "9", "reserved": "1", "reserved_margin": "0"}
    ]
    assert ReadBalances not in calls.SPOT.asks  # we ask over REST


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"jsonrpc":"2.0","error":{"code":20001,"message":"Insufficient funds"},"id":"5"}', Refusal.FUNDS),
        (b'{"jsonrpc":"2.0","error":{"code":504,"message":"Gateway timeout"},"id":"5"}', None),
        (b'{"jsonrpc":"2.0","error":{"code":99999,"message":"what"},"id":"5"}', None),
        (b'{"jsonrpc":"2.0","result":true,"id":"5"}', None),
        (b'{"jsonrpc":"2.0","id":"5"}', None),
        (b'{"jsonrpc":"2.0","result":{"id":1}', None),
        (b'{"jsonrpc":"2.0","result":{"id":1,"id":2},"id":"5"}', None),
    ],
)
def test_what_proves_nothing_is_unclear(data: bytes, expected: Refusal | None) -> None:
    read = calls.SPOT.read_reply(Cancel("BTCUSDT", "mine-0001"), data)
    if expected is None:
        assert isinstance(read, Unclear)
    else:
        assert isinstance(read, Refused)
        assert read.kind is expected


@pytest.mark.parametrize(("said", "mode"), [("cross", MarginMode.CROSS), ("ISOLATED", MarginMode.ISOLATED)])
def test_calls_of_contracts_are_another_family(said: str, mode: MarginMode) -> None:
    params = {"symbol": "BTCUSDT_PERP", "side": "sell", "type": "market", "quantity": "1", "margin_mode": said}
    asked = {"method": "futures_new_order", "params": {**params, "reduce_only": True}, "id": "9"}
    (call,) = stream.read_client(json.dumps(asked).encode())
    assert isinstance(call, Call)
    assert isinstance(call.ask, Place)
    assert (call.product, call.ask.margin_mode, call.ask.reduce_only) == ("futures", mode, True)
    (data,) = futures_stream.write_client(call)
    assert json.loads(data)["method"] == "futures_new_order"
    order = replace(report(OrderStatus.OPEN), margin_mode=mode, reduce_only=True)
    (data,) = calls.FUTURES.write_reply(call, Placed("mine-0001", "77", order), NOW)
    assert json.loads(data)["result"] == {
        **json.loads(data)["result"],
        "margin_mode": mode.capitalize(),
        "report_type": "new",
    }
    assert futures_stream.read_venue(data) == (Replied('"9"', data),)
    read = calls.FUTURES.read_reply(replace(call.ask, client_id="mine-0001"), data)
    assert isinstance(read, Placed)
    assert read.order is not None
    assert (read.order.margin_mode, read.order.reduce_only) == (mode, True)


def test_the_answer_to_another_order_proves_nothing() -> None:
    (data,) = calls.SPOT.write_reply(
        Call(PLACE, '"5"'), Placed("other-001", "78", report(OrderStatus.OPEN, "other-001")), NOW
    )
    assert isinstance(calls.SPOT.read_reply(PLACE, data), Unclear)
