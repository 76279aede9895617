"""Strangers' parameters: numbers for texts, other keys, and what earns a refusal."""

from __future__ import annotations

import pytest

from picaflor.venues.bitmart.params import (
    BadParameter,
    amount,
    moment,
    need,
    number,
    read_params,
    read_rows,
    read_words,
    second,
    write_body,
    write_query,
    write_second,
)
from picaflor.wire.net import Request

SECOND = 1_000_000_000


def test_a_body_is_read_whatever_its_values_are() -> None:
    request = Request("POST", "h", "/p", body=b'{"a":1,"b":"x","c":null,"d":[{"e":2}],"f":[3,"g"]}')
    params = read_params(request)
    assert (params["a"], params["b"], params["c"]) == ("1", "x", "")
    assert read_rows(params, "d") == [{"e": "2"}]
    assert read_words(params, "f") == ["3", "g"]
    assert read_params(Request("GET", "h", "/p", "a=1&b=%C3%A9")) == {"a": "1", "b": "é"}


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(BadParameter) as bad:
        read_params(Request("POST", "h", "/p", body=b"[1"))
    assert bad.value.refused.code == "30018"
    for reader in (read_rows, read_words):
        with pytest.raises(BadParameter):
            reader({"x": "{"}, "x")


def test_numbers_and_amounts() -> None:
    assert number({"n": "700"}, "n", 5, 200) == 200
    assert number({}, "n", 5, 200) == 5
    assert amount({"x": "0.5"}, "x") == 5 * 10**35
    for text in ("0", "x", ""):
        with pytest.raises(BadParameter):
            amount({"x": text}, "x")
    for text in ("0", "-1", "x"):
        with pytest.raises(BadParameter):
            number({"n": text}, "n", 5, 200)
    with pytest.raises(BadParameter):
        need({}, "x")


def test_times_in_both_units() -> None:
    assert moment({"t": "1700000000000"}, "t") == 1_700_000_000 * SECOND
    assert second({"t": "1700000000"}, "t") == 1_700_000_000 * SECOND
    assert second({"t": "1700000000000"}, "t") == 1_700_000_000 * SECOND
    assert write_second(1_700_000_000 * SECOND) == 1_700_000_000
    with pytest.raises(BadParameter):
        moment({"t": "soon"}, "t")


def test_empty_ones_are_not_written() -> None:
    assert write_query({"a": "", "b": "x y", "c": None}) == "b=x%20y"
    assert write_body({"a": "", "b": 1}) == b'{"b":1}'
