# ruff: noqa: N815  (their names)
"""Shapes of the contracts, field names theirs. Sizes are numbers of contracts, as texts; a few are bare numbers."""

from __future__ import annotations

from msgspec import Raw, Struct, field

# public


class DepthData(Struct):
    """Levels are price, contracts, and the contracts up to there; a side that is empty is null."""

    asks: Raw
    bids: Raw
    symbol: str
    timestamp: int


class TradeRow(Struct):
    """`qty` is in coin, as nothing else is; the time is in seconds."""

    symbol: str
    price: str
    qty: str
    quote_qty: str
    time: int
    is_buyer_maker: bool


class BarRow(Struct):
    timestamp: int
    open_price: str
    high_price: str
    low_price: str
    close_price: str
    volume: str


class FundingData(Struct, kw_only=True):
    """`rate_value` is of the settlement that was, `expected_rate` of the next, at `funding_time`."""

    symbol: str
    rate_value: str
    expected_rate: str
    funding_time: int
    funding_upper_limit: str = "0.0375"
    funding_lower_limit: str = "-0.0375"
    timestamp: int


class PastFundingRow(Struct):
    symbol: str
    funding_rate: str
    funding_time: int | str


class PastFunding(Struct):
    rows: list[PastFundingRow] = field(name="list")


class BracketRow(Struct):
    bracket: int
    initial_leverage: int
    notional_cap: str
    notional_floor: str
    maint_margin_ratio: str
    cum: str = "0"


class BracketsRow(Struct):
    symbol: str
    brackets: list[BracketRow]


class Brackets(Struct):
    rules: list[BracketsRow]


class InterestData(Struct):
    symbol: str
    open_interest: str
    open_interest_value: str
    timestamp: int


# private


class OrderRow(Struct, kw_only=True):
    """Row 63. The same with a trade in it is pushed."""

    order_id: str | int
    client_order_id: str = ""
    symbol: str
    side: int
    type: str
    leverage: str = "0"
    open_type: str = ""
    size: str
    price: str
    deal_avg_price: str = "0"
    deal_size: str = "0"
    state: int
    create_time: int
    update_time: int
    position_mode: str = ""
    account: str = "futures"
    trigger_price: str = ""  # of one that waited for a price, from here on
    execution_price: str = ""
    executive_order_id: str = ""  # what came of it
    activation_price: str = ""  # of one that trails
    callback_rate: str = ""  # percent
    activation_price_type: int | str = 0  # pushed as a word


class PlanRow(Struct, kw_only=True):
    """Row 99: one that waits for a price, in the list of those."""

    order_id: str | int
    client_order_id: str = ""
    symbol: str
    side: int
    type: str
    leverage: str = "0"
    open_type: str = ""
    size: str
    executive_price: str = "0"
    trigger_price: str
    price_way: int = 0
    price_type: int = 1
    plan_category: int = 0
    state: int | str
    mode: int = 1
    position_mode: str = ""
    create_time: int
    update_time: int


class LastTrade(Struct):
    """The fee of the only sample is negative, and nobody says what that means."""

    lastTradeID: int | str
    fillQty: str
    fillPrice: str
    fee: str = ""
    feeCcy: str = ""


class OrderPush(OrderRow, kw_only=True):
    plan_order_id: str | int = ""
    last_trade: LastTrade | None = None
    trigger_price_type: str = "-"


class OrderNote(Struct):
    """`action`: what happened to it."""

    action: int
    order: OrderPush


class FillRow(Struct, kw_only=True):
    """Row 65. `paid_fees` is positive where a fee was paid."""

    order_id: str | int
    trade_id: str | int
    symbol: str
    side: int
    price: str
    vol: str
    exec_type: str
    profit: bool = False
    realised_profit: str = "0"
    paid_fees: str = "0"
    account: str = "futures"
    client_order_id: str = ""
    create_time: int


class AssetRow(Struct, kw_only=True):
    currency: str
    available_balance: str
    frozen_balance: str
    position_deposit: str
    equity: str = "0"
    unrealized: str = "0"


class PositionRow(Struct, kw_only=True):
    """Row 68. The names of the older list are told beside the newer ones, for strangers."""

    symbol: str
    leverage: str
    position_side: str
    current_amount: str
    position_amount: str = ""
    entry_price: str = "0"
    open_avg_price: str = "0"
    mark_price: str = "0"
    liquidation_price: str = "0"
    unrealized_pnl: str = "0"
    unrealized_value: str = "0"
    realized_value: str = "0"
    initial_margin: str = "0"
    maintenance_margin: str = "0"
    position_value: str = "0"
    current_value: str = "0"
    mark_value: str = "0"
    open_type: str
    margin_type: str = ""
    position_type: int = 1
    position_cross: str = "0"
    max_notional_value: str = "0"
    current_fee: str = "0"
    close_vol: str = "0"
    close_avg_price: str = "0"
    timestamp: int = 0
    open_timestamp: int = 0
    account: str = "futures"


class PositionPush(Struct, kw_only=True):
    symbol: str
    hold_volume: str
    position_type: int
    open_type: int
    frozen_volume: str = "0"
    close_volume: str = "0"
    hold_avg_price: str
    close_avg_price: str = "0"
    open_avg_price: str
    liquidate_price: str = "0"
    create_time: int
    update_time: int
    position_mode: str = ""


class LeverageData(Struct):
    symbol: str
    leverage: str
    open_type: str
    max_value: str = "0"


class FlowRow(Struct, kw_only=True):
    """Row 71."""

    symbol: str = ""
    flow_type: int
    type: str = ""
    amount: str
    asset: str
    account: str = "futures"
    time: int | str
    tran_id: str


class FeeRow(Struct):
    symbol: str
    taker_fee_rate: str
    maker_fee_rate: str


# the sockets


class Said(Struct):
    """Any frame of the venue's."""

    group: str = ""
    action: str = ""
    success: bool | None = None
    error: str = ""
    data: Raw = Raw(b"")


class Asked(Struct):
    """Any frame of a client's."""

    action: str
    args: list[object] = []


class DepthPush(Struct):
    """One side a frame, whole."""

    symbol: str
    way: int
    depths: Raw
    ms_t: int


class BookPush(Struct):
    """`version` and `type` where it tells of changes."""

    symbol: str
    asks: Raw
    bids: Raw
    ms_t: int
    version: int | None = None
    type: str = ""


class BookSaid(Struct):
    group: str
    data: BookPush


class TickerPush(Struct, kw_only=True):
    symbol: str
    last_price: str
    volume_24: str
    range: str = "0"
    mark_price: str
    index_price: str
    ask_price: str
    ask_vol: str
    bid_price: str
    bid_vol: str


class TradePush(Struct, kw_only=True):
    """`m`: the buyer was there first; `way` says it in eight numbers, of which the first four are takers that buy."""

    trade_id: int | str
    symbol: str
    deal_price: str
    deal_vol: str
    way: int = 0
    m: bool | None = None
    created_at: str


class BarPush(Struct):
    o: str
    h: str
    l: str
    c: str
    v: str
    ts: int


class BarsPush(Struct):
    symbol: str
    items: list[BarPush]
