from __future__ import annotations

from picaflor.venues import load
from picaflor.venues.bitget.mix_limits import COSTS, LIMITS, REFUSALS
from picaflor.venues.bitget.outcomes import OUTCOMES
from picaflor.wire import asks as a
from picaflor.wire import contracts as c

ADDED = {"hold", "reduce only", "leverage", "margin mode busy", "position mode busy", "no position", "margin"}


def test_the_record_is_what_the_files_say() -> None:
    row, spot = load("bitget_perpetual"), load("bitget")
    assert (row.id, row.kind, row.product, spot.product) == ("bitget_perpetual", "perpetual", "USDT-FUTURES", "")
    assert (row.stream, row.auth, row.client_ids) == (spot.stream, spot.auth, spot.client_ids)
    assert (row.maker_fee, row.taker_fee) == ("0.0002", "0.0006")


def test_slow_endpoints_are_slow() -> None:
    rates = {limit.bucket: limit.count for limit in LIMITS}
    assert len(rates) == len(LIMITS)
    assert rates[COSTS[c.ReadPositions].takes[1][0]] == 5
    assert rates[COSTS[a.Place].takes[1][0]] == 10
    assert COSTS[a.ReadMarkets] == COSTS[a.ReadListing]  # one endpoint


def test_rules_of_contracts_have_codes_that_are_known() -> None:
    assert set(REFUSALS) >= ADDED | {"not amendable", "stop not found", "batch", "path"}
    assert {code for code, _ in REFUSALS.values()} <= set(OUTCOMES)
    assert REFUSALS["hold"][0] == "40774"
    assert REFUSALS["funds"][0] == "40762"
