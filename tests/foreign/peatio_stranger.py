"""A client of Peatio houses by somebody who has the platform's papers and nothing of ours: own signing, own parsing, own
ledger. Argument: the line of an emulator. It prints one line of JSON: what it saw.
"""

import asyncio
import hashlib
import hmac
import json
import random
import sys
import time
from decimal import Decimal

import aiohttp

HELLO = json.loads(sys.argv[1])
CALLS = int(sys.argv[2])
REST, WS = (HELLO["hosts"][name] for name in ("api.myhouse.example", "ws.myhouse.example"))
KEYS = HELLO["accounts"][0]
MARKET = "btcusdt"


def headers():
    nonce = str(int(time.time() * 1000))
    digest = hmac.new(KEYS["secret"].encode(), (nonce + KEYS["api_key"]).encode(), hashlib.sha256).hexdigest()
    return {"X-Auth-Apikey": KEYS["api_key"], "X-Auth-Nonce": nonce, "X-Auth-Signature": digest}


def decode(text):
    return json.loads(text, parse_float=Decimal)


class Client:
    def __init__(self, http):
        self.http, self.orders, self.trades, self.money, self.books = http, {}, {}, {}, {}
        self.gaps, self.sequence = 0, None

    async def get(self, path, **query):
        async with self.http.get(f"{REST}/api/v2/peatio{path}", params=query, headers=headers()) as reply:
            return reply.status, decode(await reply.text())

    async def post(self, path, **body):
        async with self.http.post(f"{REST}/api/v2/peatio{path}", json=body, headers=headers()) as reply:
            return reply.status, decode(await reply.text())

    async def listen(self, path, *streams):
        socket = await self.http.ws_connect(
            f"{WS}/api/v2/ranger/{path}", headers=headers() if path == "private" else {}
        )
        assert decode((await socket.receive()).data)["success"]["streams"] == []
        await socket.send_str(json.dumps({"event": "subscribe", "streams": list(streams)}))
        return asyncio.create_task(self.hear(socket)), socket

    async def hear(self, socket):
        async for message in socket:
            ((stream, said),) = decode(message.data).items()
            kind = stream.rpartition(".")[2]
            if kind == "order":
                self.orders[said["id"]] = said
            elif kind == "trade":
                self.trades[said["id"]] = said
            elif kind == "balance":
                self.money[said["currency"]] = Decimal(said["balance"]), Decimal(said["locked"])
            elif kind == "ob-snap":
                self.books = {side: dict(said[side]) for side in ("asks", "bids")}
                self.sequence = said["sequence"]
            elif kind == "ob-inc":
                self.gaps += said["sequence"] != self.sequence + 1
                self.sequence = said["sequence"]
                for side in ("asks", "bids"):
                    levels = said.get(side) or []
                    for price, size in [levels] if levels and isinstance(levels[0], str) else levels:
                        self.books[side].pop(price, None) if size == "" else self.books[side].update({price: size})

    async def until(self, true, seconds=10):
        end = time.time() + seconds
        while not true() and time.time() < end:
            await asyncio.sleep(0.01)
        return bool(true())

    def best(self, side):
        return (min if side == "asks" else max)(Decimal(price) for price in self.books[side])

    async def own(self):
        return {
            row["currency"]: (Decimal(row["balance"]), Decimal(row["locked"]))
            for row in (await self.get("/account/balances"))[1]
        }


async def same_books(client):
    """The stream's book is the one that is there, at some moment between two changes."""
    for _ in range(200):
        before = client.sequence
        _, depth = await client.get(f"/public/markets/{MARKET}/depth", limit=1000)
        if client.sequence == before and {s: dict(depth[s]) for s in ("asks", "bids")} == client.books:
            return True
        await asyncio.sleep(0.02)
    return False


async def hand(client):
    """One order that rests and is taken back, one that takes, and what goes wrong."""
    low = str(client.best("bids") - 1000)
    status, order = await client.post(
        "/market/orders", market=MARKET, side="buy", volume="0.01", price=low, client_id="me-1"
    )
    rests = await client.until(lambda: client.orders.get(order["id"], {}).get("state") == "wait")
    _, listed = await client.get("/market/orders", state="wait", market=MARKET)
    cancelled, _ = await client.post(f"/market/orders/{order['uuid']}/cancel")
    gone = await client.until(lambda: client.orders[order["id"]]["state"] == "cancel")
    _, taker = await client.post("/market/orders", market=MARKET, side="buy", volume="0.01", ord_type="market")
    filled = await client.until(lambda: any(t["order_id"] == taker["id"] for t in client.trades.values()))
    _, told = await client.get(f"/market/orders/{taker['id']}")
    refusals = [
        await client.post("/market/orders", market=MARKET, side="buy", volume="999", price=low),
        await client.post("/market/orders", market=MARKET, side="buy", volume="0.0000001", price=low),
        await client.post("/market/orders", market="nosuch", side="buy", volume="1", price=low),
        await client.get("/market/orders/1"),
    ]
    seen = {"placed": status, "pending": order["state"], "rests": rests, "listed": [o["client_id"] for o in listed]}
    more = {
        "cancelled": cancelled,
        "gone": gone,
        "filled": filled,
        "trades": len(told["trades"]),
        "state": told["state"],
    }
    return {**seen, **more, "refusals": [(status, said["errors"][0]) for status, said in refusals]}


async def at_random(client, dice):
    for _ in range(CALLS):
        side, roll = dice.choice(("buy", "sell")), dice.random()
        near = client.best("asks" if side == "buy" else "bids")
        open_ = [order["id"] for order in client.orders.values() if order["state"] == "wait"]
        if roll < 0.55:
            away = dice.randint(-20, 300) * (-1 if side == "buy" else 1)
            size, price = Decimal(dice.randint(1, 5000)).scaleb(-6), near + away
            await client.post("/market/orders", market=MARKET, side=side, volume=str(size), price=str(price))
        elif roll < 0.65:
            await client.post("/market/orders", market=MARKET, side=side, volume="0.002", ord_type="market")
        elif roll < 0.9 and open_:
            await client.post(f"/market/orders/{dice.choice(open_)}/cancel")
        else:
            await client.post("/market/orders/cancel", **dice.choice(({}, {"market": MARKET}, {"side": side})))


def book_keeping(start, fills, resting):
    """What must be there: each fill as it was told, and what open orders hold."""
    total = {coin: free + held for coin, (free, held) in start.items()}
    for fill in fills:
        sign = 1 if fill["side"] == "buy" else -1
        total["btc"] += sign * Decimal(fill["amount"])
        total["usdt"] -= sign * Decimal(fill["total"])
        total[fill["fee_currency"]] -= Decimal(fill["fee_amount"])
    held = {"btc": Decimal(0), "usdt": Decimal(0)}
    for order in resting:
        left = Decimal(order["remaining_volume"])
        held["usdt" if order["side"] == "buy" else "btc"] += left * (
            Decimal(order["price"]) if order["side"] == "buy" else 1
        )
    return {coin: (total[coin] - held[coin], held[coin]) for coin in held}


async def main():
    async with aiohttp.ClientSession() as http:
        client = Client(http)
        _, markets = await client.get("/public/markets")
        start = await client.own()
        tasks = [
            await client.listen("public", f"{MARKET}.ob-inc"),
            await client.listen("private", "order", "trade", "balance"),
        ]
        assert await client.until(lambda: client.books)
        seen = {
            "markets": [row["id"] for row in markets],
            "hand": await hand(client),
            "books": await same_books(client),
        }
        await at_random(client, random.Random(7))
        for _ in range(40):  # until nobody trades between two questions
            await asyncio.sleep(0.1)
            _, fills = await client.get("/market/trades", limit=1000)
            _, resting = await client.get("/market/orders", state="wait", limit=1000)
            now, mine = await client.own(), book_keeping(start, fills, resting)
            if all(now[coin] == mine[coin] == client.money[coin] for coin in mine):
                break
        seen["ledger"] = {coin: now[coin] == mine[coin] == client.money[coin] for coin in mine}
        seen["fills"] = [len(fills), len({fill["id"] for fill in fills} ^ set(client.trades))]
        seen["resting"] = {o["id"] for o in resting} == {i for i, o in client.orders.items() if o["state"] == "wait"}
        async with http.get(f"{HELLO['control']}/ledger") as reply:
            theirs = (await reply.json(content_type=None))[0]["balances"]
        seen["house"] = all(
            (Decimal(theirs[c.upper()]["free"]), Decimal(theirs[c.upper()]["held"])) == now[c] for c in mine
        )
        seen["gaps"], seen["bad_key"] = client.gaps, 0
        KEYS["secret"] = "wrong"
        try:
            await client.listen("private", "order")
        except aiohttp.WSServerHandshakeError as error:
            seen["bad_key"] = error.status
        for task, socket in tasks:
            await socket.close()
            task.cancel()
    print(json.dumps(seen))


asyncio.run(main())
