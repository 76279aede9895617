"""A stop is told as one, or as an order among the others; and such an order tells by itself that its price came."""

from __future__ import annotations

import pytest

from picaflor.domain.market import Market
from picaflor.domain.orders import Side
from picaflor.sim.venue.news import OrderNews, StopNews
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.stop_news import news_of
from picaflor.sim.venue.waiting import VenueStop
from picaflor.wire.stops import PlaceStop, StopStatus


@pytest.mark.parametrize("status", StopStatus)
def test_who_hears_of_it_as_what(market: Market, account: VenueAccount, status: StopStatus) -> None:
    ask = PlaceStop(market.symbol, "mine", Side.SELL, 5, size=7, rises=True)
    stop = VenueStop(3, account, market, ask, 1, 2, status)
    assert news_of(stop) == [StopNews(account, stop.report())]
    stop.keeps = True
    told = news_of(stop)
    assert told == ([] if status is StopStatus.TRIGGERED else [OrderNews(account, stop.among_orders())])
    assert stop.among_orders().waits is (status is StopStatus.WAITING)
