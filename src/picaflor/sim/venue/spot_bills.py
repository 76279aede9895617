"""Every movement of a spot account's money as a line, written down as its ledger books it; and bills by the page.

The two coins of a fill make a line each. The fee is no line of its own: it stands beside the line of its coin, whose
amount is without it and whose balance is with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import structs

from picaflor.domain.orders import Side
from picaflor.machines.ledger.entries import Entry, Why
from picaflor.sim.venue.orders import VenueAccount, VenueOrder, is_no
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills
from picaflor.wire.decoding import MS

TRANSFER: Final = "transfer"  # how the reference begins of what moves between wallets of one customer
_KINDS: Final = {
    Why.DEPOSIT: BillKind.DEPOSIT,
    Why.WITHDRAWAL: BillKind.WITHDRAWAL,
    Why.PAID: BillKind.TRADE,
    Why.RECEIVED: BillKind.TRADE,
    Why.FEE: BillKind.FEE,
}


class SpotBills:
    """Listens to the ledger of one account."""

    def __init__(self, account: VenueAccount, next_no: Callable[[], int], now_ns: Callable[[], int]) -> None:
        self._account = account
        self._next_no = next_no
        self._now_ns = now_ns
        self._lines: list[tuple[str, int]] = []  # coin and bill number of the fill that is being booked

    def hear(self, entry: Entry) -> None:
        if not entry.change:
            return  # tied or set free: nothing came or went
        if entry.why is Why.PAID:
            self._lines.clear()
        if entry.why is Why.FEE and self._beside(entry):
            return
        account = self._account
        order = account.orders.get(entry.ref) if isinstance(entry.ref, int) else None
        no = self._next_no()
        account.bills.append(
            BillReport(
                bill_id=str(no),
                asset=entry.asset,
                amount=entry.change,
                kind=_kind(entry),
                symbol=order.market.symbol if order else "",
                balance=account.balance(entry.asset).total,
                at_ns=self._now_ns(),
                side=_side(order, entry),
            )
        )
        self._lines.append((entry.asset, no))

    def _beside(self, entry: Entry) -> bool:
        """The fee of a fill follows its two lines at once."""
        bills, lines = self._account.bills, len(self._lines)
        for back in range(1, lines + 1):
            asset, no = self._lines[-back]
            if asset == entry.asset and bills[-back].bill_id == str(no):
                bill = bills[-back]
                bills[-back] = structs.replace(
                    bill, fee=bill.fee - entry.change, balance=(bill.balance or 0) + entry.change
                )
                return True
        return False


def _kind(entry: Entry) -> BillKind:
    if isinstance(entry.ref, str) and entry.ref.startswith(TRANSFER):
        return BillKind.TRANSFER
    return _KINDS.get(entry.why, BillKind.OTHER)


def _side(order: VenueOrder | None, entry: Entry) -> Side | None:
    return order.place.side if order is not None and entry.why in (Why.PAID, Why.RECEIVED) else None


def read_bills(account: VenueAccount, ask: ReadBills, *, by_time: bool = False) -> Bills | None:
    """Newest first; the cursor is the last number of the page before, or its time in ms, and then that row is told again.
    None: there is no such cursor.
    """
    if ask.before and not is_no(ask.before):
        return None
    rows = [bill for bill in reversed(account.bills) if _meant(bill, ask, by_time)]
    page = rows[: ask.limit]
    if len(rows) == len(page):
        return Bills(tuple(page))
    return Bills(tuple(page), str(page[-1].at_ns // MS) if by_time else page[-1].bill_id)


# What came and went is a transfer to those who know no other word. A list of one kind means that one alone.
MEANS: Final = {BillKind.TRANSFER: (BillKind.TRANSFER, BillKind.DEPOSIT, BillKind.WITHDRAWAL)}


def _meant(bill: BillReport, ask: ReadBills, by_time: bool) -> bool:
    mark = bill.at_ns // MS - 1 if by_time else int(bill.bill_id)
    return (
        (ask.kind is None or bill.kind is ask.kind or (not ask.listed and bill.kind in MEANS.get(ask.kind, ())))
        and ask.asset in ("", bill.asset)
        and ask.gained in (None, bill.amount > 0)
        and (not ask.before or mark < int(ask.before))
        and bill.at_ns >= ask.since_ns
        and (not ask.until_ns or bill.at_ns < ask.until_ns)
    )
