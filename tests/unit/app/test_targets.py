"""Names of connectors, and under which names their keys are kept apart."""

from __future__ import annotations

import pytest

from picaflor.app.problems import NotFound, Usage
from picaflor.app.targets import SeveralFamilies, all_targets, find_target, read_entry, real_account
from picaflor.settings.places import World
from picaflor.settings.problems import BadName
from picaflor.venues import ROWS

L, E = World.LIVE, World.EMULATED


@pytest.mark.parametrize(
    ("name", "world", "account", "entry"),
    [
        ("bitget", L, "main", "bitget"),
        ("bitget", E, "main", "bitget@emulated"),
        ("bitget_perpetual", L, "second", "bitget_perpetual/second"),
        ("bitget_testnet", L, "main", "bitget_testnet"),
        ("bitget_testnet", E, "my-own", "bitget_testnet@emulated/my-own"),
    ],
)
def test_entries_and_back(name: str, world: World, account: str, entry: str) -> None:
    target = find_target(name)
    assert target.entry(world, account) == entry
    found = read_entry(entry)
    assert found is not None
    assert (found.target.id, found.world, found.account) == (name, world, account)


def test_every_row_has_a_paper_twin_that_is_listed_nowhere() -> None:
    for row in ROWS:
        twin = find_target(f"{row}_paper_trade")
        assert (twin.paper, twin.venue.id) == (True, row)
    listed = {target.id for target in all_targets()}
    assert listed >= set(ROWS)
    assert not any(name.endswith("_paper_trade") for name in listed)


@pytest.mark.parametrize("name", ["bitgett", "bitget_demo", "_testnet", "", "bitget_testnet_testnet"])
def test_a_name_of_nothing(name: str) -> None:
    with pytest.raises(NotFound):
        find_target(name)


@pytest.mark.parametrize("entry", ["nobody", "bitget@paper", "bitget_paper_trade", "bitget@live"])
def test_an_entry_of_another_program(entry: str) -> None:
    assert read_entry(entry) is None


def test_variables_and_accounts() -> None:
    assert find_target("bitget").variable("api_key") == "PICAFLOR_BITGET_API_KEY"
    assert find_target("bitget_testnet").variable("secret") == "PICAFLOR_BITGET_TESTNET_SECRET"
    with pytest.raises(BadName):
        find_target("bitget").entry(L, "../second")


def test_orders_by_hand_are_for_accounts_at_a_venue() -> None:
    assert real_account("bitget_testnet").id == "bitget_testnet"
    with pytest.raises(Usage, match="is a paper twin"):
        real_account("bitget_paper_trade")


def test_a_target_as_it_speaks_of_some_pairs() -> None:
    target = find_target("bitget_perpetual_paper_trade")
    assert target.for_pairs() == target.for_pairs("BTC-USDT", "ETH-USDT") == target
    coin = target.for_pairs("BTC-USD", "ETH-USD")
    assert (coin.id, coin.paper, coin.venue.family) == (target.id, True, "USD")
    assert coin in target.families()
    with pytest.raises(
        SeveralFamilies, match="BTC-USDT and BTC-USD at bitget_perpetual_paper_trade are margined in"
    ) as told:
        target.for_pairs("BTC-USDT", "BTC-USD")
    assert told.value.exit_code == 3
