"""Each movement of a spot account's money is a line, and the lines add up to what it owns."""

from __future__ import annotations

from typing import Any

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import OrderType, Side
from picaflor.machines.ledger.spot import SpotLedger
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.listing import spot_listing
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.spot_bills import TRANSFER, read_bills
from picaflor.wire.asks import Place, Placed
from picaflor.wire.auth import PlainKeys
from picaflor.wire.contracts import BillKind, BillReport, ReadBills
from picaflor.wire.venue import Venue
from tests.unit.sim.venue.conftest import Put

A = read_atoms
PRICE = "60000"


def told(account: VenueAccount, **more: Any) -> list[BillReport]:
    page = read_bills(account, ReadBills(**more))
    assert page is not None
    return list(page.rows)


def line(bill: BillReport) -> tuple[BillKind, str, int, int]:
    return bill.kind, bill.asset, bill.amount, bill.fee


def adds_up(account: VenueAccount) -> bool:
    sums: dict[str, int] = {}
    for bill in account.bills:
        sums[bill.asset] = sums.get(bill.asset, 0) + bill.amount - bill.fee
        if bill.balance != sums[bill.asset]:
            return False
    return sums == {asset: account.balance(asset).total for asset in sums}


def test_what_it_began_with_is_a_deposit(account: VenueAccount) -> None:
    assert {line(bill) for bill in told(account)} == {
        (BillKind.DEPOSIT, "USDT", A("10000"), 0),
        (BillKind.DEPOSIT, "BTC", A("1"), 0),
        (BillKind.DEPOSIT, "ETH", A("10"), 0),
    }
    assert adds_up(account)


def test_a_fill_is_a_line_for_each_coin_with_the_fee_beside_what_was_received(
    account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    put(account, Side.BUY, "0.1", PRICE)
    assert len(account.bills) == 3  # what an order ties is still there
    put(other, Side.SELL, "0.04", PRICE)
    got, paid = told(account)[:2]
    assert line(paid) == (BillKind.TRADE, "USDT", -A("2400"), 0)
    assert line(got) == (BillKind.TRADE, "BTC", A("0.04"), A("0.00004"))
    assert (paid.symbol, paid.side, got.side, got.at_ns) == ("BTCUSDT", Side.BUY, Side.BUY, 1)
    assert line(told(other)[0]) == (BillKind.TRADE, "USDT", A("2400"), A("2.4"))
    assert adds_up(account)
    assert adds_up(other)


def test_a_fee_in_the_quote_coin_stands_beside_that_line(second: Venue) -> None:
    floor = Floor(second, spot_listing(second, 1), 1_000)
    mine, theirs = (floor.open_account(PlainKeys(name, "s"), {"USDT": A("9000"), "BTC": A("1")}) for name in ("a", "b"))
    for who, side in ((mine, Side.BUY), (theirs, Side.SELL)):
        ask = Place("BTCUSDT", "n" * 32, side, OrderType.LIMIT, A("0.1"), A(PRICE))
        assert isinstance(floor.place(who, ask, 1), Placed)
    got, paid = told(mine)[:2]
    assert (got.asset, got.fee) == ("BTC", 0)
    assert (paid.asset, paid.amount) == ("USDT", -A("6000"))
    assert paid.fee > 0
    assert adds_up(mine)


def test_what_moves_between_wallets_is_a_transfer(account: VenueAccount) -> None:
    assert isinstance(account.ledger, SpotLedger)
    account.ledger.withdraw("USDT", A("5"), f"{TRANSFER} 1")
    account.ledger.withdraw("USDT", A("6"))
    assert [line(bill)[0::2] for bill in told(account)[:2]] == [
        (BillKind.WITHDRAWAL, -A("6")),
        (BillKind.TRANSFER, -A("5")),
    ]
    assert adds_up(account)


def test_pages(floor: Floor, account: VenueAccount) -> None:
    assert isinstance(account.ledger, SpotLedger)
    floor.now_ns = 7
    account.ledger.deposit("BTC", A("2"))
    whole = told(account)
    page = read_bills(account, ReadBills(limit=3))
    assert page is not None
    rest = read_bills(account, ReadBills(before=page.before))
    assert rest is not None
    assert [*page.rows, *rest.rows] == whole
    assert (page.before, rest.before) == (whole[2].bill_id, "")
    assert [bill.asset for bill in told(account, asset="BTC")] == ["BTC", "BTC"]
    assert told(account, kind=BillKind.TRADE) == []
    assert [bill.at_ns for bill in told(account, since_ns=7)] == [7]
    assert len(told(account, until_ns=7)) == 3
    account.ledger.withdraw("BTC", A("1"))
    assert [bill.amount for bill in told(account, asset="BTC", gained=False)] == [-A("1")]
    assert len(told(account, gained=True)) == len(whole)
    assert read_bills(account, ReadBills(before="x")) is None


def test_pages_may_be_cut_by_time_and_tell_their_last_row_again(floor: Floor, account: VenueAccount) -> None:
    assert isinstance(account.ledger, SpotLedger)
    for ms in (7, 8, 9):
        floor.now_ns = ms * 1_000_000
        account.ledger.deposit("BTC", A("1"))
    page = read_bills(account, ReadBills(limit=2), by_time=True)
    assert page is not None
    assert ([bill.at_ns // 1_000_000 for bill in page.rows], page.before) == ([9, 8], "8")
    rest = read_bills(account, ReadBills(before="8"), by_time=True)
    assert rest is not None
    assert [bill.at_ns // 1_000_000 for bill in rest.rows][:2] == [8, 7]


def test_who_asks_for_transfers_is_told_what_came_and_went(account: VenueAccount) -> None:
    kinds = {bill.kind for bill in told(account, kind=BillKind.TRANSFER)}
    assert kinds == {BillKind.DEPOSIT}
