"""Client ids: fixed width, readable back, and never the same twice."""

from __future__ import annotations

import string

import pytest

from picaflor.machines.orders.ids import ClientIds, NoIds
from picaflor.wire.venue import ClientIdRule

WIDE = ClientIdRule(32, string.ascii_letters + string.digits + "-_")


def ids(block: range = range(3), rule: ClientIdRule = WIDE, bot: str = "b1") -> ClientIds:
    return ClientIds(rule, "pf", bot, block)


def test_an_id_has_fields_of_fixed_width_and_no_separator() -> None:
    made = ids(range(35, 37))
    assert [made.next(), made.next()] == ["pfb10000000z", "pfb100000010"]


@pytest.mark.parametrize(
    "charset", [string.digits + "pfb", string.ascii_uppercase + string.digits + "pfb", "0123456789abcdefp"]
)
def test_it_is_written_in_the_characters_that_the_row_allows(charset: str) -> None:
    made = ids(range(10**11, 10**11 + 1), ClientIdRule(32, charset))
    text = made.next()
    assert set(text) <= set(charset)
    assert made.reads(text) == 10**11


def test_a_row_with_too_little_room_or_other_characters_is_refused() -> None:
    with pytest.raises(ValueError, match="the venue takes 8"):
        ids(rule=ClientIdRule(8, string.ascii_lowercase + string.digits))
    with pytest.raises(ValueError, match="takes no '_'"):
        ids(rule=ClientIdRule(32, string.ascii_lowercase + string.digits), bot="b_")
    with pytest.raises(ValueError, match="too few"):
        ids(rule=ClientIdRule(32, "pfb12"))


def test_a_used_up_block_gives_nothing() -> None:
    made = ids(range(2))
    assert [made.left, made.next(), made.left, made.next()] == [2, "pfb100000000", 1, "pfb100000001"]
    with pytest.raises(NoIds):
        made.next()
    made.extend(range(10, 12))
    assert (made.start, made.reads(made.next()), made.left) == (10, 10, 1)


def test_blocks_only_rise() -> None:
    made = ids(range(5, 9))
    with pytest.raises(ValueError, match="overlaps"):
        made.extend(range(8, 12))
    made.extend(range(9, 12))
    with pytest.raises(ValueError, match="overlaps"):
        made.extend(range(9, 12))


def test_what_was_seen_in_use_is_not_given_again() -> None:
    made = ids(range(10))
    made.burn(4)
    assert made.reads(made.next()) == 5
    made.burn(2)
    assert (made.reads(made.next()), made.highest) == (6, 6)


def test_a_burnt_counter_reaches_into_a_block_that_waits() -> None:
    made = ids(range(1))
    made.next()
    made.extend(range(10, 20))
    made.burn(13)
    assert made.left == 6
    assert (made.reads(made.next()), made.left) == (14, 5)


def test_a_counter_burnt_before_the_first_block_is_begun_takes_nothing_of_what_is_left() -> None:
    made = ids(range(100, 110))
    made.burn(99)
    assert (made.left, made.reads(made.next()), made.left) == (10, 100, 9)


def test_other_peoples_ids_are_not_read() -> None:
    made = ids()
    for text in ("", "pfb1", "pfb2" + "0" * 8, "pfb1" + "0" * 7 + "!", "pfb1" + "0" * 9, "xxb1" + "0" * 8):
        assert made.reads(text) is None


def test_the_bot_of_an_id_with_our_prefix_is_known() -> None:
    other = ids(bot="b2").next()
    assert (ids().kin(other), ids().kin(ids().next()), ids().kin("xxb200000000")) == ("b2", "b1", None)
    assert ids().kin("pfb2!!!!!!!!") is None
    assert ids().kin("short") is None
    assert ids().sibling(other)
    assert not any(map(ids().sibling, (ids().next(), "xxb200000000", "")))
