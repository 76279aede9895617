"""Profit from fills and from a ledger: the same sums, to the last digit, fees in any coin included."""

from __future__ import annotations

import pytest

from picaflor.analytics.ledger import Ledger
from picaflor.app.profit import FillSums, changes_of, profit_of, totals_of
from picaflor.domain.events import MoneyMoved, Movement
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import ONE, read_atoms
from picaflor.domain.orders import Fill, Liquidity, Side
from picaflor.machines.ledger.spot import SpotLedger

MARKET = Market("v", "PEPE-USDT", "PEPEUSDT", "PEPE", "USDT", Grid(12), Grid(0), quote_places=8)


def fill(side: Side, ticks: int, lots: int, fee: str = "0", asset: str = "") -> Fill:
    return Fill("v", "a", "PEPE-USDT", "1", "c", "o", side, ticks, lots, read_atoms(fee), asset, Liquidity.TAKER, 0)


def test_sums_of_fills_are_the_moves_of_the_ledger_rounding_included() -> None:
    """12 decimals of price make more digits than the venue books: both round in the same place."""
    fills = [
        fill(Side.BUY, 12_340_001, 3, "0.001", "PEPE"),
        fill(Side.BUY, 12_340_777, 1, "0.01", "BGB"),
        fill(Side.SELL, 12_399_999, 2, "0.000000003", "USDT"),
    ]
    ledger, sums = SpotLedger(), FillSums()
    for asset in ("PEPE", "USDT", "BGB"):
        ledger.deposit(asset, 1_000 * ONE)
    before = {asset: ledger.total(asset) for asset in ledger.assets()}
    for one in fills:
        ledger.fill("", MARKET, one.side, one.ticks, one.lots, one.fee, one.fee_asset)
        sums.add(one, MARKET)
    after = {asset: ledger.total(asset) for asset in ledger.assets()}
    assert sums.changes() == changes_of(before, after)
    assert sums.fees == {"PEPE": read_atoms("0.001"), "BGB": read_atoms("0.01"), "USDT": read_atoms("0.000000003")}
    assert profit_of(sums.changes(), MARKET, 12_350_000) == profit_of(changes_of(before, after), MARKET, 12_350_000)


def test_a_fee_that_is_told_later_is_counted_once() -> None:
    late, known = FillSums(), FillSums()
    late.add(fill(Side.BUY, 100, 5), MARKET)
    late.add_fee(fill(Side.BUY, 100, 5, "0.25", "BGB"))
    known.add(fill(Side.BUY, 100, 5, "0.25", "BGB"), MARKET)
    assert (late.changes(), late.fees) == (known.changes(), known.fees)


def test_contracts_move_what_is_booked_and_the_rest_stands_at_the_mark() -> None:
    contract = Market("v", "PEPE-USDT", "P", "PEPE", "USDT", Grid(0), Grid(0), kind=MarketKind.LINEAR, settle="USDT")
    sums = FillSums()
    sums.add(fill(Side.SELL, 10, 5, "1", "USDT"), contract)
    sums.add(fill(Side.BUY, 8, 2), contract)
    sums.add_money(MoneyMoved("v", Movement.FUNDING, "USDT", 2 * ONE, "bill 1"))
    sums.add_money(MoneyMoved("v", Movement.FUNDING, "USDT", 2 * ONE, "bill 1"))
    sums.add_money(MoneyMoved("v", Movement.TRANSFER, "USDT", 50 * ONE, "bill 2"))
    assert sums.changes() == {"USDT": (4 - 1 + 2) * ONE}
    assert sums.unrealised({("v", "PEPE-USDT"): 9 * ONE}.get) == 3 * ONE
    assert (sums.count, sums.fees) == (2, {"USDT": ONE})


def test_base_that_was_gained_counts_at_the_mark() -> None:
    profit = profit_of({"PEPE": 2 * ONE, "USDT": -ONE}, MARKET, 10**12)
    assert (profit.atoms, str(profit)) == (ONE, "1 USDT")


def test_a_ledger_page_is_read_exactly_and_what_did_not_move_is_left_out() -> None:
    page = {"BTC": {"free": "1", "held": "0.5", "total": "1.5"}, "USDT": {"free": "7", "held": "0", "total": "7"}}
    before = totals_of(page)
    assert before == {"BTC": 15 * ONE // 10, "USDT": 7 * ONE}
    assert changes_of(before, {"BTC": 15 * ONE // 10, "ETH": ONE}) == {"ETH": ONE, "USDT": -7 * ONE}


CONTRACT = Market("v", "PEPE-USDT", "P", "PEPE", "USDT", Grid(0), Grid(0), kind=MarketKind.LINEAR, settle="USDT")


def split(market: Market, fills: list[Fill], owners: list[int]) -> FillSums:
    """As after a crash: each controller's ledger is read back, and the sums begin with them."""
    books = {owner: Ledger(market) for owner in owners}
    for one, owner in zip(fills, owners, strict=True):
        books[owner].add(one)
    again = FillSums()
    again.carry([book.record() for book in books.values()])
    return again


def test_sums_go_on_from_the_ledgers_that_a_crash_left() -> None:
    fills = [
        fill(Side.BUY, 12_340_001, 3, "0.001", "PEPE"),
        fill(Side.BUY, 12_340_777, 1, "0.01", "BGB"),
        fill(Side.SELL, 12_399_999, 2, "0.000000003", "USDT"),
    ]
    whole, again = FillSums(), split(MARKET, fills, [0, 1, 0])
    for one in fills:
        whole.add(one, MARKET)
    assert (again.changes(), again.fees) == (whole.changes(), whole.fees)
    for sums in (whole, again):
        sums.add(fill(Side.SELL, 12_399_999, 2), MARKET)
    assert again.changes() == whole.changes()


@pytest.mark.parametrize("owners", [[0, 0, 0], [0, 1, 1], [0, 1, 0], [0, 1, 2]])
def test_of_contracts_that_several_share_all_that_was_made_goes_on(owners: list[int]) -> None:
    fills = [
        fill(Side.BUY, 100, 5, "1", "USDT"),
        fill(Side.SELL, 110, 3, "0.5", "USDT"),
        fill(Side.SELL, 120, 2, "0.25", "USDT"),
    ]
    for upto in (1, 2, 3):
        whole, again = FillSums(), split(CONTRACT, fills[:upto], owners[:upto])
        for one in fills[:upto]:
            whole.add(one, CONTRACT)
        for mark in (90, 130):

            def worth(sums: FillSums, at: int = mark) -> int:
                return sums.changes().get("USDT", 0) + (sums.unrealised(lambda _place: at * ONE) or 0)

            assert worth(again) == worth(whole)
