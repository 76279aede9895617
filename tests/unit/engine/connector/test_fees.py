"""The account's own fees: asked for each pair, put on the market, and the markets listed again when they change."""

from __future__ import annotations

from dataclasses import replace

from picaflor.domain.market import Market
from picaflor.engine.connector.desk import Errand
from picaflor.engine.connector.fees import AS_THE_VENUE_SAYS, EVERY_NS, RETRY_NS, AccountFees, SaidFees
from picaflor.engine.connector.hall import Hall
from picaflor.engine.connector.shelf import Shelf
from picaflor.venues import load
from picaflor.wire.contracts import Fees, FeesReport, ReadFees
from picaflor.wire.net import NoAnswer
from picaflor.wire.refusals import Refusal, Refused
from picaflor.wire.reports import Listing, ServerTime
from picaflor.wire.shown import ReadFeeTable
from tests.unit.engine.connector.conftest import NOW
from tests.unit.engine.connector.test_setup import Asked

ASK = ReadFees("BTCUSDT")


def test_asked_applied_and_told_once(market: Market) -> None:
    desk, changed = Asked(), list[int]()
    fees = AccountFees(desk, changed.append)  # type: ignore[arg-type]
    fees.listed({market.pair: market}, (market.pair,), NOW)
    fees.tick(NOW)
    fees.tick(NOW)
    assert desk.asks == [ASK]
    assert fees.apply(market) is market
    errand = Errand(ASK, "fees", NOW)
    for _ in range(2):
        assert fees.answered(errand, FeesReport("BTCUSDT", 7, 9), NOW)
    assert changed == [NOW]
    assert (fees.apply(market).maker_fee, fees.apply(market).taker_fee) == (7, 9)
    assert fees.due() == NOW + EVERY_NS


def test_without_an_answer_it_is_asked_again_and_the_listings_fees_stay(market: Market) -> None:
    desk = Asked()
    fees = AccountFees(desk, lambda _now: None)  # type: ignore[arg-type]
    fees.listed({market.pair: market}, (market.pair,), NOW)
    assert fees.answered(Errand(ASK, "fees", NOW), NoAnswer("timed out"), NOW)
    assert fees.due() == NOW + RETRY_NS
    assert fees.apply(market) is market
    assert not fees.answered(Errand(ReadFees, "x", NOW), ServerTime(1), NOW)  # type: ignore[arg-type]


def test_a_table_is_asked_for_once_for_all_pairs_and_a_markets_own_row_counts_more(market: Market) -> None:
    desk, changed = Asked(), list[int]()
    fees = AccountFees(desk, changed.append, table=True)  # type: ignore[arg-type]
    other = replace(market, pair="ETH-USDT", symbol="ETHUSDT")
    fees.listed({market.pair: market, other.pair: other}, (market.pair, other.pair), NOW)
    fees.tick(NOW)
    assert desk.asks == [ReadFeeTable()]
    table = Fees((FeesReport("", 5, 6), FeesReport("ETHUSDT", 7, 8)))
    assert fees.answered(Errand(ReadFeeTable(), "fees", NOW), table, NOW)
    assert [(fees.apply(row).maker_fee, fees.apply(row).taker_fee) for row in (market, other)] == [(5, 6), (7, 8)]
    assert changed == [NOW]


def test_a_house_without_a_table_is_not_asked_all_the_time(market: Market) -> None:
    fees = AccountFees(Asked(), lambda _now: None, table=True)  # type: ignore[arg-type]
    fees.listed({market.pair: market}, (market.pair,), NOW)
    assert fees.answered(Errand(ReadFeeTable(), "fees", NOW), Refused("404", "No such endpoint.", Refusal.OTHER), NOW)
    assert fees.due() == NOW + EVERY_NS
    assert fees.answered(Errand(ReadFeeTable(), "fees", NOW), Refused("429", "Too many.", Refusal.RATE), NOW)
    assert fees.due() == NOW + RETRY_NS


def test_what_the_configuration_says_counts_more_than_the_account_and_the_listing(market: Market) -> None:
    fees = AccountFees(Asked(), lambda _now: None)  # type: ignore[arg-type]
    fees.answered(Errand(ASK, "fees", NOW), FeesReport(market.symbol, 7, 9), NOW)
    venue = load("bitget")
    shelf = Shelf(venue.id, venue.book, fast=False)
    for said, paid in ((AS_THE_VENUE_SAYS, (7, 9)), (SaidFees(maker=-3), (-3, 9)), (SaidFees(1, 0), (1, 0))):
        hall = Hall(venue, shelf, fees, said)
        hall.take(Listing((market,)), (market.pair,))
        found = hall.markets[market.pair]
        assert (found.maker_fee, found.taker_fee) == paid
