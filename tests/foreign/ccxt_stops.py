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


async def do_plans(exchange: Any) -> dict[str, Any]:
    """Plans, what belongs to a position, and what trails, where each has a list of its own; sizes in contracts."""
    saw: dict[str, Any] = {}
    last = (await exchange.fetch_ticker(PAIR))["last"]
    low, lower, high = (round(last * part, 1) for part in (0.97, 0.96, 1.03))
    trigger, trailing = {"trigger": True}, {"trailing": True}
    plan = await exchange.create_order(PAIR, "limit", "buy", 5, lower, {"triggerPrice": low, "price_way": 2})
    await exchange.create_order(PAIR, "market", "buy", 10)
    profit = await exchange.create_order(PAIR, "market", "sell", 5, None, {"takeProfitPrice": high})
    loss = await exchange.create_order(PAIR, "limit", "sell", 5, lower, {"stopLossPrice": low})
    waits = {row["id"]: row["info"] for row in await exchange.fetch_open_orders(PAIR, params=trigger)}
    saw["waiting"] = [
        [waits[each["id"]]["type"], waits[each["id"]]["size"], waits[each["id"]]["plan_category"]]
        for each in (plan, profit, loss)
    ]
    await exchange.edit_order(plan["id"], PAIR, "limit", "buy", 5, lower - 5, {"triggerPrice": lower})
    await exchange.edit_order(profit["id"], PAIR, "market", "sell", 5, None, {"takeProfitPrice": high + 5})
    moved = {row["id"]: row["info"] for row in await exchange.fetch_open_orders(PAIR, params=trigger)}
    saw["moved"] = [
        float(moved[plan["id"]]["executive_price"]) == lower - 5,
        float(moved[plan["id"]]["trigger_price"]) == lower,
        float(moved[profit["id"]]["trigger_price"]) == high + 5,
    ]
    follows = {"trailingPercent": "1.5", "trailingTriggerPrice": high, "reduceOnly": True}
    trails = await exchange.create_order(PAIR, "trailing", "sell", 10, None, {**follows, "leverage": 10})
    (row,) = await exchange.fetch_open_orders(PAIR, params=trailing)
    saw["trails"] = [row["id"] == trails["id"], row["triggerPrice"] == high, row["info"]["callback_rate"]]
    assert await exchange.fetch_open_orders(PAIR) == []
    await exchange.cancel_order(trails["id"], PAIR, trailing)
    await exchange.cancel_order(plan["id"], PAIR, trigger)
    saw["left"] = sorted(row["info"]["type"] for row in await exchange.fetch_open_orders(PAIR, params=trigger))
    await exchange.create_order(PAIR, "market", "sell", 10, None, {"reduceOnly": True})
    for _ in range(30):
        if not await exchange.fetch_open_orders(PAIR, params=trigger):
            break
        await asyncio.sleep(0.1)
    saw["gone with their position"] = await exchange.fetch_open_orders(PAIR, params=trigger)
    return saw
