"""HitBTC's own shapes, field names theirs. Numbers stay texts here: only the gate makes numbers of them.

A field without a default must be there. UNSET stands for a key that is written only where there is something to say.
"""

from __future__ import annotations

from msgspec import UNSET, Raw, Struct, UnsetType

NOTHING = Raw(b"")


class ErrorDetail(Struct):
    code: int | str
    message: str = ""
    description: str = ""


class Refusal(Struct):
    """`error` is an object, or a word where there is no such path. `timestamp`: when it was answered."""

    error: Raw = NOTHING
    timestamp: str = ""
    message: str = ""


class SymbolRow(Struct, kw_only=True):
    type: str
    base_currency: str | None
    quote_currency: str | None
    status: str = "working"  # older listings leave it out
    quantity_increment: str
    tick_size: str
    take_rate: str
    make_rate: str
    fee_currency: str | None
    margin_trading: bool = False
    max_initial_leverage: str | None = "1.00"


class NetworkRow(Struct):
    """As a stranger wants it; nothing here is moved over one."""

    code: str
    network: str
    protocol: str
    default: bool = True
    payin_enabled: bool = True
    payout_enabled: bool = True
    precision_payout: str = "0.00000001"
    payout_fee: str = "0.0001"


class CoinRow(Struct):
    """As a stranger wants it; ours needs the name alone."""

    full_name: str
    crypto: bool = True
    payin_enabled: bool = True
    payout_enabled: bool = True
    transfer_enabled: bool = True
    precision_transfer: str = "0.00000001"
    delisted: bool = False
    networks: list[NetworkRow] = []


class BookData(Struct):
    timestamp: str
    ask: Raw
    bid: Raw


class TradeRow(Struct):
    id: int
    price: str
    qty: str
    side: str
    timestamp: str


class BalanceRow(Struct):
    currency: str
    available: str
    reserved: str
    reserved_margin: str = "0"


class OrderRow(Struct, kw_only=True):
    """Rows 12 to 16 and 33. What tells of a trade is there only in a report of one."""

    id: int | str
    client_order_id: str
    symbol: str
    side: str
    status: str
    type: str
    time_in_force: str
    quantity: str
    quantity_cumulative: str
    price: str | UnsetType = UNSET
    price_average: str | UnsetType = UNSET
    expire_time: str | UnsetType = UNSET
    order_list_id: str | UnsetType = UNSET
    contingency_type: str | UnsetType = UNSET
    stop_price: str | UnsetType = UNSET
    post_only: bool = False
    original_client_order_id: str | UnsetType = UNSET
    created_at: str
    updated_at: str
    trade_id: int | str | UnsetType = UNSET
    trade_quantity: str | UnsetType = UNSET
    trade_price: str | UnsetType = UNSET
    trade_fee: str | UnsetType = UNSET
    trade_taker: bool | UnsetType = UNSET
    report_type: str | UnsetType = UNSET


class FillRow(Struct, kw_only=True):
    id: int | str
    order_id: int | str
    client_order_id: str
    symbol: str
    side: str
    quantity: str
    price: str
    fee: str | UnsetType = UNSET
    timestamp: str
    taker: bool


# the stream


class BookRow(Struct):
    t: int
    s: int
    a: Raw
    b: Raw


class BookPush(Struct, omit_defaults=True):
    """`data` is a book that is whole each time."""

    ch: str
    snapshot: dict[str, BookRow] = {}
    update: dict[str, BookRow] = {}
    data: dict[str, BookRow] = {}


class PushedTrade(Struct):
    t: int
    i: int
    p: str
    q: str
    s: str


class TradePush(Struct, omit_defaults=True):
    ch: str
    snapshot: dict[str, list[PushedTrade]] = {}
    update: dict[str, list[PushedTrade]] = {}


class Heard(Struct):
    ch: str
    subscriptions: list[str]


class Said(Struct):
    """Any frame of the venue, as far as it takes to know what it is."""

    ch: str = ""
    method: str = ""
    params: Raw = NOTHING
    result: Raw = NOTHING
    error: Raw = NOTHING
    id: Raw = NOTHING


class Asked(Struct):
    """Any frame of a client. Strangers add keys of their own."""

    method: str
    ch: str = ""
    params: Raw = NOTHING
    id: Raw = NOTHING


class Symbols(Struct):
    symbols: list[str] = []


class LoginParams(Struct):
    type: str
    api_key: str
    signature: str = ""
    secret_key: str = ""
    timestamp: int | str = ""
    window: int | str = ""
