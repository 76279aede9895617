"""What Bitget's unified accounts allow and promise where that is not what classic ones do. Data only."""

from __future__ import annotations

import string
from typing import Final

from picaflor.venues.bitget import codes, limits
from picaflor.venues.bitget.uta_market_asks import RATES
from picaflor.wire.asks import (
    PUBLIC,
    Amend,
    AmendMany,
    Cancel,
    CancelAll,
    CancelMany,
    Place,
    PlaceMany,
    ReadBalances,
    ReadClosedOrders,
    ReadFills,
    ReadOpenOrders,
    ReadOrder,
)
from picaflor.wire.contracts import ReadBills, ReadFees
from picaflor.wire.dead_man import ArmSwitch, SwitchRule
from picaflor.wire.envelope import Envelope
from picaflor.wire.rights import ReadKeyRights
from picaflor.wire.venue import BookRule, Checksum, ClientIdRule, Continuity, Cost, Limit

# Row 40: reads 20 a second, orders 10, what touches many 5, the account's fees 3.
OWN: Final[dict[type, tuple[str, int, str]]] = {
    ReadBalances: ("v3/account/assets", 20, "key"),
    ReadFees: ("v3/account/fee-rate", 3, "key"),
    ReadBills: ("v3/account/financial-records", 20, "key"),
    Place: ("v3/trade/place-order", 10, "key"),
    Amend: ("v3/trade/modify-order", 10, "key"),
    AmendMany: ("v3/trade/batch-modify-order", 10, "key"),
    Cancel: ("v3/trade/cancel-order", 10, "key"),
    CancelAll: ("v3/trade/cancel-symbol-order", 5, "key"),
    ArmSwitch: ("v3/trade/countdown-cancel-all", 1, "key"),
    PlaceMany: ("v3/trade/place-batch", 5, "key"),
    CancelMany: ("v3/trade/cancel-batch", 5, "key"),
    ReadKeyRights: ("v3/account/info", 5, "key"),
    ReadOrder: ("v3/trade/order-info", 20, "key"),
    ReadOpenOrders: ("v3/trade/unfilled-orders", 20, "key"),
    ReadClosedOrders: ("v3/trade/history-orders", 20, "key"),
    ReadFills: ("v3/trade/fills", 20, "key"),
}
PER_SECOND: Final = {ask: row for ask, row in limits.PER_SECOND.items() if ask in PUBLIC} | RATES | OWN
LIMITS: Final = (
    limits.OVERALL,
    *(Limit(name, count, limits.SECOND, scope) for name, count, scope in dict.fromkeys(PER_SECOND.values())),
)
COSTS: Final = {ask: Cost((("overall", 1), (name, 1))) for ask, (name, _, _) in PER_SECOND.items()}

# Row 42.
CLIENT_IDS: Final = ClientIdRule(
    length_max=32,
    charset=string.ascii_letters + string.digits + "._:/-",
    lasts="Unique among open orders only: a repeat after the first is final makes a second order.",
)
# Row 151: numbers bare or in quotes; `checksum` is nought where it is there at all.
BOOK: Final = BookRule(
    Continuity.PREVIOUS,
    checksum=Checksum.CRC32_25,
    envelope=Envelope(topic="arg", bids="b", asks="a", prev="pseq", time="ts", idle=("ts", "maxDepth"), timed=True),
)
# Row 148.
DEAD_MAN: Final = SwitchRule(least_ns=5 * limits.SECOND, most_ns=60 * limits.SECOND)
FEATURES: Final = frozenset(
    {
        "amend",
        "amend_batch",
        "batch",
        "cancel_all",
        "custody",
        "dead_man",
        "fee_asset",
        "fills_apart",
        "key_rights",
        "one_stream",
        "one_wallet",
        "query_by_client_id",
        "quote_market_buy",
        "trades_snapshot",
        "ws_orders",
    }
)

# Rules of an emulated house in the codes of unified accounts; their words are theirs in sense only.
OWN_REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "symbol": ("25100", "The symbol does not exist"),
    "halted": ("25101", "The symbol is not open for trading"),
    "duplicate": ("25212", "Duplicate clientOid"),
    "tick": ("25244", "The price is not a multiple of the price step"),
    "minimum size": ("25207", "The order quantity is below the minimum"),
    "maximum size": ("25208", "The order quantity is above the maximum"),
    "minimum notional": ("25611", "The order amount is below the minimum"),
    "band above": ("25206", "The order price is above the limit"),
    "band below": ("25205", "The order price is below the limit"),
    "open orders": ("25211", "Too many open orders"),
    "funds": ("25202", "Insufficient balance"),
    "not found": ("25204", "Order does not exist"),
    "closed": ("25204", "Order does not exist"),
    "unchanged": ("25571", "The modified price and quantity are those that the order has"),
    "not amendable": ("25572", "The order cannot be modified"),
    "other account kind": (
        "40084",
        "You are in Classic Account mode, and the Unified Account API is not supported at this time",
    ),
}
REFUSALS: Final = codes.REFUSALS | OWN_REFUSALS
