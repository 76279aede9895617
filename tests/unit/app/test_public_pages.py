"""Public answers as rows: what is chosen, how it is spelled, what is refused."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from picaflor.app import account_pages, public_pages
from picaflor.app.endpoints import Reach
from picaflor.app.prices import Prices
from picaflor.app.problems import NotFound, Problem, Usage
from picaflor.app.targets import find_target
from picaflor.app.visit import Visit
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms as atoms
from picaflor.domain.orders import Hold, OrderType, Side
from picaflor.transport.hosts import Hosts
from picaflor.wire.asks import Fills, Orders, ReadOpenOrders, Tickers, Trades
from picaflor.wire.contracts import FundingReport, Positions
from picaflor.wire.net import NoAnswer
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    FillReport,
    Listing,
    OrderReport,
    OrderStatus,
    PositionReport,
    TradeReport,
)
from picaflor.wire.stops import ReadStops, StopReport, Stops, StopStatus

BTC = Market("bitget", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(2), Grid(6), min_lots=10)
PEPE = Market("bitget", "PEPE-USDT", "PEPEUSDT", "PEPE", "USDT", Grid(12), Grid(0), kind=MarketKind.LINEAR)


class Told(Visit):
    """Answers are given, by their kind."""

    def __init__(self, *answers: Any, row: str = "bitget") -> None:
        super().__init__(find_target(row), Reach(Hosts()))
        self.answers = [Listing((PEPE, BTC)), *answers]
        self.asked: list[Any] = []

    async def need(self, ask: Any, kind: type[Any]) -> Any:
        self.asked.append(ask)
        return next(answer for answer in self.answers if isinstance(answer, kind))

    async def settle(self) -> None:
        return


def run(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


def test_rules_are_plain_numbers_in_order_of_their_pairs() -> None:
    rows = run(public_pages.markets(Told(), ""))
    assert [row["pair"] for row in rows] == ["BTC-USDT", "PEPE-USDT"]
    assert (rows[0]["tick"], rows[0]["min_amount"], rows[1]["tick"]) == ("0.01", "0.00001", "0.000000000001")
    assert "max_leverage" in rows[1]
    for pattern in ("btc", "BTC/*", "*C-U*"):
        assert [row["pair"] for row in run(public_pages.markets(Told(), pattern))] == ["BTC-USDT"]
    with pytest.raises(NotFound, match="lists no market like 'X'"):
        run(public_pages.markets(Told(), "X"))


def test_a_book_has_as_many_rows_as_its_longer_side() -> None:
    frame = BookFrame("BTCUSDT", True, b'[["10.50","1"],["10","2"]]', b'[["11","3"]]')
    rows = run(public_pages.book(Told(frame), "btc/usdt", 2))
    assert rows[0] == {"bid_amount": "1", "bid": "10.5", "ask": "11", "ask_amount": "3"}
    assert rows[1] == {"bid_amount": "2", "bid": "10", "ask": "", "ask_amount": ""}
    with pytest.raises(Usage):
        run(public_pages.book(Told(frame), "BTC-USDT", 0))


def test_trades_are_told_newest_first() -> None:
    found = Trades(tuple(TradeReport("BTCUSDT", str(n), Side.SELL, atoms("1"), atoms("2"), n) for n in (1, 3, 2)))
    rows = run(public_pages.trades(Told(found), "BTC-USDT", 2))
    assert [row["id"] for row in rows] == ["3", "2"]
    assert rows[0]["time"] == "1970-01-01T00:00:00.000Z"


@pytest.mark.parametrize(("rate", "who"), [("0.0001", "longs"), ("-0.0001", "shorts"), ("0", "nobody")])
def test_who_pays_for_holding(rate: str, who: str) -> None:
    signed = atoms(rate, signed=True)
    (row,) = run(public_pages.funding(Told(FundingReport("PEPEUSDT", signed, 0)), "PEPE-USDT"))
    assert row["pays"] == who
    with pytest.raises(Usage, match="is a spot market"):
        run(public_pages.funding(Told(), "BTC-USDT"))


def order(name: str, at_ns: int) -> OrderReport:
    return OrderReport("BTCUSDT", f"v{name}", name, OrderStatus.OPEN, Side.BUY, OrderType.LIMIT, 0, created_ns=at_ns)


def test_open_orders_of_all_pages_oldest_first() -> None:
    class Pages(Told):
        async def need(self, ask: Any, kind: type[Any]) -> Any:
            if isinstance(ask, ReadOpenOrders):
                return Orders((order("b", 2),), "more") if not ask.before else Orders((order("a", 1), order("", 3)))
            if isinstance(ask, ReadStops):  # of one list all kinds
                waiting = StopStatus.WAITING
                return Stops((StopReport("BTCUSDT", "9", "s", waiting, Side.SELL, atoms("5"), created_ns=4),))
            return await super().need(ask, kind)

    rows = run(account_pages.orders(Pages(), ""))
    assert [row["id"] for row in rows] == ["a", "b", "v", "s"]
    assert [(row["type"], row["stop"]) for row in rows[2:]] == [("LIMIT", ""), ("MARKET", "5")]
    assert rows[0]["pair"] == "BTC-USDT"
    assert rows[0]["amount"] == ""


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_so_many_are_asked_of_nobody(limit: int) -> None:
    for pages in (public_pages.trades, account_pages.fills):
        with pytest.raises(Usage, match=f"{limit} .* cannot be asked for: say 1 to 100"):
            run(pages(Told(None), "", limit))


def test_fills_and_positions() -> None:
    fill = FillReport("GONEUSDT", "1", "v", Side.BUY, atoms("2"), atoms("3"))
    (row,) = run(account_pages.fills(Told(Fills((fill,))), "", 5))
    assert (row["pair"], row["fee"]) == ("GONEUSDT", "")
    held = (PositionReport("PEPEUSDT", Hold.NET, atoms("-5", signed=True)), PositionReport("BTCUSDT", Hold.NET, 0))
    (row,) = run(account_pages.positions(Told(Positions(held), row="bitget_perpetual")))
    assert (row["side"], row["amount"], row["pair"]) == ("short", "5", "PEPE-USDT")
    with pytest.raises(Usage, match="spot markets only"):
        run(account_pages.positions(Told()))


def test_a_coin_without_a_price_says_so_and_is_not_counted_as_nothing() -> None:
    held = BalancesReport(
        (BalanceReport("XYZ", atoms("5"), 0), BalanceReport("USDT", atoms("1"), atoms("2"))), whole=True
    )
    rows = run(account_pages.balances(Told(held, Tickers(())), "USDT", Prices()))
    assert [(row["asset"], row["total"], row["value"]) for row in rows] == [
        ("USDT", "3", "3"),
        ("XYZ", "5", "no price"),
    ]
    assert account_pages.together(rows, "USDT") == "Together: 3 USDT, and 1 holding has no price"


def test_a_visit_says_what_is_wrong_in_its_connectors_name() -> None:
    async def main() -> None:
        visit = Visit(find_target("bitget_testnet"), Reach(Hosts()))

        async def ask(_ask: Any) -> Any:
            return NoAnswer("cut")

        visit.asker.ask = ask  # type: ignore[method-assign]
        async with visit:
            await visit.listing()

    with pytest.raises(Problem, match="bitget_testnet did not answer: cut"):
        run(main())
