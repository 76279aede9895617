"""ccxt.pro as its users run it: awaits the book, looks at its top, awaits an order. Its venue's hello stands in argv.

In its favour: on uvloop, its rate limiter off, nothing written down, no limit looked at before an order.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import ccxt.pro
import uvloop

PAIR = "BTC/USDT"


def connect(hello: dict[str, Any]) -> Any:
    api_key, secret, passphrase = hello["keys"]
    exchange = ccxt.pro.bitget({"apiKey": api_key, "secret": secret, "password": passphrase, "enableRateLimit": False})
    swaps = [
        (f"{scheme}://{name}", address.replace("http", plain, 1))
        for name, address in hello["hosts"].items()
        for scheme, plain in (("https", "http"), ("wss", "ws"))
    ]

    def rewire(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: rewire(value) for key, value in node.items()}
        if isinstance(node, str):
            node = node.replace("{hostname}", exchange.hostname)
            for theirs, ours in swaps:
                node = node.replace(theirs, ours)
        return node

    exchange.urls["api"] = rewire(exchange.urls["api"])
    return exchange


async def trade(hello: dict[str, Any]) -> None:
    exchange = connect(hello)
    try:
        await exchange.load_markets()
        last = 0.0
        while True:
            book = await exchange.watch_order_book(PAIR)
            bid = book["bids"][0][0] if book["bids"] else last
            if bid != last:
                last = bid
                await exchange.create_order(PAIR, "limit", "buy", 0.001, bid - 100, {"timeInForce": "IOC"})
    finally:
        await exchange.close()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(trade(json.loads(sys.argv[1])))
