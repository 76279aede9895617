"""Files of bars hold what was told to the last digit, and are whole or not there."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.numbers import read_atoms
from picaflor.machines.candles import Bar
from picaflor.storage.candles import COLUMNS, NUMBERS, DoesNotFit, numbers, write_csv, write_parquet
from picaflor.storage.problems import StorageProblem

OPEN_NS = 1_785_499_200_000_000_000
TINY = "0.000000001234"


def bar(*texts: str, finished: bool = True, open_ns: int = OPEN_NS) -> Bar:
    return Bar(open_ns, *map(read_atoms, texts), finished=finished)


BARS = [
    bar(TINY, "61234.5", TINY, "0.000000000000000001", "123456789.123456789123456789", "7"),
    bar("1", "2", "0.5", "1", "0", "0", finished=False, open_ns=OPEN_NS + 3_600_000_000_000),
]


def test_a_tiny_price_survives_parquet_exactly(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    write_parquet(path, BARS, {"pair": "PEPE-USDT"})
    frame = polars.read_parquet(path)
    assert tuple(frame.columns) == COLUMNS
    assert frame["open"].to_list() == [Decimal(TINY), Decimal(1)]
    assert frame["close"].to_list() == [Decimal("0.000000000000000001"), Decimal(1)]
    assert frame["volume"].to_list() == [Decimal("123456789.123456789123456789"), Decimal(0)]
    assert frame["open_time"].to_list() == [
        datetime(2026, 7, 31, 12, tzinfo=UTC),
        datetime(2026, 7, 31, 13, tzinfo=UTC),
    ]
    assert frame["finished"].to_list() == [True, False]
    assert polars.read_parquet_metadata(path)["pair"] == "PEPE-USDT"
    assert [path.name for path in tmp_path.iterdir()] == ["f.parquet"]


ATOMS = st.integers(0, 10**38 - 1).map(lambda units: units * 10**18)


@given(st.tuples(ATOMS, ATOMS, ATOMS, ATOMS, ATOMS, ATOMS))
def test_whatever_fits_18_decimals_survives(tmp_path_factory: pytest.TempPathFactory, atoms: tuple[int, ...]) -> None:
    path = tmp_path_factory.getbasetemp() / "law.parquet"
    write_parquet(path, [Bar(OPEN_NS, *atoms)], {})
    frame = polars.read_parquet(path)
    assert [read_atoms(f"{frame[name][0]:f}") for name in NUMBERS] == list(atoms)


@pytest.mark.parametrize("atoms", [10**17, 10**56])
def test_what_does_not_fit_is_refused_and_csv_holds_it(tmp_path: Path, atoms: int) -> None:
    odd = Bar(OPEN_NS, 1, 1, 1, 1, 1, atoms)
    with pytest.raises(DoesNotFit, match="write a CSV file"):
        write_parquet(tmp_path / "f.parquet", [Bar(OPEN_NS, 0, 0, 0, 0, 0, atoms)], {})
    assert list(tmp_path.iterdir()) == []
    write_csv(tmp_path / "f.csv", [odd])
    last = (tmp_path / "f.csv").read_text().splitlines()[-1].split(",")[6]
    assert Decimal(last) == Decimal(atoms).scaleb(-36)


def test_csv_has_exact_texts(tmp_path: Path) -> None:
    write_csv(tmp_path / "f.csv", BARS)
    assert (tmp_path / "f.csv").read_text() == (
        "open_time,open,high,low,close,volume,quote_volume,finished,built\n"
        f"2026-07-31T12:00:00Z,{TINY},61234.5,{TINY},0.000000000000000001,123456789.123456789123456789,7,true,false\n"
        "2026-07-31T13:00:00Z,1,2,0.5,1,0,0,false,false\n"
    )
    assert polars.read_csv(tmp_path / "f.csv", schema_overrides={"open": polars.String})["open"].to_list() == [
        TINY,
        "1",
    ]


def test_no_bars_are_a_file_without_rows(tmp_path: Path) -> None:
    write_parquet(tmp_path / "f.parquet", [], {})
    frame = polars.read_parquet(tmp_path / "f.parquet")
    assert (frame.height, tuple(frame.columns)) == (0, COLUMNS)


def test_a_place_that_cannot_be_written_is_named_and_an_old_file_stays(tmp_path: Path) -> None:
    with pytest.raises(StorageProblem, match=r"nowhere/f.csv cannot be written: No such file"):
        write_csv(tmp_path / "nowhere/f.csv", BARS)
    (tmp_path / "f.csv").mkdir()
    with pytest.raises(StorageProblem, match="cannot be written"):
        write_csv(tmp_path / "f.csv", BARS)
    assert [path.name for path in tmp_path.iterdir()] == ["f.csv"]


def test_the_numbers_of_a_bar_in_the_order_of_the_columns() -> None:
    assert numbers(Bar(0, 1, 2, 3, 4, 5, 6)) == (1, 2, 3, 4, 5, 6)
    assert NUMBERS == ("open", "high", "low", "close", "volume", "quote_volume")


@pytest.mark.parametrize("where", ["/", ""])
def test_a_folder_is_no_file(where: str, tmp_path: Path) -> None:
    with pytest.raises(StorageProblem, match="cannot be written"):
        write_csv(Path(where or tmp_path), BARS)
