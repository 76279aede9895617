"""What a kill switch must know before a bot begins: what its token is worth in the market's money, and what is at stake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from picaflor.app.prices import Prices
from picaflor.app.problems import Problem
from picaflor.app.visit import Visit
from picaflor.domain.market import Market
from picaflor.domain.numbers import atoms_of
from picaflor.engine.risk import Limits
from picaflor.wire.asks import ReadBalances
from picaflor.wire.reports import BalancesReport

IN_TOKEN: Final = ("max_loss", "max_gain")


class BadSwitch(Problem):
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Stakes:
    rate: Fraction = Fraction(1)  # how much of the market's money a token is worth
    capital: int = 0  # what the account has in the coins of its pair, in atoms of that money


EVEN: Final = Stakes()


async def look_at_stakes(
    visit: Visit, market: Market, kill: Mapping[str, Any], token: str, more: Sequence[Market] = ()
) -> Stakes:
    """Asked only where the switch needs it. What cannot be obeyed is refused: nobody should believe in it. `more`: its
    other markets there."""
    money = market.settle or market.quote
    if any(said is not None for said in kill.values()):
        _one_money([market, *more])
    counted = [name for name in IN_TOKEN if kill[name] is not None and token != money]
    if not counted and kill["max_drawdown"] is None:
        return EVEN
    prices = Prices()
    await prices.look(visit)
    rate, capital = Fraction(1), 0
    if counted:
        found = await prices.rate(token, money, visit)
        if found is None:
            raise BadSwitch(
                f"kill_switch.{counted[0]} is in {token}, {market.pair} counts in {money}, and {visit.target.id} has no"
                f" price between them: set global_token to {money}"
            )
        rate = found.price
    if kill["max_drawdown"] is not None:
        capital = await _capital(visit, (market, *more), prices)
    return Stakes(rate, capital)


def _one_money(markets: Sequence[Market]) -> None:
    money = sorted({market.settle or market.quote for market in markets})
    if len(money) > 1:
        raise BadSwitch(f"a kill switch counts in one coin, and the markets of this bot count in {' and '.join(money)}")


async def _capital(visit: Visit, markets: Sequence[Market], prices: Prices) -> int:
    money = markets[0].settle or markets[0].quote
    coins = [coin for market in markets for coin in ((money,) if market.settle else (market.base, money))]
    coins = list(dict.fromkeys(coins))
    held = {row.asset: row.total for row in (await visit.need(ReadBalances(), BalancesReport)).rows}
    capital = 0
    for coin in coins:
        rate = await prices.rate(coin, money, visit)
        if rate is None:
            raise BadSwitch(f"kill_switch.max_drawdown: {visit.target.id} has no price of {coin} in {money} now")
        capital += int(held.get(coin, 0) * rate.price)
    if not capital:
        raise BadSwitch(
            f"kill_switch.max_drawdown: the account holds no {' and no '.join(coins)} that it could be a part of"
        )
    return capital


def all_stakes(kill: Mapping[str, Any], each: Sequence[tuple[Market, Stakes]]) -> Stakes:
    """Of a bot on several venues: what is at stake on all of them, in the one money that they count in."""
    first = each[0][1]
    money = sorted({market.settle or market.quote for market, _ in each})
    if len(money) > 1 and any(said is not None for said in kill.values()):
        raise BadSwitch(f"a kill switch counts in one coin, and the venues of this bot count in {' and '.join(money)}")
    return Stakes(first.rate, sum(stakes.capital for _, stakes in each))


def limits_with(kill: Mapping[str, Any], exposure_max: Decimal, stakes: Stakes) -> Limits:
    def money(name: str) -> int:
        """A limit that is set is never none, however small it is: zero is the least loss, or the least gain."""
        return 0 if kill[name] is None else max(1, int(atoms_of(kill[name]) * stakes.rate))

    drawdown = kill["max_drawdown"]

    return Limits(
        position_notional_max=atoms_of(exposure_max),
        loss_max=money("max_loss"),
        gain_max=money("max_gain"),
        drawdown_part=0 if drawdown is None else max(1, atoms_of(drawdown) // 100),
        capital=stakes.capital,
    )
