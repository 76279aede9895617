"""A stranger trades: ccxt, in an environment of its own, against emulators whose hello lines stand in argv.

Knows nothing of picaflor. Prints one JSON object with what it saw of each; any surprise is an exception.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from typing import Any

import ccxt.async_support as rest
import ccxt.pro as pro
from ccxt_families import do_families
from ccxt_margin import do_margin, watch_margin
from ccxt_stops import do_plans, do_stops

TRUSTED = ssl.create_default_context()  # each client would read the certificates for itself, and here is no TLS


def client(module: Any, hello: dict[str, Any]) -> Any:
    account = hello["accounts"][0]
    exchange = getattr(module, hello["venue"])(
        {
            "apiKey": account["api_key"],
            "secret": account["secret"],
            "password": account["passphrase"],
            "uid": account["memo"],
            "enableRateLimit": True,
            "tokenBucket": {
                "delay": 0.01
            },  # how often it looks whether it may: a thousand times a second is its default
        }
    )
    exchange.ssl_context = TRUSTED
    swap = {name: address.removeprefix("http://") for name, address in hello["hosts"].items()}

    def rewire(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: rewire(value) for key, value in node.items()}
        if isinstance(node, str):
            node = node.replace("{hostname}", exchange.hostname or "")
            for name, address in swap.items():
                for scheme, plain in (("https://", "http://"), ("wss://", "ws://")):
                    if node.startswith(scheme + name):
                        return plain + address + node[len(scheme + name) :]
        return node

    exchange.urls["api"] = rewire(exchange.urls["api"])
    return exchange


async def trade(exchange: Any, pair: str) -> dict[str, Any]:
    saw: dict[str, Any] = {}
    markets = await exchange.load_markets()
    saw["markets"] = sorted(markets)
    saw["precision"] = [str(markets[pair]["precision"]["price"]), str(markets[pair]["precision"]["amount"])]
    book = await exchange.fetch_order_book(pair, 20)
    assert book["bids"][0][0] < book["asks"][0][0]
    saw["levels"] = [len(book["bids"]), len(book["asks"])]
    before = await exchange.fetch_balance()
    low = round(book["bids"][0][0] * 0.98, 1)
    order = await exchange.create_order(pair, "limit", "buy", 0.001, low)
    found = await exchange.fetch_order(order["id"], pair)
    assert (found["status"], found["price"], found["amount"], found["filled"]) == ("open", low, 0.001, 0.0), found
    assert order["id"] in [o["id"] for o in await exchange.fetch_open_orders(pair)]
    held = await exchange.fetch_balance()
    saw["held"] = round(held["USDT"]["used"] / (low * 0.001), 6)  # of what the order is worth
    await exchange.cancel_order(order["id"], pair)
    gone = await exchange.fetch_order(order["id"], pair)
    assert gone["status"] == "canceled", gone
    after = await exchange.fetch_balance()
    assert (after["USDT"]["free"], after["USDT"]["used"]) == (before["USDT"]["free"], before["USDT"]["used"])
    saw["cancelled"] = gone["status"]
    for what in ("unknown order", "too small"):
        try:
            if what == "unknown order":
                await exchange.cancel_order("1", pair)
            else:
                tiny = await exchange.create_order(pair, "limit", "buy", 0.000001, low)
                await exchange.cancel_order(tiny["id"], pair)
                saw[what] = "taken"
        except rest.BaseError as refusal:
            saw[what] = type(refusal).__name__
    await exchange.create_order(pair, "market", "sell", 0.002)
    mine: list[Any] = []
    for _ in range(50):
        mine = await exchange.fetch_my_trades(pair)
        if mine:
            break
    saw["sold"] = f"{sum(t['amount'] for t in mine):.6f}"
    saw["fee currency"] = mine[0]["fee"]["currency"]
    return saw


async def do_rarer(exchange: Any, pair: str) -> dict[str, Any]:
    """Amendments, batches, orders that wait for a price, bills, fees of the account."""
    saw: dict[str, Any] = {}
    exchange.enableRateLimit = False  # no endpoint is asked as often as it would take
    last = (await exchange.fetch_ticker(pair))["last"]
    low, lower, high = (round(last * part, 1) for part in (0.98, 0.97, 1.03))
    old = await exchange.create_order(pair, "limit", "buy", 0.001, low)
    new = await exchange.edit_order(old["id"], pair, "limit", "buy", 0.002, lower)
    gone, made = await exchange.fetch_order(old["id"], pair), await exchange.fetch_order(new["id"], pair)
    saw["edited"] = [gone["status"], made["status"], made["amount"], made["price"] == lower]
    row = {"symbol": pair, "type": "limit", "side": "buy", "price": low}
    many = await exchange.create_orders([{**row, "amount": amount} for amount in (0.001, 0.000001, 0.002)])
    saw["batch"] = [order["status"] for order in many]
    taken = [order["id"] for order in many if order["status"] != "rejected"]
    cancelled = await exchange.cancel_orders([*taken, new["id"]], pair)
    saw["cancelled at once"] = sorted(order["id"] for order in cancelled) == sorted([*taken, new["id"]])
    assert await exchange.fetch_open_orders(pair) == []
    trigger = {"trigger": True}
    waits = await exchange.create_order(pair, "limit", "sell", 0.001, high, {"triggerPrice": high})
    await exchange.create_order(pair, "market", "buy", 0.001, low, {"triggerPrice": low})
    open_ = await exchange.fetch_open_orders(pair, params=trigger)
    saw["waiting"] = sorted([order["type"], order["side"], order["triggerPrice"] in (low, high)] for order in open_)
    higher = round(high + 10, 1)
    await exchange.edit_order(waits["id"], pair, "limit", "sell", 0.002, higher, {"triggerPrice": higher})
    (edited,) = [o for o in await exchange.fetch_open_orders(pair, params=trigger) if o["id"] == waits["id"]]
    saw["moved"] = [edited["amount"], edited["triggerPrice"] == higher]
    await exchange.cancel_order(waits["id"], pair, trigger)
    await exchange.cancel_all_orders(pair, trigger)
    assert await exchange.fetch_open_orders(pair, params=trigger) == []
    now = (await exchange.fetch_ticker(pair))["last"]
    fires = await exchange.create_order(pair, "market", "sell", 0.001, None, {"triggerPrice": now})
    for _ in range(50):
        await asyncio.sleep(0.1)  # until somebody trades
        rows = await exchange.fetch_canceled_and_closed_orders(pair, params=trigger)
        past = {order["id"]: order["status"] for order in rows}
        if fires["id"] in past:
            break
    saw["fired"], saw["gone"] = past.get(fires["id"]), past.get(waits["id"])
    fee = await exchange.fetch_trading_fee(pair)
    saw["fees"] = [fee["maker"], fee["taker"]]
    ledger = await exchange.fetch_ledger("USDT")
    saw["ledger"] = sorted({(entry["type"], entry["direction"]) for entry in ledger})
    owned = (await exchange.fetch_balance())["USDT"]["total"]
    saw["ledger ends at what is owned"] = ledger[-1]["after"] == owned
    return saw


async def do_batches(exchange: Any, pair: str, size: float = 0.001, refused_size: float = 0.000001) -> dict[str, Any]:
    """Several at once, one of which cannot be; the others go by their numbers, and the last one with all."""
    low = round((await exchange.fetch_ticker(pair))["last"] * 0.97, 1)
    row = {"symbol": pair, "type": "limit", "side": "buy", "price": low}
    many = await exchange.create_orders([{**row, "amount": n * size} for n in (1, 2, 3)])
    ids = [order["id"] for order in many]
    rested = sorted(order["id"] for order in await exchange.fetch_open_orders(pair)) == sorted(ids)
    await exchange.cancel_orders(ids[:2], pair)
    left = [order["id"] for order in await exchange.fetch_open_orders(pair)]
    await exchange.cancel_all_orders(pair)
    try:  # the class raises if one of them was refused
        await exchange.create_orders([{**row, "amount": amount} for amount in (size, refused_size)])
        refused = ""
    except rest.BaseError as refusal:
        refused = type(refusal).__name__
    taken = len(await exchange.fetch_open_orders(pair))
    await exchange.cancel_all_orders(pair)
    return {
        "rested": rested,
        "left": left == ids[2:],
        "refused": refused,
        "taken beside it": taken,
        "at the end": len(await exchange.fetch_open_orders(pair)),
    }


async def do_waiting(exchange: Any, pair: str) -> dict[str, Any]:
    """Orders that wait for a price, where they stand among the others under one name before and after."""
    saw: dict[str, Any] = {}
    last = (await exchange.fetch_ticker(pair))["last"]
    low, high = (round(last * part, 1) for part in (0.97, 1.03))
    stop = await exchange.create_order(pair, "stopLimit", "sell", 0.001, low - 10, {"triggerPrice": low})
    profit = await exchange.create_order(pair, "takeProfitMarket", "sell", 0.001, None, {"triggerPrice": high})
    mine = {order["id"]: order for order in await exchange.fetch_open_orders(pair) if order["triggerPrice"]}
    saw["waiting"] = [
        [mine[each["id"]]["type"], mine[each["id"]]["status"], mine[each["id"]]["info"]["status"]]
        for each in (stop, profit)
    ]
    saw["triggers"] = [mine[stop["id"]]["triggerPrice"] == low, mine[profit["id"]]["triggerPrice"] == high]
    moved = await exchange.edit_order(stop["id"], pair, "stopLimit", "sell", 0.002, low - 20)
    saw["moved"] = [moved["amount"], moved["triggerPrice"] == low]
    await exchange.cancel_order(moved["id"], pair)
    await exchange.cancel_order(profit["id"], pair)
    gone = await exchange.fetch_order(moved["id"], pair)
    saw["gone"] = [gone["status"], gone["filled"]]
    now = (await exchange.fetch_ticker(pair))["last"]
    fires = await exchange.create_order(
        pair, "stopMarket", "sell", 0.001, None, {"triggerPrice": round(now * 1.001, 1)}
    )
    for _ in range(50):
        order = await exchange.fetch_order(fires["id"], pair)
        if order["status"] == "closed":
            break
        await asyncio.sleep(0.1)  # until somebody trades
    saw["fired"] = [order["status"], order["filled"], order["type"]]
    return saw


async def do_purses(exchange: Any) -> dict[str, Any]:
    """Money goes from purse to purse, and is refused where there is too little."""

    async def free(kind: str) -> float:
        told = await exchange.fetch_balance({"type": kind})
        return float(told.get("USDT", {}).get("free") or 0)

    before = {kind: await free(kind) for kind in ("spot", "swap", "funding")}
    to_swap = await exchange.transfer("USDT", 25, "spot", "swap")
    await exchange.transfer("USDT", 2.5, "spot", "funding")
    moved = {kind: round(await free(kind) - was, 8) for kind, was in before.items()}
    try:
        await exchange.transfer("USDT", 3, "funding", "spot")
    except Exception as refused:
        return {"id": bool(to_swap["id"]), "moved": moved, "too much": type(refused).__name__}
    return {"id": bool(to_swap["id"]), "moved": moved}


async def watch(exchange: Any, pair: str) -> dict[str, Any]:
    """The book over the websocket for a while: every one of them uncrossed; our own order on the private stream."""
    await exchange.load_markets()  # not every class does it by itself
    seen = 0
    for _ in range(15):
        book = await exchange.watch_order_book(pair)
        assert book["bids"][0][0] < book["asks"][0][0]
        seen += 1
    low = round(book["bids"][0][0] * 0.98, 1)
    only = None if exchange.id == "hitbtc" else pair  # that class waits for ever where it is given a pair
    heard = asyncio.ensure_future(exchange.watch_orders(only))
    await asyncio.sleep(0.5)
    order = await exchange.create_order(pair, "limit", "buy", 0.001, low)
    rows = await asyncio.wait_for(heard, 10)
    while not rows or rows[-1]["id"] != order["id"]:  # some tell of what was open before
        rows = await asyncio.wait_for(exchange.watch_orders(only), 10)
    status = rows[-1]["status"]  # the list lives on: a later push changes it
    await exchange.cancel_order(order["id"], pair)
    trades = await asyncio.wait_for(exchange.watch_trades(pair), 20)
    return {"books": seen, "order heard": status, "trades": len(trades) > 0}


async def visit(hello: dict[str, Any]) -> dict[str, Any]:
    over_rest, over_sockets = client(rest, hello), client(pro, hello)
    try:
        saw = await trade(over_rest, "BTC/USDT")
        if hello["venue"] == "bitget":
            saw["rarer"] = await do_rarer(over_rest, "BTC/USDT")
            saw["stops"] = await do_stops(over_rest)
            saw["families"] = await do_families(over_rest)
        if hello["venue"] == "bitmart":
            saw["plans"] = await do_plans(over_rest)
        if hello["venue"] in ("bitmart", "hashkey"):
            saw["batches"] = await do_batches(over_rest, "BTC/USDT")
        if hello["venue"] == "hashkey":
            saw["batches of contracts"] = await do_batches(over_rest, "BTC/USDT:USDT", 10, 10_000_000)
        if hello["venue"] == "hitbtc":
            saw["waiting"] = await do_waiting(over_rest, "BTC/USDT")
            saw["purses"] = await do_purses(over_rest)
            saw["margin"] = await do_margin(over_rest, "BTC/USDT")
            saw["margin by socket"] = await watch_margin(over_sockets, "BTC/USDT")
        saw["stream"] = await watch(over_sockets, "BTC/USDT")
        saw["version"] = rest.__version__ if hasattr(rest, "__version__") else ""
    finally:
        await over_rest.close()
        await over_sockets.close()
    return saw


async def main(hellos: list[dict[str, Any]]) -> None:
    saw = await asyncio.gather(*map(visit, hellos))
    print(json.dumps({hello["venue"]: seen for hello, seen in zip(hellos, saw, strict=True)}))


if __name__ == "__main__":
    asyncio.run(main([json.loads(hello) for hello in sys.argv[1:]]))
