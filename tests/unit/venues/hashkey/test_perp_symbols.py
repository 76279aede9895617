"""Contracts of the listing: what a lot is, what leverage there is, and what is left out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec.json import encode

from picaflor.domain.market import Grid, MarketKind, MarketState
from picaflor.domain.numbers import ONE, read_atoms
from picaflor.venues.hashkey.perp_symbols import (
    read_contracts,
    read_ladder,
    read_one,
    read_one_ladder,
    write_contract,
    write_house,
)
from picaflor.wire.decoding import BadMessage
from picaflor.wire.reports import Listing, TierReport, Tiers

ROW: dict[str, Any] = {
    "filters": [
        {"filterType": "PRICE_FILTER", "tickSize": "0.1"},
        {"filterType": "LOT_SIZE", "minQty": "0.001", "maxQty": "10", "stepSize": "0.001"},
    ],
    "symbol": "BTCUSDT-PERPETUAL",
    "status": "TRADING",
    "baseAsset": "BTCUSDT-PERPETUAL",
    "quoteAsset": "USDT",
    "marginToken": "USDT",
    "contractMultiplier": "0.001",
    "underlying": "BTC",
    "riskLimits": [],
}


def market(**more: Any) -> Any:
    return read_one(json.dumps({**ROW, **more}).encode()).markets[0]


def sized(step: str, multiplier: str) -> tuple[Grid, Grid | None]:
    filters = [ROW["filters"][0], {**ROW["filters"][1], "stepSize": step}]
    read = market(filters=filters, contractMultiplier=multiplier)
    return read.lot, read.contract


@pytest.mark.parametrize(
    ("step", "multiplier", "lot", "contract"),
    [
        ("0.001", "0.001", Grid(3), Grid(0)),
        ("0.0001", "0.001", Grid(3), Grid(0)),  # parts of a contract are cut off
        ("0.01", "0.001", Grid(2), Grid(0, 10)),
        ("10", "10", Grid(0, 10), Grid(0)),
    ],
)
def test_a_lot_is_a_contract_or_as_many_as_the_step_has(step: str, multiplier: str, lot: Grid, contract: Grid) -> None:
    assert sized(step, multiplier) == (lot, contract)


def test_a_step_of_broken_contracts_is_no_market() -> None:
    with pytest.raises(ValueError, match="multiple"):
        sized("0.0015", "0.001")


@pytest.mark.parametrize(("margins", "leverage"), [([], 1), (["0.1", "0.05"], 20), (["0.008"], 125), (["0.3"], 3)])
def test_the_lowest_margin_is_the_highest_leverage(margins: list[str], leverage: int) -> None:
    rungs = [{"riskLimitId": "1", "quantity": "1", "initialMargin": each, "maintMargin": "0"} for each in margins]
    assert market(riskLimits=rungs).max_leverage == leverage


@pytest.mark.parametrize("leverage", [1, 3, 7, 11, 125, 999])
def test_leverage_comes_back_from_a_margin_that_has_no_end(leverage: int) -> None:
    written = encode(write_contract(replace(market(), max_leverage=leverage)))
    assert read_one(written).markets[0].max_leverage == leverage


@pytest.mark.parametrize(
    "odd",
    [
        {"inverse": True},
        {"marginToken": "BTC"},
        {"status": "ODD"},
        {"underlying": ""},
        {"filters": []},
        {"riskLimits": [{"riskLimitId": "1", "quantity": "1", "initialMargin": "2", "maintMargin": "0"}]},
    ],
    ids=lambda odd: next(iter(odd)),
)
def test_one_that_cannot_be_mapped_is_left_out_with_its_reason(odd: dict[str, Any]) -> None:
    listing = read_contracts(json.dumps({"contracts": [{**ROW, **odd, "symbol": "BAD"}, ROW]}).encode())
    assert [each.symbol for each in listing.markets] == ["BTCUSDT-PERPETUAL"]
    ((symbol, reason),) = listing.skipped
    assert (symbol, bool(reason)) == ("BAD", True)


def test_a_listing_without_contracts_is_none() -> None:
    with pytest.raises(BadMessage, match="without any contract"):
        read_contracts(b'{"contracts":[],"symbols":[]}')


def test_the_ladder_is_told_rung_by_rung_and_back() -> None:
    rungs = [
        {"riskLimitId": "200000722", "quantity": "1000.00", "initialMargin": "0.05", "maintMargin": "0.0049"},
        {"riskLimitId": "200000723", "quantity": "2000.00", "initialMargin": "0.10", "maintMargin": "0.01"},
    ]
    ladder = read_one_ladder(encode(ROW | {"riskLimits": rungs}))
    assert ladder == Tiers(
        ROW["symbol"],
        (
            TierReport(1, 0, 1_000 * ONE, 20, read_atoms("0.0049")),
            TierReport(2, 1_000 * ONE, 2_000 * ONE, 10, read_atoms("0.01")),
        ),
    )
    market = read_one(encode(ROW | {"riskLimits": rungs})).markets[0]
    assert market.max_leverage == 20
    assert read_ladder(write_contract(market, ladder)) == ladder
    assert read_ladder(write_contract(market)).rows[0].leverage_max == 20, "without one there is a single rung"
    assert read_one_ladder(encode(ROW)).rows == (TierReport(1, 0, 0, 1, 0),)


def test_both_families_are_listed_in_one_answer_each_in_its_list() -> None:
    home = Path(__file__).parents[3] / "golden" / "hashkey"
    (path,) = home.glob("055-*.json")
    contract = read_one(path.read_bytes()).markets[0]
    spot = replace(contract, kind=MarketKind.SPOT, symbol="BTCUSDT", settle="", contract=None)
    told = json.loads(encode(write_house(Listing((spot, replace(contract, state=MarketState.HALTED))), 7)))
    assert [row["symbol"] for row in told["symbols"]] == ["BTCUSDT"]
    assert [(row["symbol"], row["status"]) for row in told["contracts"]] == [("BTCUSDT-PERPETUAL", "HALT")]
    assert [coin["coinId"] for coin in told["coins"]] == ["BTC", "USDT"]


def test_fees_are_the_first_levels() -> None:
    assert (market().maker_fee, market().taker_fee) == (read_atoms("0.00025"), ONE * 6 // 10_000)
