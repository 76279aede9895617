"""What a paper account has in each family of a row's contracts: a file, a house and money of its own, as at the venue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from picaflor.app.problems import Problem
from picaflor.domain.market import Market
from picaflor.settings.places import inside
from picaflor.wire.venue import Venue


def folder_of(account: Path, venue: Venue) -> Path:
    """`venue`: as it speaks of the family; the row's own is kept in the account's folder itself."""
    return inside(account, venue.family.lower()) if venue.family else account


class NoFunds(Problem):
    exit_code = 3


def funds_in(venue: Venue, funds: Mapping[str, int], markets: Iterable[Market]) -> dict[str, int]:
    """What a new account begins with: where a row has families, in each the coins that its contracts settle in."""
    if not (venue.family or venue.families):
        return dict(funds)
    quotes = {market.quote for market in markets if market.quote not in venue.families}
    coins = {market.settle for market in markets if market.quote in ({venue.family} if venue.family else quotes)}
    return {coin: atoms for coin, atoms in funds.items() if coin in coins}


def need_funds(begun: Mapping[str, int], markets: Iterable[Market]) -> None:
    """An account that begins without the coin of its contracts could never trade them, and would have begun."""
    coins = sorted({market.settle for market in markets if market.settle})
    if coins and not any(begun.get(coin) for coin in coins):
        raise NoFunds(
            f"paper_trade.balances has no {' and no '.join(coins)}, which these contracts are margined in:"
            f" `picaflor balance paper {coins[0]} AMOUNT` says with how much a new account begins"
        )
