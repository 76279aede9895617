"""Signatures against vectors that were computed elsewhere, and what the gate lets in."""

from __future__ import annotations

import pytest

from picaflor.venues.bitmart import auth
from picaflor.wire.asks import Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Request
from picaflor.wire.stream import Login

KEYS = PlainKeys(
    "0f0e0d0c0b0a09080706050403020100aabbccdd",
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
    memo="desk42",
)
AT = 1767225600123 * 1_000_000
SECOND = 1_000_000_000
PLACE = (
    b'{"symbol":"BTC_USDT","side":"buy","type":"limit","size":"0.00100","price":"65000.00",'
    b'"client_order_id":"em0000000000000000000001"}'
)
TRADES = b'{"orderMode":"spot","startTime":1767139200000,"endTime":1767225600000,"limit":200,"recvWindow":5000}'


def find(api_key: str) -> PlainKeys | None:
    return KEYS if api_key == KEYS.api_key else None


def post(path: str, body: bytes) -> Request:
    return Request("POST", "api-cloud.bitmart.com", path, body=body)


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (PLACE, "8286509a5350ec28d70329f865016cff3cc9c8d48ec0b7802f08e70a392a33d8"),
        (TRADES, "1f805a4b57b758e93ef0b945d0ef2ddc1f11f7ca273ebac040d2a1ed42c0200f"),
        (b"", "864760edab2175274d81f0aa4d20d28b9e3f01e3f12f6c22890253ad5a4402a4"),
        (b"bitmart.WebSocket", "385dbb7cecd04d2eedb16c2e43ed0ca356024a4db4fe5fe6396460af7b2116f1"),
    ],
)
def test_signatures_are_those_that_were_computed_elsewhere(body: bytes, signature: str) -> None:
    assert auth.sign_text(KEYS, "1767225600123", body) == signature


def test_the_venues_own_vectors() -> None:
    keys = PlainKeys("k", "6c6c98544461bbe71db2bca4c6d7fd0021e0ba9efc215f9c6ad41852df9d9df9", memo="test001")
    order = b'{"symbol":"BTC_USDT","price":"8600","count":"100"}'
    said = auth.sign_text(keys, "1589793796145", order)
    assert said == "c31dc326bf87f38bfb49a3f8494961abfa291bd549d0d98d9578e87516cee46d"
    said = auth.sign_text(keys, "1589267764859", b"bitmart.WebSocket")
    assert said == "3ceeb7e1b8cb165a975e28a2e2dfaca4d30b358873c0351c1a071d8c83314556"


def test_an_order_has_a_minute_either_way_and_a_question_of_v4_its_window() -> None:
    order = auth.sign(post("/spot/v2/submit_order", PLACE), KEYS, AT)
    for late in (-59, 59):
        assert auth.verify(order, find, AT + late * SECOND) == KEYS
    assert isinstance(auth.verify(order, find, AT + 61 * SECOND), Refused)
    question = auth.sign(post("/spot/v4/query/trades", TRADES), KEYS, AT)
    assert auth.verify(question, find, AT + 5 * SECOND) == KEYS
    for late in (-1, 6):
        refused = auth.verify(question, find, AT + late * SECOND)
        assert isinstance(refused, Refused)
        assert refused.code == "30007"
    wide = auth.sign(post("/spot/v4/query/trades", b'{"recvWindow":60001}'), KEYS, AT)
    assert isinstance(auth.verify(wide, find, AT), Refused)


def test_a_get_is_let_in_by_its_key_alone() -> None:
    bare = Request("GET", "api-cloud.bitmart.com", "/spot/v1/wallet", headers=(("x-bm-key", KEYS.api_key),))
    assert auth.verify(bare, find, AT) == KEYS
    order = Request("POST", bare.host, "/spot/v2/submit_order", body=PLACE, headers=bare.headers)
    said = auth.verify(order, find, AT)
    assert isinstance(said, Refused)
    assert said.code == "30004"


@pytest.mark.parametrize(
    ("headers", "path", "code"),
    [
        ((), "/spot/v2/submit_order", "30001"),
        ((("X-BM-KEY", "other"),), "/spot/v2/submit_order", "30002"),
        ((("X-BM-KEY", KEYS.api_key), ("X-BM-SIGN", "a"), ("X-BM-TIMESTAMP", "x")), "/spot/v2/submit_order", "30006"),
        ((), "/spot/v2/submit_odrer", "30000"),
    ],
)
def test_what_is_wrong_is_said_by_its_code(headers: tuple, path: str, code: str) -> None:
    said = auth.verify(Request("POST", "api-cloud.bitmart.com", path, body=PLACE, headers=headers), find, AT)
    assert isinstance(said, Refused)
    assert said.code == code


def test_a_login_lasts_a_minute() -> None:
    login = Login(KEYS.api_key, "", "1767225600123", auth.sign_text(KEYS, "1767225600123", b"bitmart.WebSocket"))
    assert auth.verify_login(login, find, AT + 59 * SECOND) == KEYS
    assert isinstance(auth.verify_login(login, find, AT + 61 * SECOND), Refused)
    odd = Login(KEYS.api_key, "", "soon", "a")
    assert isinstance(auth.verify_login(odd, find, AT), Refused)
