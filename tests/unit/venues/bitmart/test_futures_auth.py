from __future__ import annotations

import json

from picaflor.venues.bitmart import auth, futures_auth
from picaflor.venues.bitmart.futures_rest import HOST
from picaflor.wire.asks import Refused
from picaflor.wire.auth import PlainKeys
from picaflor.wire.net import Request
from picaflor.wire.stream import Login

MS = 1_000_000
NOW = 1_767_225_600_123 * MS
KEYS = PlainKeys("key", "secret", memo="desk42")
VECTOR = PlainKeys(
    "0f0e0d0c0b0a09080706050403020100aabbccdd",
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
    memo="desk42",
)


def find(api_key: str) -> PlainKeys | None:
    return KEYS if api_key == "key" else None


def test_an_orders_signature_is_the_one_of_the_vector() -> None:
    body = (
        b'{"symbol":"BTCUSDT","type":"limit","side":1,"size":10,"price":"65000.5","leverage":"5","open_type":"cross",'
        b'"mode":1,"client_order_id":"em0000000000000000000002"}'
    )
    signed = futures_auth.sign(Request("POST", HOST, "/contract/private/submit-order", body=body), VECTOR, NOW)
    assert dict(signed.headers)["X-BM-SIGN"] == "538a33ec11b8edacecc0e66565580e94c16621f8c0bbcb4cc951013d6df5ebbc"


def test_a_login_names_a_device_and_is_verified() -> None:
    frame = json.loads(futures_auth.write_login(VECTOR, NOW))
    assert frame["action"] == "access"
    assert frame["args"][2:] == ["385dbb7cecd04d2eedb16c2e43ed0ca356024a4db4fe5fe6396460af7b2116f1", "web"]
    args = json.loads(futures_auth.write_login(KEYS, NOW))["args"]
    login = Login(args[0], "", args[1], args[2])
    assert futures_auth.verify_login(login, find, NOW) == KEYS
    late = futures_auth.verify_login(login, find, NOW + 61_000 * MS)
    assert isinstance(late, Refused)
    assert late.words.startswith("access failed")


def test_paths_of_contracts_alone_are_known() -> None:
    known = Request("GET", HOST, "/contract/private/assets-detail", headers=(("X-BM-KEY", "key"),))
    assert futures_auth.verify(known, find, NOW) == KEYS
    assert isinstance(auth.verify(known, find, NOW), Refused)
    spot = Request("GET", HOST, "/spot/v1/wallet", headers=(("X-BM-KEY", "key"),))
    assert isinstance(futures_auth.verify(spot, find, NOW), Refused)
