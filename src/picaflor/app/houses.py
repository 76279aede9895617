"""Venues of the user's own: tables of the configuration that name a tongue become rows like any other."""

from __future__ import annotations

import re
from typing import Any, Final

from picaflor.app.configuration import load_config
from picaflor.app.known_venues import SAID, is_own
from picaflor.settings.config import Config
from picaflor.settings.places import Places
from picaflor.settings.problems import BadConfig
from picaflor.venues import HOUSES, ROWS, make

NEEDED: Final = {"rest": "https://api.myhouse.example/api/v2/peatio", "ws": "wss://api.myhouse.example/api/v2/ranger"}
ID: Final = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
BESIDE: Final = ("_perpetual", "_margin")  # what the further rows of a house end in, behind the name of the first one
TAKEN: Final = (*BESIDE, "_testnet", "_paper_trade")  # what rows that belong to another one end in


def house_of(row: str) -> str:
    """The row of its spot markets."""
    for end in BESIDE:
        row = row.removesuffix(end)
    return row


def open_houses(places: Places) -> Config:
    """What the configuration says, its venues known from here on. BadConfig says which entry is wrong, and the mend."""
    config = load_config(places)
    add_houses(config)
    return config


def add_houses(config: Config) -> None:
    made = {row_id: _house(config, row_id, said) for row_id, said in config.table("venues").items() if is_own(said)}
    HOUSES.clear()
    HOUSES.update((row_id, make(row_id, said["tongue"], said)) for row_id, said in made.items())


def _house(config: Config, row_id: str, said: dict[str, Any]) -> dict[str, Any]:
    table = f"venues.{row_id}"
    if row_id in ROWS:
        name = next(name for name in ("tongue", *SAID) if name in said)
        place = config.origin(f"{table}.{name}")
        raise BadConfig(
            f"{place}: {table}.{name}: {row_id} is known already, hosts and all: give a house of yours another name"
        )
    if "tongue" not in said:
        name = next(name for name in SAID if name in said)
        place = config.origin(f"{table}.{name}")
        raise BadConfig(f'{place}: {table} does not say what its server speaks: add tongue = "peatio" to [{table}]')
    place = config.origin(f"{table}.tongue")
    if not ID.fullmatch(row_id) or row_id.endswith(TAKEN):
        raise BadConfig(
            f"{place}: {row_id} cannot be the name of a venue: give it small letters, digits and _, a letter first, "
            f"and no {' or '.join(TAKEN)} behind"
        )
    for key, example in NEEDED.items():
        if not said.get(key):
            raise BadConfig(f'{place}: {table} does not say where it is: add {key} = "{example}" to [{table}]')
    return said
