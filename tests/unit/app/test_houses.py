from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from picaflor.app.catalogue import page, record, rows
from picaflor.app.emulate import hosts_of, rows_of
from picaflor.app.houses import add_houses, open_houses
from picaflor.app.targets import find_target
from picaflor.domain.orders import OrderType
from picaflor.settings.config import load
from picaflor.settings.places import find_places
from picaflor.settings.problems import BadConfig
from picaflor.venues import HOUSES, names
from picaflor.venues import load as load_row

GOOD = """
    [venues.myhouse]
    tongue = "peatio"
    name = "My House"
    rest = "https://api.myhouse.example/api/v2/peatio/"
    ws = "wss://ws.myhouse.example/api/v2/ranger"
    post_only = true
    maker_fee = 0.1
    calls = 100
"""


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    yield
    HOUSES.clear()


def said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "picaflor.toml"
    path.write_text(dedent(text))
    add_houses(load([path]))


def test_a_table_with_a_tongue_is_a_row_like_any_other(tmp_path: Path) -> None:
    said(tmp_path, GOOD)
    venue = load_row("myhouse")
    assert (venue.id, venue.name, venue.tongue) == ("myhouse", "My House", "peatio")
    assert OrderType.LIMIT_MAKER in venue.order_types
    assert (venue.maker_fee, venue.taker_fee, venue.limits[0].count) == ("0.001", "0.0025", 100)
    assert "myhouse" in names()
    assert [row["id"] for row in rows()].count("myhouse") == 1
    assert record("myhouse")["hosts"]["live"]["rest"] == "api.myhouse.example"  # type: ignore[index, call-overload]
    assert find_target("myhouse").venue is venue
    assert hosts_of(*rows_of("myhouse")) == ["api.myhouse.example", "ws.myhouse.example"]
    told = "\n".join(page("myhouse", 100))
    assert "picaflor connect myhouse" in told
    assert "altmarkets" not in told.lower().replace("altmarkets'", "").split("not known")[0].split("evidence")[0]


def test_the_next_configuration_replaces_them(tmp_path: Path) -> None:
    said(tmp_path, GOOD)
    said(tmp_path, "[venues.bitget]\nmaker_fee = 0.1\n")
    assert "myhouse" not in names()


def test_they_are_found_in_the_project(tmp_path: Path) -> None:
    places = find_places(tmp_path, tmp_path)
    places.config_file.parent.mkdir(parents=True, exist_ok=True)
    places.config_file.write_text(dedent(GOOD))
    assert open_houses(places).get("venues.myhouse.version") is None
    assert "myhouse" in names()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            '[venues.myhouse]\ntongue = "peatio"\nws = "wss://x.example"',
            r"toml:2: venues.myhouse does not say where it is: add r",
        ),
        ('[venues.myhouse]\ntongue = "peatio"\nrest = "https://x.example"', "add ws = "),
        ('[venues.myhouse]\n\nrest = "https://x.example"', r'toml:3: .* add tongue = "peatio" to \[venues.myhouse\]'),
        ("[venues.bitget]\ncalls = 5", r"toml:2: venues.bitget.calls: bitget is known already"),
        ('[venues.My-House]\ntongue = "peatio"', "cannot be the name of a venue"),
        ('[venues.my_testnet]\ntongue = "peatio"', "no _perpetual or _margin or _testnet"),
        ('[venues.myhouse]\ntongue = "petio"', "must be one of peatio"),
        ('[venues.myhouse]\nrest = "http://x.example"', "as https://api"),
        ('[venues.myhouse]\nws = "https://x.example"', "as wss://api"),
        ("[venues.myhouse]\nversion = 4", "from 2 to 3"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_the_mend(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadConfig, match=words):
        said(tmp_path, text)
    assert HOUSES == {}
