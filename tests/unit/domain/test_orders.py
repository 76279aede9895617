"""The nouns of an order: signs, opposites, and the key under which a fill is booked once."""

from dataclasses import replace

from picaflor.domain.events import FINAL, OrderState, OrderView
from picaflor.domain.orders import Fill, Liquidity, OrderType, Side, Tif

FILL = Fill("bitget", "main", "A-B", "7", "pf1", "9", Side.BUY, 5, 3, 1, "A", Liquidity.MAKER, 0)


def test_sides_are_opposites_with_signs() -> None:
    for side in Side:
        assert side.other.other is side
        assert side.sign == -side.other.sign
    assert Side.BUY.sign == 1


def test_a_fill_is_known_by_where_and_which_it_is_and_not_by_what_it_says() -> None:
    assert FILL.key == replace(FILL, ticks=6, fee=0, client_id="", venue_id="").key
    for other in ({"venue": "hitbtc"}, {"account": "second"}, {"pair": "A-C"}, {"trade_id": "8"}):
        assert FILL.key != replace(FILL, **other).key  # type: ignore[arg-type]


def test_final_states_are_those_that_nothing_follows() -> None:
    assert {state for state in OrderState if state.final} == FINAL
    assert OrderState.UNKNOWN not in FINAL


def test_what_is_left_of_an_order_is_never_negative() -> None:
    order = OrderView("c", "v", "A-B", Side.BUY, OrderType.LIMIT, Tif.GTC, 10, 5, 0, 4, OrderState.PARTIAL)
    assert (order.left, replace(order, filled=12).left) == (6, 0)
