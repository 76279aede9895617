"""Lengths of time as people write them."""

import pytest

from picaflor.app.durations import read_duration
from picaflor.app.problems import Usage


@pytest.mark.parametrize(
    ("text", "ns"), [("20s", 20 * 10**9), ("250ms", 25 * 10**7), ("5m", 300 * 10**9), ("1h", 3600 * 10**9)]
)
def test_what_people_write(text: str, ns: int) -> None:
    assert read_duration(text) == ns


@pytest.mark.parametrize("text", ["", "20", "0s", "-1s", "1d", "1.5s", "s", "١s"])
def test_what_is_refused_says_how_to_write_it(text: str) -> None:
    with pytest.raises(Usage, match="write it like 20s"):
        read_duration(text)
