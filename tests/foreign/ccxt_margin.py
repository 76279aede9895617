"""Margin on spot pairs, by ccxt: an account of its own, orders by request and over the socket, a position, and its end."""

from __future__ import annotations

import asyncio
from typing import Any

MARGIN = {"margin": True}
SIZE = 0.01
POT = 500


async def do_margin(exchange: Any, pair: str) -> dict[str, Any]:
    saw: dict[str, Any] = {
        "market": [exchange.market(pair)["margin"], exchange.market(pair)["limits"]["leverage"]["max"]]
    }
    free = (await exchange.fetch_balance())["USDT"]
    try:
        await exchange.create_order(pair, "limit", "buy", SIZE, 10_000, MARGIN)
    except Exception as refused:
        saw["before it is opened"] = type(refused).__name__
    opened = await exchange.add_margin(pair, POT)
    left = (await exchange.fetch_balance())["USDT"]
    saw["opened"] = [opened["symbol"], opened["amount"], opened["code"], opened["type"]]
    saw["taken"] = [round(free["free"] - left["free"], 8), float(opened["info"]["currencies"][0]["margin_balance"])]
    leverage = await exchange.fetch_leverage(pair)
    saw["leverage"] = [leverage["symbol"], leverage["marginMode"], leverage["longLeverage"]]
    modes = await exchange.fetch_margin_modes([pair], {"type": "margin"})
    saw["modes"] = [modes[pair]["marginMode"]]
    saw["orders"] = await _orders(exchange, pair)
    saw["position"] = await _position(exchange, pair)
    saw["closed"] = await _close(exchange, pair)
    return saw


async def _orders(exchange: Any, pair: str) -> dict[str, Any]:
    low = round((await exchange.fetch_ticker(pair))["last"] * 0.97, 1)
    rests = await exchange.create_order(pair, "limit", "buy", SIZE, low, MARGIN)
    (listed,) = await exchange.fetch_open_orders(pair, params=MARGIN)
    found = await exchange.fetch_open_order(rests["id"], pair, MARGIN)
    known = await exchange.fetch_order(rests["id"], pair, MARGIN)
    edited = await exchange.edit_order(rests["id"], pair, "limit", "buy", 2 * SIZE, low - 1, MARGIN)
    gone = await exchange.cancel_order(edited["id"], pair, MARGIN)
    await exchange.create_order(pair, "limit", "buy", SIZE, low, {"marginMode": "isolated"})
    several = await exchange.cancel_all_orders(pair, MARGIN)
    waits = await exchange.create_order(pair, "stopMarket", "sell", SIZE, None, {**MARGIN, "triggerPrice": low - 5})
    await exchange.cancel_order(waits["id"], pair, MARGIN)
    return {
        "listed": [listed["id"] == rests["id"], listed["price"] == low, found["amount"], known["status"]],
        "not of spot": [row["id"] for row in await exchange.fetch_open_orders(pair)],
        "edited": [edited["amount"], edited["price"] == low - 1],
        "gone": [gone["status"], len(several), several[0]["status"]],
        "waits": waits["info"]["status"],
        "left": await exchange.fetch_open_orders(pair, params=MARGIN),
    }


async def _position(exchange: Any, pair: str) -> dict[str, Any]:
    bought = await exchange.create_order(pair, "market", "buy", SIZE, None, MARGIN)
    held = await exchange.fetch_position(pair, MARGIN)
    (listed,) = [row for row in await exchange.fetch_positions([pair], MARGIN) if row["contracts"]]
    order = await exchange.fetch_order(bought["id"], pair, MARGIN)
    closed = [row["id"] for row in await exchange.fetch_closed_orders(pair, params=MARGIN)]
    fills = await exchange.fetch_my_trades(pair, params=MARGIN)
    same = await exchange.fetch_order_trades(str(order["info"]["id"]), pair, params=MARGIN)
    spot = [row["order"] for row in await exchange.fetch_my_trades(pair)]
    return {
        "held": [held["symbol"], held["contracts"], held["leverage"], held["marginMode"]],
        "same": [listed["entryPrice"] == held["entryPrice"], abs(held["entryPrice"] / order["average"] - 1) < 1e-9],
        "order": [order["status"], order["filled"], bought["id"] in closed],
        # As many as there are orders in its way: they come to the whole of it, and both lists are of the same ones.
        "fills": [round(sum(row["amount"] for row in same), 8), names(same) == names(fills)],
        "fee": {row["fee"]["currency"] for row in fills} == {"USDT"},
        "not of spot": bought["id"] in spot,
        "collateral": 0.98 * POT < held["collateral"] < POT,  # the fee is paid out of it
    }


def names(rows: list[Any]) -> set[str]:
    return {row["id"] for row in rows}


async def _close(exchange: Any, pair: str) -> dict[str, Any]:
    market = exchange.market(pair)["id"]
    shut = await exchange.private_delete_margin_position_isolated_symbol({"symbol": market})
    (left,) = await exchange.fetch_positions([pair], MARGIN)
    reduced = await exchange.reduce_margin(pair, 0)
    try:
        await exchange.fetch_leverage(pair)
    except Exception as refused:
        gone = type(refused).__name__
    balance = (await exchange.fetch_balance())["USDT"]
    return {
        "shut": [shut["symbol"], float(shut["quantity"])],
        "left": left["contracts"],
        "reduced": [reduced["amount"], gone],
        "back in the purse": balance["used"] == 0,
    }


async def watch_margin(exchange: Any, pair: str) -> dict[str, Any]:
    """Orders over the socket, and what it tells of them."""
    await exchange.load_markets()
    await exchange.add_margin(pair, POT)
    low = round((await exchange.fetch_ticker(pair))["last"] * 0.97, 1)
    heard = asyncio.ensure_future(exchange.watch_orders(None, params={"type": "margin"}))
    await asyncio.sleep(0.5)
    order = await exchange.create_order_ws(pair, "limit", "buy", SIZE, low, MARGIN)
    name = order["clientOrderId"]  # over the socket its id is the venue's number, and everywhere else the client's name
    rows = await asyncio.wait_for(heard, 10)
    while not rows or rows[-1]["id"] != name:
        rows = await asyncio.wait_for(exchange.watch_orders(None, params={"type": "margin"}), 10)
    told = [rows[-1]["status"], rows[-1]["info"]["margin_mode"]]
    (listed,) = await exchange.fetch_open_orders_ws(pair, params=MARGIN)
    await exchange.cancel_order_ws(name, pair, MARGIN)
    left = await exchange.fetch_open_orders_ws(pair, params=MARGIN)
    await exchange.reduce_margin(pair, 0)
    return {"told": told, "listed": listed["clientOrderId"] == name, "left": left}
