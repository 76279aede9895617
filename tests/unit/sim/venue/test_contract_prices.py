"""Index, mark and rates of a contract: the median of three, the formula of the rate to the digit, a past that stays."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.numbers import read_atoms as A  # noqa: N812
from picaflor.sim.venue.contract_prices import INTERVAL_NS, PAST_RATES, RATE_MAX, Prices
from picaflor.sim.venue.listing import contract_listing
from picaflor.venues import load

HOUR = 3_600_000_000_000
NOW = 496_000 * 8 * HOUR + HOUR  # an hour into a period
BTC = "BTCUSDT"


@pytest.fixture
def prices() -> Prices:
    return Prices(contract_listing(load("bitget_perpetual"), 3), seed=5)


@pytest.mark.parametrize(
    ("index", "middle", "last", "mark"),
    [
        ("60000", "60010", "60020", "60010"),
        ("60000", "59990", "60020", "60000"),
        ("60000", "59990", "59995", "59995"),
        ("60000.05", "60000.05", "61000", "60000"),  # down to the tick
        ("60000", "0", "60020", "60020"),  # nobody quotes: the last price twice
    ],
)
def test_the_mark_is_the_median_of_index_middle_and_last(
    prices: Prices, index: str, middle: str, last: str, mark: str
) -> None:
    assert prices.beat(BTC, A(index), A(middle), A(last)) == A(mark)
    assert (prices.gauges[BTC].index, prices.gauges[BTC].mark) == (A(index), A(mark))


@pytest.mark.parametrize(
    ("middles", "rate"),
    [
        ([], "0.0001"),  # nothing was sampled: the interest
        (["60000"], "0.0001"),
        (["60030"], "0.0001"),  # a premium of 0.05 % is bent all the way
        (["60060"], "0.0005"),  # 0.1 % by 0.05 % at most
        (["60060", "60000"], "0.0001"),  # the mean counts
        (["59940"], "-0.0005"),
        (["63000"], "0.003"),
        (["57000"], "-0.003"),
        (["60060.77"], "0.000512"),  # 0.00101283… towards zero at six places
    ],
)
def test_the_rate_is_the_mean_premium_bent_towards_the_interest(prices: Prices, middles: list[str], rate: str) -> None:
    for middle in middles:
        prices.beat(BTC, A("60000"), A(middle), A("60000"))
    assert prices.gauges[BTC].rate() == A(rate, signed=True)


def test_a_settlement_is_told_and_the_next_period_begins_anew(prices: Prices) -> None:
    prices.beat(BTC, A("60000"), A("60060"), A("60000"))
    at_ns = prices.next_ns(NOW)
    assert at_ns == 496_001 * INTERVAL_NS
    assert prices.settle(BTC, at_ns) == A("0.0005")
    assert prices.gauges[BTC].rate() == A("0.0001")
    newest, before = prices.history(BTC, at_ns + 1, limit=2)
    assert (newest.rate, newest.at_ns) == (A("0.0005"), at_ns)
    assert before.at_ns == at_ns - INTERVAL_NS


def test_a_moment_of_settlement_is_the_end_of_its_period(prices: Prices) -> None:
    assert prices.next_ns(496_000 * INTERVAL_NS - 1) == 496_000 * INTERVAL_NS
    assert prices.next_ns(496_000 * INTERVAL_NS) == 496_001 * INTERVAL_NS


def test_pages_of_the_past_join_and_end(prices: Prices) -> None:
    whole = prices.history(BTC, NOW, limit=PAST_RATES + 50)
    assert len(whole) == PAST_RATES
    times = [rate.at_ns for rate in whole]
    assert times == [496_000 * INTERVAL_NS - n * INTERVAL_NS for n in range(PAST_RATES)]
    pages = [prices.history(BTC, NOW, limit=300, page=page) for page in (1, 2, 3, 4, 5)]
    assert [len(page) for page in pages] == [300, 300, 300, 100, 0]
    assert tuple(rate for page in pages for rate in page) == whole
    assert prices.history(BTC, NOW, limit=7, until_ns=times[20]) == whole[21:28]
    assert prices.history(BTC, NOW, limit=7, until_ns=times[20] + 1) == whole[20:27]


def test_the_past_is_the_seeds_and_does_not_change(prices: Prices) -> None:
    listing = contract_listing(load("bitget_perpetual"), 3)
    before = prices.history(BTC, NOW, limit=100)
    assert Prices(listing, seed=5).history(BTC, NOW, limit=100) == before != Prices(listing, 6).history(BTC, NOW, 100)
    prices.settle(BTC, prices.next_ns(NOW))
    assert prices.history(BTC, NOW + INTERVAL_NS, limit=101)[1:] == before
    assert all(abs(rate.rate) <= RATE_MAX and rate.rate % (ONE // 10**6) == 0 for rate in before)
    assert len({rate.rate for rate in before}) > 20


def test_without_a_spot_market_the_index_walks_alone_and_comes_home(prices: Prices) -> None:
    walked = []
    for _ in range(2_000):
        prices.beat(BTC, 0, 0, A("61234.5"))
        walked.append(prices.gauges[BTC].index)
    assert len(set(walked)) > 1_000
    assert A("58000") < min(walked) < A("61234.5") < max(walked) < A("64500")
