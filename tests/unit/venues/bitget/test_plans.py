from __future__ import annotations

import json

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Side, StopKind, TriggerBy
from picaflor.venues.bitget import rest
from picaflor.wire import asks as a
from picaflor.wire import stops as s
from picaflor.wire.net import Reply, Request

ONE, TWO, NINE = read_atoms("1"), read_atoms("2"), read_atoms("9")
LIMIT = {
    "symbol": "B",
    "side": "buy",
    "orderType": "limit",
    "triggerType": "fill_price",
    "triggerPrice": "9",
    "executePrice": "2",
    "planType": "amount",
    "size": "1",
}
STOP = s.PlaceStop("B", "x", Side.BUY, NINE, price=TWO, size=ONE)


def post(path: str, **body: object) -> a.Ask | a.Refused:
    return rest.read_ask(
        Request("POST", "api.bitget.com", "/api/v2/spot/trade/" + path, body=json.dumps(body).encode())
    )


def get(path: str, query: str = "") -> a.Ask | a.Refused:
    return rest.read_ask(Request("GET", "api.bitget.com", "/api/v2/spot/trade/" + path, query))


def body_of(ask: a.Ask) -> dict[str, object]:
    found: dict[str, object] = json.loads(rest.write_ask(ask).body)
    return found


def reply(data: object) -> Reply:
    return Reply(200, json.dumps({"code": "00000", "msg": "success", "requestTime": 1, "data": data}).encode())


def test_a_stop_is_sized_in_coin_and_a_market_buy_may_be_in_money() -> None:
    assert body_of(STOP) == {**LIMIT, "clientOid": "x"}
    assert post("place-plan-order", **LIMIT, clientOid="x") == STOP
    bought = s.PlaceStop("B", "", Side.BUY, NINE, by=TriggerBy.MARK, quote=TWO)
    asked = {**LIMIT, "orderType": "market", "planType": "total", "size": "2", "triggerType": "mark_price"}
    assert post("place-plan-order", **asked) == bought  # its executePrice is not looked at
    assert body_of(bought)["planType"] == "total"
    in_coin = post("place-plan-order", **{**LIMIT, "orderType": "market"})
    assert in_coin == s.PlaceStop("B", "", Side.BUY, NINE, size=ONE)


@pytest.mark.parametrize(
    "ask",
    [
        s.PlaceStop("B", "x", Side.BUY, NINE),
        s.PlaceStop("B", "x", Side.SELL, NINE, quote=ONE),
        s.PlaceStop("B", "x", Side.BUY, NINE, price=TWO, quote=ONE),
        s.PlaceStop("B", "x", Side.SELL, NINE, kind=StopKind.STOP_LOSS, size=ONE),
        s.CancelStop("B", "x", kind=StopKind.TAKE_PROFIT),
        s.AmendStop("B", NINE, "x", kind=StopKind.TAKE_PROFIT),
        s.ReadStops("B", StopKind.STOP_LOSS),
    ],
)
def test_what_spot_has_no_word_for_is_not_written(ask: a.Ask) -> None:
    with pytest.raises(ValueError, match="stop"):
        rest.write_ask(ask)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"side": "up"}, "40020"),
        ({"orderType": "stop"}, "40020"),
        ({"orderType": ""}, "40019"),
        ({"executePrice": ""}, "40019"),
        ({"triggerPrice": "0"}, "40020"),
        ({"triggerType": "never"}, "40020"),
        ({"planType": "track"}, "40020"),
        ({"planType": "total"}, "40020"),  # of a limit order
        ({"planType": "total", "orderType": "market", "side": "sell"}, "40020"),
        ({"size": ""}, "40019"),
    ],
)
def test_a_wrong_stop_gets_the_venues_code(change: dict[str, str], code: str) -> None:
    refused = post("place-plan-order", **{**LIMIT, **change})
    assert isinstance(refused, a.Refused)
    assert refused.code == code


def test_amendments() -> None:
    # ccxt names no symbol
    asked = {"orderId": "7", "size": "1", "orderType": "limit", "triggerPrice": "9", "executePrice": "2"}
    amend = s.AmendStop("", NINE, venue_id="7", price=TWO, size=ONE)
    assert post("modify-plan-order", **asked) == amend
    assert body_of(amend) == asked
    assert rest.read_answer(amend, reply({"orderId": "7", "clientOid": "x"})) == a.Amending("x", "7")
    for other in ({"orderId": "8", "clientOid": "x"}, {"orderId": "", "clientOid": "x"}):
        assert isinstance(rest.read_answer(amend, reply(other)), a.Unclear)


def test_cancels_of_one_and_of_all() -> None:
    one = s.CancelStop("", venue_id="7")
    assert post("cancel-plan-order", orderId="7") == one
    assert rest.read_answer(one, reply({"result": "success"})) == a.Cancelling("", "7")
    assert isinstance(rest.read_answer(one, reply({"result": "failure"})), a.Unclear)
    assert rest.write_ask(s.CancelStop("B", "x")).path.endswith("/cancel-plan-order")
    every = s.CancelStop("B")
    asked = rest.write_ask(every)
    assert (asked.path, asked.body) == ("/api/v2/spot/trade/batch-cancel-plan-order", b'{"symbolList":["B"]}')
    assert post("batch-cancel-plan-order", symbolList=["B"]) == every
    assert post("batch-cancel-plan-order") == s.CancelStop("")
    assert rest.read_answer(every, reply({"successList": [{"orderId": "7", "clientOid": "x"}], "failureList": []})) == (
        a.CancellingMany((("x", a.Cancelling("x", "7")),))
    )
    for symbols, code in ((["B", "C"], "40017"), ([1], "40020"), ("B", "40020")):
        refused = post("batch-cancel-plan-order", symbolList=symbols)
        assert isinstance(refused, a.Refused)
        assert refused.code == code


# As a stranger's source shows it, with ids of ours.
SEEN = {
    "orderId": "7",
    "clientOid": "x",
    "symbol": "BTCUSDT",
    "size": "0.0002",
    "planType": "AMOUNT",
    "executePrice": "25000",
    "triggerPrice": "26000",
    "status": "live",
    "orderType": "limit",
    "side": "buy",
    "triggerType": "fill_price",
    "enterPointSource": "API",
    "cTime": "1700728978617",
    "uTime": "1700728978618",
}
WAITING = s.StopReport(
    symbol="BTCUSDT",
    venue_id="7",
    client_id="x",
    status=s.StopStatus.WAITING,
    side=Side.BUY,
    trigger=read_atoms("26000"),
    price=read_atoms("25000"),
    size=read_atoms("0.0002"),
    created_ns=1700728978617 * 10**6,
    at_ns=1700728978618 * 10**6,
)


def test_a_list_reads_and_is_written_as_seen() -> None:
    ask = s.ReadStops("BTCUSDT")
    page = {"nextFlag": False, "idLessThan": "7", "orderList": [SEEN]}
    assert rest.read_answer(ask, reply(page)) == s.Stops((WAITING,))
    assert rest.read_answer(ask, reply({**page, "nextFlag": True})) == s.Stops((WAITING,), "7")
    assert rest.read_answer(ask, reply({"nextFlag": False, "orderList": None})) == s.Stops(())
    written = json.loads(rest.write_answer(ask, s.Stops((WAITING,), "7"), 0).body)["data"]
    assert written == {**page, "nextFlag": True}


def test_a_list_is_cut_to_the_one_that_was_meant() -> None:
    page = {"nextFlag": False, "orderList": [SEEN, {**SEEN, "orderId": "8", "clientOid": "y"}]}
    for meant in (s.ReadStops(venue_id="7"), s.ReadStops(client_id="x")):
        assert rest.read_answer(meant, reply(page)) == s.Stops((WAITING,))


@pytest.mark.parametrize("change", [{"status": "odd"}, {"planType": "TRACK"}, {"size": "0"}, {"triggerType": "x"}])
def test_a_word_that_is_not_known_makes_the_list_unclear(change: dict[str, str]) -> None:
    page = {"nextFlag": False, "orderList": [{**SEEN, **change}]}
    assert isinstance(rest.read_answer(s.ReadStops(), reply(page)), a.Unclear)


def test_what_strangers_ask_for() -> None:
    assert get("current-plan-order", "symbol=B&limit=5") == s.ReadStops("B", limit=5)
    asked = get("history-plan-order", "symbol=B&startTime=1&endTime=2&idLessThan=7")
    assert asked == s.ReadStops("B", past=True, before="7", since_ns=1_000_000, until_ns=2_000_000)
