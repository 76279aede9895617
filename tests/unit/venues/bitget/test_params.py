from __future__ import annotations

import pytest

from picaflor.domain.numbers import read_atoms
from picaflor.venues.bitget.params import (
    BadParameter,
    amount,
    moment,
    need,
    number,
    read_params,
    read_words,
    write_body,
    write_query,
)
from picaflor.wire.net import Request


def test_a_query_is_sorted_escaped_and_without_empty_ones() -> None:
    assert write_query({"symbol": "$ALTUSDT", "before": "", "a": "x#+ é"}) == "a=x%23%2B%20%C3%A9&symbol=$ALTUSDT"
    assert write_body({"b": "1", "a": "", "c": "2"}) == b'{"b":"1","c":"2"}'


@pytest.mark.parametrize(
    ("body", "params"),
    [
        (b'{"size":0.10,"limit":5,"x":null,"y":true,"z":{"a":[1]}}', {"size": "0.10", "limit": "5", "x": ""}),
        (b'{"symbol":"\\u5e01USDT"}', {"symbol": "币USDT"}),
        (b"", {}),
    ],
)
def test_a_body_may_hold_numbers_for_strings_and_keys_of_its_own(body: bytes, params: dict[str, str]) -> None:
    read = read_params(Request("POST", "", "/", body=body))
    assert {name: read[name] for name in params} == params


def test_texts_of_a_list() -> None:
    assert read_words({"names": '["a","b"]'}, "names") == ["a", "b"]
    assert read_words({}, "names") == []
    for odd in ("[1]", "{}", "a", '["a"'):
        with pytest.raises(BadParameter) as bad:
            read_words({"names": odd}, "names")
        assert bad.value.refused.code == "40020"


@pytest.mark.parametrize("body", [b"[]", b"{", b'"a"', b"null", b'{"a":"\xff"}', b'{"a":' * 2_000])
def test_a_body_that_is_no_object(body: bytes) -> None:
    with pytest.raises(BadParameter) as bad:
        read_params(Request("POST", "", "/", body=body))
    assert bad.value.refused.code == "40017"


def test_a_query_without_end() -> None:
    with pytest.raises(BadParameter):
        read_params(Request("GET", "", "/", query="&".join(f"a{n}=1" for n in range(101))))


def test_values() -> None:
    params = {"symbol": "X", "limit": "5000", "size": "0.5", "at": "1785500000123", "empty": ""}
    assert need(params, "symbol") == "X"
    assert (number(params, "limit", 100, 1_000), number(params, "none", 100, 1_000)) == (1_000, 100)
    assert amount(params, "size") == read_atoms("0.5")
    assert (moment(params, "at"), moment(params, "none")) == (1_785_500_000_123_000_000, 0)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "40019"), ("0", "40020"), ("-1", "40020"), ("NaN", "40020"), ("1e30", "40020"), ("0x10", "40020")],
)
def test_an_amount_that_is_none(text: str, code: str) -> None:
    with pytest.raises(BadParameter) as bad:
        amount({"size": text}, "size")
    assert bad.value.refused.code == code


@pytest.mark.parametrize("text", ["0", "-5", "ten", "1.5", "٣", "9" * 10])
def test_a_count_that_is_none(text: str) -> None:
    with pytest.raises(BadParameter):
        number({"limit": text}, "limit", 100, 100)


def test_a_moment_that_is_none() -> None:
    with pytest.raises(BadParameter):
        moment({"startTime": "yesterday"}, "startTime")
