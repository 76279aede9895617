"""Money that comes, goes, or moves between the wallets that one customer has on the floors of a house."""

from __future__ import annotations

from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.spot import Short
from picaflor.sim.venue.contract_bills import bill
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.news import BalanceNews
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.spot_bills import TRANSFER
from picaflor.wire.contracts import BillKind

__all__ = ["Short", "deposit", "put_in", "take_out", "transfer", "withdraw"]


def deposit(floor: Floor, customer: int, asset: str, atoms: int, now_ns: int) -> None:
    """From outside."""
    _put(floor, floor.accounts[customer], asset, atoms, now_ns, "", BillKind.DEPOSIT)


def withdraw(floor: Floor, customer: int, asset: str, atoms: int, now_ns: int) -> None:
    """To the outside; Short when there is not so much free."""
    _take(floor, floor.accounts[customer], asset, atoms, now_ns, "", BillKind.WITHDRAWAL)


def transfer(source: Floor, target: Floor, customer: int, asset: str, atoms: int, now_ns: int) -> None:
    """Between two floors of one house; Short when there is not so much free."""
    ref = f"{TRANSFER}-{source.next_no()}"
    _take(source, source.accounts[customer], asset, atoms, now_ns, ref, BillKind.TRANSFER)
    _put(target, target.accounts[customer], asset, atoms, now_ns, ref, BillKind.TRANSFER)


def put_in(floor: Floor, customer: int, asset: str, atoms: int, now_ns: int) -> None:
    """From the purse that trades nothing."""
    _put(floor, floor.accounts[customer], asset, atoms, now_ns, f"{TRANSFER}-{floor.next_no()}", BillKind.TRANSFER)


def take_out(floor: Floor, customer: int, asset: str, atoms: int, now_ns: int) -> None:
    """To it; Short when there is not so much free."""
    _take(floor, floor.accounts[customer], asset, atoms, now_ns, f"{TRANSFER}-{floor.next_no()}", BillKind.TRANSFER)


def _put(floor: Floor, account: VenueAccount, asset: str, atoms: int, now_ns: int, ref: str, kind: BillKind) -> None:
    floor.now_ns = now_ns
    account.ledger.deposit(asset, atoms, ref)
    _told(floor, account, asset, atoms, now_ns, kind)


def _take(floor: Floor, account: VenueAccount, asset: str, atoms: int, now_ns: int, ref: str, kind: BillKind) -> None:
    floor.now_ns = now_ns
    account.ledger.withdraw(asset, atoms, ref)
    _told(floor, account, asset, -atoms, now_ns, kind)


def _told(floor: Floor, account: VenueAccount, asset: str, atoms: int, now_ns: int, kind: BillKind) -> None:
    """A spot ledger writes its bills itself."""
    if isinstance(account.ledger, PerpetualLedger):
        account.bills.append(bill(floor.next_no(), kind, asset, atoms, account.ledger, now_ns))
    floor.news.append(BalanceNews(account, (asset,)))
