from __future__ import annotations

import pytest

from picaflor.wire.decoding import BAD, BadMessage, read_iso, read_ms, refuse_duplicates, why, write_iso, write_ms


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


def test_times_in_words() -> None:
    assert read_iso("2023-11-14T22:13:20Z") == 1_700_000_000_000_000_000
    assert read_iso("2023-11-14T22:13:20.1Z") == 1_700_000_000_100_000_000
    assert read_iso("2023-11-14T22:13:20.000000001Z") == 1_700_000_000_000_000_001
    assert write_iso(1_700_000_000_050_999_999) == "2023-11-14T22:13:20.050Z"
    assert write_iso(0) == "1970-01-01T00:00:00.000Z"
    for text in (
        "",
        "2023-11-14",
        "2023-11-14T22:13:20",
        "2023-11-14T22:13:20+01:00",
        "2023-13-14T22:13:20Z",
        "2023-11-14T22:13:60Z",
        "1969-12-31T23:59:59Z",
        "2023-11-14T22:13:20.Z",
        "２023-11-14T22:13:20Z",
    ):
        with pytest.raises(ValueError):
            read_iso(text)


def test_a_reason_is_one_short_line() -> None:
    assert why(ValueError("a\nb")) == "ValueError: a b"
    assert len(why(ValueError("x" * 1_000))) == 200
