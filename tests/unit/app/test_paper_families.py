"""One paper account over several families of contracts: each has a file, a house and coins of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from picaflor.app.account_pages import balances, fills, orders, positions
from picaflor.app.account_setup import position_mode
from picaflor.app.paper_families import NoFunds, folder_of, funds_in, need_funds
from picaflor.app.paper_visit import PaperVisit
from picaflor.app.prices import Prices
from picaflor.app.public_pages import Row
from picaflor.settings.problems import BadName
from picaflor.sim.venue.listing import listing_of
from picaflor.venues import load
from tests.unit.app.test_paper_visit import MANY, look, trade

ROW = load("bitget_perpetual")
FUNDS = {"USDT": 5, "USDC": 6, "BTC": 1, "DOGE": 7}
MARKETS = [listed.market for family in ROW.every_family() for listed in listing_of(family, 2)]


def test_each_family_begins_with_the_coins_that_its_contracts_settle_in() -> None:
    begun = {family.family: funds_in(family, FUNDS, MARKETS) for family in ROW.every_family()}
    assert begun == {"": {"USDT": 5}, "USDC": {"USDC": 6}, "USD": {"BTC": 1}}
    assert funds_in(load("bitget"), FUNDS, MARKETS) == FUNDS, "a row with one family has it all"


def test_an_account_without_the_coin_of_its_contracts_does_not_begin() -> None:
    usdc = [market for market in MARKETS if market.quote == "USDC"]
    need_funds({"USDC": 1}, usdc)
    need_funds({}, [])
    need_funds({}, [listed.market for listed in listing_of(load("bitget"), 1)])
    with pytest.raises(NoFunds, match=r"no USDC, which .*`picaflor balance paper USDC AMOUNT`") as told:
        need_funds({"USDC": 0, "BTC": 1}, usdc)
    assert told.value.exit_code == 3


def test_a_further_family_is_kept_in_a_folder_of_its_own(tmp_path: Path) -> None:
    assert [folder_of(tmp_path, family) for family in ROW.every_family()] == [
        tmp_path,
        tmp_path / "usdc",
        tmp_path / "usd",
    ]
    (tmp_path / "usd").symlink_to(tmp_path.parent)
    with pytest.raises(BadName, match="a link that leads out"):
        folder_of(tmp_path, ROW.families["USD"])


@pytest.fixture
def account(tmp_path: Path) -> Path:
    """Somebody has bought in the two further families, and nothing in the first."""
    for family in ROW.families.values():
        place = folder_of(tmp_path, family)
        place.mkdir()
        trade(family, place, MANY)
    return tmp_path


def shown(account: Path, make: Callable[[PaperVisit], Awaitable[list[Row]]]) -> list[Row]:
    return look("bitget_perpetual", account, make, MANY)


def test_all_of_them_are_one_account_to_whoever_looks(account: Path) -> None:
    held = {row["asset"]: row["total"] for row in shown(account, lambda visit: balances(visit, "USDC", Prices()))}
    assert held["USDT"] == "5000", "nothing was begun there"
    assert sorted(held) == ["BTC", "USDC", "USDT"]
    assert held["USDC"] != "4000", "it is traded with"
    assert held["BTC"] != "1", "so is this"
    held_at = [(row["pair"], row["entry"], row["unrealised_in"]) for row in shown(account, positions)]
    assert held_at == [("BTC-USDC", "61000", "USDC"), ("BTC-USD", "61000", "BTC")]
    assert [row["pair"] for row in shown(account, lambda visit: orders(visit, ""))] == ["BTC-USDC", "BTC-USD"]
    (fill,) = shown(account, lambda visit: fills(visit, "BTC-USD", 5))
    assert (fill["pair"], fill["fee_in"]) == ("BTC-USD", "BTC")
    assert [row["quoted_in"] for row in shown(account, position_mode)] == ["USDT", "USDC", "USD"]
