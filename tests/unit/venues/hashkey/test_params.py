"""Reading what clients send."""

from __future__ import annotations

import pytest

from picaflor.venues.hashkey.params import BadParameter, amount, cursor, moment, need, number, read_params, write_query
from picaflor.wire.net import Request


def test_the_query_counts_more_than_the_form() -> None:
    request = Request("POST", "h", "/p", "a=1&b=%20x", b"a=2&c=3")
    assert read_params(request) == {"a": "1", "b": " x", "c": "3"}
    assert read_params(Request("GET", "h", "/p", "a=1", b"c=3")) == {"a": "1"}


def test_what_cannot_be_read() -> None:
    with pytest.raises(BadParameter):
        read_params(Request("POST", "h", "/p", body=b"\xff"))


def test_what_is_nothing_is_not_sent() -> None:
    assert write_query({"a": "", "b": "x y", "c": "1"}) == "b=x%20y&c=1"


def test_values() -> None:
    assert number({"n": "5000"}, "n", 1, 1000) == 1000
    assert number({}, "n", 7, 1000) == 7
    assert (cursor({"f": "0"}, "f"), cursor({"f": "12"}, "f")) == ("", "12")
    assert moment({"t": "3"}, "t") == 3_000_000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("need", ""),
        ("number", "0"),
        ("number", "x"),
        ("cursor", "x"),
        ("amount", "0"),
        ("amount", "1e"),
        ("moment", "x"),
    ],
)
def test_bad_values(name: str, value: str) -> None:
    read = {
        "need": lambda p: need(p, "v"),
        "number": lambda p: number(p, "v", 1, 9),
        "cursor": lambda p: cursor(p, "v"),
        "amount": lambda p: amount(p, "v", "-1126"),
        "moment": lambda p: moment(p, "v"),
    }[name]
    with pytest.raises(BadParameter):
        read({"v": value})
