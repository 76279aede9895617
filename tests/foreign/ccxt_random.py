"""A stranger's opinion at random: hundreds of calls that place, amend and cancel, drawn from a seed, spot and contracts.

Runs in the stranger's environment; the emulator's hello line stands in argv, the seed and the number of calls behind it.
When they are done the emulator's ledger, read at its control port, and what ccxt sees are the same. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.request
from collections import Counter
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import ccxt.async_support as rest

sys.path.insert(0, str(Path(__file__).parent))
from ccxt_cases import equip, load
from ccxt_spot import client

PAIRS = {"spot": "BTC/USDT", "swap": "BTC/USDT:USDT"}
# How the venue calls a coin, what is free of it and what is held.
SPOT_WORDS = {
    "bitget": ("coin", "available", "frozen"),
    "bitmart": ("id", "available", "frozen"),
    "hashkey": ("asset", "free", "locked"),
    "hitbtc": ("currency", "available", "reserved"),
}
SIZES = {"spot": 0.0005, "swap": 0.001}


class Caller:
    def __init__(self, exchange: Any, kind: str, seed: int) -> None:
        self.exchange = exchange
        self.pair, self.size = PAIRS[kind], SIZES[kind]
        self.size = round(self.size / (exchange.market(self.pair)["contractSize"] or 1), 8)
        self.dice = Random(seed)
        self.mine: list[str] = []
        self.counts: Counter[str] = Counter()
        self.looked = 0
        self.book: Any = None

    async def call(self) -> None:
        roll = self.dice.randrange(100)
        try:
            if self.mine and roll < 25:
                await self.cancel()
            elif self.mine and roll < 40:
                await self.amend()
            elif roll < 85:
                await self.place()
            else:
                await self.take()
        except rest.BaseError as refused:  # what was filled meanwhile can be neither amended nor cancelled
            self.counts[f"refused: {type(refused).__name__}"] += 1

    async def near(self) -> tuple[str, float, float]:
        if self.looked % 10 == 0:
            self.book = await self.exchange.fetch_order_book(self.pair, 5)
        self.looked += 1
        book = self.book
        side = self.dice.choice(["buy", "sell"])
        price = book["bids"][0][0] if side == "buy" else book["asks"][0][0]
        return side, price, self.size * self.dice.randint(1, 6)

    def away(self, side: str, price: float) -> float:
        share = self.dice.randrange(1, 300) / 10_000
        return float(self.exchange.price_to_precision(self.pair, price * (1 - share if side == "buy" else 1 + share)))

    async def place(self) -> None:
        side, price, size = await self.near()
        params = {"postOnly": True} if self.dice.randrange(2) else {}
        order = await self.exchange.create_order(self.pair, "limit", side, size, self.away(side, price), params)
        self.mine.append(order["id"])
        self.counts["placed"] += 1

    async def take(self) -> None:
        side, price, size = await self.near()
        far = self.away("sell" if side == "buy" else "buy", price)
        await self.exchange.create_order(self.pair, "limit", side, size, far, {"timeInForce": "IOC"})
        self.counts["taken"] += 1

    async def amend(self) -> None:
        """Where the venue has no such thing, it is a cancel and a new order."""
        old = self.mine.pop(self.dice.randrange(len(self.mine)))
        order = await self.exchange.fetch_order(old, self.pair)
        price = float(self.exchange.price_to_precision(self.pair, order["price"] * 1.0001))
        what = (self.pair, "limit", order["side"], order["amount"], price)
        try:
            try:
                made = await self.exchange.edit_order(old, *what)
            except rest.NotSupported:
                await self.exchange.cancel_order(old, self.pair)
                made = await self.exchange.create_order(*what)
        except rest.BaseError:
            self.mine.append(old)
            raise
        self.mine.append(made["id"])
        self.counts["amended"] += 1

    async def cancel(self) -> None:
        old = self.mine.pop(self.dice.randrange(len(self.mine)))
        await self.exchange.cancel_order(old, self.pair)
        self.counts["cancelled"] += 1


def number(text: Any) -> str:
    """As both sides write it: without trailing zeros."""
    return format(Decimal(str(text)).normalize(), "f") if text is not None else "0"


async def view(exchange: Any, kind: str) -> dict[str, Any]:
    """What ccxt sees, from the venue's own texts: a float would hide a last digit."""
    orders = await exchange.fetch_open_orders(PAIRS[kind])
    balance = await exchange.fetch_balance({"type": kind} if exchange.id in ("bitmart", "hashkey", "hitbtc") else {})
    if exchange.options.get("uta"):
        return {"orders": sorted(order["id"] for order in orders), **await one_wallet(exchange, kind, balance["info"])}
    if kind == "spot":
        coin, free, held = SPOT_WORDS[exchange.id]
        info = balance["info"]
        rows = info if isinstance(info, list) else info.get("balances") or info["data"]["wallet"]
        money = {row[coin]: [number(row[free]), number(row[held])] for row in rows}
        return {"orders": sorted(order["id"] for order in orders), "money": money, "positions": []}
    rows = await exchange.fetch_positions([PAIRS[kind]])
    if exchange.id == "hitbtc":  # of what is not booked yet it says nothing: what is owned moves with the mark
        coin, free, held = SPOT_WORDS[exchange.id]
        money = {row[coin]: [number(Decimal(row[free]) + Decimal(row[held]))] for row in balance["info"]}
        told = [Decimal(each["quantity"]) for row in rows for each in row["info"]["positions"]]
        return {"orders": sorted(order["id"] for order in orders), "money": money, "positions": sides(told)}
    if exchange.id == "hashkey":
        worth, rows = Decimal(str(exchange.market(PAIRS[kind])["contractSize"])), [row["info"] for row in rows]
        open_ = sum((Decimal(row["unrealizedPnL"]) for row in rows), Decimal(0))
        money = {row["asset"]: [number(Decimal(row["balance"]) - open_)] for row in (balance["info"],)}
        told = [Decimal(row["position"]) * worth * (-1 if row["side"] == "SHORT" else 1) for row in rows]
        return {"orders": sorted(order["id"] for order in orders), "money": money, "positions": sides(told)}
    if exchange.id == "bitmart":
        worth, rows = exchange.market(PAIRS[kind])["contractSize"], [row["info"] for row in rows]
        open_ = sum((Decimal(row["unrealized_pnl"]) for row in rows), Decimal(0))
        # What is owned and what is open are cut after sixteen decimals, each for itself.
        money = {
            row["currency"]: [number(round(Decimal(row["equity"]) - open_, 14))] for row in balance["info"]["data"]
        }
        told = [size for row in rows if (size := Decimal(row["position_amount"]) * Decimal(str(worth)))]
        return {"orders": sorted(order["id"] for order in orders), "money": money, "positions": sides(told)}
    # What is not booked yet moves with the mark, and without it the rest is the wallet.
    open_ = sum((Decimal(row["info"]["unrealizedPL"]) for row in rows), Decimal(0))
    money = {row["marginCoin"]: [number(Decimal(row["accountEquity"]) - open_)] for row in balance["info"]}
    held = sorted([row["info"]["holdSide"], number(row["info"]["total"])] for row in rows)
    return {"orders": sorted(order["id"] for order in orders), "money": money, "positions": held}


async def one_wallet(exchange: Any, kind: str, info: dict[str, Any]) -> dict[str, Any]:
    """Of a unified account: all that it owns, but for what is not booked yet."""
    rows = [row["info"] for row in await exchange.fetch_positions([PAIRS["swap"]])]
    open_ = {"USDT": sum((Decimal(row["unrealisedPnl"]) for row in rows), Decimal(0))}
    assets = info["data"]["assets"]
    money = {row["coin"]: [number(Decimal(row["balance"]) - open_.get(row["coin"], 0))] for row in assets}
    held = sorted([row["posSide"], number(row["total"])] for row in rows)
    return {"money": money, "positions": [] if kind == "spot" else held}


def truth(hello: dict[str, Any], kind: str) -> dict[str, Any]:
    """The same of the emulator's own ledger."""
    with urllib.request.urlopen(hello["control"] + "/ledger") as reply:
        rows = json.loads(reply.read())[0]["rows"]
    page = rows[hello["venue"] + ("" if kind == "spot" else "_perpetual")]
    if hello["accounts"][0]["kind"] == "unified":
        spot, swap = rows["bitget"]["balances"], rows["bitget_perpetual"]["balances"]
        money = {coin: [number((swap.get(coin) or {"wallet": row["total"]})["wallet"])] for coin, row in spot.items()}
        sizes = [Decimal(row["size"]) for row in page["positions"]]
        return {"orders": names(hello, page), "money": money, "positions": sides(sizes)}
    if kind == "spot":
        money = {coin: [number(row["free"]), number(row["held"])] for coin, row in page["balances"].items()}
        return {"orders": names(hello, page), "money": money, "positions": []}
    else:
        word = "total" if hello["venue"] == "hitbtc" else "wallet"
        money = {coin: [number(row[word])] for coin, row in page["balances"].items()}
    sizes = [Decimal(row["size"]) for row in page["positions"]]
    return {"orders": names(hello, page), "money": money, "positions": sides(sizes)}


def sides(sizes: list[Decimal]) -> list[list[str]]:
    return sorted(["long" if size > 0 else "short", number(abs(size))] for size in sizes)


def names(hello: dict[str, Any], page: dict[str, Any]) -> list[str]:
    """As ccxt names orders: on some venues by the client's id."""
    return sorted(order["client_id" if hello["venue"] == "hitbtc" else "id"] for order in page["orders"])


async def run(hello: dict[str, Any], probe: Any, kind: str, seed: int, calls: int) -> dict[str, Any]:
    exchange = equip(client(rest, hello), probe)
    exchange.options["defaultType"] = kind
    caller = Caller(exchange, kind, seed)
    for _ in range(calls):
        await caller.call()
    for turn in range(40):  # the crowd may fill one, or move the mark, between two looks
        seen, after = await view(exchange, kind), truth(hello, kind)
        if seen == after:
            break
        await asyncio.sleep(turn % 7 / 10)  # or the mark moves between the same two questions each time
    await exchange.close()
    return {"counts": dict(caller.counts), "seen": seen, "ledger": after}


async def main(hello: dict[str, Any], seed: int, calls: int) -> dict[str, Any]:
    probe = client(rest, hello)
    markets = await load(probe)
    await probe.close()
    kinds = [kind for kind, pair in PAIRS.items() if pair in markets]
    share = calls // len(kinds)
    said = await asyncio.gather(*(run(hello, probe, kind, seed + n, share) for n, kind in enumerate(kinds)))
    return dict(zip(kinds, said, strict=True))


if __name__ == "__main__":
    seed, calls = (int(sys.argv[2]), int(sys.argv[3])) if len(sys.argv) > 3 else (1, 300)
    sys.stdout.write("\n" + json.dumps(asyncio.run(main(json.loads(sys.argv[1]), seed, calls))))
