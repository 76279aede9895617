"""What waits for a price: what cannot be written, and lists that show what belongs to the other."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, Side, StopKind, TriggerBy
from picaflor.venues.hashkey import perp_rest as rest
from picaflor.wire.asks import Cancelling, Placed, Unclear
from picaflor.wire.net import Reply, Request
from picaflor.wire.stops import CancelStop, PlaceStop, ReadStops, StopReport, Stops, StopStatus

X = "BTCUSDT-PERPETUAL"
A = read_atoms
STOP = PlaceStop(X, "c", Side.SELL, A("90"), price=A("89"), size=A("2"), hold=Hold.LONG)
REPORT = StopReport(X, "7", "c", StopStatus.WAITING, Side.SELL, A("90"), price=A("89"), size=A("2"), hold=Hold.LONG)


@pytest.mark.parametrize(
    "odd",
    [{"kind": StopKind.STOP_LOSS}, {"by": TriggerBy.MARK}, {"size": None}, {"hold": Hold.NET}],
    ids=lambda odd: next(iter(odd)),
)
def test_what_this_venue_does_not_have_is_not_written(odd: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        rest.write_ask(replace(STOP, **odd))


def test_they_are_cancelled_one_by_one() -> None:
    with pytest.raises(ValueError, match="one by one"):
        rest.write_ask(CancelStop(X))


def test_without_a_price_it_goes_to_market_and_says_so() -> None:
    assert "priceType=MARKET" in rest.write_ask(replace(STOP, price=None)).query
    query = f"symbol={X}&side=SELL_CLOSE&type=STOP&quantity=2&stopPrice=90&clientOrderId=c"
    assert rest.read_ask(Request("POST", rest.HOST, "/api/v1/futures/order", query)) == replace(STOP, price=None)


@pytest.mark.parametrize("past", [False, True])
def test_a_list_that_shows_what_belongs_to_the_other_is_unclear(past: bool) -> None:
    row = replace(REPORT, status=StopStatus.WAITING if past else StopStatus.CANCELLED)
    reply = rest.write_answer(ReadStops(X, past=past), Stops((row,)), 0)
    assert isinstance(rest.read_answer(ReadStops(X, past=past), reply), Unclear)


def test_answers_that_name_another_order_are_unclear() -> None:
    placed = rest.write_answer(STOP, Placed("d", "7"), 0)
    assert isinstance(rest.read_answer(STOP, placed), Unclear)
    gone = rest.write_answer(CancelStop("", venue_id="8"), Cancelling("c", "8"), 0)
    assert isinstance(rest.read_answer(CancelStop("", venue_id="7"), gone), Unclear)
    other = rest.write_answer(ReadStops(venue_id="7"), Stops((REPORT,)), 0)
    assert isinstance(rest.read_answer(ReadStops(venue_id="8"), other), Unclear)


def test_a_code_is_no_list() -> None:
    assert isinstance(rest.read_answer(ReadStops(X), Reply(200, json.dumps({"rows": []}).encode())), Unclear)
