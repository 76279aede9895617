"""ccxt.pro: what its websocket client does with a text message of Bitget's book channel."""

import json
from collections.abc import Callable
from types import SimpleNamespace

import ccxt.pro
from _peer_clock import run


def start() -> Callable[[str], object]:
    exchange = ccxt.pro.bitget()
    exchange.set_markets(
        [
            exchange.safe_market_structure(
                {
                    "id": "BTCUSDT",
                    "symbol": "BTC/USDT:USDT",
                    "base": "BTC",
                    "quote": "USDT",
                    "settle": "USDT",
                    "type": "swap",
                    "spot": False,
                    "swap": True,
                    "contract": True,
                    "linear": True,
                }
            )
        ]
    )
    client = SimpleNamespace(resolve=lambda *_: None, subscriptions={}, reject=reject)

    def feed(text: str) -> object:
        exchange.handle_message(client, json.loads(text))
        book = exchange.orderbooks["BTC/USDT:USDT"]
        return book["bids"][0], book["asks"][0]

    return feed


def reject(problem: object, *_: object) -> None:
    raise AssertionError(problem)


run(lambda messages: [data.decode() for data in messages], start)
