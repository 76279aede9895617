# ruff: noqa: N815  (their names)
"""BitMart's own shapes, field names theirs. Numbers stay texts here: only the gate makes numbers of them.

A field without a default must be there. Times are numbers in answers and texts on the stream.
"""

from __future__ import annotations

from msgspec import UNSET, Raw, Struct, UnsetType

NOTHING = Raw(b"")


class Envelope(Struct):
    """`msg` stands for `message` where there is no such path."""

    code: int | str
    message: str = ""
    msg: str = ""
    data: Raw = NOTHING


class Success(Struct):
    data: object
    trace: str
    code: int = 1000
    message: str = "OK"


class Refusal(Struct):
    code: int
    message: str
    trace: str
    data: dict[str, str] = {}


class TimeData(Struct):
    server_time: int


class SymbolRow(Struct, kw_only=True):
    symbol: str
    symbol_id: int = 0
    base_currency: str
    quote_currency: str
    quote_increment: str = "0"
    base_min_size: str
    base_max_size: str | UnsetType = UNSET
    price_min_precision: int = -1
    price_max_precision: int
    expiration: str = "NA"
    min_buy_amount: str = "0"
    min_sell_amount: str = "0"
    trade_status: str = "trading"


class CoinRow(Struct):
    """As a stranger wants it; ours needs the coin alone."""

    currency: str
    name: str = ""
    network: str = ""
    contract_address: str | None = None
    withdraw_enabled: bool = True
    deposit_enabled: bool = True
    withdraw_minsize: str = "0"
    withdraw_fee: str = "0"


class BookData(Struct):
    ts: str
    symbol: str
    asks: Raw
    bids: Raw


class TickerRow(Struct):
    symbol: str
    last: str
    v_24h: str
    qv_24h: str
    open_24h: str
    high_24h: str
    low_24h: str
    fluctuation: str
    bid_px: str
    bid_sz: str
    ask_px: str
    ask_sz: str
    ts: str


class WalletRow(Struct):
    id: str
    available: str
    frozen: str
    name: str = ""


class OrderRow(Struct, kw_only=True):
    """Rows 14 and 15."""

    orderId: str
    clientOrderId: str
    symbol: str
    side: str
    orderMode: str = "spot"
    type: str
    state: str
    cancelSource: str = ""
    stpMode: str = "none"
    price: str
    priceAvg: str = "0"
    size: str
    filledSize: str
    notional: str
    filledNotional: str
    createTime: int
    updateTime: int


class FillRow(Struct, kw_only=True):
    """Row 16."""

    tradeId: str
    orderId: str
    clientOrderId: str
    symbol: str
    side: str
    orderMode: str = "spot"
    type: str = "limit"
    price: str
    size: str
    notional: str
    fee: str
    feeCoinName: str
    tradeRole: str
    createTime: int
    updateTime: int


# the stream


class Said(Struct):
    """Any frame of the venue, as far as it takes to know what it is."""

    table: str = ""
    event: str = ""
    topic: str = ""
    errorCode: int | str = ""
    errorMessage: str = ""
    message: str = ""
    data: Raw = NOTHING


class Asked(Struct):
    """Any frame of a client."""

    op: str
    args: list[str | int] = []


class BookRow(Struct):
    """`type` and `version` stand in changes alone: the other books are whole each time."""

    symbol: str
    asks: Raw
    bids: Raw
    ms_t: int
    type: str = ""
    version: int = 0


class BookPush(Struct):
    table: str
    data: list[BookRow]


class TradePushRow(Struct):
    """`m` is not the venue's: a stranger's client falls over its absence, and the venue's readers do not see it."""

    symbol: str
    price: str
    size: str
    side: str
    ms_t: int
    s_t: int = 0
    m: bool = False


class TickerPushRow(Struct):
    symbol: str
    last_price: str
    open_24h: str
    high_24h: str
    low_24h: str
    base_volume_24h: str
    quote_volume_24h: str
    fluctuation: str
    bid_px: str
    bid_sz: str
    ask_px: str
    ask_sz: str
    ms_t: int
    s_t: int = 0


class OrderPushRow(Struct, kw_only=True):
    """Row 33. `state` are the numbers of old, `order_state` the words of today; what tells of a trade counts only
    where `detail_id` names one."""

    symbol: str
    order_id: str
    client_order_id: str = ""
    side: str
    type: str
    entrust_type: str = "NORMAL"
    order_mode: str = "spot"
    margin_trading: str = "0"
    order_type: str = "0"
    price: str
    size: str
    notional: str
    filled_size: str
    filled_notional: str
    state: str
    order_state: str = ""
    last_fill_price: str = "0"
    last_fill_count: str = "0"
    last_fill_time: str = "0"
    exec_type: str = ""
    detail_id: str = ""
    dealFee: str = ""
    deal_fee_coin_name: str = ""
    create_time: str = ""
    update_time: str = ""
    ms_t: str


class BalanceDetail(Struct):
    ccy: str
    av_bal: str
    fz_bal: str


class BalancePushRow(Struct):
    event_type: str
    event_time: str
    balance_details: list[BalanceDetail]
