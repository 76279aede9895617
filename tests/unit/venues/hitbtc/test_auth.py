"""The worked vectors of the fact sheet, each equal to what a stranger's client signs at the same instant."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from msgspec.structs import replace

from picaflor.venues.hitbtc import auth, stream
from picaflor.wire.asks import Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Request
from picaflor.wire.signing import sign_hex
from picaflor.wire.stream import LoggedIn, Login

KEYS = PlainKeys("demoApiKey0001", "demoSecretKey0002")
NOW = 1_700_000_000_000_000_000
STAMP = "1700000000000"
ID = "tc-0000000000000001"
ORDER = (
    b'{"symbol":"BTCUSDT","side":"buy","quantity":"0.001","client_order_id":"tc-0000000000000001","type":"limit",'
    b'"price":"25000.5","time_in_force":"GTC"}'
)
HISTORY = "symbol=BTCUSDT&from=2023-11-14T22%3A13%3A20.000Z&limit=100"
BASIC = "Basic ZGVtb0FwaUtleTAwMDE6ZGVtb1NlY3JldEtleTAwMDI="
WINDOWED = (
    "HS256 ZGVtb0FwaUtleTAwMDE6Yjc4YjUzMTU2ZWE1OTM5NmM0ZTdkZTI2NTI1YTU2ODk2OWY5OTI4N2UwYzNhYTg2NmY2ZTk0MTE1MjRmYjJiNToxNz"
    "AwMDAwMDAwMDAwOjMwMDAw"
)


def find(api_key: str) -> PlainKeys | None:
    return KEYS if api_key == KEYS.api_key else None


def get(path: str, query: str = "") -> Request:
    return Request("GET", "", path, query)


def bearing(word: str, request: Request | None = None) -> Request:
    return replace(request or get("/api/3/spot/balance"), headers=(("Authorization", word),))


def hs256(*parts: str) -> str:
    return f"HS256 {b64encode(':'.join(parts).encode()).decode()}"


@pytest.mark.parametrize(
    ("request_", "signature"),
    [
        (
            get("/api/3/spot/order", "symbol=BTCUSDT"),
            "3ccc57b858eccc394de9de21d25bdb714c4eb68412da5e389d1fb69e4be922b1",
        ),
        (get("/api/3/spot/balance"), "aebf32b2aa055b7dc05a195c4b5aec5ecad91d9854b29ee30f0df6e3d8a2220b"),
        (
            Request("POST", "", "/api/3/spot/order", body=ORDER),
            "faaf35183e7c726f9a77f6852a4a4a1629ad361a357b36735f841e2c8aacdce2",
        ),
        (
            Request("DELETE", "", f"/api/3/spot/order/{ID}", body=b'{"client_order_id":"tc-0000000000000001"}'),
            "02d646c5577e8a8f5d0d2b3b9fb7ad5792b8bc98a967e017038ac101b2f61f71",
        ),
        (
            Request("DELETE", "", "/api/3/spot/order", body=b"{}"),
            "272bde9df57c2224a1970e08a087b107504c9d17100c355bf02d1c06547a4bcd",
        ),
        (
            get("/api/3/spot/history/order", HISTORY),
            "21979dbfc5176fd37f71059a3c0dea248765bf2e729966e07d64aaab706a0ff7",
        ),
        (
            Request("DELETE", "", f"/api/3/spot/order/{ID}"),
            "c1261821973a5e0423b0f28394b2ac4a3b450d7a695676a772f316182ef2a61c",
        ),
    ],
    ids=["1", "2", "3", "4", "5", "6", "8"],
)
def test_requests_are_signed_as_worked_out(request_: Request, signature: str) -> None:
    signed = auth.sign(request_, KEYS, NOW)
    assert dict(signed.headers)["Authorization"] == hs256(KEYS.api_key, signature, STAMP)
    assert auth.verify(signed, find, NOW) == KEYS


def test_what_other_clients_send() -> None:
    assert auth.verify(bearing(BASIC), find, NOW) == KEYS
    assert auth.verify(bearing(WINDOWED), find, NOW + 29_000_000_000) == KEYS
    spelled = auth.sign(get("/api/3/spot/history/order", "from=2023-11-14T22:13:20.000Z"), KEYS, NOW)
    assert auth.verify(replace(spelled, query="from=2023-11-14T22%3A13%3A20.000Z"), find, NOW) == KEYS


SIGNED = sign_hex(KEYS.secret, f"GET/api/3/spot/balance{STAMP}".encode())


@pytest.mark.parametrize(
    ("word", "code", "why"),
    [
        ("", "1001", ""),
        ("Bearer x", "1004", ""),
        ("HS256 ###", "1002", "format"),
        (hs256("demoApiKey0001", SIGNED), "1002", "format"),
        (hs256("nobody", SIGNED, STAMP), "1002", "invalid key"),
        (hs256("demoApiKey0001", SIGNED, "soon"), "1002", "timestamp"),
        (hs256("demoApiKey0001", SIGNED, "1699999989999"), "1002", "outside of the window"),
        (hs256("demoApiKey0001", SIGNED, "1700000010001"), "1002", "outside of the window"),
        (hs256("demoApiKey0001", SIGNED, STAMP, "60001"), "1002", "invalid window"),
        (hs256("demoApiKey0001", SIGNED, STAMP, "10000"), "1002", "signature"),
        (hs256("demoApiKey0001", SIGNED.upper(), STAMP), "1002", "signature"),
        ("Basic " + b64encode(b"demoApiKey0001:wrong").decode(), "1002", "key or secret"),
        ("Basic " + b64encode(b"nobody:demoSecretKey0002").decode(), "1002", "key or secret"),
    ],
)
def test_what_is_refused(word: str, code: str, why: str) -> None:
    refused = auth.verify(bearing(word) if word else get("/api/3/spot/balance"), find, NOW)
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert why in refused.words


def test_the_login_is_signed_as_worked_out() -> None:
    said = json.loads(auth.write_login(KEYS, NOW))
    assert said["params"] == {
        "type": "HS256",
        "api_key": "demoApiKey0001",
        "timestamp": 1700000000000,
        "signature": "41e1ff9cd7bb7a0ed36939fc923cb4461ebfa0381c190770ad01fea858f04360",
    }
    windowed = Login(
        "demoApiKey0001",
        "",
        STAMP,
        "53fffdf6d7bd446c72406a7d4a10f78773615435a2d82648735d0892e4e827c4",
        "HS256",
        "30000",
    )
    assert auth.verify_login(windowed, find, NOW - 29_000_000_000) == KEYS
    assert isinstance(auth.verify_login(replace(windowed, window=""), find, NOW), Refused)


def test_a_login_by_the_bare_secret() -> None:
    frame = b'{"method":"login","params":{"type":"Basic","api_key":"demoApiKey0001","secret_key":"demoSecretKey0002"}}'
    (login,) = stream.read_client(frame)
    assert isinstance(login, Login)
    assert auth.verify_login(login, find, NOW) == KEYS
    for wrong in (replace(login, signature="x"), replace(login, scheme="PLAIN"), replace(login, api_key="nobody")):
        assert isinstance(auth.verify_login(wrong, find, NOW), Refused)


def test_an_answer_has_an_id_only_if_the_login_had_one() -> None:
    assert stream.write_venue(LoggedIn(), NOW) == (b'{"jsonrpc":"2.0","result":true}',)
    assert stream.write_venue(LoggedIn('"a"'), NOW) == (b'{"jsonrpc":"2.0","result":true,"id":"a"}',)
