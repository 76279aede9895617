"""A line for each movement, with the wallet after it."""

from __future__ import annotations

import pytest

from picaflor.domain.orders import Hold, Side
from picaflor.sim.venue.contract_bills import bill
from picaflor.wire.contracts import BillKind, BillReport
from tests.unit.sim.venue.contracts import NOW, A, House


@pytest.fixture
def house() -> House:
    return House()


def test_a_trade_shows_profit_and_fee_apart_and_the_lines_add_up(house: House) -> None:
    house.trade(house.one, house.two, "0.1", "60000")
    house.trade(house.two, house.one, "0.1", "59000")
    opened, closed = house.one.bills
    assert (opened.kind, opened.amount, opened.fee, opened.side) == (BillKind.TRADE, 0, A("3.6"), Side.BUY)
    assert (closed.amount, closed.fee, closed.side) == (-A("100"), A("1.18"), Side.SELL)
    assert closed.balance == house.ledger(house.one).wallet("USDT") == A("10000") - A("104.78")
    assert opened.balance == A("10000") - A("3.6")
    assert int(opened.bill_id) < int(closed.bill_id)


def test_a_movement_of_another_kind(house: House) -> None:
    assert bill(
        7, BillKind.FUNDING, "USDT", -5, house.ledger(house.one), NOW, "BTCUSDT", hold=Hold.SHORT
    ) == BillReport("7", "USDT", -5, BillKind.FUNDING, "BTCUSDT", balance=A("10000"), at_ns=NOW, hold=Hold.SHORT)
