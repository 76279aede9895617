"""What is shown of how an account trades contracts, and what is sent to change it, at a house of every row."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from picaflor.app.account_setup import leverage, need_contracts, position_mode, read_mode, read_times
from picaflor.app.emulate import made_up_keys
from picaflor.app.problems import Problem, RefusedByVenue, Usage
from picaflor.app.targets import find_target
from picaflor.domain.market import Market
from picaflor.domain.orders import Hold, MarginMode, PositionMode
from picaflor.sim.venue.listing import listing_of
from picaflor.sim.venue.paper import PaperHouse
from picaflor.venues import ROWS, load
from picaflor.wire.asks import Ask, Refused
from picaflor.wire.contracts import Agreed, ReadSetup, SetLeverage, SetMarginMode, SetPositionMode
from picaflor.wire.reports import Listing
from picaflor.wire.venue import Venue

CONTRACTS = [row for row in ROWS if load(row).holds]
FIXED = [row for row in CONTRACTS if "leverage_fixed" in load(row).features]


class Visit:
    """A house without a wire. `deaf`: it agrees, and changes nothing."""

    def __init__(self, row: str = "bitget_perpetual", deaf: bool = False) -> None:
        self.target, self._deaf = find_target(row), deaf
        self.spoken = self.target.venue
        self._house = PaperHouse(self.spoken, listing_of(self.spoken, 1), made_up_keys(self.spoken, 1), 1)
        self.sent: list[Ask] = []

    @property
    def accounts(self) -> tuple[Venue, ...]:
        return (self.spoken,)

    def answer(self, ask: Ask) -> Any:
        return self._house.exchange.rows[0].answers.private(self._house.account, ask, 1)

    async def need(self, ask: Ask, kind: type) -> Any:
        if not isinstance(ask, ReadSetup):
            self.sent.append(ask)
            if self._deaf:
                return Agreed()
        answer = self.answer(ask)
        if isinstance(answer, Refused):
            raise RefusedByVenue(answer.code)
        assert isinstance(answer, kind)
        return answer

    async def need_of(self, _family: Venue, ask: Ask, kind: type) -> Any:
        return await self.need(ask, kind)

    async def listing(self) -> Listing:
        return Listing(tuple(self._house.exchange.floor.markets.values()))

    async def market(self, pair: str) -> Market:
        return next(market for market in (await self.listing()).markets if market.pair == pair)

    def first(self) -> Market:
        return min(asyncio.run(self.listing()).markets, key=lambda market: (market.base != "BTC", market.pair))


def shown(visit: Visit, pair: str, times: int | None = None) -> dict[str, str]:
    (row,) = asyncio.run(leverage(visit, pair, times))  # type: ignore[arg-type]
    return row


def mode(visit: Visit, wanted: PositionMode | None = None) -> str:
    (row,) = asyncio.run(position_mode(visit, wanted))  # type: ignore[arg-type]
    return row["position_mode"]


@pytest.mark.parametrize("row", FIXED)
def test_a_leverage_that_is_the_listings_is_told_and_not_set(row: str) -> None:
    visit = Visit(row)
    market = visit.first()
    most = market.max_leverage
    for _ in range(2):
        told = shown(visit, market.pair, most)
        assert (told["long"], told["short"], told["most"], told["margin"]) == (*(str(most),) * 3, "isolated")
    with pytest.raises(Usage, match=rf"sets no leverage: that of BTC-USDT is {most}"):
        shown(visit, market.pair, most - 1)
    assert visit.sent == []


@pytest.mark.parametrize("row", [row for row in CONTRACTS if row not in FIXED])
def test_a_leverage_is_set_once_and_told_by_the_venue(row: str) -> None:
    visit = Visit(row)
    market = visit.first()
    assert shown(visit, market.pair)["long"] == "20"
    for _ in range(2):
        told = shown(visit, market.pair, 7)
        assert (told["pair"], told["long"], told["short"], told["margin"]) == (market.pair, "7", "7", "cross")
    assert visit.sent == [SetLeverage(market.symbol, 7, Hold.NET, MarginMode.CROSS)]


@pytest.mark.parametrize("row", CONTRACTS)
def test_a_position_mode_is_set_where_there_are_two(row: str) -> None:
    visit = Visit(row)
    modes = visit.target.venue.position_modes
    before = mode(visit)
    assert before == modes[0]
    if len(modes) == 1:
        (other,) = set(PositionMode) - set(modes)
        with pytest.raises(Usage, match=f"has {before} only: there is nothing to set"):
            mode(visit, other)
        assert mode(visit, modes[0]) == before
        assert visit.sent == []
        return
    assert [mode(visit, modes[1]) for _ in range(2)] == [modes[1]] * 2
    assert visit.sent == [SetPositionMode(modes[1])]


def test_an_isolated_hedge_has_a_leverage_for_each_side() -> None:
    visit = Visit()
    symbol = visit.first().symbol
    for change in (
        SetPositionMode(PositionMode.HEDGE),
        SetMarginMode(symbol, MarginMode.ISOLATED),
        SetLeverage(symbol, 3, Hold.SHORT, MarginMode.ISOLATED),
    ):
        visit.answer(change)
    assert [shown(visit, "BTC-USDT")[side] for side in ("long", "short")] == ["20", "3"]
    assert [shown(visit, "BTC-USDT", 3)[side] for side in ("long", "short")] == ["3", "3"]
    assert visit.sent == [SetLeverage(symbol, 3, Hold.LONG, MarginMode.ISOLATED)]


def test_nothing_is_sent_that_the_contract_does_not_have() -> None:
    visit = Visit()
    most = visit.first().max_leverage
    for times in (0, most + 1):
        with pytest.raises(Usage, match=f"has a leverage of 1 to {most}, not of {times}"):
            shown(visit, "BTC-USDT", times)
    assert visit.sent == []


def test_a_venue_that_agrees_and_changes_nothing_is_not_believed() -> None:
    with pytest.raises(Problem, match="tells another leverage"):
        shown(Visit(deaf=True), "BTC-USDT", 7)
    with pytest.raises(Problem, match="tells another mode"):
        mode(Visit(deaf=True), PositionMode.HEDGE)


def test_what_was_typed_is_read_or_refused_in_a_sentence() -> None:
    assert (read_times("5"), read_mode("hedge")) == (5, PositionMode.HEDGE)
    for text in ("", "0", "-1", "1.5", "five", "123456"):
        with pytest.raises(Usage, match="is not a leverage"):
            read_times(text)
    with pytest.raises(Usage, match="there are ONEWAY, HEDGE"):
        read_mode("both")
    need_contracts(find_target("bitget_perpetual"))
    with pytest.raises(Usage, match=r"spot markets only.*; say bitget_perpetual"):
        need_contracts(find_target("bitget"))
