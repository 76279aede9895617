"""A bot's past from its database: sums by hand, and nobody else's orders among them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from picaflor.app.bot_files import NUMBER
from picaflor.app.build import PREFIX
from picaflor.app.history import fills_of, orders_of, round_half_even, runs_of, trades_of
from picaflor.app.roster import Entry
from picaflor.domain.numbers import ONE
from picaflor.machines.orders import ClientIds
from picaflor.storage.tables import TABLES, Batch, Database, Progress
from picaflor.venues import load

SECOND = 1_000_000_000


def client_id(bot: str, n: int) -> str:
    return ClientIds(load("bitget").client_ids, PREFIX, bot, range(n, n + 1)).next()


def fill(
    n: int, side: str, price: str, amount: str, fee: str, fee_asset: str, order: str, run: int = 1
) -> dict[str, Any]:
    return {
        **dict.fromkeys(TABLES["fills"].columns, ""),
        "venue": "bitget",
        "account": "main",
        "pair": "BTC-USDT",
        "trade_id": str(n),
        "side": side,
        "price": price,
        "amount": amount,
        "fee": fee,
        "fee_asset": fee_asset,
        "client_id": order,
        "run": run,
        "at_ns": n * SECOND,
    }


OURS, AGAIN, SIBLINGS = client_id("a0", 1), client_id("a0", 2), client_id("a1", 1)
FILLS = [
    fill(1, "buy", "100", "2", "0.02", "BTC", OURS),
    fill(2, "buy", "103", "1", "-0.01", "USDT", OURS),
    fill(3, "sell", "110", "2", "0.5", "USDT", AGAIN),
    fill(4, "sell", "999", "7", "1", "USDT", SIBLINGS),
    fill(5, "sell", "999", "7", "1", "USDT", ""),
    fill(6, "sell", "120", "1", "0", "", client_id("a0", 3), run=2),
]


@pytest.fixture
def entry(tmp_path: Path) -> Entry:
    (tmp_path / NUMBER).write_text("a0\n")
    order = {**dict.fromkeys(TABLES["orders"].columns, ""), "venue": "bitget", "price": None, "created_ns": SECOND}
    order |= {"amount": "1", "quote": "0", "filled": "0", "reduce_only": 0, "run": 1, "changed_ns": SECOND}
    batch = Batch(Progress(2, 1))
    for row in FILLS:
        batch.add("fills", row)
    for name in (OURS, SIBLINGS, "of a person"):
        batch.add("orders", {**order, "id": name, "client_id": name})
    for run in (1, 2, 3):
        times = {"started_ns": run * 10 * SECOND, "ended_ns": run * 10 * SECOND + 7 * SECOND}
        batch.add("runs", {"run": run, **times, "world": "live", "header": "{}"})
    database = Database.open(tmp_path / "picaflor.db")
    database.write(batch)
    database.close()
    return Entry("live", "maker", tmp_path, {}, {})


def test_each_run_is_summed_up_at_its_last_price(entry: Entry) -> None:
    first, second, third = runs_of([entry])
    assert (first["run"], first["began"], first["seconds"]) == ("1", "1970-01-01T00:00:10.000Z", "7")
    assert (first["fills"], first["bought"], first["sold"]) == ("3", "3", "2")
    assert first["fees"] == "0.02 BTC, 0.49 USDT"
    # -200 - 103 + 220 = -83; 3 - 2 - 0.02 left at 110 = 107.8; less 0.49
    assert (first["result"], first["result_in"]) == ("24.31", "USDT")
    assert (second["run"], second["sold"], second["result"]) == ("2", "1", "0")
    assert (third["run"], third["pair"], third["fills"], third["result"]) == ("3", "", "0", "")


def test_a_contract_that_wins_its_coin_is_summed_up_in_that(entry: Entry) -> None:
    batch = Batch(Progress(3, 1))
    for n, (side, price) in enumerate((("buy", "50000"), ("sell", "40000")), 7):
        row = fill(n, side, price, "2", "0.001", "BTC", client_id("a0", n), run=3)
        batch.add("fills", {**row, "venue": "bitget_perpetual", "pair": "BTC-USD", "hold": "net"})
    database = Database.open(entry.folder / "picaflor.db")
    database.write(batch)
    database.close()
    third = runs_of([entry])[-1]
    # 2 x (1 - 50000 / 40000), less the fees
    assert (third["pair"], third["result"], third["result_in"]) == ("BTC-USD", "-0.502", "BTC")


def test_only_its_own_orders_and_fills_are_told(entry: Entry) -> None:
    assert [row["trade_id"] for row in fills_of([entry])] == ["1", "2", "3", "6"]
    assert [row["client_id"] for row in orders_of([entry])] == [OURS]
    assert {(row["world"], row["bot"]) for row in fills_of([entry])} == {("live", "maker")}


def test_a_trade_is_what_one_order_traded(entry: Entry) -> None:
    first, *rest = trades_of([entry])
    assert (first["amount"], first["money"], first["price"]) == ("3", "303", "101")
    assert (first["fees"], first["fills"]) == ("0.02 BTC, -0.01 USDT", "2")
    assert [row["fills"] for row in rest] == ["1", "1"]


def test_a_bot_without_a_past(tmp_path: Path) -> None:
    assert runs_of([Entry("live", "maker", tmp_path, {}, {})]) == []


def test_an_average_has_eighteen_digits_and_halves_go_to_the_even_one() -> None:
    assert round_half_even(ONE, 3) == ONE // 3 // 10**18 * 10**18
    step = 10**18
    assert [round_half_even(n * step // 2, 1) for n in (1, 3, 5)] == [0, 2 * step, 2 * step]
