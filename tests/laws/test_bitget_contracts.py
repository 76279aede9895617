"""What the laws over all rows see of contracts too seldom, for there is so much of it: orders, stops and their reports."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, structs
from msgspec.structs import replace

from picaflor.domain.orders import Hold, Side
from picaflor.venues import load
from picaflor.venues.bitget import mix_orders, mix_positions, mix_rest, stop_rows
from picaflor.venues.bitget.mix_words import coin_of, opens
from picaflor.wire.asks import Answer, Ask, Closing, Place, PlaceMany, ReadListing, ReadMarkets, ReadTime
from picaflor.wire.contracts import MarginSetup
from picaflor.wire.reports import FillReport, OrderReport, PositionReport
from picaflor.wire.rights import ReadKeyRights
from picaflor.wire.stops import PlaceStop, StopReport
from picaflor.wire.stream import ClientFrame, VenueFrame
from picaflor.wire.venue import Venue
from tests.laws import carried_bitget_perpetual as classic
from tests.laws import carried_bitget_perpetual_unified as unified
from tests.laws.carried import Carried
from tests.laws.carried_bitget_perpetual import batches, fills, places, positions, pushed, pushed_stops, queried, stops
from tests.laws.carried_bitget_perpetual import waiting as listed
from tests.laws.examples import examples

many = examples(120)


@many
@given(places() | stops() | batches())
def test_an_order_is_understood(ask: Place | PlaceStop | PlaceMany) -> None:
    assert mix_rest.read_ask(mix_rest.write_ask(ask)) == ask


@many
@given(places())
def test_a_close_that_forgets_to_say_so_is_written_as_a_close(ask: Place) -> None:
    """Of a hedge, what an order does follows from the position and its side, not from what else it says."""
    if ask.hold is not Hold.NET:
        assert mix_rest.write_ask(replace(ask, reduce_only=False)) == mix_rest.write_ask(ask)


@many
@given(queried(), st.booleans())
def test_an_order_of_the_lists_is_understood(order: OrderReport, alone: bool) -> None:
    assert mix_orders.read_order(mix_orders.write_order(order, alone=alone)) == order


@many
@given(pushed())
def test_an_order_of_the_stream_is_understood_whichever_side_it_names(order: OrderReport) -> None:
    row = mix_orders.write_push(order)
    assert mix_orders.read_push(row) == order
    if order.hold is not Hold.NET:
        row.side = Side(row.side).other
        assert mix_orders.read_push(row) == order


@many
@given(fills())
def test_a_fill_is_understood_in_both_places_and_its_side_differs_where_a_hedge_closes(fill: FillReport) -> None:
    lists, stream = mix_orders.write_fill(fill), mix_orders.write_fill(fill, economic=True)
    assert mix_orders.read_fill(lists) == mix_orders.read_fill(stream, economic=True) == fill
    closes = fill.hold is not Hold.NET and not opens(fill.hold, fill.side)
    assert (lists.side != stream.side) is closes


@many
@given(positions())
def test_a_position_is_understood_in_both_places(position: PositionReport) -> None:
    assert mix_positions.read_position(mix_positions.write_position(position)) == position
    assert mix_positions.read_position_push(mix_positions.write_position_push(position)) == position


@many
@given(listed(), pushed_stops())
def test_a_stop_is_understood_in_both_places(stop: StopReport, told: StopReport) -> None:
    assert stop_rows.read_plan(stop_rows.write_plan(stop)) == stop
    assert stop_rows.read_plan_push(stop_rows.write_plan_push(told)) == told


def of_family(value: Any, family: Venue, suffix: str) -> Any:
    """The same, of a contract of another family."""
    if isinstance(value, tuple):
        return tuple(of_family(each, family, suffix) for each in value)
    if not isinstance(value, Struct):
        return value
    if isinstance(value, Closing):
        return replace(value, rows=tuple((symbol + suffix, said) for symbol, said in value.rows))
    changes = {name: of_family(getattr(value, name), family, suffix) for name in value.__struct_fields__}
    if changes.get("symbol"):
        changes["symbol"] += suffix
    if changes.get("product"):
        changes["product"] = family.product
    if isinstance(value, OrderReport):  # what is paid in the coin of the margin names no coin
        changes["fees"] = tuple((coin_of(changes["symbol"]), fee) for _, fee in value.fees)
    if isinstance(value, MarginSetup) and value.money is not None:
        changes["money"] = replace(value.money, asset=coin_of(changes["symbol"]))
    return structs.replace(value, **changes)


FAMILIES = [
    (row.families[quote], carried.CARRIED, suffix)
    for quote, suffix in (("USDC", "PERP"), ("USD", "USD"))
    for row, carried in (
        (load("bitget_perpetual"), classic),
        (load("bitget_perpetual").spoken_by("unified"), unified),
    )
]
families = pytest.mark.parametrize(
    ("family", "carried", "suffix"), FAMILIES, ids=[f"{each.account_kind}-{each.family}" for each, _, _ in FAMILIES]
)
OF_EVERYBODY = (ReadListing, ReadTime, ReadKeyRights, ReadMarkets)


@families
def test_what_is_asked_of_another_family_is_understood_there(family: Venue, carried: Carried, suffix: str) -> None:
    @examples(30)
    @given(carried.asks)
    def law(ask: Ask) -> None:
        asked = of_family(ask, family, suffix)
        request = family.rest.write_ask(asked)
        if isinstance(asked, ReadListing | ReadTime | ReadKeyRights):
            return  # of other families, and of everybody
        assert family.rest.knows(request)
        assert family.rest.read_ask(request) == asked

    law()


@families
def test_what_is_answered_of_another_family_is_understood(family: Venue, carried: Carried, suffix: str) -> None:
    @examples(30)
    @given(carried.answers.filter(lambda told: not isinstance(told[0], OF_EVERYBODY)))
    def law(told: tuple[Ask, Answer, int]) -> None:
        ask, answer, now_ns = of_family(told, family, suffix)
        assert family.rest.read_answer(ask, family.rest.write_answer(ask, answer, now_ns)) == answer

    law()


@families
def test_the_frames_of_another_family_are_understood(family: Venue, carried: Carried, suffix: str) -> None:
    @examples(30)
    @given(carried.venue_frames, carried.client_frames)
    def law(told: tuple[VenueFrame, int], asked: ClientFrame) -> None:
        frame, now_ns = of_family(told, family, suffix)
        read = [said for part in family.stream.write_venue(frame, now_ns) for said in family.stream.read_venue(part)]
        assert read == [frame]
        wanted = of_family(asked, family, suffix)
        heard = [said for part in family.stream.write_client(wanted) for said in family.stream.read_client(part)]
        assert sum((said.topics for said in heard if isinstance(said, type(wanted))), ()) == wanted.topics

    law()
