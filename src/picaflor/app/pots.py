"""The money in the account that a market on margin has of its own: told, and set to what is to be there."""

from __future__ import annotations

from typing import Final

from picaflor.app.problems import Usage
from picaflor.app.public_pages import Row
from picaflor.app.targets import Target
from picaflor.app.visit import Visit
from picaflor.domain.market import Market
from picaflor.domain.numbers import BadNumber, read_atoms, write_atoms
from picaflor.domain.orders import MarginMode
from picaflor.venues import ROWS, load
from picaflor.wire.asks import Refused
from picaflor.wire.contracts import MarginSetup, ReadSetup, SetPot
from picaflor.wire.reports import PotReport

KIND: Final = "margin"


def need_pots(target: Target) -> None:
    if target.venue.kind != KIND:
        there = ", ".join(name for name in ROWS if load(name).kind == KIND)
        raise Usage(
            f"at {target.id} no market has an account that is opened by hand: at {there} each has. What isolated contracts"
            " have a bot opens, by `isolated_margin`"
        )


def read_balance(text: str) -> int:
    try:
        return read_atoms(text)
    except BadNumber as bad:
        raise Usage(f"{text!r} is no amount: {bad}") from None


async def pot(visit: Visit, pair: str, balance: int | None = None) -> list[Row]:
    """`balance`: what is to be in it; 0 closes it. The row is what the venue tells afterwards."""
    market = await visit.market(pair)
    if balance is not None:
        done = await visit.ask(SetPot(market.symbol, balance))
        if not _said(visit, done, "margin unchanged"):  # as wished already, perhaps by an answer that was lost
            visit.judged(done, MarginSetup)
    ask = ReadSetup(market.symbol, MarginMode.ISOLATED)
    answer = await visit.ask(ask)
    closed = _said(visit, answer, "no position")
    return [_row(market, None if closed else visit.judged(answer, MarginSetup).pot)]


def _said(visit: Visit, answer: object, rule: str) -> bool:
    return isinstance(answer, Refused) and answer.code == visit.spoken.refusals[rule][0]


def _row(market: Market, there: PotReport | None) -> Row:
    if there is None:
        return {"pair": market.pair, "open": "no", "balance": "", "tied": "", "in": market.settle, "leverage": ""}
    return {
        "pair": market.pair,
        "open": "yes",
        "balance": write_atoms(there.balance),
        "tied": write_atoms(there.orders + there.positions),
        "in": there.asset,
        "leverage": str(there.leverage or ""),
    }
