"""Bundles: runs of one kind on one symbol, named in one way; each part gets its own outcome or nobody's."""

from __future__ import annotations

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side
from picaflor.engine.connector.bundles import BUNDLE_MAX, BUNDLE_MIN, bundle, unbundle
from picaflor.wire.asks import (
    Amend,
    Amending,
    AmendingMany,
    AmendMany,
    Ask,
    Cancel,
    Cancelling,
    CancellingMany,
    CancelMany,
    Place,
    Placed,
    PlacedMany,
    PlaceMany,
    ReadOrder,
    Refused,
    Unclear,
)
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import ServerTime


def place(n: int, symbol: str = "BTCUSDT") -> Place:
    return Place(symbol, f"c{n}", Side.BUY, OrderType.LIMIT, ONE, 100 * ONE)


def cancel(n: int, venue_id: str = "") -> Cancel:
    return Cancel("BTCUSDT", f"c{n}", venue_id)


def test_a_run_goes_together_and_ends_where_the_symbol_or_the_kind_does() -> None:
    run = [place(n) for n in range(BUNDLE_MIN)]
    assert bundle([*run, place(9, "ETHUSDT"), place(10)]) == PlaceMany("BTCUSDT", tuple(run))
    assert bundle([*run, cancel(9)]) == PlaceMany("BTCUSDT", tuple(run))


def test_too_few_go_side_by_side() -> None:
    few: list[Ask] = [place(n) for n in range(BUNDLE_MIN - 1)]
    assert bundle(few) is None
    assert bundle([*few, place(9, "ETHUSDT")]) is None
    assert bundle([cancel(0), cancel(1, "7"), cancel(2)]) is None
    assert bundle([ReadOrder("BTCUSDT", "c1")] * 5) is None


def test_no_more_go_together_than_a_venue_takes() -> None:
    bundled = bundle([place(n) for n in range(BUNDLE_MAX + 5)])
    assert bundled is not None
    assert len(bundled.rows) == BUNDLE_MAX


def test_cancels_of_one_call_are_named_in_one_way() -> None:
    named = [cancel(n, str(n + 1)) for n in range(3)]
    assert bundle([*named, cancel(9)]) == CancelMany("BTCUSDT", tuple(named))
    unnamed = [cancel(n) for n in range(3)]
    assert bundle([*unnamed, cancel(9, "9")]) == CancelMany("BTCUSDT", tuple(unnamed))


def test_where_cancels_of_one_call_name_numbers_those_without_one_go_alone() -> None:
    named = [cancel(n, str(n + 1)) for n in range(3)]
    assert bundle([*named, cancel(9)], by_number=True) == CancelMany("BTCUSDT", tuple(named))
    assert bundle([cancel(n) for n in range(3)], by_number=True) is None
    places = [place(n) for n in range(3)]
    assert bundle(places, by_number=True) == PlaceMany("BTCUSDT", tuple(places))


def change(n: int) -> Amend:
    return Amend("BTCUSDT", 100 * ONE, ONE, f"n{n}", f"c{n}", str(70 + n))


def test_amendments_go_together_where_the_venue_takes_that() -> None:
    run = [change(n) for n in range(3)]
    assert bundle(run) is None
    assert bundle([*run, place(9)], amends=True) == AmendMany("BTCUSDT", tuple(run))
    assert bundle([*run[:2], place(9)], amends=True) is None
    no = Refused("43001", "The order does not exist")
    said = AmendingMany((("n1", no), ("n0", Amending("n0", "70", "80"))))
    told = [one for _, one in unbundle(AmendMany("BTCUSDT", tuple(run)), said)]
    assert told[:2] == [Amending("n0", "70", "80"), no]
    assert isinstance(told[2], Unclear)


def test_each_place_has_its_own_outcome_and_one_left_out_is_unknown() -> None:
    ask = PlaceMany("BTCUSDT", (place(1), place(2), place(3)))
    refused = Refused("43012", "Insufficient balance")
    told = dict(unbundle(ask, PlacedMany((("c2", refused), ("c1", Placed("c1", "71"))))))
    assert told[place(1)] == Placed("c1", "71")
    assert told[place(2)] == refused
    assert isinstance(told[place(3)], Unclear)


def test_a_cancel_is_found_by_either_name() -> None:
    ask = CancelMany("BTCUSDT", (cancel(1, "71"), cancel(2, "72")))
    told = dict(unbundle(ask, CancellingMany((("72", Cancelling("", "72")), ("c1", Cancelling("c1", "71"))))))
    assert list(told.values()) == [Cancelling("c1", "71"), Cancelling("", "72")]


def test_what_became_of_all_became_of_each() -> None:
    ask = PlaceMany("BTCUSDT", (place(1), place(2)))
    for outcome in (Refused("429", "slow"), NoAnswer("timed out"), NotSent("no route"), Unclear("garbled")):
        assert [said for _, said in unbundle(ask, outcome)] == [outcome, outcome]
    assert all(isinstance(said, Unclear) for _, said in unbundle(ask, ServerTime(1)))
