"""A connector's own questions: at the start, on a timer, sooner after a failure, and at once when it matters."""

from __future__ import annotations

from picaflor.engine.connector.desk import Desk, Errand
from picaflor.engine.connector.questions import (
    BALANCES,
    EVERY_NS,
    MARKETS,
    PATIENCE_NS,
    RETRY_NS,
    SLOW_MAX,
    SLOW_NS,
    TIME,
    Questions,
)
from picaflor.wire.asks import ReadBalances, ReadMarkets, ReadTime
from picaflor.wire.reports import ServerTime
from tests.unit.engine.connector.conftest import NOW, SECOND


def asked(desk: Desk, now_ns: int) -> list[type]:
    desk.pump(now_ns)
    return [type(errand.ask) for errand in desk.take_left()]


def test_a_start_asks_for_everything_that_there_is_to_know(desk: Desk) -> None:
    questions = Questions(desk)
    assert questions.due() is None
    questions.start(NOW, private=True)
    assert questions.due() == NOW
    questions.tick(NOW)
    assert asked(desk, NOW) == [ReadTime, ReadMarkets, ReadBalances]


def test_without_keys_nothing_private_is_asked(desk: Desk) -> None:
    questions = Questions(desk)
    questions.start(NOW, private=False)
    questions.tick(NOW)
    assert asked(desk, NOW) == [ReadTime, ReadMarkets]


def test_each_outcome_has_its_own_patience(desk: Desk) -> None:
    questions = Questions(desk)
    questions.start(NOW, private=True)
    questions.tick(NOW)
    assert questions.due() == NOW + PATIENCE_NS
    questions.failed(TIME, NOW)
    assert questions.due() == NOW + RETRY_NS
    for what in (TIME, MARKETS, BALANCES):
        questions.answered(what, NOW)
    assert questions.due() == NOW + EVERY_NS[BALANCES] == NOW + min(EVERY_NS.values())
    asked(desk, NOW)
    questions.tick(NOW + EVERY_NS[BALANCES])
    assert asked(desk, NOW + EVERY_NS[BALANCES]) == [ReadBalances]
    questions.hurry(MARKETS, NOW + 1)
    questions.tick(NOW + EVERY_NS[BALANCES])
    assert asked(desk, NOW + EVERY_NS[BALANCES]) == [ReadMarkets]


def told(questions: Questions, took_ns: int, ahead_ns: int, now_ns: int = NOW) -> None:
    """The venue read its clock when half of the way was gone."""
    asked_ns = now_ns - took_ns
    questions.outcome(Errand(ReadTime(), TIME, asked_ns), ServerTime(asked_ns + took_ns // 2 + ahead_ns), now_ns)


def test_the_venues_time_is_not_known_by_a_slow_answer_where_there_was_a_quick_one(desk: Desk) -> None:
    questions = Questions(desk)
    questions.start(NOW, private=False)
    told(questions, 6 * SECOND, 3 * SECOND)  # better than none
    assert questions.ahead_ns == 3 * SECOND
    assert questions.due() == NOW
    questions.tick(NOW)
    told(questions, 6 * SECOND, 2 * SECOND)
    assert (questions.ahead_ns, questions.due()) == (2 * SECOND, NOW + RETRY_NS)
    told(questions, SLOW_NS, 7)
    assert (questions.ahead_ns, questions.due()) == (7, NOW + PATIENCE_NS)
    told(questions, SLOW_NS + 1, 5 * SECOND)
    assert questions.ahead_ns == 7


def test_a_venue_that_is_always_slow_is_not_asked_all_the_time(desk: Desk) -> None:
    questions = Questions(desk)
    questions.start(NOW, private=False)
    questions.answered(MARKETS, NOW)
    waits = []
    for _ in range(2 * SLOW_MAX):
        told(questions, 2 * SECOND, 0)
        waits.append((questions.due() or 0) - NOW)
    assert waits == [*[RETRY_NS] * (SLOW_MAX - 1), EVERY_NS[TIME]] * 2
