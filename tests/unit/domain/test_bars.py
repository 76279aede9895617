"""A bar in which nothing traded is empty."""

from picaflor.domain.bars import Bar


def test_a_bar_without_volume_is_empty() -> None:
    assert Bar(0, 5, 5, 5, 5, 0, 0).empty
    assert not Bar(0, 5, 6, 4, 5, 1, 5).empty
