"""Holds, fills and fees of a spot account, in whole numbers that can be checked by hand."""

import pytest

from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Side
from picaflor.machines.ledger import Entry, Short, SpotLedger, Why

BTC = Market("v", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6))


def atoms(text: str) -> int:
    return read_atoms(text, signed=True)


def funded(**funds: str) -> SpotLedger:
    ledger = SpotLedger()
    for asset, text in funds.items():
        ledger.deposit(asset, atoms(text))
    return ledger


def shows(ledger: SpotLedger, asset: str, free: str, held: str = "0") -> None:
    assert (ledger.free(asset), ledger.held(asset)) == (atoms(free), atoms(held))
    assert ledger.total(asset) == atoms(free) + atoms(held)


def test_a_limit_buy_that_fills_in_parts_at_better_prices_and_is_cancelled():
    ledger = funded(USDT="1000")
    ledger.hold("o1", "USDT", BTC.notional(50_000_00, 10_000))  # 0.01 at 50 000
    shows(ledger, "USDT", "500", "500")
    ledger.fill("o1", BTC, Side.BUY, 49_000_00, 4_000, atoms("0.000004"), "BTC")
    shows(ledger, "USDT", "500", "304")
    shows(ledger, "BTC", "0.003996")
    assert ledger.hold_of("o1") == ("USDT", atoms("304"))
    assert ledger.release("o1") == atoms("304")
    shows(ledger, "USDT", "804")
    assert ledger.release("o1") == 0
    shows(ledger, "USDT", "804")


def test_a_market_buy_by_money_pays_from_its_hold_and_gives_the_rest_back_once():
    ledger = funded(USDT="100")
    ledger.hold(7, "USDT", atoms("60"))
    ledger.fill(7, BTC, Side.BUY, 30_000_00, 1_000)
    ledger.fill(7, BTC, Side.BUY, 30_001_00, 900)
    assert ledger.release(7) == atoms("60") - atoms("30") - atoms("27.0009")
    shows(ledger, "USDT", "42.9991")
    assert ledger.release(7) == 0


def test_a_sell_pays_base_and_its_fee_may_be_in_a_third_asset():
    ledger = funded(BTC="1", BGB="2")
    ledger.hold("s", "BTC", atoms("0.5"))
    ledger.fill("s", BTC, Side.SELL, 40_000_00, 500_000, atoms("1.25"), "BGB")
    shows(ledger, "BTC", "0.5")
    shows(ledger, "USDT", "20000")
    shows(ledger, "BGB", "0.75")
    assert ledger.assets() == ("BGB", "BTC", "USDT")


def test_a_rebate_is_received():
    ledger = funded(BTC="1")
    ledger.fill("s", BTC, Side.SELL, 40_000_00, 1_000_000, atoms("-4"), "USDT")
    shows(ledger, "USDT", "40004")
    assert ledger.assets() == ("USDT",)


def test_a_fee_in_quote_on_a_buy_comes_from_a_hold_that_was_made_for_it():
    ledger = funded(USDT="50.1")
    ledger.hold("b", "USDT", atoms("50.1"))
    ledger.fill("b", BTC, Side.BUY, 50_000_00, 500, atoms("0.05"), "USDT")
    shows(ledger, "USDT", "0", "25.05")
    ledger.fill("b", BTC, Side.BUY, 50_000_00, 500, atoms("0.05"), "USDT")
    shows(ledger, "USDT", "0")
    assert ledger.assets() == ("BTC",)


def test_a_fill_without_a_hold_pays_from_what_is_free():
    ledger = funded(USDT="100")
    ledger.fill("elsewhere", BTC, Side.BUY, 50_000_00, 1_000)
    shows(ledger, "USDT", "50")


@pytest.mark.parametrize(
    ("side", "lots", "fee", "fee_asset"),
    [(Side.BUY, 2_001, "0", ""), (Side.SELL, 1, "0", ""), (Side.BUY, 2_000, "0.01", "USDT"), (Side.BUY, 1, "1", "BGB")],
)
def test_what_cannot_be_paid_is_refused_and_nothing_moves(side: Side, lots: int, fee: str, fee_asset: str):
    ledger = funded(USDT="100")
    ledger.hold("b", "USDT", atoms("40"))
    with pytest.raises(Short):
        ledger.fill("b", BTC, side, 50_000_00, lots, atoms(fee), fee_asset)
    shows(ledger, "USDT", "60", "40")
    assert ledger.hold_of("b") == ("USDT", atoms("40"))
    assert ledger.assets() == ("USDT",)


def test_holding_or_withdrawing_more_than_is_free_is_refused():
    ledger = funded(USDT="100")
    ledger.hold("b", "USDT", atoms("40"))
    with pytest.raises(Short, match="61 USDT needed, 60 there"):
        ledger.hold("c", "USDT", atoms("61"))
    with pytest.raises(Short):
        ledger.withdraw("USDT", atoms("60.000000000000000001"))
    ledger.withdraw("USDT", atoms("60"))
    shows(ledger, "USDT", "0", "40")


def test_a_hold_can_grow_and_be_released_in_part():
    ledger = funded(USDT="100")
    ledger.hold("b", "USDT", atoms("40"))
    ledger.hold("b", "USDT", atoms("10"))
    assert ledger.release("b", atoms("20")) == atoms("20")
    shows(ledger, "USDT", "70", "30")
    with pytest.raises(ValueError, match="holds 30 USDT, less than 31"):
        ledger.release("b", atoms("31"))
    with pytest.raises(ValueError, match="holds USDT, not BTC"):
        ledger.hold("b", "BTC", 1)


@pytest.mark.parametrize("call", ["deposit", "withdraw"])
def test_negative_amounts_are_not_movements(call: str):
    with pytest.raises(ValueError, match="negative"):
        getattr(funded(USDT="1"), call)("USDT", -1)


def test_a_fill_of_nothing_or_with_a_fee_in_nothing_is_a_mistake():
    ledger = funded(USDT="100")
    with pytest.raises(ValueError, match="not a fill"):
        ledger.fill("b", BTC, Side.BUY, 1, 0)
    with pytest.raises(ValueError, match="not a fill"):
        ledger.fill("b", BTC, Side.BUY, 1, 1, 5)


def test_every_movement_is_told_and_the_lines_add_up():
    told: list[Entry] = []
    ledger = SpotLedger(told.append)
    ledger.deposit("USDT", 100, "d1")
    ledger.hold("o", "USDT", 60)
    ledger.release("o", 10)
    ledger.withdraw("USDT", 5, "w1")
    assert told == [
        Entry(1, "USDT", 100, Why.DEPOSIT, "d1"),
        Entry(2, "USDT", 0, Why.HOLD, "o", 60),
        Entry(3, "USDT", 0, Why.RELEASE, "o", -10),
        Entry(4, "USDT", -5, Why.WITHDRAWAL, "w1"),
    ]
    assert sum(entry.change for entry in told) == ledger.total("USDT")
    assert sum(entry.held for entry in told) == ledger.held("USDT")


def test_the_ledger_forgets_orders_that_hold_nothing():
    ledger = funded(USDT="100")
    for no in range(1_000):
        ledger.hold(no, "USDT", atoms("50"))
        ledger.fill(no, BTC, Side.BUY, 500, 1_000)
        ledger.release(no)
    assert len(ledger._holds) == 0


def test_whoever_begins_to_listen_hears_what_comes_from_then_on():
    told: list[Entry] = []
    ledger = SpotLedger()
    ledger.deposit("BTC", 1)
    ledger.tell(told.append)
    ledger.deposit("BTC", 2)
    assert told == [Entry(2, "BTC", 2, Why.DEPOSIT, "")]
