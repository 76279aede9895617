from __future__ import annotations

import pytest

from picaflor.domain.market import MarketKind
from picaflor.sim.venue.listing import listing_of
from picaflor.venues import load
from picaflor.venues.bitget.mix_families import FAMILIES
from picaflor.venues.bitget.mix_symbols import read_contract, write_contract

ROW = load("bitget_perpetual")


def test_the_row_has_three_families_and_a_pair_says_which() -> None:
    assert [each.product for each in ROW.every_family()] == ["USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES"]
    assert ROW.for_pairs("BTC-USDT", "ETH-USDT") is ROW
    assert ROW.for_pairs() is ROW
    for quote, (product, _) in FAMILIES.items():
        assert ROW.for_pairs(f"BTC-{quote}").product == product
    with pytest.raises(ValueError, match="several families of bitget_perpetual"):
        ROW.for_pairs("BTC-USDT", "BTC-USDC")


def test_a_family_is_the_same_row_on_a_floor_of_its_own() -> None:
    usdc, coin = ROW.families.values()
    assert [each.id for each in ROW.every_family()] == ["bitget_perpetual"] * 3
    assert [each.floor for each in ROW.every_family()] == [
        "bitget_perpetual",
        "bitget_perpetual-usdc",
        "bitget_perpetual-usd",
    ]
    assert ("inverse" in usdc.features, "inverse" in coin.features) == (False, True)
    assert "COIN-FUTURES" in coin.refusals["no such topic"][1]


@pytest.mark.parametrize("quote", FAMILIES)
def test_what_an_emulated_house_lists_of_a_family_is_read_as_it_was_meant(quote: str) -> None:
    for each in listing_of(ROW.families[quote], 4):
        market = each.market
        assert read_contract(write_contract(market)) == market
        assert market.pair == f"{market.base}-{quote}"
        if quote == "USD":
            assert (market.kind, market.settle) == (MarketKind.INVERSE, market.base)
        else:
            assert (market.kind, market.settle) == (MarketKind.LINEAR, "USDC")


def test_accounts_of_either_kind_speak_all_families() -> None:
    unified = ROW.spoken_by("unified")
    assert [each.product for each in unified.every_family()] == [each.product for each in ROW.every_family()]
    for quote, family in ROW.families.items():
        assert family.spoken_by("unified") == unified.families[quote]
        assert unified.families[quote].private_name == "unified"
