"""What waits beside an order or follows the price, by ccxt on a contract: trailing orders, attached take-profits."""

from __future__ import annotations

import asyncio
from typing import Any

PAIR = "BTC/USDT:USDT"
SIZE = 0.01


async def do_stops(exchange: Any) -> dict[str, Any]:
    saw: dict[str, Any] = {}
    last = (await exchange.fetch_ticker(PAIR))["last"]
    far, farther = round(last * 1.2, 1), round(last * 1.3, 1)
    trails = {"trailingPercent": "1.5", "trailingTriggerPrice": far}
    waits = await exchange.create_order(PAIR, "market", "sell", SIZE, None, trails)
    (row,) = await exchange.fetch_open_orders(PAIR, params={"trailing": True})
    saw["trails"] = [row["id"] == waits["id"], row["triggerPrice"] == far, row["info"]["callbackRatio"]]
    changed = {"trailingPercent": "2", "trailingTriggerPrice": farther, "planType": "track_plan"}
    await exchange.edit_order(waits["id"], PAIR, "market", "sell", SIZE, None, changed)
    (row,) = await exchange.fetch_open_orders(PAIR, params={"trailing": True})
    saw["trails otherwise"] = [row["triggerPrice"] == farther, row["info"]["callbackRatio"]]
    await exchange.cancel_order(waits["id"], PAIR, {"trailing": True})
    saw["trails no more"] = await exchange.fetch_open_orders(PAIR, params={"trailing": True})
    attached = {"takeProfit": {"triggerPrice": far}, "stopLoss": {"triggerPrice": round(last * 0.8, 1)}}
    await exchange.create_order(PAIR, "market", "buy", SIZE, None, attached)
    of_position = {"trigger": True, "planType": "profit_loss"}
    rows: list[Any] = []
    for _ in range(30):
        rows = await exchange.fetch_open_orders(PAIR, params=of_position)
        if len(rows) == 2:
            break
        await asyncio.sleep(0.1)
    saw["attached"] = sorted([row["side"], row["amount"], row["triggerPrice"] == far] for row in rows)
    await exchange.create_order(PAIR, "market", "sell", SIZE, None, {"reduceOnly": True})
    for _ in range(30):
        if not await exchange.fetch_open_orders(PAIR, params=of_position):
            break
        await asyncio.sleep(0.1)
    saw["gone with their position"] = await exchange.fetch_open_orders(PAIR, params=of_position)
    return saw
