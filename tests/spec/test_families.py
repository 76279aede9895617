"""Further families of contracts of one row: of its cards those that are about money and names. `./run prove cards` plays
all of them for each family.
"""

from __future__ import annotations

from typing import Any

import pytest

from picaflor.domain.orders import MarginMode, PositionMode, Side
from tests.spec import test_boot as boot
from tests.spec import test_orders as orders
from tests.spec import test_perpetuals as perpetuals
from tests.spec import test_streams as streams
from tests.spec.card import CONTRACTS
from tests.worlds import with_families

USDC, COIN = "bitget_perpetual/USDC", "bitget_perpetual/USD"
UNIFIED_USDC, UNIFIED_COIN = "bitget_perpetual:unified/USDC", "bitget_perpetual:unified/USD"
FAMILIES = (USDC, COIN, UNIFIED_USDC, UNIFIED_COIN)
INVERSE = (COIN, UNIFIED_COIN)
PLAYED: list[tuple[Any, dict[str, Any], tuple[str, ...]]] = [
    (boot.test_b1_every_declared_order_type_arrives_as_it_is_declared, {}, FAMILIES),
    (orders.test_o1_o2_a_limit_order_rests_and_fills_where_it_was_placed, {"side": Side.BUY}, (USDC, COIN)),
    (orders.test_o8_a_refusal_is_told_with_the_venues_code_and_words_and_nothing_is_open, {}, (COIN,)),
    (orders.test_o9_cancel, {}, (USDC, UNIFIED_COIN)),
    (perpetuals.test_p1_open_and_close_a_long_and_a_short, {"mode": PositionMode.ONEWAY}, FAMILIES),
    (perpetuals.test_p1_open_and_close_a_long_and_a_short, {"mode": PositionMode.HEDGE}, (USDC, *INVERSE)),
    (perpetuals.test_p4_leverage_and_margin_mode_are_as_wished, {"margin": MarginMode.ISOLATED}, INVERSE),
    (perpetuals.test_p4_margin_that_is_not_there_is_seen_here_and_nothing_is_sent, {}, (USDC, COIN)),
    (perpetuals.test_p5_funding_its_rate_its_time_and_each_payment_once, {"mode": PositionMode.ONEWAY}, (COIN,)),
    (perpetuals.test_p8_a_position_whose_margin_is_gone_is_taken_over, {"side": Side.SELL}, INVERSE),
    (perpetuals.test_p10_a_position_made_elsewhere_is_here, {}, (UNIFIED_USDC, COIN)),
    (streams.test_s7_the_user_stream_tells_new_partial_full_cancelled_and_balances_without_a_question, {}, (COIN,)),
]


@pytest.mark.parametrize(
    ("venue", "card", "more"), [(venue, card, more) for card, more, venues in PLAYED for venue in venues]
)
def test_the_cards_of_a_family(venue: str, card: Any, more: dict[str, Any]) -> None:
    card(venue, **more)


def test_every_family_is_among_them() -> None:
    assert {name for name in with_families(CONTRACTS) if "/" in name} == set(FAMILIES)
