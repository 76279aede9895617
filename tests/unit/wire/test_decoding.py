from __future__ import annotations

import pytest

from picaflor.wire.decoding import BAD, BadMessage, read_ms, refuse_duplicates, why, write_ms


def test_equal_keys_are_refused_at_any_depth() -> None:
    refuse_duplicates(b'{"a":1,"b":[{"a":2},{"a":3}]}')
    for twice in (b'{"a":1,"a":1}', b'{"x":[{"a":1,"b":2,"a":3}]}', b'{"a":{"b":1,"\\u0062":2}}'):
        with pytest.raises(BadMessage, match="stands twice"):
            refuse_duplicates(twice)


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"9" * 5_000, b"\xff"])
def test_what_is_no_json_fails_in_a_way_that_is_listed(data: bytes) -> None:
    with pytest.raises(BAD):
        refuse_duplicates(data)


def test_milliseconds() -> None:
    assert read_ms("1785500000123") == 1_785_500_000_123_000_000
    assert write_ms(1_785_500_000_123_999_999) == "1785500000123"
    for text in ("", "-1", "1.5", "1e3", "９", "1" * 17, " 1"):
        with pytest.raises(BadMessage):
            read_ms(text)


def test_a_reason_is_one_short_line() -> None:
    assert why(ValueError("a\nb")) == "ValueError: a b"
    assert len(why(ValueError("x" * 1_000))) == 200
