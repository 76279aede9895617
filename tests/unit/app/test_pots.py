"""The account of a market on margin by hand: told, opened, filled, closed; asked twice it is as it was asked once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from picaflor.app.emulate import made_up_keys
from picaflor.app.pots import need_pots, pot, read_balance
from picaflor.app.problems import Usage
from picaflor.app.targets import find_target
from picaflor.domain.market import Market
from picaflor.domain.numbers import ONE
from picaflor.sim.venue.listing import listing_of
from picaflor.sim.venue.paper import PaperHouse
from picaflor.venues import load
from picaflor.wire.asks import Ask, Refused
from picaflor.wire.contracts import SetPot

PAIR = "BTC-USDT"


class No(Exception):
    pass


class Visit:
    """A house without a wire."""

    def __init__(self) -> None:
        self.spoken = load("hitbtc_margin")
        self._house = PaperHouse(self.spoken, listing_of(self.spoken, 1), made_up_keys(self.spoken, 1), 1)
        self._house.begin({"USDT": 1_000 * ONE}, 1)
        self.sent: list[Ask] = []

    async def ask(self, ask: Ask) -> Any:
        self.sent.append(ask)
        return self._house.exchange.rows[0].answers.private(self._house.account, ask, 1)

    def judged(self, answer: Any, kind: type) -> Any:
        if isinstance(answer, Refused):
            raise No(answer.code)
        assert isinstance(answer, kind)
        return answer

    async def market(self, pair: str) -> Market:
        return next(market for market in self._house.exchange.floor.markets.values() if market.pair == pair)


def told(visit: Visit, balance: int | None = None) -> dict[str, str]:
    (row,) = asyncio.run(pot(visit, PAIR, balance))  # type: ignore[arg-type]
    return row


def test_it_is_opened_filled_and_closed() -> None:
    visit = Visit()
    assert (told(visit)["open"], told(visit)["balance"]) == ("no", "")
    for balance in (500, 700, 100):
        row = told(visit, balance * ONE)
        assert (row["open"], row["balance"], row["tied"], row["in"]) == ("yes", str(balance), "0", "USDT")
        assert row["leverage"] == "10"
    assert told(visit, 0)["open"] == "no"
    assert [ask.leverage for ask in visit.sent if isinstance(ask, SetPot)] == [0] * 4  # it is not set


def test_what_is_so_already_is_no_refusal_and_what_is_not_there_is_one() -> None:
    visit = Visit()
    assert told(visit, 500 * ONE) == told(visit, 500 * ONE)
    with pytest.raises(No, match="20001"):
        told(visit, 5_000 * ONE)
    assert told(visit)["balance"] == "500"


def test_where_there_are_such_accounts_and_what_is_no_amount() -> None:
    need_pots(find_target("hitbtc_margin"))
    for row in ("hitbtc", "hitbtc_perpetual", "bitget_perpetual"):
        with pytest.raises(Usage, match="at hitbtc_margin each has"):
            need_pots(find_target(row))
    assert read_balance("0.5") == ONE // 2
    with pytest.raises(Usage, match="'-1' is no amount"):
        read_balance("-1")
