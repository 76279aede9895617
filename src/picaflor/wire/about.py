"""What people want to know of a venue beside its protocol: its pages, how keys are made, and how we know what we know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NOTHING: Final = ("-", "–")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact of the protocol: where it is seen, what we take it to mean, and who says so."""

    row: int  # as functions cite it
    where: str  # endpoint or channel
    meaning: str
    source: str
    sure: tuple[str, ...]  # of wire.venue.Sure
    golden: tuple[str, ...] = ()  # numbers of payloads in tests/golden/<tongue>/; none: it rests on words alone


@dataclass(frozen=True, slots=True)
class Chapter:
    """What no other field can say, in Markdown."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class About:
    website: str = ""
    coinmarketcap: str = ""
    coingecko: str = ""
    api_docs: str = ""
    fees: str = ""
    countries: str = ""  # where the venue says whom it serves
    make_keys: tuple[str, ...] = ()  # step by step
    evidence: tuple[Evidence, ...] = ()
    chapters: tuple[Chapter, ...] = ()


def read_evidence(*tables: str) -> tuple[Evidence, ...]:
    """`row | where | meaning | source | sure, sure | golden golden`. A row begins with its number at the margin and
    runs on over indented lines."""
    found = [_read_row(text) for table in tables for text in _join(table)]
    rows = [evidence.row for evidence in found]
    assert len(set(rows)) == len(rows), f"a row is there twice: {sorted({row for row in rows if rows.count(row) > 1})}"
    return tuple(sorted(found, key=lambda evidence: evidence.row))


def _join(table: str) -> list[str]:
    rows: list[str] = []
    for line in table.splitlines():
        if line[:1].isdigit():
            rows.append(line.strip())
        elif line.strip():
            if not rows or line[0] != " ":
                raise AssertionError(f"neither a row nor its continuation: {line!r}")
            rows[-1] += f" {line.strip()}"
    return rows


def _read_row(text: str) -> Evidence:
    cells = [cell.strip() for cell in text.split("|")]
    assert len(cells) == 6, f"six cells make a row: {text!r}"
    row, where, meaning, source, sure, golden = cells
    payloads = () if golden in NOTHING else tuple(golden.split())
    return Evidence(int(row), where, meaning, source, tuple(sure.split(", ")), payloads)
