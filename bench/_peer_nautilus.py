"""NautilusTrader: its Rust order book through PyO3. Decoding is done beforehand, in its favour."""

import json
from collections.abc import Callable
from typing import Any

from _peer_clock import run
from nautilus_trader.core.nautilus_pyo3 import (
    BookAction,
    BookOrder,
    BookType,
    InstrumentId,
    OrderBook,
    OrderBookDelta,
    OrderSide,
    Price,
    Quantity,
)

MARKET = InstrumentId.from_str("BTCUSDT.BITGET")


def prepare(messages: list[bytes]) -> list[Any]:
    decoded = [json.loads(data) for data in messages]
    return [
        (m["action"] == "snapshot", m["data"][0]["bids"], m["data"][0]["asks"], m["data"][0]["seq"]) for m in decoded
    ]


def start() -> Callable[[Any], object]:
    book = OrderBook(MARKET, BookType.L2_MBP)

    def feed(message: Any) -> object:
        snapshot, bids, asks, seq = message
        if snapshot:
            book.reset()
        for side, levels in ((OrderSide.BUY, bids), (OrderSide.SELL, asks)):
            for price, size in levels:
                gone = size == "0"
                order = BookOrder(side, Price.from_str(price), Quantity.from_str(size), 0)
                action = BookAction.DELETE if gone else BookAction.UPDATE
                book.apply_delta(OrderBookDelta(MARKET, action, order, 0, seq, 1, 1))
        return book.best_bid_price(), book.best_ask_price()

    return feed


run(prepare, start)
