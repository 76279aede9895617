"""The configuration as commands see it: where it is, what it says, and setting one key of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from picaflor.app.known_venues import check_venues
from picaflor.app.problems import Usage
from picaflor.settings.config import Config, load, unknown
from picaflor.settings.edit import set_key, unset_key
from picaflor.settings.keys import SCHEMA
from picaflor.settings.places import Places, find_places
from picaflor.settings.problems import BadConfig
from picaflor.settings.publish import as_json_schema
from picaflor.settings.schema import PREFIX
from picaflor.settings.secret import MASK, Secret

Shown = str | bool | list[str] | None


@dataclass(frozen=True, slots=True)
class Line:
    """One key. Numbers are texts, and what is secret is a mask."""

    key: str
    value: Shown
    origin: str
    help: str


def places_of(project: Path | None) -> Places:
    return find_places(project, Path.cwd())


def load_config(places: Places, files: Sequence[Path] = ()) -> Config:
    """The place's own file if there is one, then `files`, later ones over earlier ones, then the environment."""
    own = [places.config_file] if os.path.lexists(places.config_file) else []
    config = load([*own, *files], os.environ)
    check_venues(config)
    return config


def lines(places: Places, files: Sequence[Path] = (), under: str = "") -> list[Line]:
    """Every key, or the one that is named, or those of the table that is named."""
    config = load_config(places, files)
    found = [
        Line(name, shown(setting.value), setting.origin, _help(name))
        for name, setting in config.items()
        if not under or name == under or name.startswith(f"{under}.")
    ]
    if not found and not SCHEMA.is_section(tuple(under.split("."))):
        setting = config.setting(under)  # a key with a name of the user's in it, or a sentence about a slip
        found = [Line(under, shown(setting.value), setting.origin, _help(under))]
    return found


def shown(value: Any) -> Shown:
    match value:
        case None | bool():
            return value
        case Secret():
            return MASK
        case tuple():
            return [str(item) for item in value]
        case _:
            return str(value)


def is_secret(name: str) -> bool:
    key = SCHEMA.find(tuple(name.split(".")))
    if key is None:
        raise BadConfig(unknown(SCHEMA, tuple(name.split("."))))
    return key.secret


def set_value(places: Places, name: str, text: str, *, from_argv: bool = True) -> Path:
    """Check it, write it, and say where. A secret on a command line is in every process list: it is refused there."""
    if is_secret(name) and from_argv:
        variable = PREFIX + name.replace(".", "_").upper()
        raise Usage(
            f"{name} is secret, and a command line is no secret: `picaflor config {name} --stdin` takes it from standard"
            f" input, and {variable} from the environment"
        )
    places.make(places.config_dir)
    set_key(places.config_file, name, text, check=check_venues)
    return places.config_file


def unset(places: Places, name: str) -> Line | None:
    """Take it out of this place's file, and tell what holds now; None where the file did not say it."""
    if not unset_key(places.config_file, name, check=check_venues):
        return None
    found = lines(places, (), name)
    return found[0] if found else Line(name, None, "default", _help(name))


def schema() -> dict[str, Any]:
    return as_json_schema()


def _help(name: str) -> str:
    key = SCHEMA.find(tuple(name.split(".")))
    return key.help if key is not None else ""
