"""Evidence of absence: every place, often enough, over time enough."""

from __future__ import annotations

from picaflor.machines.orders.events import Where
from picaflor.machines.orders.proof import LISTS, Evidence

ALL = (Where.QUERY, *LISTS)


def gathered(**times: list[int]) -> Evidence:
    evidence = Evidence()
    for where, asked in times.items():
        for at in asked:
            evidence.add(Where(where), at)
    return evidence


def test_three_of_each_prove() -> None:
    assert gathered(query=[1, 2, 3], open=[1, 2, 3], closed=[1, 2, 3], fills=[1, 2, 3]).proves(ALL, 3, 0)


def test_one_place_short_proves_nothing() -> None:
    for where in ALL:
        times = {place.value: [1, 2, 3] for place in ALL} | {where.value: [1, 2]}
        assert not gathered(**times).proves(ALL, 3, 0)
    assert not Evidence().proves(ALL, 1, 0)


def test_the_same_question_counts_once() -> None:
    evidence = gathered(query=[1, 1, 1, 2])
    assert evidence.count(Where.QUERY) == 2


def test_an_order_that_was_there_must_be_missed_for_as_long_as_lists_may_lag() -> None:
    times = {place.value: [10, 11, 14] for place in ALL}
    assert gathered(**times).proves(ALL, 3, 4)
    assert not gathered(**times).proves(ALL, 3, 5)


def test_a_venue_without_a_query_by_id_is_judged_by_its_lists() -> None:
    assert gathered(open=[1, 2, 3], closed=[1, 2, 3], fills=[1, 2, 3]).proves(LISTS, 3, 0)
