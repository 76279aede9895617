"""When a listener asks for a key, keeps it and gives it up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from picaflor.engine.connector.desk import Desk, Errand
from picaflor.engine.connector.listening import KEEP_RETRY_NS, PURPOSE, RETRY_NS, Listener
from picaflor.engine.connector.sessions import PRIVATE, open_sessions
from picaflor.machines.throttle import Throttle
from picaflor.venues import load
from picaflor.wire.asks import Refusal, Refused
from picaflor.wire.contracts import Agreed
from picaflor.wire.listening import KeepListening, Listening, OpenListening
from picaflor.wire.net import NoAnswer
from picaflor.wire.port import Closed, Opened
from picaflor.wire.venue import ListenRule

ROW = load("hashkey")
DOMAIN = ROW.domains["live"]
RULE = ListenRule(lasts_ns=10**12, keep_every_ns=4 * 10**11, found="")
NO = Refused("-1125", "no such key", Refusal.RULE)


class Line:
    def __init__(self) -> None:
        self.desk = Desk(ROW, ROW.domains["live"], Throttle(ROW.limits, ROW.costs))
        self.dialled: list[str] = []
        self.told: list[object] = []
        row = replace(ROW, listen=RULE)
        session = open_sessions(row, DOMAIN, 1, private=True)[PRIVATE]
        self.session = session
        self.listener = Listener(
            row, DOMAIN, self.desk, session, lambda *_: self.dialled.append(session.url), self.told.append
        )
        self.listener.listed({}, (), 0)

    def asked(self) -> int:
        return self.desk.queued

    def answer(self, ask: OpenListening | KeepListening, result: object, now_ns: int = 5) -> bool:
        return self.listener.answered(Errand(ask, PURPOSE, now_ns), result, now_ns)  # type: ignore[arg-type]


@pytest.fixture
def line() -> Line:
    line = Line()
    line.listener.tick(0)
    return line


def test_a_key_is_asked_for_when_the_markets_are_known_and_the_socket_dialled_with_it(line: Line) -> None:
    assert line.asked() == 1
    assert line.listener.missing() == ["listen key"]
    assert line.answer(OpenListening(), Listening("k"))
    assert line.session.url == DOMAIN.private + "k"
    assert len(line.dialled) == 1
    assert line.listener.missing() == []
    assert line.listener.due() == 5 + RULE.keep_every_ns


def test_it_is_kept_in_time_and_again_soon_where_nobody_knows(line: Line) -> None:
    line.answer(OpenListening(), Listening("k"))
    due = line.listener.due() or 0
    line.listener.tick(due)
    assert line.asked() == 2
    assert line.listener.due() == due + KEEP_RETRY_NS
    line.answer(KeepListening("k"), NoAnswer("timed out"), due)
    assert line.listener.due() == due + KEEP_RETRY_NS
    line.answer(KeepListening("k"), Agreed(), due + 1)
    assert line.listener.due() == due + 1 + RULE.keep_every_ns


def test_one_that_could_not_be_kept_is_over_in_time(line: Line) -> None:
    line.answer(OpenListening(), Listening("k"))
    line.listener.tick(5 + RULE.lasts_ns)
    assert (line.listener.key, line.session.url) == ("", "")


def test_one_that_the_venue_refuses_to_keep_is_given_up_at_once(line: Line) -> None:
    line.answer(OpenListening(), Listening("k"))
    line.answer(KeepListening("another"), NO)
    assert line.listener.key == "k"
    line.answer(KeepListening("k"), NO, 9)
    assert (line.listener.key, line.listener.due(), len(line.told)) == ("", 9, 1)


def test_a_socket_that_is_gone_takes_its_key_with_it(line: Line) -> None:
    line.listener.met(Closed("private", 1006, ""), 3)
    assert line.session.url == ""
    line.answer(OpenListening(), Listening("k"))
    line.listener.met(Opened("private"), 6)
    line.listener.met(Closed("public", 1006, ""), 6)
    assert line.listener.key == "k"
    line.listener.met(Closed("private", 1006, ""), 7)
    assert (line.listener.key, line.listener.due(), line.session.url) == ("", 7, "")


@pytest.mark.parametrize("result", [NO, NoAnswer("timed out")])
def test_a_refusal_is_asked_again_after_a_while(line: Line, result: object) -> None:
    line.answer(OpenListening(), result)
    assert line.listener.due() == 5 + RETRY_NS


def test_what_others_asked_is_not_its_business(line: Line) -> None:
    assert not line.listener.answered(Errand(OpenListening(), "another", 0), Listening("k"), 1)
