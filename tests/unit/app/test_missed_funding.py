"""Which settlements a paper account has missed: those after its last change, and of contracts alone."""

from __future__ import annotations

import asyncio
from typing import Any

from picaflor.app.endpoints import Reach
from picaflor.app.missed_funding import missed_funding
from picaflor.app.targets import find_target
from picaflor.app.visit import Visit
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.keeping import Keeping
from picaflor.transport.hosts import Hosts
from picaflor.wire.asks import Place
from picaflor.wire.contracts import FundingHistory, FundingRate
from tests.unit.sim.venue.contracts import BTC, A, House

MARKETS = {
    "BTC-USDT": Market(
        "bitget_perpetual", "BTC-USDT", BTC, "BTC", "USDT", Grid(1), Grid(4), kind=MarketKind.LINEAR, settle="USDT"
    )
}


class Told(Visit):
    def __init__(self, row: str = "bitget_perpetual") -> None:
        super().__init__(find_target(row), Reach(Hosts()))
        self.asked: list[Any] = []

    async def need(self, ask: Any, kind: type[Any]) -> Any:
        self.asked.append(ask)
        return FundingHistory(tuple(FundingRate(ask.symbol, 1, at_ns) for at_ns in (2**62, 90, 60, 50, 40)))


def state_at(now_ns: int) -> bytes:
    house = House()
    keeping = Keeping(house.floor, house.one)
    ask = Place(BTC, "rests", Side.BUY, OrderType.LIMIT, A("0.01"), A("50000"))
    house.floor.place(house.one, ask, now_ns)
    return keeping.state()


def missed(visit: Told, state: bytes) -> list[int]:
    return [row.at_ns for row in asyncio.run(missed_funding(visit, MARKETS, state))]


def test_those_after_the_last_change_and_not_those_to_come() -> None:
    visit = Told()
    assert missed(visit, state_at(50)) == [90, 60]
    assert [ask.symbol for ask in visit.asked] == [BTC]


def test_nobody_is_asked_of_a_new_account_or_of_coins() -> None:
    for visit, state in ((Told(), b""), (Told("bitget"), state_at(50))):
        assert missed(visit, state) == []
        assert visit.asked == []
