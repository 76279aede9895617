"""Python-Peatio, from the package index, calls everything that it has. Argument: the line of an emulator. It prints one
line of JSON: what each call gave. It speaks plain HTTP and knows one host.
"""

import json
import sys
import time
from decimal import Decimal
from itertools import pairwise

from Python_Peatio import Accounts, Auth, Market, UserAPI_Markets, UserAPI_Public

HELLO = json.loads(sys.argv[1])
URL = HELLO["hosts"]["api.myhouse.example"].partition("://")[2]
KEYS = [HELLO["accounts"][0][name] for name in ("api_key", "secret")]
MARKET = "btcusdt"
trader, purse, everybody, fees = (of(*KEYS) for of in (Market, Accounts, UserAPI_Markets, UserAPI_Public))


def a_few_trades():
    """Of a market that may have opened a moment ago."""
    until = time.monotonic() + 20
    while len(found := everybody.markets_tickers_trades(MARKET, URL, 7)) < 7 and time.monotonic() < until:
        time.sleep(0.2)
    return found


def markets():
    book = everybody.markets_tickers_depth(MARKET, URL, 5)
    orders = everybody.markets_tickers_order_book(MARKET, URL)
    bars = everybody.markets_tickers_klines(MARKET, URL, 5, 12)
    trades = a_few_trades()
    return {
        "all_markets": [row["id"] for row in everybody.all_markets(URL)],
        "all_markets_tickers": sorted(everybody.all_markets_tickers(URL)),
        "market_tickers": Decimal(everybody.market_tickers(MARKET, URL)["ticker"]["last"]) > 0,
        "markets_tickers_klines": [len(bars), {b[0] - a[0] for a, b in pairwise(bars)} == {300}],
        "markets_tickers_depth": [len(book["asks"]), len(book["bids"]), book["asks"] == sorted(book["asks"])],
        "markets_tickers_trades": [len(trades), {row["taker_type"] for row in trades} <= {"buy", "sell"}],
        "markets_tickers_order_book": [
            len(orders["asks"]),
            len(orders["bids"]),
            orders["asks"][0]["price"] > orders["bids"][0]["price"],
            {row["state"] for rows in orders.values() for row in rows},
        ],
        "trading_fees": [[row["market_id"], row["maker"], row["taker"]] for row in fees.trading_fees(URL)],
        "trades": sorted(trader.trades(URL)),  # which asks for tickers, whatever its name says
    }


def bids():
    return everybody.markets_tickers_order_book(MARKET, URL, 1, 200)["bids"]


def locked():
    return Decimal(purse.account_balances_currency(URL, "usdt")["locked"])


def until(true):
    """Orders and cancels pass through a queue."""
    return any(true() for _ in range(300))


def account():
    clear = until(lambda: trader.all_cancel(URL) == [])
    low = str(Decimal(everybody.markets_tickers_depth(MARKET, URL)["bids"][0][0]) - 1000)
    orders = [trader.create_limit_order(URL, MARKET, side, "0.01", price) for side, price in (("buy", low),) * 3]
    placed = {row["id"] for row in orders}
    there = until(lambda: placed <= {row["id"] for row in bids()})
    held = locked()
    cancelled = trader.id_cancel(URL, orders[0]["id"])
    some = trader.all_cancel_custom(URL, "buy", MARKET)
    listed = {row["id"]: row["state"] for row in trader.get_order(URL)}
    return {
        "create_limit_order": [row["state"] for row in orders],
        "account_balances_currency": [clear, held == 3 * Decimal(low) / 100],
        "all_currency_balance": sorted(row["currency"] for row in purse.all_currency_balance(URL)),
        "its orders in the book": there,
        "id_cancel": cancelled["id"] == orders[0]["id"],
        "all_cancel_custom": len(some) >= 2,
        "get_order": set(listed) >= placed,
        "all_cancel": until(lambda: trader.all_cancel(URL) == []),
        "signed_param": len(Auth(*KEYS).signed_param()[1]),
        "unknown order": trader.id_cancel(URL, 1),
        "wrong key": Accounts(KEYS[0], "wrong").all_currency_balance(URL),
    }


print(json.dumps(markets() | account(), default=sorted))
