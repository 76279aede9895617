"""What is told of a stop: a report of its own, or that of an order, where it is one."""

from __future__ import annotations

from picaflor.sim.venue.news import News, OrderNews, StopNews
from picaflor.sim.venue.waiting import VenueStop
from picaflor.wire.stops import StopStatus


def news_of(stop: VenueStop) -> list[News]:
    """An order that keeps its number tells by itself that its price came."""
    if not stop.keeps:
        return [StopNews(stop.account, stop.report())]
    told = stop.status is not StopStatus.TRIGGERED
    return [OrderNews(stop.account, stop.among_orders())] if told else []
