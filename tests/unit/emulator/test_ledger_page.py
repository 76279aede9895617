"""The ledger page: both families of rows to the last digit, positions with what stands behind them, orders and fills."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from picaflor.app.emulate import make_exchange
from picaflor.domain.market import Grid, Market, MarketKind
from picaflor.domain.numbers import read_atoms as A  # noqa: N812
from picaflor.domain.orders import Hold, MarginMode, OrderType, PositionMode, Side
from picaflor.emulator.ledger_page import ledger_pages
from picaflor.machines.ledger.perpetual import PerpetualLedger
from picaflor.machines.ledger.terms import Terms, Tier
from picaflor.sim.venue.exchange import Exchange
from picaflor.venues import load
from picaflor.wire.asks import Place

NOW = 1_785_500_000_000_000_000


@pytest.fixture
def exchange() -> Exchange:
    exchange = make_exchange(load("bitget"), 1)[0]
    exchange.tick(NOW)
    return exchange


def page(exchange: Exchange) -> dict[str, Any]:
    """As it comes out of the port."""
    rows: list[dict[str, Any]] = msgspec.json.decode(msgspec.json.encode(ledger_pages(exchange)))
    (only,) = rows
    return only


def test_an_order_that_rests_and_one_that_filled(exchange: Exchange) -> None:
    floor, account = exchange.floor, exchange.floor.accounts[1]
    floor.place(account, Place("BTCUSDT", "low", Side.BUY, OrderType.LIMIT, A("0.000123"), A("60000.01")), NOW)
    floor.place(account, Place("BTCUSDT", "now", Side.SELL, OrderType.MARKET, A("0.000456")), NOW + 5)
    says = page(exchange)
    row = says["rows"]["bitget"]
    assert (says["api_key"], says["balances"], says["fills"]) == (account.keys.api_key, row["balances"], 1)
    assert row["balances"]["BTC"] == {"free": "1.999544", "held": "0", "total": "1.999544"}
    assert row["positions"] == []
    (order,) = row["orders"]
    assert (order["client_id"], order["price"], order["size"], order["filled"]) == ("low", "60000.01", "0.000123", "0")
    (fill,) = row["newest_fills"]
    (done,) = account.fills
    assert (fill["client_id"], fill["side"], fill["size"], fill["at_ns"]) == ("now", "sell", "0.000456", str(NOW + 5))
    assert (A(fill["price"]), A(fill["fee"]), fill["fee_asset"]) == (done.price, done.fee, "USDT")


def test_a_contract_account_shows_its_equity_and_its_positions(exchange: Exchange) -> None:
    market = Market(
        "x", "BTC-USDT", "BTCUSDT", "BTC", "USDT", Grid(1), Grid(3), kind=MarketKind.LINEAR, max_leverage=50
    )
    ledger = PerpetualLedger(PositionMode.HEDGE)
    ledger.list_terms(Terms(market, (Tier(0, 50, A("0.01")),)))
    ledger.deposit("USDT", A("1000"))
    ledger.set_mark("BTC-USDT", A("50000"))
    ledger.set_margin_mode("BTC-USDT", MarginMode.ISOLATED)
    ledger.set_leverage("BTC-USDT", 10)
    ledger.fill("BTC-USDT", Side.SELL, 500_000, 100, fee=A("0.03"), fee_asset="USDT", hold=Hold.SHORT)
    ledger.set_mark("BTC-USDT", A("49900.7"))
    exchange.floor.accounts[1].ledger = ledger  # type: ignore[assignment,unused-ignore]
    row = page(exchange)["rows"]["bitget"]
    # 5000 of notional at ten times: 500 behind it; 0.1 × 99.3 won on paper; 0.03 paid.
    assert row["balances"] == {
        "USDT": {"free": "499.97", "held": "509.93", "total": "1009.9", "wallet": "999.97", "isolated": "500"}
    }
    (position,) = row["positions"]
    assert {name: position[name] for name in ("pair", "hold", "size", "entry", "margin", "unrealised", "fees")} == {
        "pair": "BTC-USDT",
        "hold": "short",
        "size": "-0.1",
        "entry": "50000",
        "margin": "500",
        "unrealised": "9.93",
        "fees": {"USDT": "0.03"},
    }
    assert (position["leverage"], position["margin_mode"]) == (10, "isolated")
    assert position["liquidation"] == "54455.445544554455445544554455445544554456"  # 5500 ÷ (0.1 × 1.01)


def test_a_stranger_sees_every_customer_and_not_the_crowd(exchange: Exchange) -> None:
    assert [row["api_key"] for row in ledger_pages(exchange)] == [a.keys.api_key for a in exchange.floor.accounts[1:]]
