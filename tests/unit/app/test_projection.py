"""The journal's projection: the run's own profit, the same rows however often, and what is there of a torn one."""

from __future__ import annotations

from pathlib import Path

import pytest

from picaflor.app.plan import ConnectorPlan, RunPlan, write_plan
from picaflor.app.profit import FillSums
from picaflor.app.projection import project
from picaflor.domain.events import MoneyMoved
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE, read_atoms
from picaflor.domain.orders import Liquidity, Side, Wish
from picaflor.engine.records import Kind, write_kept, write_markets
from picaflor.machines.orders.events import FillReported, Intended, KeeperEvent, write_event
from picaflor.sim.venue.faults import FaultRates, FrameFault, RequestFault
from picaflor.storage.journal import JournalWriter
from picaflor.storage.problems import JournalCorrupt
from picaflor.storage.segments import list_segments
from picaflor.storage.tables import TABLES, Database
from picaflor.wire.reports import FillReport
from tests.worlds import SECOND, World, make_world

Rows = dict[str, list[dict[str, str | int | None]]]
MARKET = Market("bitget", "BTC-USDT", "BTCUSDT", "BTC", "USDT", tick=Grid(2), lot=Grid(6))
PLAN = RunPlan((ConnectorPlan("bitget", ("BTC-USDT",), 1, 0, 1000),))


@pytest.fixture(scope="module")
def world() -> World:
    """With a kill in it, so that the second run begins with what the first left."""
    troubled = FaultRates(requests={RequestFault.DROP_REPLY: 60}, frames={FrameFault.DROP: 20, FrameFault.TWICE: 20})
    made = make_world(seed=11, rates=troubled)
    made.run(60)
    made.kill()
    made.run(60)
    made.run_until_quiet()
    return made


def record(world: World, directory: Path, runs: int = 2) -> None:
    for plan, journal in world.runs[:runs]:
        writer = JournalWriter(directory, write_plan(plan), sync="inline", segment_bytes=100_000)
        for line in journal.lines:
            writer.add(line)
            writer.flush()
        writer.close()


def rows_of(path: Path) -> Rows:
    database = Database.read(path)
    found = {table: list(database.rows(table)) for table in TABLES}
    database.close()
    return found


def moved(fills: list[dict[str, str | int | None]]) -> dict[str, int]:
    """By hand from the texts: what the fills moved, fees included."""
    sums: dict[str, int] = {}
    for fill in fills:
        base, quote = str(fill["pair"]).split("-")
        sign = 1 if fill["side"] == "buy" else -1
        amount, price = read_atoms(str(fill["amount"])), read_atoms(str(fill["price"]))
        for asset, atoms in (
            (base, sign * amount),
            (quote, -sign * amount * price // ONE),
            (str(fill["fee_asset"]), -read_atoms(str(fill["fee"]), signed=True)),
        ):
            sums[asset] = sums.get(asset, 0) + atoms
    return sums


def test_its_fills_sum_to_the_runs_profit_and_its_orders_are_the_venues(world: World, tmp_path: Path) -> None:
    record(world, tmp_path / "journal")
    done = project(tmp_path / "journal", tmp_path / "picaflor.db")
    rows = rows_of(tmp_path / "picaflor.db")
    sums = FillSums()
    for fill in world.fills():
        sums.add(fill, world.connector.markets[fill.pair])
    for fill in world.fees_later():
        sums.add_fee(fill)
    assert len(rows["fills"]) == len(world.fills()) == done.fills > 20
    assert moved(rows["fills"]) == sums.changes()
    at_venue = {order.place.client_id for order in world.account.orders.values()}
    ours = {str(order["client_id"]): order for order in rows["orders"]}
    assert at_venue <= set(ours)
    lot = world.connector.markets["BTC-USDT"].lot
    for order in world.account.orders.values():
        assert lot.read(str(ours[order.place.client_id]["filled"])) == order.filled
    assert {str(order["state"]) for order in rows["orders"]} <= {"filled", "cancelled", "refused", "absent"}
    assert [(run["run"], run["world"]) for run in rows["runs"]] == [(1, "emulated"), (2, "emulated")]


def test_funding_of_contracts_is_in_the_ledger_and_fills_name_their_position(tmp_path: Path) -> None:
    world = make_world("bitget_perpetual", seed=3, setup={"leverage": 20})
    clearing = world.exchange.rows[0].clearing
    assert clearing is not None
    clearing.prices.interval_ns = 20 * SECOND
    world.run(50)
    world.kill()
    world.run(30)
    record(world, tmp_path / "journal")
    project(tmp_path / "journal", tmp_path / "picaflor.db")
    rows = rows_of(tmp_path / "picaflor.db")
    paid = {event.bill_id: event.atoms for event in world.seen if isinstance(event, MoneyMoved)}
    assert {str(row["ref"]): read_atoms(str(row["change"]), signed=True) for row in rows["ledger"]} == paid
    assert len(paid) >= 2
    assert {(row["reason"], row["asset"]) for row in rows["ledger"]} == {("funding", "USDT")}
    assert {row["hold"] for row in rows["fills"] + rows["orders"]} == {"net"}


def test_projecting_twice_changes_nothing(world: World, tmp_path: Path) -> None:
    record(world, tmp_path / "journal")
    database = tmp_path / "picaflor.db"
    project(tmp_path / "journal", database)
    before = rows_of(database)
    again = project(tmp_path / "journal", database)
    assert (again.records, again.orders, again.fills) == (0, 0, 0)
    assert rows_of(database) == before


def test_it_goes_on_where_it_stopped_and_ends_with_the_same_rows(world: World, tmp_path: Path) -> None:
    record(world, tmp_path / "whole")
    project(tmp_path / "whole", tmp_path / "whole.db")
    record(world, tmp_path / "part", runs=1)
    first = project(tmp_path / "part", tmp_path / "part.db")
    assert first.runs == 1
    plan, journal = world.runs[1]
    writer = JournalWriter(tmp_path / "part", write_plan(plan), sync="inline")
    for n, line in enumerate(journal.lines):
        if n % (len(journal.lines) // 3) == 0:
            project(tmp_path / "part", tmp_path / "part.db")  # while the run is being written
        writer.add(line)
        writer.flush()
    writer.close()
    project(tmp_path / "part", tmp_path / "part.db")
    assert rows_of(tmp_path / "part.db") == rows_of(tmp_path / "whole.db")


def test_of_a_torn_journal_it_shows_what_is_there(world: World, tmp_path: Path) -> None:
    plan, journal = world.runs[0]
    directory = tmp_path / "journal"
    writer = JournalWriter(directory, write_plan(plan), sync="inline")
    for line in journal.lines:
        writer.add(line)
    writer.flush()  # and no close: the process is gone
    (segment,) = list_segments(directory)
    torn = tmp_path / "torn"
    torn.mkdir()
    data = segment.path.read_bytes()
    (torn / segment.path.name).write_bytes(data[: len(data) // 2])
    writer.close()
    project(directory, tmp_path / "whole.db")
    project(torn, tmp_path / "torn.db")
    whole, part = rows_of(tmp_path / "whole.db")["fills"], rows_of(tmp_path / "torn.db")["fills"]
    assert 0 < len(part) < len(whole)
    assert part == whole[: len(part)]


def test_damage_is_named_after_what_is_before_it_was_stored(world: World, tmp_path: Path) -> None:
    record(world, tmp_path / "journal", runs=1)
    segments = list_segments(tmp_path / "journal")
    assert len(segments) > 2
    damaged = segments[1].path
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 0x40
    damaged.write_bytes(data)
    with pytest.raises(JournalCorrupt, match=str(damaged)):
        project(tmp_path / "journal", tmp_path / "picaflor.db")
    assert len(rows_of(tmp_path / "picaflor.db")["orders"]) > 0


def filled(fee: int | None) -> FillReported:
    return FillReported(
        FillReport(
            "BTCUSDT", "t1", "9", Side.BUY, read_atoms("60000"), read_atoms("0.5"), fee, "USDT", Liquidity.MAKER,
            client_id="pf0000000000", at_ns=5,
        )
    )  # fmt: skip


def write(directory: Path, facts: list[KeeperEvent]) -> None:
    writer = JournalWriter(directory, write_plan(PLAN), sync="inline")
    writer.add((Kind.LISTED, 1, write_kept("bitget", write_markets((MARKET,)))))
    for n, fact in enumerate(facts):
        writer.add((Kind.KEPT, 2 + n, write_kept("bitget", write_event(fact))))
    writer.close()


INTENDED = Intended("pf0000000000", "BTCUSDT", Wish("BTC-USDT", Side.BUY, 500_000, 6_000_000))


def test_an_intent_that_nothing_followed_is_an_order(tmp_path: Path) -> None:
    write(tmp_path / "journal", [INTENDED])
    project(tmp_path / "journal", tmp_path / "picaflor.db")
    (order,) = rows_of(tmp_path / "picaflor.db")["orders"]
    assert (order["id"], order["state"], order["price"], order["amount"]) == (
        *("pf0000000000", "intended", "60000", "0.5"),
    )


@pytest.mark.parametrize("in_one", [True, False])
def test_a_fee_that_is_told_later_belongs_to_its_fill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_one: bool
) -> None:
    if not in_one:
        monkeypatch.setattr("picaflor.app.projection.ROWS_A_BATCH", 1)
    write(tmp_path / "journal", [INTENDED, filled(None), filled(read_atoms("1.25"))])
    project(tmp_path / "journal", tmp_path / "picaflor.db")
    (fill,) = rows_of(tmp_path / "picaflor.db")["fills"]
    assert (fill["fee"], fill["fee_asset"], fill["amount"]) == ("1.25", "USDT", "0.5")
