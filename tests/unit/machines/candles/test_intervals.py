"""Intervals against the standard library's calendar, which is slow and right."""

from datetime import UTC, datetime, timedelta

import pytest

from picaflor.machines.candles.intervals import DAY, SECOND, BadInterval, parse_interval


def ns(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND


@pytest.mark.parametrize(
    ("name", "at", "opens", "ends"),
    [
        ("1s", "2026-03-29T02:30:01", "2026-03-29T02:30:01", "2026-03-29T02:30:02"),
        ("1m", "2026-03-29T02:30:59", "2026-03-29T02:30:00", "2026-03-29T02:31:00"),
        ("15m", "2026-03-29T02:44:59", "2026-03-29T02:30:00", "2026-03-29T02:45:00"),
        ("1h", "2026-03-29T01:59:59", "2026-03-29T01:00:00", "2026-03-29T02:00:00"),
        ("4h", "2026-10-25T03:59:59", "2026-10-25T00:00:00", "2026-10-25T04:00:00"),
        ("1d", "2026-10-25T23:59:59", "2026-10-25T00:00:00", "2026-10-26T00:00:00"),
        ("1w", "2026-10-25T23:59:59", "2026-10-19T00:00:00", "2026-10-26T00:00:00"),
        ("1w", "2026-10-26T00:00:00", "2026-10-26T00:00:00", "2026-11-02T00:00:00"),
        ("1w", "1970-01-01T00:00:00", "1969-12-29T00:00:00", "1970-01-05T00:00:00"),
        ("1M", "2024-02-29T23:59:59", "2024-02-01T00:00:00", "2024-03-01T00:00:00"),
        ("1M", "2100-02-28T12:00:00", "2100-02-01T00:00:00", "2100-03-01T00:00:00"),
        ("1M", "2026-12-31T23:59:59", "2026-12-01T00:00:00", "2027-01-01T00:00:00"),
        ("3M", "2026-06-30T00:00:00", "2026-04-01T00:00:00", "2026-07-01T00:00:00"),
    ],
)
def test_where_a_bar_begins_and_ends(name: str, at: str, opens: str, ends: str):
    interval = parse_interval(name)
    number = interval.number(ns(at))
    assert interval.opens(ns(at)) == interval.begins(number) == ns(opens)
    assert interval.begins(number + 1) == ns(ends)
    assert str(interval) == name


def test_months_are_the_calendars_for_four_hundred_years():
    interval, day = parse_interval("1M"), datetime(1890, 1, 1, tzinfo=UTC)
    number = interval.number(int(day.timestamp()) * SECOND)
    while day.year < 2290:
        first = int(day.timestamp()) * SECOND
        following = (day + timedelta(days=32)).replace(day=1)
        last = int(following.timestamp()) * SECOND - 1
        assert interval.begins(number) == first
        assert interval.number(first) == interval.number(last) == number
        day, number = following, number + 1


def test_every_week_opens_on_a_monday():
    interval = parse_interval("1w")
    for day in range(0, 30_000, 3):
        opens = interval.opens(day * DAY + 5)
        assert datetime.fromtimestamp(opens // SECOND, UTC).weekday() == 0
        assert 0 <= day * DAY - opens < 7 * DAY


def test_months_have_no_one_length():
    assert parse_interval("1M").length_ns is None
    assert parse_interval("2h").length_ns == 7_200 * SECOND


@pytest.mark.parametrize(
    "name", ["", "m", "1", "0m", "01m", "1H", "7m", "25h", "5h", "5M", "90s", "32d", "5w", "1m ", "1y", "٣m", "-1m"]
)
def test_what_is_not_an_interval(name: str):
    with pytest.raises(BadInterval, match=r"not an interval|does not divide|at most"):
        parse_interval(name)
