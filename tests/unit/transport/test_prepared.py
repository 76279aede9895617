"""What is prepared says what signing it would have said; that it always does is a law: test_prepared_requests."""

from __future__ import annotations

import hmac
from base64 import b64encode

import pytest

from picaflor.transport.prepared import Prepares
from picaflor.venues import load
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Request

KEYS = PlainKeys("my-key", "my-secret", "50%", "memo")
NOW_NS = 1_785_500_000_123_456_789
JSON = (("Content-Type", "application/json"),)


def bitget(request: Request, keys: PlainKeys = KEYS) -> bytes | None:
    return Prepares(load("bitget").auth, keys).write(request, NOW_NS)


def test_an_order_whole() -> None:
    signature = b64encode(hmac.digest(b"my-secret", b'1785500000123POST/order{"a":1}', "sha256"))
    assert bitget(Request("POST", "api.example", "/order", body=b'{"a":1}', headers=JSON)) == (
        b"POST /order HTTP/1.1\r\nHost: api.example\r\nContent-Type: application/json\r\nACCESS-KEY: my-key\r\n"
        b"ACCESS-SIGN: " + signature + b"\r\nACCESS-TIMESTAMP: 1785500000123\r\nACCESS-PASSPHRASE: 50%\r\n"
        b'User-Agent: picaflor\r\nContent-Length: 7\r\n\r\n{"a":1}'
    )


def test_one_whose_time_comes_before_its_signature() -> None:
    written = Prepares(load("bitmart").auth, KEYS).write(Request("POST", "h", "/order", body=b"{}"), NOW_NS)
    signature = hmac.digest(b"my-secret", b"1785500000123#memo#{}", "sha256").hex().encode()
    assert written is not None
    assert b"X-BM-TIMESTAMP: 1785500000123\r\nX-BM-SIGN: " + signature + b"\r\n" in written
    assert written.endswith(b"Content-Length: 2\r\n\r\n{}")


def test_the_next_one_has_a_body_and_a_time_of_its_own() -> None:
    prepares = Prepares(load("bitget").auth, KEYS)
    first = prepares.write(Request("POST", "h", "/order", body=b"{}"), NOW_NS)
    assert first == prepares.write(Request("POST", "h", "/order", body=b"{}"), NOW_NS)
    assert first != prepares.write(Request("POST", "h", "/order", body=b"[]"), NOW_NS)
    assert first != prepares.write(Request("POST", "h", "/order", body=b"{}"), NOW_NS + 1_000_000)
    elsewhere = prepares.write(Request("POST", "demo", "/order", body=b"{}", headers=JSON), NOW_NS)
    assert elsewhere is not None
    assert b"Host: demo\r\nContent-Type: application/json\r\n" in elsewhere


@pytest.mark.parametrize("odd", ["line\r\nbreak", "\1", "\2", "Ж", "\0"])
def test_a_key_that_no_header_takes_is_left_to_who_says_so(odd: str) -> None:
    assert bitget(Request("POST", "h", "/order", body=b"{}"), PlainKeys(odd, "s", "p")) is None


@pytest.mark.parametrize("request_", [Request("GET", "h", "/order"), Request("POST", "h", "/order", query="a=1")])
def test_what_is_no_order_is_not_prepared(request_: Request) -> None:
    assert bitget(request_) is None


def test_what_is_signed_by_rsa_is_not_prepared() -> None:
    keys = PlainKeys("k", "-----BEGIN PRIVATE KEY-----\n", "p")
    assert bitget(Request("POST", "h", "/order", body=b"{}"), keys) is None
