"""Contracts that are margined in USDC and in their coin, by ccxt: an order, a position, what is held, and its account."""

from __future__ import annotations

import asyncio
from typing import Any

PRODUCTS = {"BTC/USDC:USDC": "USDC-FUTURES", "BTC/USD:BTC": "COIN-FUTURES"}
SIZE = 0.01


async def do_families(exchange: Any) -> dict[str, Any]:
    return {pair: await _trade(exchange, pair) for pair in PRODUCTS}


async def _trade(exchange: Any, pair: str) -> dict[str, Any]:
    market = exchange.market(pair)
    coin = market["settle"]
    saw: dict[str, Any] = {"market": [market["id"], market["linear"], market["inverse"], coin]}
    book = await exchange.fetch_order_book(pair, 5)
    low = round(book["bids"][0][0] * 0.97, 1)
    before = await _held(exchange, pair, coin)
    order = await exchange.create_order(pair, "limit", "buy", SIZE, low)
    (found,) = await exchange.fetch_open_orders(pair)
    saw["rests"] = [found["id"] == order["id"], found["symbol"], found["amount"], found["price"] == low]
    saw["holds"] = (await _held(exchange, pair, coin))["free"] < before["free"]
    await exchange.cancel_order(order["id"], pair)
    saw["gone"] = (await exchange.fetch_order(order["id"], pair))["status"]
    bought = await exchange.create_order(pair, "market", "buy", SIZE)
    (position,) = await _until(lambda: exchange.fetch_positions([pair]))
    saw["position"] = [position["symbol"], position["side"], position["contracts"]]
    saw["near the book"] = abs(position["entryPrice"] / low - 1) < 0.1
    named = {"category": PRODUCTS[pair]}  # of a unified account it names none by itself, and then hears of spot
    (fill, *_) = await _until(lambda: exchange.fetch_my_trades(pair, params=named))
    saw["paid"] = [fill["order"] == bought["id"], fill["symbol"], fill["fee"]["currency"]]
    await exchange.create_order(pair, "market", "sell", SIZE, None, {"reduceOnly": True})
    for _ in range(30):
        if not (left := [row for row in await exchange.fetch_positions([pair]) if row["contracts"]]):
            break
        await asyncio.sleep(0.1)
    saw["left"] = len(left)
    after = await _held(exchange, pair, coin)
    saw["paid for it"] = 0.99 * before["total"] < after["total"] != before["total"]
    return saw


async def _held(exchange: Any, pair: str, coin: str) -> dict[str, float]:
    """A classic account has one wallet for each coin that contracts are margined in."""
    found: dict[str, float] = (await exchange.fetch_balance({"type": "swap", "productType": PRODUCTS[pair]}))[coin]
    return found


async def _until(ask: Any) -> list[Any]:
    for _ in range(30):
        if rows := await ask():
            return list(rows)
        await asyncio.sleep(0.1)
    raise AssertionError("nothing came")
