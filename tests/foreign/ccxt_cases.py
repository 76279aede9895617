"""All cases that ccxt's own wheel ships for what this exchange has, REST and websocket, at once in one loop.

Runs in the stranger's environment; the emulator's hello line stands in argv. Beside the private streams small orders are
placed and cancelled, so that they have something to say. Prints one JSON object: case → "ok", or what went wrong.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import pkgutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ccxt
import ccxt.async_support as rest
import ccxt.pro as pro

sys.path.insert(0, str(Path(__file__).parent))
from ccxt_spot import client

# Cases that say nothing of a venue, each with the reason; the suite asserts that this list is as long as it was.
LEFT_OUT = {
    "test_create_order": "its Python translation awaits nothing and cannot run anywhere; ccxt_spot.py does what it means",
    "test_proxies": "asks for proxies in front of the machine",
    "test_fetch_markets": "wants a dict where Python's fetch_markets gives a list; ccxt itself never runs it",
    "test_fetch_my_liquidations": "hands a currency to a method that takes a symbol; ccxt itself never runs it",
    "test_fetch_borrow_interest": "of interest on loans, which no house here reckons",
}
NONE = "ccxt's parser writes None there, whatever the venue says"
CONTRACTS = "the volume is a number of contracts, and ccxt compares it with the money as if it were coin"
# Of one venue: ccxt's own fault, with the evidence.
LEFT_OUT_OF = {
    "bitget": {},
    "bitget unified": {
        **dict.fromkeys(("test_fetch_deposits", "test_fetch_withdrawals"), "no list of payments of these accounts yet"),
        **dict.fromkeys(
            ("test_fetch_transfers", "test_fetch_margin_mode"),
            "ccxt asks the classic endpoint whatever account it has found; the venue sends a unified one away with 40085",
        ),
        "test_watch_balance": "from the second push on ccxt's safe_balance takes its own dict of debts, which it makes of "
        "these accounts' `borrow` and `debts`, for a coin that has no total",
    },
    "bitmart": {
        **dict.fromkeys(("test_fetch_deposits", "test_fetch_withdrawals"), "this house keeps no list of payments yet"),
        "test_fetch_transfers": "this house moves no money by request yet",
        "test_fetch_status": "there is no word yet for what a venue says of its own state",
        "test_watch_position": "it says that it has the method, and the method says that it is not supported",
        "test_un_watch_positions": "hands no symbols to a method of ccxt's that counts them",
    },
    "hashkey": {
        "test_fetch_ledger": "names no time, without which ccxt's own method asks nothing; ccxt itself never runs it so",
        "test_watch_orders": "parse_ws_order writes `amount` into each fee where the case wants `cost`, whatever was sent; "
        "ccxt_spot.py watches orders",
        "test_fetch_positions": "asks without a symbol first, which ccxt's own method refuses; ccxt_random.py asks so",
    },
    "hitbtc": {
        "test_watch_orders": "it waits under the market's symbol, and ccxt resolves under the id in lower letters "
        "(handle_order_helper reads it with safe_string_lower), so no report ever ends it; ccxt_spot.py watches without",
        "test_fetch_margin_modes": "it wants each row of the dict that it asked for to be an array",
    },
}
# Of one kind of market: ccxt's own methods refuse the other.
SPOT_ALONE = {"bitmart": {"test_fetch_trades", "test_fetch_trading_fee"}}
# What ccxt's own reader of a venue never fills in, so that its own case cannot see it: left out by property.
LACKING_OF: dict[str, dict[str, dict[str, str]]] = {
    "bitget": {
        "test_fetch_tickers": {"checkActiveSymbols": "one call asks for one product, and the case wants all of them"},
        "test_fetch_ledger": dict.fromkeys(
            ("account", "status", "type"),
            "ccxt's parser of this venue's bills names no account, and no word for deposits",
        ),
        "test_fetch_positions": {"collateral": "ccxt's parser knows it of isolated positions alone"},
    },
    "bitmart": {
        "test_fetch_currencies": {"precision": NONE},
        "test_fetch_ticker": {"compareQuoteVolumeBaseVolume": CONTRACTS},
        "test_fetch_tickers": {
            "compareQuoteVolumeBaseVolume": CONTRACTS,
            "checkActiveSymbols": "one call asks for spot or for contracts, and the case wants all of them",
        },
        "test_fetch_ledger": dict.fromkeys(("account", "after", "before", "fee", "status"), NONE),
        "test_fetch_positions": {"marginMode": NONE, "percentage": NONE},
        "test_watch_positions": {
            **dict.fromkeys(("collateral", "leverage", "notional", "percentage", "unrealizedPnl"), NONE),
            **dict.fromkeys(
                ("contracts", "entryPrice", "liquidationPrice", "markPrice"), "of a position that is gone none is left"
            ),
        },
        "test_watch_orders": {"trades": "ccxt puts the venue's own object among its trades, unread"},
    },
    "hashkey": {
        "test_fetch_currencies": {"precision": NONE},
        "test_fetch_deposits": {
            "id": "ccxt looks for another name than the page's depositOrderId",
            **dict.fromkeys(("fee", "network", "updated"), NONE),
        },
        "test_fetch_leverage_tiers": {"minNotional": NONE},
        "test_fetch_market_leverage_tiers": {"minNotional": NONE},
    },
    "hitbtc": {
        "test_fetch_currencies": {"type": NONE},
        "test_fetch_deposits": {"network": NONE},
        "test_fetch_deposit_withdrawals": {"network": NONE},
        "test_fetch_positions": {
            "symbol": "ccxt reads it of the account, and a crossed account has none: only its positions do",
            "contracts": "ccxt hands on the venue's sign, which is below zero of a short",
            **dict.fromkeys(("contractSize", "initialMargin", "initialMarginPercentage", "leverage"), NONE),
            **dict.fromkeys(
                ("maintenanceMargin", "markPrice", "notional", "percentage", "side", "unrealizedPnl"), NONE
            ),
        },
    },
}
LACKING_OF["bitget unified"] = {
    **LACKING_OF["bitget"],
    "test_watch_positions": dict.fromkeys(
        ("collateral", "contracts", "entryPrice", "initialMargin", "liquidationPrice", "notional", "percentage"),
        "a position that ended is told once more, with nothing in it, and the case wants all of them above zero",
    ),
}
# Of contracts: on a spot market ccxt asks the contracts' endpoints with a spot symbol.
OF_CONTRACTS = {
    "test_fetch_funding_rate_history",
    "test_fetch_leverage_tiers",
    "test_fetch_liquidations",
    "test_fetch_margin_mode",
    "test_fetch_margin_modes",
    "test_fetch_market_leverage_tiers",
    "test_fetch_open_interest_history",
    "test_fetch_positions",
    "test_un_watch_positions",
    "test_watch_liquidations",
    "test_watch_liquidations_for_symbols",
    "test_watch_position",
    "test_watch_positions",
}
# Which cases are run by themselves when all others are over, and while a position is held: so that they see one every time.
# BitMart sends a row of noughts for a market without one, which ccxt's case takes for a fault.
HELD = {"bitmart": {"test_fetch_positions"}, "hitbtc": {"test_fetch_positions"}}
ALWAYS = {"test_features", "test_after_construct", "test_load_markets"}
CODE = "USDT"
SHIPPED = {"ccxt.test.exchange.async": rest, "ccxt.pro.test.Exchange": pro}
PATIENCE_S = 60


def shipped(package: str) -> dict[str, Callable[..., Any]]:
    """Each module holds one case, a function of the module's name."""
    home = importlib.import_module(package)
    names = [module.name for module in pkgutil.iter_modules(home.__path__) if module.name.startswith("test_")]
    return {name: getattr(importlib.import_module(f"{package}.{name}"), name) for name in sorted(names)}


def method_of(case: str) -> str:
    """test_fetch_ohlcv → fetchOHLCV, as `exchange.has` spells it."""
    first, *rest_of = case.removeprefix("test_").split("_")
    words = [{"ohlcv": "OHLCV", "l2": "L2"}.get(word, word.capitalize()) for word in rest_of]
    return {"fetchDepositWithdrawals": "fetchDepositsWithdrawals"}.get(name := first + "".join(words), name)


def applies(exchange: Any, who: str, kind: str, case: str) -> bool:
    if kind != "spot" and case in SPOT_ALONE.get(who, ()):
        return False
    if case in LEFT_OUT or case in LEFT_OUT_OF[who] or (kind == "spot" and case in OF_CONTRACTS):
        return False
    return case in ALWAYS or bool(exchange.has.get(method_of(case)))


def arguments(exchange: Any, run: Callable[..., Any], case: str, symbols: list[str]) -> list[Any]:
    known = {"symbol": symbols[0], "symbols": symbols, "code": CODE}
    names = list(inspect.signature(run).parameters)[2:]
    args = [known[name] for name in names]
    return [[symbols[0]]] if case == "test_fetch_leverage_tiers" and exchange.id != "hashkey" else args


async def attempt(run: Callable[..., Any], exchange: Any, args: list[Any], lacking: dict[str, str]) -> str:
    try:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    await run(exchange, lacking, *args)
                    break
                except (rest.RateLimitExceeded, rest.DDoSProtection):  # all clients have one address here
                    await asyncio.sleep(2)
    except Exception as bad:  # whatever a stranger's code raises is the answer
        where = traceback.extract_tb(bad.__traceback__)[-1]
        return f"{type(bad).__name__}: {bad} ({Path(where.filename).name}:{where.lineno})"[:600]
    return "ok"


async def keep_trading(exchange: Any, symbol: str, until: asyncio.Event, taking: asyncio.Lock) -> None:
    """Small orders placed and cancelled, one of them filled, until the streams have been watched for long enough.

    `taking`: never on two markets at once, for some of ccxt's own methods that watch one of them tell of the other, too,
    where both are told of in one go.
    """
    size = unit(exchange, symbol)
    turn = 0
    while not until.is_set():
        book = await exchange.fetch_order_book(symbol, 5)
        low = book["bids"][0][0] * 0.97
        order = await exchange.create_order(symbol, "limit", "buy", size, exchange.price_to_precision(symbol, low))
        await exchange.cancel_order(order["id"], symbol)
        side = "buy" if turn % 2 else "sell"
        near = book["asks"][-1][0] if side == "buy" else book["bids"][-1][0]
        async with taking:
            await exchange.create_order(symbol, "limit", side, size, exchange.price_to_precision(symbol, near))
            await asyncio.sleep(0.1)
        turn += 1
        await asyncio.sleep(0.5)


def unit(exchange: Any, symbol: str) -> float:
    return round(0.002 / (exchange.market(symbol)["contractSize"] or 1), 8)


async def hold(exchange: Any, symbol: str) -> None:
    """A short, whatever was left open before."""
    book = await exchange.fetch_order_book(symbol, 5)
    price = exchange.price_to_precision(symbol, book["bids"][-1][0])
    await exchange.create_order(symbol, "limit", "sell", 3 * unit(exchange, symbol), price)


def equip(exchange: Any, probe: Any) -> Any:
    """With the markets that another client has loaded, and the kind of account that it found: once is enough."""
    exchange.set_markets(list(probe.markets.values()), probe.currencies)
    if "uta" in probe.options:
        exchange.options["uta"] = probe.options["uta"]
    return exchange


async def load(exchange: Any) -> Any:
    """Several clients of one address load at once; some venues allow it twice in two seconds."""
    for _ in range(5):
        try:
            return await exchange.load_markets()
        except (rest.RateLimitExceeded, rest.DDoSProtection):
            await asyncio.sleep(2)
    return await exchange.load_markets()


def named(hello: dict[str, Any]) -> str:
    """The venue, and what kind of account it is where that is not the usual one."""
    unified = hello["accounts"][0]["kind"] == "unified"
    return f"{hello['venue']} unified" if unified else str(hello["venue"])


def kinds(hello: dict[str, Any], markets: dict[str, Any]) -> dict[str, list[str]]:
    found = {"spot": ["BTC/USDT", "ETH/USDT"], "swap": ["BTC/USDT:USDT", "ETH/USDT:USDT"]}
    return {kind: symbols for kind, symbols in found.items() if symbols[0] in markets}


async def main(hello: dict[str, Any], only: str) -> dict[str, str]:
    probe = client(rest, hello)
    markets = await load(probe)
    who = named(hello)
    cases = [(module, shipped(package)) for package, module in SHIPPED.items()]
    lacking = LACKING_OF[who]
    until, taking = asyncio.Event(), asyncio.Lock()
    traders, runs, held, open_ones = [], [], [], [probe]
    for kind, symbols in kinds(hello, markets).items():
        trader = equip(client(rest, hello), probe)
        open_ones.append(trader)
        traders.append(asyncio.create_task(keep_trading(trader, symbols[0], until, taking)))
        for module, found in cases:
            exchange = equip(client(module, hello), probe)
            exchange.options["defaultType"] = kind
            for each in ("swap", "future"):  # of what this house does not list it has none
                exchange.has[each] = any(market[each] for market in markets.values())
            open_ones.append(exchange)
            for case, run in found.items():
                if applies(exchange, who, kind, case) and only in case:
                    name = f"{kind} {'pro' if module is pro else 'rest'} {case}"
                    one = attempt(run, exchange, arguments(exchange, run, case, symbols), lacking.get(case, {}))
                    if case in HELD.get(hello["venue"], ()):
                        held.append((name, one, trader, symbols[0]))
                    else:
                        runs.append((name, one))
    said = dict(zip((name for name, _ in runs), await asyncio.gather(*(run for _, run in runs)), strict=True))
    until.set()
    await asyncio.gather(*traders)
    for name, one, trader, symbol in held:
        await hold(trader, symbol)
        said[name] = await one
    await asyncio.gather(*(exchange.close() for exchange in open_ones))
    return said


def told(hello: dict[str, Any], only: str = "") -> dict[str, Any]:
    answers = asyncio.run(main(hello, only))
    absent = [*LEFT_OUT, *LEFT_OUT_OF[named(hello)], *LACKING_OF[named(hello)]]
    return {"ccxt": ccxt.__version__, "left out": absent, "cases": answers}


if __name__ == "__main__":
    said = told(json.loads(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
    sys.stdout.write("\n" + json.dumps(said))
