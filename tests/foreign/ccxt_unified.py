"""ccxt on a unified account: what it finds out by itself, what it changes and keeps waiting, and what it gets wrong.

Runs in the stranger's environment; the emulator's hello line stands in argv. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import ccxt.async_support as rest

sys.path.insert(0, str(Path(__file__).parent))
from ccxt_families import do_families
from ccxt_spot import client

SPOT, SWAP = "BTC/USDT", "BTC/USDT:USDT"


async def changes(exchange: Any) -> dict[str, Any]:
    """An order is changed where it stands; one that nobody knows is an error of no kind to ccxt, and a fee that was paid
    is one below zero: it knows neither code 25204 nor that fees are positive here when paid.
    """
    low = round((await exchange.fetch_ticker(SPOT))["last"] * 0.97, 2)
    order = await exchange.create_order(SPOT, "limit", "buy", 0.001, low)
    await exchange.edit_order(order["id"], SPOT, "limit", "buy", 0.002, low)
    changed = await exchange.fetch_order(order["id"], SPOT)
    await exchange.cancel_order(order["id"], SPOT)
    try:
        await exchange.cancel_order("1", SPOT)
    except rest.ExchangeError as bad:
        unknown = type(bad).__name__
    bought = await exchange.create_order(SPOT, "market", "buy", 100)  # it says coin and sends it where money is meant
    (trade,) = (await exchange.fetch_my_trades(SPOT, limit=1))[:1]
    said = trade["info"]["feeDetail"][0]["fee"]
    return {
        "uta": exchange.options["uta"],
        "same order": [changed["id"] == order["id"], changed["amount"]],
        "unknown order": unknown,
        "paid": [trade["order"] == bought["id"], float(said) > 0, trade["fee"]["cost"] < 0],
    }


async def stops(exchange: Any) -> dict[str, Any]:
    last = (await exchange.fetch_ticker(SWAP))["last"]
    near, far = round(last * 0.9, 1), round(last * 0.8, 1)
    await exchange.create_order(SWAP, "market", "buy", 0.01)
    closing = {"stopLossPrice": near, "reduceOnly": True, "tpslMode": "partial"}
    loss = await exchange.create_order(SWAP, "market", "sell", 0.01, None, closing)
    (waits,) = await exchange.fetch_open_orders(SWAP, params={"trigger": True})
    await exchange.edit_order(loss["id"], SWAP, "market", "sell", 0.01, None, {"stopLossPrice": far})
    (moved,) = await exchange.fetch_open_orders(SWAP, params={"trigger": True})
    await exchange.cancel_order(loss["id"], SWAP, {"trigger": True})
    left = await exchange.fetch_open_orders(SWAP, params={"trigger": True})
    await exchange.close_position(SWAP)
    held = [row["contracts"] for row in await exchange.fetch_positions([SWAP])]
    return {
        "waits": [waits["id"] == loss["id"], waits["amount"], waits["stopLossPrice"] == near],
        "moved": moved["stopLossPrice"] == far,
        "left": len(left),
        "held at the end": held,
    }


async def main(hello: dict[str, Any]) -> dict[str, Any]:
    exchange = client(rest, hello)
    await exchange.load_markets()
    saw = {**await changes(exchange), "stops": await stops(exchange)}
    exchange.enableRateLimit = False  # no endpoint is asked as often as it would take
    saw["families"] = await do_families(exchange)
    await exchange.close()
    return saw


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(asyncio.run(main(json.loads(sys.argv[1])))))
