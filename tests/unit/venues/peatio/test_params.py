from __future__ import annotations

import pytest

from picaflor.venues.peatio.params import (
    BadParameter,
    decimal,
    number,
    one,
    read_params,
    seconds,
    write_body,
    write_query,
)
from picaflor.wire.net import Request


def asked(query: str = "", body: bytes = b"", method: str = "POST") -> dict[str, tuple[str, ...]]:
    return read_params(Request(method, "h", "/p", query, body))


def test_json_a_form_and_a_query_say_the_same() -> None:
    want = {"market": ("btcusdt",), "volume": ("0.5",)}
    assert asked(body=b'{"market":"btcusdt","volume":0.5}') == want
    assert asked(body=b"market=btcusdt&volume=0.5") == want
    assert asked("market=btcusdt&volume=0.5") == want


def test_lists_with_and_without_brackets() -> None:
    want = {"state": ("wait", "done")}
    assert asked("state[]=wait&state[]=done") == asked("state=wait&state=done") == want
    assert asked(body=b'{"state":["wait","done"]}') == want
    assert write_query({"state": ("wait", "done"), "market": ""}) == "state%5B%5D=wait&state%5B%5D=done"
    assert write_body({"a": "1", "b": ""}) == b'{"a":"1"}'


@pytest.mark.parametrize("body", [b"{", b"\xff=1", b'{"a":', b"{" * 9_999])
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(BadParameter, match="invalid_message_body"):
        asked(body=body)


def test_each_parameter_has_codes_of_its_own() -> None:
    given = {"volume": ("x",), "price": ("-1",), "limit": ("x",), "page": ("0",), "time_from": ("noon",)}
    for wrong, code in (
        (lambda: decimal(given, "volume"), "market.order.non_decimal_volume"),
        (lambda: decimal(given, "price"), "market.order.non_positive_price"),
        (lambda: decimal({}, "price"), "market.order.missing_price"),
        (lambda: number(given, "limit", 1, 1, 9, "public.trade"), "public.trade.non_integer_limit"),
        (lambda: number(given, "page", 1, 1, 9, "market.order"), "market.order.invalid_page"),
        (lambda: seconds(given, "time_from"), "server.method.invalid_message_body"),
    ):
        with pytest.raises(BadParameter) as bad:
            wrong()
        assert bad.value.refused.code == code
    assert one({}, "x") == ""
    assert number({}, "limit", 7, 1, 9, "x") == 7
