"""Tickers are told when something changed, and on a beat."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import Side
from picaflor.sim.venue.ticker_news import BEAT_NS, TickerNews
from picaflor.wire.stream import Channel, TickersFrame, Topic
from tests.unit.sim.venue.contracts import BTC, ETH, NOW, A, House

HERE = Topic(Channel.TICKERS, BTC, product="USDT-FUTURES")
THERE = Topic(Channel.TICKERS, ETH, product="USDT-FUTURES")


@pytest.fixture
def house() -> House:
    return House()


def test_what_changed_is_told_once_a_beat(house: House) -> None:
    news = TickerNews(house.floor)
    assert [topic for topic, _ in news.changes([THERE, HERE], NOW)] == [HERE, THERE]
    house.put(house.one, Side.BUY, "0.1", "60000")
    assert news.changes([HERE, THERE], NOW + BEAT_NS - 1) == []
    ((topic, frame),) = news.changes([HERE, THERE], NOW + BEAT_NS)
    assert (topic, frame.rows[0].bid, frame.rows[0].at_ns) == (HERE, A("60000"), NOW + BEAT_NS)
    assert news.changes([HERE, THERE], NOW + 2 * BEAT_NS) == []


def test_who_comes_new_is_told_how_it_stands(house: House) -> None:
    frame = TickerNews(house.floor).snapshot(HERE, NOW)
    assert frame == TickersFrame(HERE, (house.floor.ticker(BTC, NOW),))
