"""The switch as a part: armed first, told again in a third of its time, and nothing is believed that was not said."""

from __future__ import annotations

from dataclasses import replace

from picaflor.domain.events import Event
from picaflor.domain.market import Market
from picaflor.engine.connector.dead_man import RETRY_NS, SECOND, DeadMan
from picaflor.engine.connector.desk import Errand, Result
from picaflor.wire.asks import Refusal, Refused
from picaflor.wire.contracts import Agreed, ReadPositions
from picaflor.wire.dead_man import ArmSwitch, SwitchRule, SwitchTaken
from picaflor.wire.net import NoAnswer
from tests.unit.engine.connector.conftest import NOW
from tests.unit.engine.connector.test_setup import Asked

AFTER = 30 * SECOND
NO = Refused("7", "no permission", Refusal.OTHER)
LOST = NoAnswer("timed out")


class Part:
    def __init__(self, market: Market, *more: Market, by_symbol: bool = True) -> None:
        self.desk, self.told = Asked(), list[Event]()
        self.part = DeadMan(SwitchRule(5 * SECOND, 0, by_symbol), AFTER, self.desk, self.told.append)  # type: ignore[arg-type]
        markets = {each.pair: each for each in (market, *more)}
        self.part.listed(markets, tuple(markets), NOW)

    def asked(self, now_ns: int) -> ArmSwitch:
        """The one that is asked at that time."""
        self.part.tick(now_ns)
        ask = self.desk.asks.pop()
        assert isinstance(ask, ArmSwitch)
        assert self.desk.asks == []
        self.part.left(Errand(ask, "dead man", now_ns), now_ns)
        return ask

    def says(self, ask: ArmSwitch, result: Result, now_ns: int) -> None:
        assert self.part.answered(Errand(ask, "dead man", now_ns), result, now_ns)

    def arm(self, now_ns: int, result: Result | None = None) -> None:
        ask = self.asked(now_ns)
        assert ask.after_ns == AFTER
        self.says(ask, result or SwitchTaken(), now_ns)


def test_nothing_is_traded_before_it_is_armed_and_it_is_told_again_in_a_third(market: Market) -> None:
    it = Part(market)
    assert it.part.missing() == [f"dead-man switch of {market.symbol}"]
    it.arm(NOW)
    assert (it.part.missing(), it.part.due()) == ([], NOW + AFTER // 3)
    it.part.tick(NOW + AFTER // 3 - 1)
    assert it.desk.asks == []
    it.arm(NOW + AFTER // 3)
    assert it.told == []


def test_of_the_account_there_is_one(market: Market) -> None:
    it = Part(market, replace(market, pair="ETH-USDT", symbol="ETHUSDT"), by_symbol=False)
    assert it.asked(NOW) == ArmSwitch("", AFTER)
    assert it.part.missing() == ["dead-man switch"]


def test_a_no_shuts_the_gate_once_it_may_have_fired_and_is_told_once(market: Market) -> None:
    it = Part(market)
    it.arm(NOW)
    now_ns = NOW + AFTER // 3
    while now_ns < NOW + AFTER - SECOND:
        assert it.part.missing() == []
        it.arm(now_ns, NO)
        now_ns += RETRY_NS
    it.part.tick(NOW + AFTER - SECOND)
    assert it.part.missing() == [f"dead-man switch of {market.symbol} (7: no permission)"]
    assert len(it.told) == 2


def test_a_lost_answer_is_told_and_asked_for_again_and_it_may_have_been_armed(market: Market) -> None:
    it = Part(market)
    it.arm(NOW, LOST)
    assert len(it.told) == 1
    assert it.part.missing() != []
    assert not it.part.off, "it may be armed"
    it.arm(NOW + RETRY_NS)
    assert it.part.missing() == []


def test_it_is_disarmed_when_nothing_is_open_and_not_before(market: Market) -> None:
    it = Part(market)
    it.arm(NOW)
    it.part.wind_down(NOW + AFTER // 3, empty=False)
    assert it.desk.asks == [], "it is left to run"
    it.part.wind_down(NOW + AFTER // 2, empty=True)
    assert not it.part.off
    it.part.wind_down(NOW + AFTER // 2, empty=True)
    ask = it.asked(NOW + AFTER // 2)
    assert ask.after_ns == 0
    it.says(ask, LOST, NOW + AFTER // 2)
    assert not it.part.off
    ask = it.asked(NOW + AFTER // 2 + RETRY_NS)
    it.says(ask, SwitchTaken(), NOW + AFTER // 2 + RETRY_NS)
    assert it.part.off
    assert it.part.due() is None


def test_one_that_was_on_its_way_when_we_went_is_disarmed_after_it(market: Market) -> None:
    it = Part(market)
    ask = it.asked(NOW)
    it.part.wind_down(NOW, empty=True)
    assert it.desk.asks == []
    it.says(ask, SwitchTaken(), NOW + 1)
    assert it.asked(NOW + 1).after_ns == 0


def test_one_that_nobody_can_disarm_is_over_when_it_has_fired(market: Market) -> None:
    it = Part(market)
    it.arm(NOW)
    it.part.wind_down(NOW, empty=True)
    it.says(it.asked(NOW), NO, NOW)
    it.part.tick(NOW + AFTER + SECOND)
    assert it.desk.asks == []
    assert it.part.off


def test_what_is_not_its_own_it_leaves_alone(market: Market) -> None:
    it = Part(market)
    assert not it.part.answered(Errand(ReadPositions(), "x", NOW), Agreed(), NOW)
    it.part.listed({}, (), NOW)
    assert it.part.missing() == []
    assert it.part.answered(Errand(ArmSwitch(market.symbol, AFTER), "x", NOW), SwitchTaken(), NOW), (
        "of one that is gone"
    )
