"""What happened on the emulated floor, for those who push it to sockets. A closed list."""

from __future__ import annotations

from dataclasses import dataclass

from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.reports import OrderReport, TradeReport
from picaflor.wire.stops import StopReport


@dataclass(frozen=True, slots=True)
class OrderNews:
    account: VenueAccount
    report: OrderReport


@dataclass(frozen=True, slots=True)
class BalanceNews:
    account: VenueAccount
    assets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WalletNews:
    """Of the purse that trades nothing."""

    account: VenueAccount
    assets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TradeNews:
    report: TradeReport


@dataclass(frozen=True, slots=True)
class PositionNews:
    account: VenueAccount


@dataclass(frozen=True, slots=True)
class StopNews:
    account: VenueAccount
    report: StopReport


News = OrderNews | BalanceNews | WalletNews | TradeNews | StopNews | PositionNews
