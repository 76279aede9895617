from __future__ import annotations

import pytest

from picaflor.venues.peatio.auth import sign, verify, verify_login, write_login
from picaflor.wire.asks import Refusal, Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Request
from picaflor.wire.stream import Login

MS = 1_000_000
VECTORS = [
    ("testApiKey", "testSecretKey", 1234567899, "13e611ce9c44f18aced4905a9cfb9133fddb1f85d02e1d3764a6aaf1803a22b0"),
    (
        "61d025b8573501c2",
        "2d0b4979c7fe6986daa8e21d1dc0644f",
        1584524005143,
        "bd42b945e095880e28d046846dbecf655fdf09d95a396a24fe6fe1df42f15d13",
    ),
    (
        "0123456789abcdef",
        "fedcba9876543210fedcba9876543210",
        1700000000000,
        "2bd89bf56a9fa6693c7d3119731180b4b214b61ce574e3574f760dcebdf2f56b",
    ),
]
KEYS = PlainKeys("0123456789abcdef", "s")
NOW = 1_700_000_000_000 * MS
ASK = Request("POST", "h", "/api/v2/peatio/market/orders", body=b"{}", headers=(("Content-Type", "application/json"),))


def find(api_key: str) -> PlainKeys | None:
    return KEYS if api_key == KEYS.api_key else None


@pytest.mark.parametrize(("key", "secret", "nonce", "signature"), VECTORS)
def test_known_signatures(key: str, secret: str, nonce: int, signature: str) -> None:
    headers = dict(sign(ASK, PlainKeys(key, secret), nonce * MS + 999_999).headers)
    assert headers == {
        "Content-Type": "application/json",
        "X-Auth-Apikey": key,
        "X-Auth-Nonce": str(nonce),
        "X-Auth-Signature": signature,
    }


def code(headers: dict[str, str], method: str = "POST", late_ms: int = 0) -> str:
    said = verify(Request(method, "h", "/p", headers=tuple(headers.items())), find, NOW + late_ms * MS)
    return said.code if isinstance(said, Refused) else "let in"


def test_each_failure_has_its_code() -> None:
    good = dict(sign(ASK, KEYS, NOW).headers)
    assert code(good) == "let in"
    assert code({name.lower(): value for name, value in good.items()}, late_ms=4_999) == "let in"
    assert code(good, late_ms=-4_999) == "let in"
    assert code(good, late_ms=5_000) == "authz.nonce_expired"
    assert code({}) == "authz.missing_csrf_token"
    assert code({}, "GET") == "authz.invalid_session"
    assert code(good | {"X-Auth-Nonce": ""}) == "authz.invalid_api_key_headers"
    assert code({"X-Auth-Apikey": "k"}) == "authz.invalid_api_key_headers"
    assert code(good | {"X-Auth-Nonce": "now"}) == "authz.nonce_not_valid_timestamp"
    assert code(good | {"X-Auth-Apikey": "other"}) == "authz.unexistent_apikey"
    assert code(good | {"X-Auth-Signature": "0" * 64}) == "authz.invalid_signature"


def test_a_clock_that_is_off_is_told_as_such() -> None:
    said = verify(sign(ASK, KEYS, NOW), find, NOW + 60_000 * MS)
    assert isinstance(said, Refused)
    assert said.kind is Refusal.CLOCK


def test_the_same_headers_are_good_again() -> None:
    signed = sign(ASK, KEYS, NOW)
    assert [verify(signed, find, NOW + n) for n in range(3)] == [KEYS] * 3


def test_there_is_no_login_after_the_handshake() -> None:
    with pytest.raises(ValueError, match="in the handshake"):
        write_login(KEYS, NOW)
    assert isinstance(verify_login(Login("0123456789abcdef", "", "1", "s"), find, NOW), Refused)
