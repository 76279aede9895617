"""The price-time book of an exchange, for one market: `naive` is the referee, `fast` the one that exchanges use.

It knows ticks, lots and owners by number, and nothing of money, accounts or venues: whoever owns it keeps the ledger.
"""

from picaflor.domain.orders import SelfTrade
from picaflor.machines.matching.events import Accepted, Amended, Done, MatchEvent, Resting, Traded, Why
from picaflor.machines.matching.fast import FastBook as MatchingBook
from picaflor.machines.matching.orders import BadOrder, Incoming
from picaflor.machines.matching.stops import Kind, PriceRule, Stop, StopBook, kind_towards

__all__ = [
    "Accepted",
    "Amended",
    "BadOrder",
    "Done",
    "Incoming",
    "Kind",
    "MatchEvent",
    "MatchingBook",
    "PriceRule",
    "Resting",
    "SelfTrade",
    "Stop",
    "StopBook",
    "Traded",
    "Why",
    "kind_towards",
]
