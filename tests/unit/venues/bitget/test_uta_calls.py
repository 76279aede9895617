"""Orders over the private socket of unified accounts: what a frame says, and what its answer proves."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import MarginMode, OrderType, Side
from picaflor.venues import load
from picaflor.venues.bitget.uta_calls import CONTRACTS, SPOT
from picaflor.wire import asks as a
from picaflor.wire.stream import EVERY, Call, Garbled, Replied

ROW = load("bitget").spoken_by("unified")
NOW = 1_785_500_000_123_000_000
PLACE = a.Place("BTCUSDT", "mine-0001", Side.BUY, OrderType.LIMIT, read_atoms("0.5"), read_atoms("25000"))
MINE = replace(PLACE, margin_mode=MarginMode.CROSS)
CANCELS = a.CancelMany("BTCUSDT", (a.Cancel("BTCUSDT", "mine-0001"), a.Cancel("BTCUSDT", "mine-0002")))
TWO = a.PlaceMany("BTCUSDT", (PLACE, replace(PLACE, client_id="mine-0002")))
AMEND = a.Amend("BTCUSDT", read_atoms("24000"), 0, "", "mine-0001")


def test_an_order_travels_with_the_words_of_the_request_and_its_number_as_text() -> None:
    (data,) = ROW.stream.write_client(Call(PLACE, '"5"'))
    assert json.loads(data) == {
        "op": "trade",
        "id": "5",
        "category": "spot",
        "topic": "place-order",
        "args": [
            {
                "symbol": "BTCUSDT",
                "side": "buy",
                "orderType": "limit",
                "timeInForce": "gtc",
                "price": "25000",
                "qty": "0.5",
                "clientOid": "mine-0001",
            }
        ],
    }
    assert ROW.stream.read_client(data) == (Call(PLACE, '"5"'),)


@pytest.mark.parametrize("product", ["", "USDT-FUTURES"])
@pytest.mark.parametrize(
    "ask", [MINE, AMEND, a.Cancel("BTCUSDT", "mine-0001"), a.PlaceMany("BTCUSDT", (MINE,)), CANCELS]
)
def test_all_that_a_house_takes_names_its_family(ask: a.Ask, product: str) -> None:
    for ref in ('"5"', "5", ""):
        call = Call(ask, ref, product)
        (data,) = ROW.stream.write_client(call)
        assert json.loads(data)["category"] == (product or "SPOT").lower()
        (read,) = ROW.stream.read_client(data)
        assert isinstance(read, Call)
        assert (read.ref, read.product, type(read.ask)) == (ref, product, type(ask))
        again = ROW.stream.write_client(read)
        assert json.loads(again[0]) | {"args": 0} == json.loads(data) | {"args": 0}


def test_we_send_orders_and_amendments_so_and_nothing_that_an_account_must_be_let_in_for() -> None:
    assert SPOT.asks == CONTRACTS["USDT-FUTURES"].asks == {a.Place, a.Amend}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"topic": "place-order", "args": [{"symbol": "BTCUSDT"}]}, "40020"),  # no category
        ({"topic": "place-order", "category": "margin", "args": [{}]}, "40020"),
        ({"topic": "place-order", "category": "spot", "args": [{}]}, "40019"),
        ({"topic": "place-order", "category": "spot", "args": []}, "40020"),
        ({"topic": "cancel-order", "args": [{"orderId": "1"}, {"orderId": "2"}]}, "40020"),
        ({"topic": "batch-cancel", "args": []}, "40019"),
        ({"topic": "withdraw", "args": [{}]}, "30003"),
        (
            {"args": [{"channel": "place-order", "instType": "SPOT", "params": {}}]},
            "30003",
        ),  # as classic accounts say it
    ],
)
def test_what_cannot_be_read_is_refused_under_its_number(said: dict[str, object], code: str) -> None:
    (read,) = ROW.stream.read_client(json.dumps({"op": "trade", "id": "9", **said}).encode())
    assert isinstance(read, Garbled)
    assert (read.code, read.ref) == (code, '"9"')


def test_a_cancel_need_not_say_of_which_family_its_order_is() -> None:
    said = {"op": "trade", "id": "9", "topic": "cancel-order", "args": [{"clientOid": "mine-0001"}]}
    (read,) = ROW.stream.read_client(json.dumps(said).encode())
    assert read == Call(a.Cancel("", "mine-0001"), '"9"', EVERY)


def test_of_several_each_row_says_what_became_of_it() -> None:
    no = a.Refused("25202", "Insufficient balance", a.Refusal.FUNDS)
    answer = a.PlacedMany((("mine-0001", a.Placed("mine-0001", "77")), ("mine-0002", no)))
    (data,) = SPOT.write_reply(Call(TWO, '"5"'), answer, NOW)
    assert [(row["code"], row["clientOid"], row["symbol"]) for row in json.loads(data)["args"]] == [
        ("0", "mine-0001", "BTCUSDT"),
        ("25202", "mine-0002", "BTCUSDT"),
    ]
    assert SPOT.read_reply(TWO, data) == answer
    gone = a.CancellingMany(
        (("mine-0001", a.Cancelling("mine-0001", "77")), ("mine-0002", a.Cancelling("mine-0002", "78")))
    )
    (data,) = SPOT.write_reply(Call(CANCELS, ""), gone, NOW)
    assert "id" not in json.loads(data)
    assert SPOT.read_reply(CANCELS, data) == gone


def test_a_refusal_is_an_error_under_the_number_of_its_frame() -> None:
    (data,) = SPOT.write_reply(Call(PLACE, '"5"'), a.Refused("25202", "Insufficient balance"), NOW)
    assert json.loads(data) == {"event": "error", "id": "5", "code": "25202", "msg": "Insufficient balance"}
    assert ROW.stream.read_venue(data) == (Replied('"5"', data),)
    read = SPOT.read_reply(PLACE, data)
    assert isinstance(read, a.Refused)
    assert read.kind is a.Refusal.FUNDS


@pytest.mark.parametrize(
    "data",
    [
        b'{"event":"error","id":"5","code":"25001","msg":"timeout"}',  # the venue's own trouble
        b'{"event":"error","id":"5","code":"99999","msg":"what"}',
        b'{"event":"trade","id":"5","code":"0","msg":"Success"}',
        b'{"event":"trade","id":"5","code":"0","args":[{"orderId":"1","clientOid":"other-001"}]}',
        b'{"event":"trade","id":"5","code":"0","args":[{"orderId":"","clientOid":"mine-0001"}]}',
        b'{"event":"trade","id":"5","code":"0","args":[{"orderId":"1","clientOid":"mine-0001"},{}]}',
        b'{"event":"trade","id":"5","code":"0","code":"1","args":[{"orderId":"1","clientOid":"mine-0001"}]}',
        b'{"event":"login","id":"5","code":"0","args":[{"orderId":"1","clientOid":"mine-0001"}]}',
    ],
)
def test_what_proves_nothing_is_unclear(data: bytes) -> None:
    assert isinstance(SPOT.read_reply(PLACE, data), a.Unclear)
