"""The platform's own shapes, field names theirs. Numbers, ids and times stay as they came: `spelling` reads them."""

from __future__ import annotations

from msgspec import Raw, Struct

from picaflor.venues.peatio.spelling import NOTHING


class MarketRow(Struct, kw_only=True):
    id: str
    base_unit: str
    quote_unit: str
    amount_precision: int
    price_precision: int
    min_price: Raw = NOTHING
    max_price: Raw = NOTHING
    min_amount: Raw = NOTHING
    ask_fee: Raw = NOTHING  # both until version 2.3
    bid_fee: Raw = NOTHING
    state: str = "enabled"
    type: str = "spot"  # from version 3 on


class CurrencyRow(Struct):
    id: str


class BookData(Struct):
    asks: Raw
    bids: Raw
    timestamp: Raw = NOTHING
    sequence: int | None = None


class OrdersData(Struct):
    """Row 8: a book, order by order."""

    asks: list[OrderRow]
    bids: list[OrderRow]


class FeeRow(Struct, kw_only=True):
    """Row 9. `group` and `market_id` are "any" where the row is for all."""

    group: str = "any"
    market_id: str = "any"
    maker: Raw
    taker: Raw


class BookChange(Struct):
    """One side, or both where the server is newer."""

    asks: Raw = NOTHING
    bids: Raw = NOTHING
    sequence: int | None = None


class TradeRow(Struct, kw_only=True):
    """Row 5: numbers with some servers, texts with others."""

    id: Raw
    price: Raw
    amount: Raw = NOTHING
    volume: Raw = NOTHING  # so called until version 2.2
    taker_type: str = ""
    created_at: Raw = NOTHING


class PushedTrade(Struct, kw_only=True):
    tid: Raw
    price: Raw
    amount: Raw
    date: Raw
    taker_type: str = ""
    type: str = ""  # the older word for it


class PushedTrades(Struct):
    trades: list[PushedTrade]


class Ticker(Struct, kw_only=True):
    last: Raw
    open: Raw = NOTHING
    high: Raw = NOTHING
    low: Raw = NOTHING
    amount: Raw = NOTHING  # of coin
    volume: Raw = NOTHING  # of money
    buy: Raw = NOTHING  # both until version 2.3
    sell: Raw = NOTHING
    at: Raw = NOTHING


class TickerBox(Struct):
    ticker: Ticker
    at: Raw = NOTHING


class BalanceRow(Struct):
    currency: str
    balance: Raw
    locked: Raw


class OrderRow(Struct, kw_only=True):
    """Rows 11 to 14 and 33. `kind` (bid, ask) stands for the side, `volume` for what remains, where servers are old."""

    id: Raw
    market: str
    uuid: str | None = None
    client_id: Raw = NOTHING
    side: str | None = None
    kind: str | None = None
    ord_type: str | None = None
    price: Raw = NOTHING
    state: str
    origin_volume: Raw
    executed_volume: Raw = NOTHING
    remaining_volume: Raw = NOTHING
    volume: Raw = NOTHING
    at: Raw = NOTHING
    created_at: Raw = NOTHING
    updated_at: Raw = NOTHING


class FillRow(Struct, kw_only=True):
    """Rows 15 and 34. `fee` is the rate, `fee_amount` what was paid."""

    id: Raw
    market: str
    price: Raw
    amount: Raw = NOTHING
    volume: Raw = NOTHING
    side: str | None = None
    kind: str | None = None
    taker_type: str = ""
    fee_currency: str | None = None
    fee_amount: Raw = NOTHING
    order_id: Raw = NOTHING
    ask_id: Raw = NOTHING
    bid_id: Raw = NOTHING
    at: Raw = NOTHING
    created_at: Raw = NOTHING


class Refusal(Struct):
    """Row 22: `errors` is a list of codes, one code, or an object; `error` is version 1's, or the stream's."""

    errors: Raw = NOTHING
    error: Raw = NOTHING


class OldError(Struct):
    code: int | str = ""
    message: str = ""


class Success(Struct):
    """`streams` are all that the socket hears now; AltMarkets named one as a text."""

    message: str
    streams: list[str] | str = []


class Asked(Struct):
    """A frame of a client. Strangers add keys of their own."""

    event: str = ""
    streams: list[str] | str = []
