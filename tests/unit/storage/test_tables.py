"""The tables: exact, idempotent, one writer, and damaged bytes are never rows."""

from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from picaflor.domain.events import BalanceChanged, MoneyMoved, Movement, OrderState, OrderView
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Fill, Hold, Liquidity, OrderType, Side, Tif
from picaflor.storage.problems import AlreadyRunning, DatabaseDamaged, DatabaseProblem, DiskRefused
from picaflor.storage.rows import balance_row, fill_row, money_row, order_row
from picaflor.storage.tables import Batch, Database, Progress, Row, exact

MARKET = Market("bitget", "PEPE-USDT", "PEPEUSDT", "PEPE", "USDT", tick=Grid(12), lot=Grid(18))
ORDER = OrderView(
    client_id="pf0001", venue_id="", pair="PEPE-USDT", side=Side.BUY, type=OrderType.LIMIT, tif=Tif.GTC,
    lots=5 * 10**18 + 1, ticks=1234, quote=0, filled=0, state=OrderState.SENT, created_ns=5, changed_ns=5,
)  # fmt: skip
FILL = Fill(
    venue="bitget", account="main", pair="PEPE-USDT", trade_id="t1", client_id="pf0001", venue_id="9", side=Side.BUY,
    ticks=1234, lots=1, fee=-1, fee_asset="BGB", liquidity=Liquidity.MAKER, at_ns=1_700_000_000_000_000_001,
)  # fmt: skip


def batch(records: int, **tables: list[Row]) -> Batch:
    made = Batch(Progress(1, records))
    for table, rows in tables.items():
        for row in rows:
            made.add(table, row)
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot" / "picaflor.db"


def test_numbers_are_stored_to_the_last_digit(path: Path) -> None:
    database = Database.open(path)
    balance = balance_row(BalanceChanged("bitget", "PEPE", read_atoms("9E20") + read_atoms("1E-18"), 0), "main", 7)
    database.write(
        batch(3, fills=[fill_row(FILL, MARKET, 1)], orders=[order_row(ORDER, MARKET, "main", 1)], balances=[balance])
    )
    (fill,) = database.rows("fills")
    assert (fill["price"], fill["amount"], fill["at_ns"]) == (
        "0.000000001234",
        "0.000000000000000001",
        1_700_000_000_000_000_001,
    )
    assert fill["fee"] == "-0.000000000000000000000000000000000001"
    (order,) = database.rows("orders")
    assert (order["amount"], order["price"], order["state"]) == ("5.000000000000000001", "0.000000001234", "sent")
    (held,) = database.rows("balances")
    assert held["free"] == "900000000000000000000.000000000000000001"
    database.close()


def test_a_fill_counts_once_by_its_whole_key(path: Path) -> None:
    database = Database.open(path)
    row = dict(fill_row(FILL, MARKET, 1))
    database.write(batch(1, fills=[row, {**row, "amount": "7"}]))
    database.write(batch(2, fills=[{**row, "amount": "8"}]))
    others: list[Row] = [{**row, key: "other"} for key in ("venue", "account", "pair", "trade_id", "side")]
    database.write(batch(3, fills=others))
    assert len(list(database.rows("fills"))) == 6
    assert [
        fill["amount"] for fill in database.rows("fills", {"trade_id": "t1", "pair": "PEPE-USDT", "account": "main"})
    ] == [
        "0.000000000000000001",
        "0.000000000000000001",
        "0.000000000000000001",
    ]
    database.close()


def test_money_that_no_trade_moved_counts_once_by_its_bill(path: Path) -> None:
    database = Database.open(path)
    paid = MoneyMoved("bitget_perpetual", Movement.FUNDING, "USDT", -read_atoms("0.5"), "b1", "BTC-USDT", 9)
    for _ in range(2):
        database.write(batch(1, ledger=[money_row(paid, "main", 1)]))
    (line,) = database.rows("ledger")
    assert (line["reason"], line["ref"], line["asset"], line["change"]) == ("funding", "b1", "USDT", "-0.5")
    database.close()


def test_orders_and_fills_name_the_position_that_they_worked_on(path: Path) -> None:
    database = Database.open(path)
    order = order_row(replace(ORDER, hold=Hold.SHORT), MARKET, "main", 1)
    database.write(batch(1, orders=[order], fills=[fill_row(replace(FILL, hold=Hold.LONG), MARKET, 1)]))
    assert [row["hold"] for table in ("orders", "fills") for row in database.rows(table)] == ["short", "long"]
    database.close()


def test_of_an_order_the_latest_is_known(path: Path) -> None:
    database = Database.open(path)
    row = dict(order_row(ORDER, MARKET, "main", 1))
    database.write(batch(1, orders=[row]))
    database.write(batch(2, orders=[{**row, "state": "filled", "filled": "5", "venue_id": "9"}]))
    external = {**row, "client_id": "", "id": "venue:77", "venue_id": "77"}
    database.write(batch(3, orders=[external]))
    assert [(order["id"], order["state"]) for order in database.rows("orders")] == [
        ("pf0001", "filled"),
        ("venue:77", "sent"),
    ]
    database.close()


def test_a_batch_and_its_progress_are_stored_together_or_not_at_all(path: Path) -> None:
    database = Database.open(path)
    row = fill_row(FILL, MARKET, 1)
    database.write(batch(10, fills=[row]))
    bad = {"run": 1, "started_ns": None, "ended_ns": None, "world": "paper", "header": "{}"}
    with pytest.raises(Exception, match="NOT NULL"):
        database.write(batch(20, fills=[{**row, "trade_id": "t2"}], runs=[bad]))
    assert database.progress() == Progress(1, 10)
    assert len(list(database.rows("fills"))) == 1
    database.close()
    again = Database.open(path)
    assert again.progress() == Progress(1, 10)
    again.close()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"price": 0.1}, TypeError),
        ({"price": Decimal("0.1")}, TypeError),
        ({"price": 5}, ValueError),
        ({"price": "1e5"}, ValueError),
        ({"price": "NaN"}, ValueError),
        ({"fee": ""}, ValueError),
        ({"extra": "1"}, ValueError),
    ],
)
def test_what_is_not_an_exact_text_is_not_stored(path: Path, change: dict[str, object], kind: type[Exception]) -> None:
    database = Database.open(path)
    with pytest.raises(kind):
        database.write(batch(1, fills=[{**fill_row(FILL, MARKET, 1), **change}]))  # type: ignore[dict-item]
    assert database.progress() == Progress(0, 0)
    database.close()


def test_decimals_are_written_without_an_exponent() -> None:
    assert exact(Decimal("1E-18")) == "0.000000000000000001"
    assert exact(Decimal("1E+3")) == "1000"


def test_only_known_columns_are_compared(path: Path) -> None:
    database = Database.open(path)
    with pytest.raises(ValueError, match="has no columns"):
        list(database.rows("fills", {"1=1; DROP TABLE fills; --": "x"}))
    database.close()


def test_a_second_writer_is_told_the_pid_and_a_reader_is_welcome(path: Path) -> None:
    with pytest.raises(DatabaseProblem, match="start a bot first"):
        Database.read(path)
    writer = Database.open(path)
    with pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"):
        Database.open(path)
    reader = Database.read(path)
    writer.write(batch(1, fills=[fill_row(FILL, MARKET, 1)]))
    assert len(list(reader.rows("fills"))) == 1
    with pytest.raises(DiskRefused):
        reader.write(batch(2))
    reader.close()
    writer.close()
    Database.open(path).close()


def test_every_flipped_byte_is_damage_or_changes_nothing(path: Path) -> None:
    database = Database.open(path)
    database.write(batch(1, fills=[{**fill_row(FILL, MARKET, 1), "trade_id": f"t{i}"} for i in range(50)]))
    wanted = list(database.rows("fills"))
    database.close()
    whole = path.read_bytes()
    places = range(0, len(whole), 149)
    damaged = 0
    for at in places:
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        try:
            reader = Database.read(path)
        except DatabaseDamaged:
            damaged += 1
            continue
        try:
            reader.check()
            assert list(reader.rows("fills")) == wanted
        except DatabaseDamaged:
            damaged += 1
        finally:
            reader.close()
    assert damaged == len(places)


def test_a_flip_in_what_is_not_yet_in_the_file_falls_back_to_an_earlier_progress(path: Path) -> None:
    database = Database.open(path)
    for n in range(1, 4):
        database.write(batch(n, fills=[{**fill_row(FILL, MARKET, 1), "trade_id": f"t{n}"}]))
    wal, whole = path.with_name(path.name + "-wal").read_bytes(), path.read_bytes()
    database.close()
    for at in range(0, len(wal), 2003):
        copy = path.parent / f"{at}" / "picaflor.db"
        copy.parent.mkdir()
        copy.write_bytes(whole)
        copy.with_name("picaflor.db-wal").write_bytes(wal[:at] + bytes([wal[at] ^ 0x10]) + wal[at + 1 :])
        found = Database.open(copy)
        assert [fill["trade_id"] for fill in found.rows("fills")] == [
            f"t{n + 1}" for n in range(found.progress().records)
        ]
        found.close()


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "picaflor.db"
    path.write_bytes(b"this is not SQLite" * 100)
    with pytest.raises(DatabaseDamaged, match=r"is damaged .*: move it away, it is built again from the journal"):
        Database.open(path)
    (tmp_path / "file").write_text("")
    with pytest.raises(DiskRefused, match="cannot make"):
        Database.open(tmp_path / "file" / "picaflor.db")
    (tmp_path / "folder").mkdir()
    with pytest.raises(DiskRefused):
        Database.open(tmp_path / "folder")
