"""Signatures against vectors of others."""

from __future__ import annotations

import pytest

from picaflor.venues.hashkey import auth
from picaflor.wire.asks import Refused
from picaflor.wire.auth import Keys, PlainKeys
from picaflor.wire.net import Request

KEYS = PlainKeys(
    "emu-key-0000000000000000000000000000000000000000000000000000001",
    "emu-secret-111111111111111111111111111111111111111111111111111",
)
AT_MS = 1_767_225_600_123
NOW = AT_MS * 1_000_000
ORDER = "symbol=ETHUSDT&side=BUY&type=LIMIT&quantity=0.0500&price=3050.25&timeInForce=GTC&newClientOrderId=em-0001"
FORM = (("Content-Type", "application/x-www-form-urlencoded"), ("X-HK-APIKEY", KEYS.api_key))


def find(api_key: str) -> Keys | None:
    return KEYS if api_key == KEYS.api_key else None


def code(request: Request, now_ns: int = NOW) -> str:
    told = auth.verify(request, find, now_ns)
    return told.code if isinstance(told, Refused) else ""


def test_a_question_is_signed_as_strangers_sign_it() -> None:
    signed = auth.sign(Request("GET", "h", "/api/v1/account"), KEYS, NOW)
    right = "f60756d0337e19dba08b55498c9b2977166073ed203acd3b9b348a79f83dcb71"
    assert signed.query == f"timestamp={AT_MS}&signature={right}"
    assert code(signed) == ""


def test_a_form_of_a_stranger_is_let_in() -> None:
    signature = "1e11c150f67f7984540480a5b02bfc3e0afe626bc2eb80dc453b30a21b79ce9f"
    body = f"timestamp={AT_MS}&{ORDER}&signature={signature}".encode()
    request = Request("POST", "h", "/api/v1/spot/order", body=body, headers=FORM)
    assert code(request) == ""
    assert code(Request("POST", "h", request.path, body=body.replace(b"3050", b"3051"), headers=FORM)) == "0002"


def test_a_sorted_query_and_commas_as_they_are() -> None:
    query = (
        "newClientOrderId=HASHKEY-1&price=3050.25&quantity=0.05&recvWindow=10000&side=BUY&symbol=ETHUSDT"
        f"&timeInForce=GTC&timestamp={AT_MS}&type=LIMIT"
    )
    signature = "07a4f9231f73360e92f9894b7662260d52121a05590b8607a5c1d90bb6b42d42"
    assert code(Request("POST", "h", "/p", f"{query}&signature={signature}", headers=FORM)) == ""
    ids = f"timestamp={AT_MS}&ids=1800000000000000001,1800000000000000002"
    signature = "83b0d96d53bf65e55c97320109e23e98403a71b3502cab58a27da4c40f8e652e"
    assert code(Request("DELETE", "h", "/p", body=f"{ids}&signature={signature}".encode(), headers=FORM)) == ""


def test_an_order_of_a_contract_and_a_list_that_is_not_signed() -> None:
    order = (
        f"timestamp={AT_MS}&symbol=BTCUSDT-PERPETUAL&side=BUY_OPEN&type=LIMIT&quantity=3&price=61000.5&priceType=INPUT"
        "&timeInForce=GTC&clientOrderId=em-0003"
    )
    signature = "866eb191987e64e33df7bd41889cd45e3515b5ce54ebfd1b8c9be0dbea23d74a"
    body = f"{order}&signature={signature}".encode()
    assert code(Request("POST", "h", "/api/v1/futures/order", body=body, headers=FORM)) == ""
    listed = (("Content-Type", "application/json"), FORM[1])
    alone = f"timestamp={AT_MS}&signature=f60756d0337e19dba08b55498c9b2977166073ed203acd3b9b348a79f83dcb71"
    assert code(Request("POST", "h", "/api/v1/spot/batchOrders", alone, b"[{}]", headers=listed)) == ""


def test_query_and_body_are_one_text() -> None:
    keys = PlainKeys("k", "lH3ELTNiFxCQTmi9pPcWWikhsjO04Yoqw3euoHUuOLC3GYBW64ZqzQsiOEHXQS76")
    signature = "885c9e3dd89ccd13408b25e6d54c2330703759d7494bea6dd5a3d1fd16ba3afa"
    body = f"quantity=1&price=0.1&recvWindow=5000&timestamp=1538323200000&signature={signature}".encode()
    query = "symbol=ETHBTC&side=BUY&type=LIMIT&timeInForce=GTC"
    request = Request("POST", "h", "/p", query, body, (("X-HK-APIKEY", "k"),))
    assert auth.verify(request, lambda _: keys, 1_538_323_200_000_000_000) == keys


@pytest.mark.parametrize(
    ("late_ms", "expected"), [(-999, ""), (-1_001, "-1021"), (5_000, ""), (5_001, "-1021"), (10**9, "-1021")]
)
def test_the_window(late_ms: int, expected: str) -> None:
    signed = auth.sign(Request("GET", "h", "/p"), KEYS, NOW)
    assert code(signed, NOW + late_ms * 1_000_000) == expected


@pytest.mark.parametrize("stamp", ["", "timestamp=1767225600", "timestamp=17672256001234"])
def test_a_time_that_is_none(stamp: str) -> None:
    assert code(Request("GET", "h", "/p", stamp, headers=FORM)) == "-1021"


def test_nobody() -> None:
    assert code(Request("GET", "h", "/p", f"timestamp={AT_MS}")) == "0102"
    assert code(Request("GET", "h", "/p", f"timestamp={AT_MS}", headers=FORM)) == "0002"
