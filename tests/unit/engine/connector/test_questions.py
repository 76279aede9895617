"""A connector's own questions: at the start, on a timer, sooner after a failure, and at once when it matters."""

from __future__ import annotations

from picaflor.engine.connector.desk import Desk
from picaflor.engine.connector.questions import BALANCES, EVERY_NS, MARKETS, PATIENCE_NS, RETRY_NS, TIME, Questions
from picaflor.wire.asks import ReadBalances, ReadMarkets, ReadTime
from tests.unit.engine.connector.conftest import NOW


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
