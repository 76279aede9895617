"""The worked vectors: computed beside this code, and equal to what a stranger's client signs at the same instant."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from picaflor.venues.bitget import auth, rest, stream
from picaflor.wire.asks import Place, ReadBalances, ReadOpenOrders, Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Request
from picaflor.wire.stream import Login

KEYS = PlainKeys(
    "bg_00000000000000000000000000000001",
    "a1b2c3d4e5f60718293a4b5c6d7e8f900112233445566778899aabbccddeeff0",
    "EmuPass2026",
)
NOW = 1_785_500_000_123_000_000
R3_BODY = (
    b'{"symbol":"BTCUSDT","side":"buy","orderType":"limit","force":"gtc","price":"61234.56","size":"0.0015",'
    b'"clientOid":"emu-0001"}'
)


def find(api_key: str) -> PlainKeys | None:
    return KEYS if api_key == KEYS.api_key else None


def headers(request: Request) -> dict[str, str]:
    return dict(auth.sign(request, KEYS, NOW).headers)


@pytest.mark.parametrize(
    ("request_", "signature"),
    [
        (rest.write_ask(ReadBalances()), "OGR3KdgPK0c20G22K3mEdTl79Sy2rsJLbgBiFA2uWwQ="),
        (
            Request("GET", "", "/api/v2/mix/order/orders-pending", "limit=100&productType=USDT-FUTURES&symbol=BTCUSDT"),
            "soh6b5Obg25UBadSAMvbH0yNENJxHvQAGvzaleJCbAQ=",
        ),
        (
            Request("POST", "", "/api/v2/spot/trade/place-order", body=R3_BODY),
            "CN5tQebojA1l+krpv5z6spZ8Q/iwNo5JtmkztA+2RdY=",
        ),
        (
            Request("GET", "", "/api/v2/spot/trade/unfilled-orders", "symbol=%E5%B8%81%E5%AE%89USDT"),
            "SHIfePuj+p0ZtJOxj8i5KmoSuv8VtzyRZbM/gbgOwGg=",
        ),
    ],
    ids=["R1", "R2", "R3", "R6"],
)
def test_requests_are_signed_as_worked_out(request_: Request, signature: str) -> None:
    signed = headers(request_)
    assert signed["ACCESS-SIGN"] == signature
    assert signed["ACCESS-TIMESTAMP"] == "1785500000123"
    assert signed["ACCESS-KEY"] == KEYS.api_key
    assert signed["ACCESS-PASSPHRASE"] == KEYS.passphrase


def test_an_order_of_ours_is_spelled_as_the_vector_is() -> None:
    ask = rest.read_ask(Request("POST", "", "/api/v2/spot/trade/place-order", body=R3_BODY))
    assert isinstance(ask, Place)
    assert rest.write_ask(ask).body == R3_BODY


def test_a_login_is_signed_as_worked_out() -> None:
    (login,) = stream.read_client(auth.write_login(KEYS, NOW))
    assert login == Login(KEYS.api_key, KEYS.passphrase, "1785500000", "hYZo44nwIveO3L6+86iGW3CmAA3tpTCTrWONrpt1D9w=")
    in_ms = replace(login, timestamp="1785500000123", signature="AcbfKi3n3N/VqzPfiU4G9avUwjs3Vdu+9nhGCqR8aEM=")
    assert auth.verify_login(login, find, NOW) is KEYS
    assert auth.verify_login(in_ms, find, NOW) is KEYS


@pytest.mark.parametrize("query", ["symbol=%E5%B8%81%E5%AE%89USDT", "symbol=BTCUSDT&limit=10", "a=%24ALT&b=1"])
def test_strangers_sign_the_query_their_own_way(query: str) -> None:
    """Escaped or not, sorted or as it was sent."""
    request = Request("GET", "", "/api/v2/spot/trade/unfilled-orders", query)
    stamp = ("ACCESS-TIMESTAMP", "1785500000123")
    for signed in (query, auth.unquote(query), "&".join(sorted(query.split("&")))):
        sign = auth.sign_base64(KEYS.secret, f"{stamp[1]}GET{request.path}?{signed}".encode())
        sent = (("access-key", KEYS.api_key), ("Access-Sign", sign), stamp, ("ACCESS-PASSPHRASE", KEYS.passphrase))
        assert auth.verify(replace(request, headers=sent), find, NOW) is KEYS


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("ACCESS-KEY", "", "40006"),
        ("ACCESS-KEY", "bg_x", "40037"),
        ("ACCESS-TIMESTAMP", "", "40005"),
        ("ACCESS-TIMESTAMP", "soon", "40005"),
        ("ACCESS-TIMESTAMP", "１", "40005"),
        ("ACCESS-TIMESTAMP", "1785500000", "40008"),
        ("ACCESS-SIGN", "", "40009"),
        ("ACCESS-SIGN", "\ud800", "40009"),
        ("ACCESS-PASSPHRASE", "", "40011"),
        ("ACCESS-PASSPHRASE", "emupass2026", "40012"),
    ],
)
def test_what_is_wrong_with_a_request_is_said_in_the_venues_code(header: str, value: str, code: str) -> None:
    signed = auth.sign(rest.write_ask(ReadOpenOrders("BTCUSDT")), KEYS, NOW)
    wrong = tuple((name, value if name == header else kept) for name, kept in signed.headers)
    refused = auth.verify(replace(signed, headers=wrong), find, NOW)
    assert isinstance(refused, Refused)
    assert refused.code == code


def test_a_time_is_good_for_thirty_seconds() -> None:
    signed = auth.sign(rest.write_ask(ReadBalances()), KEYS, NOW)
    for late in (-30, 30):
        assert auth.verify(signed, find, NOW + late * 10**9) is KEYS
    late_by_a_bit = auth.verify(signed, find, NOW + 30_001 * 10**6)
    assert isinstance(late_by_a_bit, Refused)
    assert late_by_a_bit.words == "Request timestamp expired"  # some clients look for these words


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"api_key": "x"}, "30011"),
        ({"passphrase": "x"}, "30012"),
        ({"timestamp": "x"}, "30013"),
        ({"timestamp": "1785500031"}, "30014"),
        ({"signature": "x"}, "30015"),
    ],
)
def test_what_is_wrong_with_a_login_is_said_in_the_venues_code(change: dict[str, str], code: str) -> None:
    (login,) = stream.read_client(auth.write_login(KEYS, NOW))
    assert isinstance(login, Login)
    refused = auth.verify_login(replace(login, **change), find, NOW)
    assert isinstance(refused, Refused)
    assert refused.code == code
