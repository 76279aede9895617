"""Parameters wherever strangers put them."""

from __future__ import annotations

import pytest

from picaflor.venues.hitbtc import params as p
from picaflor.wire.net import Request

WHERE = {
    "query": ("symbol=BTCUSDT&limit=5", b""),
    "form": ("", b"symbol=BTCUSDT&limit=5"),
    "json": ("", b' {"symbol":"BTCUSDT","limit":5}'),
    "both": ("symbol=BTCUSDT", b"limit=5"),
}


@pytest.mark.parametrize("where", WHERE)
def test_a_query_a_form_and_json_are_all_the_same(where: str) -> None:
    query, body = WHERE[where]
    assert p.read_params(Request("DELETE", "", "/x", query, body)) == {"symbol": "BTCUSDT", "limit": "5"}


def test_of_json_words_and_numbers_stand_as_they_are() -> None:
    body = b'{"a":true,"b":1.50,"c":null,"d":"x","e":{"f":1}}'
    found = p.read_params(Request("POST", "", "/x", body=body))
    assert found == {"a": "true", "b": "1.50", "c": "", "d": "x", "e": '{"f":1}'}


@pytest.mark.parametrize(
    "body", [b"{", b'{"a":', b"\xff=1", b"&".join(b"a%d=1" % n for n in range(200)), b'{"a":"\xed"}']
)
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(p.BadParameter) as bad:
        p.read_params(Request("POST", "", "/x", body=body))
    assert bad.value.refused.code == "10001"


def test_only_flags_are_booleans_on_the_wire_and_nothing_is_left_out_silently() -> None:
    assert p.write_body({"a": "true", "post_only": "true", "strict_validate": "false", "b": ""}) == (
        b'{"a":"true","post_only":true,"strict_validate":false}'
    )
    assert p.write_query({"a": "x y", "b": "", "c": "A,B"}) == "a=x%20y&c=A%2CB"


def test_bounds() -> None:
    assert p.number({}, "limit", 100, 1, 1000) == 100
    assert p.number({"limit": "1000"}, "limit", 100, 1, 1000) == 1000
    for text in ("0", "1001", "-1", "x", "１", "1" * 10):
        with pytest.raises(p.BadParameter, match=r"\[limit\]. Parameter must be in \[1, 1000\]"):
            p.number({"limit": text}, "limit", 100, 1, 1000)
    assert (p.whole({}, "id"), p.whole({"id": "7"}, "id")) == (0, 7)
    for text in ("x", "-7", "1" * 21):
        with pytest.raises(p.BadParameter):
            p.whole({"id": text}, "id")


def test_amounts_and_times() -> None:
    assert p.amount({"price": "0.5"}, "price", "2020", "2021") == 5 * 10**35
    for text, code in (("", "10001"), ("x", "2020"), ("-1", "2020"), ("0", "2021")):
        with pytest.raises(p.BadParameter) as bad:
            p.amount({"price": text}, "price", "2020", "2021")
        assert bad.value.refused.code == code
    both = [p.moment({"from": text}, "from") for text in ("1700000000000", "2023-11-14T22:13:20Z", "")]
    assert both == [1_700_000_000_000_000_000, 1_700_000_000_000_000_000, 0]
    for text in ("Today", "-1", "2023-99-14T22:13:20Z"):
        with pytest.raises(p.BadParameter):
            p.moment({"from": text}, "from")
