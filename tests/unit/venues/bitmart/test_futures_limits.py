from __future__ import annotations

from picaflor.venues import load
from picaflor.venues.bitmart.futures_limits import COSTS, LIMITS, REFUSALS
from picaflor.venues.bitmart.outcomes import FUTURES
from picaflor.wire.asks import Place, ReadMarkets, ReadTickers
from picaflor.wire.contracts import ReadPositions, ReadSetup


def test_each_endpoint_counts_for_itself_and_two_asks_of_one_path_count_together() -> None:
    buckets = {limit.bucket: limit for limit in LIMITS}
    assert len(buckets) == len(LIMITS)
    assert COSTS[ReadMarkets] == COSTS[ReadTickers]
    assert COSTS[ReadPositions] == COSTS[ReadSetup]
    assert buckets[COSTS[Place].takes[0][0]].count == 24


def test_each_refusal_of_the_house_has_a_code_that_the_table_knows() -> None:
    unknown = {rule for rule, (code, _) in REFUSALS.items() if code not in FUTURES}
    assert unknown == set()


def test_the_demo_has_hosts_of_its_own() -> None:
    domains = load("bitmart_perpetual").domains
    assert {name: domain.rest for name, domain in domains.items()} == {
        "live": "api-cloud-v2.bitmart.com",
        "testnet": "demo-api-cloud-v2.bitmart.com",
    }
    assert "demo" in domains["testnet"].public
