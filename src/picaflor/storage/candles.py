"""Bars as files that other programs read: CSV with exact texts, Parquet with exact decimals. Bars are in atoms here."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Final

from picaflor.domain.numbers import ATOM_PLACES, DECIMALS_MAX, decimal_of, write_atoms
from picaflor.machines.candles import Bar
from picaflor.storage.problems import StorageProblem
from picaflor.wire.decoding import write_iso

NUMBERS: Final = ("open", "high", "low", "close", "volume", "quote_volume")
COLUMNS: Final = ("open_time", *NUMBERS, "finished", "built")
DIGITS_MAX: Final = 38  # of a decimal in Parquet


class DoesNotFit(StorageProblem):
    """A number that Parquet's decimals cannot hold exactly."""


def numbers(bar: Bar) -> tuple[int, ...]:
    return bar.open, bar.high, bar.low, bar.close, bar.volume, bar.money


def write_csv(path: Path, bars: Sequence[Bar]) -> None:
    lines = [",".join(COLUMNS), *map(_line, bars)]
    _write(path, "".join(f"{line}\n" for line in lines).encode())


def _line(bar: Bar) -> str:
    flags = (str(flag).lower() for flag in (bar.finished, bar.built))
    return ",".join((write_iso(bar.open_ns).replace(".000Z", "Z"), *map(write_atoms, numbers(bar)), *flags))


def write_parquet(path: Path, bars: Sequence[Bar], about: Mapping[str, str]) -> None:
    """`about` stands in the file's metadata. Times are UTC, numbers decimals of 38 digits, 18 of them behind the point."""
    import polars  # a third of a second, and only who writes such a file pays it

    decimals = polars.Decimal(DIGITS_MAX, DECIMALS_MAX)
    columns = [
        polars.Series("open_time", [bar.open_ns for bar in bars], polars.Int64).cast(polars.Datetime("ns", "UTC")),
        *(
            polars.Series(name, [_fitting(numbers(bar)[n], name) for bar in bars], decimals)
            for n, name in enumerate(NUMBERS)
        ),
        polars.Series("finished", [bar.finished for bar in bars], polars.Boolean),
        polars.Series("built", [bar.built for bar in bars], polars.Boolean),
    ]
    whole = BytesIO()
    polars.DataFrame(columns).write_parquet(whole, metadata=dict(about))
    _write(path, whole.getvalue())


def _fitting(atoms: int, name: str) -> Decimal:
    if atoms % 10 ** (ATOM_PLACES - DECIMALS_MAX) or atoms >= 10 ** (ATOM_PLACES + DIGITS_MAX - DECIMALS_MAX):
        raise DoesNotFit(
            f"{name} {write_atoms(atoms)} does not fit a decimal of Parquet: write a CSV file, which holds it"
        )
    return decimal_of(atoms)


def _write(path: Path, data: bytes) -> None:
    """The file is whole or is not there."""
    if not path.name:
        raise StorageProblem(f"{path} cannot be written: it is a folder")
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.write_bytes(data)
        os.replace(fresh, path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise StorageProblem(f"{path} cannot be written: {error.strerror}") from error
