"""The perpetual cards as far as they are arithmetic: modes, reduce-only, leverage, margin, funding, liquidation."""

import pytest

from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Hold, MarginMode, PositionMode, Side
from picaflor.machines.ledger.entries import Entry, Why
from picaflor.machines.ledger.lines import NotAllowed, Resting
from picaflor.machines.ledger.perpetual import PerpetualLedger, funding
from picaflor.machines.ledger.position import FLAT, Position
from picaflor.machines.ledger.spot import Short
from picaflor.machines.ledger.terms import Terms, Tier

B, S, NET, LONG, SHORT = Side.BUY, Side.SELL, Hold.NET, Hold.LONG, Hold.SHORT
PAIR = "BTC-USDT"


def A(text: str) -> int:  # noqa: N802
    return read_atoms(text, signed=True)


TIERS = (Tier(A("100000"), 50, A("0.004")), Tier(0, 10, A("0.02")))
MARKET = Market(
    "v", PAIR, "BTCUSDT", "BTC", "USDT", Grid(0), Grid(3), kind=MarketKind.LINEAR, taker_fee=A("0.001"), max_leverage=50
)
ETH = Market("v", "ETH-USDT", "E", "ETH", "USDT", Grid(0), Grid(3), kind=MarketKind.LINEAR, max_leverage=50)


def account(funds: str = "1000", mode: PositionMode = PositionMode.ONEWAY, leverage: int = 10) -> PerpetualLedger:
    ledger = PerpetualLedger(mode)
    ledger.list_terms(Terms(MARKET, TIERS))
    ledger.list_terms(Terms(ETH, TIERS))
    ledger.deposit("USDT", A(funds))
    ledger.set_leverage(PAIR, leverage)
    return ledger


# P1, P2: modes


@pytest.mark.parametrize(
    ("mode", "hold", "opening", "won"),
    [
        (PositionMode.ONEWAY, NET, B, "100"),
        (PositionMode.ONEWAY, NET, S, "-100"),
        (PositionMode.HEDGE, LONG, B, "100"),
        (PositionMode.HEDGE, SHORT, S, "-100"),
    ],
)
def test_open_and_close(mode: PositionMode, hold: Hold, opening: Side, won: str):
    ledger = account(mode=mode)
    ledger.fill(PAIR, opening, 50_000, 100, hold=hold)
    assert ledger.position(PAIR, hold) == Position(opening.sign * 100, A("5000"))
    done = ledger.fill(PAIR, opening.other, 51_000, 100, hold=hold, reduce_only=True)
    assert (done.profit, done.after) == (A(won), FLAT)
    assert ledger.wallet("USDT") == A("1000") + A(won)
    assert list(ledger.positions()) == []


def test_a_hedge_has_both_sides_and_closes_no_more_than_there_is():
    ledger = account(mode=PositionMode.HEDGE)
    ledger.fill(PAIR, B, 50_000, 10, hold=LONG)
    ledger.fill(PAIR, S, 50_000, 20, hold=SHORT)
    assert [(hold, slot.position.lots) for _, hold, slot in ledger.positions()] == [(LONG, 10), (SHORT, -20)]
    with pytest.raises(NotAllowed, match="close more than 10"):
        ledger.fill(PAIR, S, 50_000, 11, hold=LONG)
    assert ledger.position(PAIR, LONG).lots == 10


def test_a_fill_must_fit_the_mode():
    with pytest.raises(ValueError, match="not a fill"):
        account().fill(PAIR, B, 50_000, 10, hold=LONG)
    with pytest.raises(ValueError, match="not a fill"):
        account().fill(PAIR, B, 50_000, 10, fee=1)


def test_reduce_only_never_flips():
    ledger = account()
    ledger.fill(PAIR, B, 50_000, 10)
    assert (ledger.reducible(PAIR, S), ledger.reducible(PAIR, B)) == (10, 0)
    with pytest.raises(NotAllowed):
        ledger.fill(PAIR, S, 50_000, 11, reduce_only=True)
    with pytest.raises(NotAllowed, match="11 lots, where 10 are left"):
        ledger.rest("o", PAIR, Resting(NET, S, 50_000, 11, reduce_only=True))
    ledger.rest("a", PAIR, Resting(NET, S, 50_000, 6, reduce_only=True))
    with pytest.raises(NotAllowed, match="5 lots, where 4 are left"):
        ledger.rest("b", PAIR, Resting(NET, S, 50_000, 5, reduce_only=True))
    ledger.fill(PAIR, S, 50_000, 6, reduce_only=True, order_id="a")
    ledger.rest("b", PAIR, Resting(NET, S, 50_000, 4, reduce_only=True))


# P3, P4: settings


def test_modes_change_only_while_nothing_is_open():
    ledger = account()
    ledger.rest("o", PAIR, Resting(NET, B, 50_000, 1))
    with pytest.raises(NotAllowed):
        ledger.set_mode(PositionMode.HEDGE)
    with pytest.raises(NotAllowed):
        ledger.set_margin_mode(PAIR, MarginMode.ISOLATED)
    ledger.set_mode(PositionMode.ONEWAY)
    ledger.set_margin_mode("ETH-USDT", MarginMode.ISOLATED)
    ledger.drop("o", PAIR)
    ledger.set_mode(PositionMode.HEDGE)
    ledger.set_margin_mode(PAIR, MarginMode.ISOLATED)
    assert ledger.line(PAIR).mode is MarginMode.ISOLATED


def test_leverage_is_bounded_by_the_market_and_by_the_positions_tier():
    ledger = account("100000")
    for wrong in (0, 51):
        with pytest.raises(NotAllowed, match="not between 1 and 50"):
            ledger.set_leverage(PAIR, wrong)
    ledger.fill(PAIR, B, 50_000, 3_000)
    with pytest.raises(NotAllowed, match="not between 1 and 10"):
        ledger.set_leverage(PAIR, 11)
    assert ledger.line(PAIR).leverage == {NET: 10}


def test_a_lower_leverage_must_be_affordable():
    ledger = account()
    ledger.fill(PAIR, B, 50_000, 100)
    with pytest.raises(Short):
        ledger.set_leverage(PAIR, 4)
    assert ledger.line(PAIR).times(NET) == 10
    ledger.set_leverage(PAIR, 5)
    assert ledger.available("USDT") == 0


def test_hedge_sides_have_their_own_leverage():
    ledger = account(mode=PositionMode.HEDGE)
    ledger.set_leverage(PAIR, 25, SHORT)
    assert ledger.line(PAIR).leverage == {LONG: 10, SHORT: 25}


# margin


def test_orders_and_positions_tie_margin_and_losses_take_from_what_is_available():
    ledger = account()
    ledger.rest("o", PAIR, Resting(NET, B, 50_000, 100))
    assert ledger.available("USDT") == A("495")  # 500 and the fee of 5
    ledger.fill(PAIR, B, 50_000, 60, fee=A("3"), fee_asset="USDT", order_id="o")
    assert ledger.available("USDT") == A("495")
    ledger.set_mark(PAIR, A("49000"))
    assert ledger.equity("USDT") == A("937")
    assert ledger.available("USDT") == A("441")  # 937 − 294 for the position − 202 for the order's rest
    ledger.set_mark(PAIR, A("51000"))
    assert ledger.available("USDT") == A("549")
    assert ledger.withdrawable("USDT") == A("489")  # profit that is not booked stays
    ledger.set_mark(PAIR, A("30000"))
    assert (ledger.available("USDT"), ledger.withdrawable("USDT")) == (0, 0)
    with pytest.raises(Short):
        ledger.withdraw("USDT", 1)


def test_an_order_that_cannot_be_paid_for_is_refused_and_forgotten():
    ledger = account("100")
    with pytest.raises(Short) as short:
        ledger.rest("o", PAIR, Resting(NET, B, 50_000, 20))
    assert (short.value.needed, short.value.there) == (A("101"), A("100"))
    assert ledger.line(PAIR).orders == {}
    with pytest.raises(NotAllowed, match="not a position"):
        ledger.check(PAIR, Resting(LONG, B, 50_000, 1))
    with pytest.raises(NotAllowed, match="a size and a price"):
        ledger.check(PAIR, Resting(NET, B, 50_000, 0))


def test_an_order_that_would_grow_beyond_its_tiers_leverage_is_refused():
    ledger = account("100000", leverage=20)
    assert ledger.check(PAIR, Resting(NET, B, 50_000, 2_000)) == A("5100")
    with pytest.raises(NotAllowed, match="at most 10"):
        ledger.check(PAIR, Resting(NET, B, 50_000, 2_001))
    ledger.rest("o", PAIR, Resting(NET, B, 50_000, 1_500))
    with pytest.raises(NotAllowed):
        ledger.check(PAIR, Resting(NET, B, 50_000, 501))


def test_isolated_margin_is_set_aside_and_comes_back_in_proportion():
    told: list[Entry] = []
    ledger = PerpetualLedger(listener=told.append)
    ledger.list_terms(Terms(MARKET, TIERS))
    ledger.deposit("USDT", A("1000"))
    ledger.set_leverage(PAIR, 10)
    ledger.set_margin_mode(PAIR, MarginMode.ISOLATED)
    ledger.fill(PAIR, B, 50_000, 40)
    assert (ledger.isolated("USDT"), ledger.available("USDT")) == (A("200"), A("800"))
    ledger.set_mark(PAIR, A("46000"))
    assert ledger.available("USDT") == A("800")  # its loss is its own
    ledger.add_margin(PAIR, A("50"))
    ledger.fill(PAIR, S, 50_000, 10)
    assert ledger.isolated("USDT") == A("187.5")
    ledger.fill(PAIR, S, 50_000, 50)  # through zero: thirty close, twenty open
    assert (ledger.isolated("USDT"), ledger.position(PAIR).lots) == (A("100"), -20)
    assert sum(entry.held for entry in told) == A("100")
    assert {entry.why for entry in told} == {Why.DEPOSIT, Why.MARGIN}


def test_isolated_margin_can_be_taken_back_down_to_its_initial():
    ledger = account()
    with pytest.raises(NotAllowed, match="no isolated position"):
        ledger.add_margin(PAIR, 1)
    ledger.set_margin_mode(PAIR, MarginMode.ISOLATED)
    ledger.fill(PAIR, B, 50_000, 40)
    ledger.add_margin(PAIR, A("30"))
    with pytest.raises(Short):
        ledger.add_margin(PAIR, A("-30.1"))
    ledger.add_margin(PAIR, A("-30"))
    assert ledger.isolated("USDT") == A("200")
    with pytest.raises(Short):
        ledger.add_margin(PAIR, A("800.1"))


# fees and P5: funding


def test_fees_are_charged_in_any_asset_and_sign_and_remembered_by_position():
    ledger = account()
    ledger.fill(PAIR, B, 50_000, 40, A("2"), "USDT")
    ledger.fill(PAIR, B, 50_000, 40, A("-0.4"), "USDT")
    ledger.fill(PAIR, S, 50_000, 40, A("0.01"), "BGB")
    assert ledger.line(PAIR).slot(NET).fees == {"USDT": A("1.6"), "BGB": A("0.01")}
    assert (ledger.wallet("USDT"), ledger.wallet("BGB")) == (A("998.4"), A("-0.01"))
    assert ledger.assets() == ("BGB", "USDT")


def test_funding_is_rate_times_mark_value_and_booked_once():
    ledger = account()
    ledger.fill(PAIR, B, 50_000, 100)
    assert ledger.settle_funding(PAIR, A("0.0001"), A("60000"), 1700000000) == [(NET, A("-0.6"))]
    assert ledger.settle_funding(PAIR, A("0.0001"), A("60000"), 1700000000) == []
    assert ledger.book_funding(PAIR, A("0.25"), "bill") is True
    assert ledger.book_funding(PAIR, A("0.25"), "bill") is False
    assert ledger.line(PAIR).slot(NET).funding == A("-0.35")
    assert ledger.wallet("USDT") == A("999.65")


@pytest.mark.parametrize(
    ("lots", "rate", "due"), [(100, "0.0001", "-0.6"), (-100, "0.0001", "0.6"), (-100, "-0.0001", "-0.6")]
)
def test_who_pays_funding(lots: int, rate: str, due: str):
    assert funding(Terms(MARKET), Position(lots, 1), A(rate), A("60000")) == A(due)


def test_isolated_funding_is_paid_from_the_positions_margin():
    ledger = account()
    ledger.set_margin_mode(PAIR, MarginMode.ISOLATED)
    ledger.fill(PAIR, B, 50_000, 100)
    ledger.settle_funding(PAIR, A("0.01"), A("50000"), 1)
    assert (ledger.isolated("USDT"), ledger.available("USDT")) == (A("450"), A("500"))
    ledger.book_funding(PAIR, A("-500"), 2)
    assert (ledger.isolated("USDT"), ledger.wallet("USDT")) == (0, A("450"))


# P8, P9: liquidation


def test_an_isolated_position_is_liquidated_at_its_price_and_the_venue_bears_the_rest():
    ledger = account()
    ledger.set_margin_mode(PAIR, MarginMode.ISOLATED)
    ledger.fill(PAIR, B, 50_000, 100)
    price = ledger.liquidation_price(PAIR)
    assert price is not None
    assert A("45225") < price < A("45227")  # 45000 / (0.996 × 0.999)
    ledger.set_mark(PAIR, price + 1)
    assert ledger.liquidated() == []
    ledger.set_mark(PAIR, price)
    assert ledger.liquidated() == [(PAIR, NET)]
    ledger.liquidate(PAIR, 44_000, A("4.4"), ref="liq")
    assert (ledger.wallet("USDT"), ledger.isolated("USDT"), ledger.position(PAIR)) == (A("500"), 0, FLAT)


def test_a_liquidation_within_the_margin_gives_back_what_is_left():
    ledger = account()
    ledger.set_margin_mode(PAIR, MarginMode.ISOLATED)
    ledger.fill(PAIR, S, 50_000, 100)
    ledger.liquidate(PAIR, 54_000, A("5.4"))
    assert ledger.wallet("USDT") == A("594.6")


def test_cross_positions_stand_behind_each_other_and_fall_together():
    ledger = account("600")
    ledger.fill(PAIR, B, 50_000, 100)
    ledger.fill("ETH-USDT", S, 2_000, 1_000)
    alone = account("600")
    alone.fill(PAIR, B, 50_000, 100)
    with_other, without = ledger.liquidation_price(PAIR), alone.liquidation_price(PAIR)
    assert with_other is not None
    assert without is not None
    assert with_other > without
    ledger.set_mark("ETH-USDT", A("1900"))
    better = ledger.liquidation_price(PAIR)
    assert better is not None
    assert better < with_other
    ledger.set_mark(PAIR, better)
    assert ledger.liquidated() == [(PAIR, NET), ("ETH-USDT", NET)]


def test_the_venue_bears_a_cross_loss_only_when_the_last_position_is_gone():
    told: list[Entry] = []
    ledger = PerpetualLedger(listener=told.append)
    for market in (MARKET, ETH):
        ledger.list_terms(Terms(market, TIERS))
    ledger.deposit("USDT", A("600"))
    ledger.fill(PAIR, B, 50_000, 100)
    ledger.fill("ETH-USDT", S, 2_000, 100)
    ledger.liquidate(PAIR, 40_000)
    assert ledger.wallet("USDT") == A("-400")
    ledger.liquidate("ETH-USDT", 2_000, A("1"), ref="liq")
    assert ledger.wallet("USDT") == 0
    assert told[-1] == Entry(told[-1].seq, "USDT", A("401"), Why.INSURANCE, "liq")


def test_a_flat_pair_has_no_liquidation_price():
    assert account().liquidation_price(PAIR) is None


def test_a_larger_position_is_kept_to_a_stricter_tier():
    ledger = account("20000")
    ledger.fill(PAIR, B, 50_000, 3_000)
    ledger.set_mark(PAIR, A("44200"))
    assert ledger.liquidated() == [(PAIR, NET)]
    loose = account("20000")
    loose.list_terms(Terms(MARKET, (Tier(0, 50, A("0.004")),)))
    loose.fill(PAIR, B, 50_000, 3_000)
    loose.set_mark(PAIR, A("44200"))
    assert loose.liquidated() == []


# P6, P10


def test_positions_are_what_the_venue_says():
    ledger = account()
    ledger.set_margin_mode(PAIR, MarginMode.ISOLATED)
    ledger.adopt(PAIR, -20, A("50000.5"), behind=A("90"))
    assert (ledger.position(PAIR), ledger.isolated("USDT")) == (Position(-20, A("1000.01")), A("90"))
    ledger.adopt(PAIR, 0, 0)
    assert (ledger.position(PAIR), ledger.isolated("USDT")) == (FLAT, 0)


@pytest.mark.parametrize("price", [0, -1])
def test_a_mark_is_positive(price: int):
    with pytest.raises(ValueError, match="positive"):
        account().set_mark(PAIR, price)


def test_a_deposit_is_not_negative():
    with pytest.raises(ValueError, match="negative"):
        account().deposit("USDT", -1)


# pots: an account for each isolated contract


def pot(ledger: PerpetualLedger) -> int | None:
    return ledger.line(PAIR).pot


def test_a_pot_is_filled_from_the_wallet_and_alone_stands_for_its_contract():
    ledger = account()
    ledger.set_pot(PAIR, A("300"))
    assert (ledger.available("USDT"), ledger.isolated("USDT")) == (A("700"), A("300"))
    ledger.rest(1, PAIR, Resting(NET, B, 1_000, 2_000))
    assert ledger.available("USDT") == A("700")
    with pytest.raises(Short):
        ledger.check(PAIR, Resting(NET, B, 1_000, 1_000))
    with pytest.raises(NotAllowed):
        ledger.set_pot(PAIR, 0)
    with pytest.raises(Short):
        ledger.set_pot(PAIR, A("201"))
    with pytest.raises(NotAllowed):
        ledger.set_margin_mode(PAIR, MarginMode.CROSS)
    ledger.set_pot(PAIR, A("202"))
    ledger.drop(1, PAIR)
    ledger.set_pot(PAIR, 0)
    assert (pot(ledger), ledger.line(PAIR).mode, ledger.available("USDT")) == (None, MarginMode.CROSS, A("1000"))


def test_profit_fees_and_funding_go_through_the_pot_and_the_books_agree():
    entries: list[Entry] = []
    ledger = PerpetualLedger(listener=entries.append)
    ledger.list_terms(Terms(MARKET, TIERS))
    ledger.deposit("USDT", A("1000"))
    ledger.set_leverage(PAIR, 10)
    ledger.set_pot(PAIR, A("200"))
    ledger.fill(PAIR, B, 1_000, 1_000, A("1"), "USDT")
    ledger.settle_funding(PAIR, A("0.001"), A("1000"), "f")
    assert pot(ledger) == A("198")
    ledger.fill(PAIR, S, 1_100, 1_000, A("1.1"), "USDT")
    assert (pot(ledger), ledger.wallet("USDT")) == (A("296.9"), A("1096.9"))
    assert sum(entry.change for entry in entries) == ledger.wallet("USDT")
    assert sum(entry.held for entry in entries) == ledger.isolated("USDT")


def test_a_pot_is_lost_and_no_more_than_it():
    ledger = account()
    ledger.set_pot(PAIR, A("120"))
    ledger.fill(PAIR, B, 1_000, 1_000)
    brink = ledger.liquidation_price(PAIR)
    assert brink is not None
    ledger.set_mark(PAIR, brink + A("1"))
    assert ledger.liquidated() == []
    ledger.set_mark(PAIR, A("800"))
    assert ledger.liquidated() == [(PAIR, NET)]
    ledger.liquidate(PAIR, 800)
    assert (pot(ledger), ledger.wallet("USDT")) == (0, A("880"))
