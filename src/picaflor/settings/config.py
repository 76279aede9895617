"""The configuration as it stands: command line over environment over files over defaults, each value with its origin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from picaflor.settings.keys import SCHEMA
from picaflor.settings.problems import BadConfig
from picaflor.settings.schema import PREFIX, Key, Schema
from picaflor.settings.toml_files import find_line, read_toml
from picaflor.settings.values import Refused, from_file, from_text

KeyPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """One value, and where it came from: `picaflor.toml:3`, `PICAFLOR_RATE_SHARE`, `command line` or `default`."""

    value: Any
    origin: str


class Config:
    """What was said, over the defaults. Names are dotted: `rate.share`, `venues.bitget.proxy`."""

    def __init__(self, settings: Mapping[KeyPath, Setting], schema: Schema = SCHEMA) -> None:
        self._settings = dict(settings)
        self._schema = schema
        for table, values in schema.tables.items():
            path = tuple(table.split("."))
            if not any(said[: len(path)] == path for said in self._settings):
                self._settings |= {(*path, name): Setting(value, "default") for name, value in values.items()}

    def get(self, name: str) -> Any:
        return self.setting(name).value

    def origin(self, name: str) -> str:
        return self.setting(name).origin

    def setting(self, name: str) -> Setting:
        path = tuple(name.split("."))
        said = self._settings.get(path)
        if said is not None:
            return said
        key = self._schema.find(path)
        if key is None:
            raise BadConfig(unknown(self._schema, path))
        return Setting(key.default, "default")

    def table(self, name: str) -> dict[str, Any]:
        """Everything below `name`, nested as it was written."""
        prefix = tuple(name.split("."))
        found: dict[str, Any] = {}
        for path, setting in self._settings.items():
            if path[: len(prefix)] == prefix and len(path) > len(prefix):
                *outer, last = path[len(prefix) :]
                place = found
                for part in outer:
                    place = place.setdefault(part, {})
                place[last] = setting.value
        return found

    def items(self) -> Iterator[tuple[str, Setting]]:
        """All that can be shown, sorted: what was said, and the defaults of the rest."""
        defaults = {key.path: Setting(key.default, "default") for key in self._schema.keys if "*" not in key.name}
        for path, setting in sorted((defaults | self._settings).items()):
            yield ".".join(path), setting


def load(
    files: Sequence[Path] = (),
    environment: Mapping[str, str] | None = None,
    command_line: Mapping[str, str] | None = None,
    schema: Schema = SCHEMA,
) -> Config:
    """Read all layers. The first thing that is wrong is raised with its place and its mend."""
    settings: dict[KeyPath, Setting] = {}
    for path in files:
        settings |= read_file(path, schema)
    settings |= _read_environment(environment or {}, schema)
    for name, text in (command_line or {}).items():
        path_said = tuple(name.split("."))
        key = schema.find(path_said)
        if key is None:
            raise BadConfig(f"command line: {unknown(schema, path_said)}")
        settings[path_said] = Setting(checked_text(key, name, text, "command line"), "command line")
    return Config(settings, schema)


def read_file(path: Path, schema: Schema = SCHEMA) -> dict[KeyPath, Setting]:
    raw, text = read_toml(path)
    return check_table(raw, text, str(path), schema)


def check_table(raw: dict[str, Any], text: str, where: str, schema: Schema) -> dict[KeyPath, Setting]:
    settings: dict[KeyPath, Setting] = {}
    for said, value in _leaves(raw, (), schema):
        line = find_line(text, said)
        place = where if line is None else f"{where}:{line}"
        key = schema.find(said)
        if key is None:
            raise BadConfig(f"{place}: {unknown(schema, said)}")
        try:
            settings[said] = Setting(from_file(key, value), place)
        except Refused as must:
            raise BadConfig(refusal(place, key, ".".join(said), value, must)) from must
    return settings


def checked_text(key: Key, name: str, text: str, where: str) -> Any:
    try:
        return from_text(key, text)
    except Refused as must:
        raise BadConfig(refusal(where, key, name, text, must)) from must


def refusal(where: str, key: Key, name: str, value: Any, must: Refused) -> str:
    shown = "given" if key.secret else f"{str(value)[:60]!r}" if isinstance(value, str) else _brief(value)
    return f"{where}: {name} is {shown}: it must be {must}"


def unknown(schema: Schema, path: KeyPath) -> str:
    """A sentence about a key that does not exist."""
    name = ".".join(path)
    if schema.is_section(path):
        return f"{name} is a table: give it keys of its own, as in [{name}]"
    for cut in range(len(path) - 1, 0, -1):
        key = schema.find(path[:cut])
        if key is not None:
            return f"{'.'.join(path[:cut])} is no table: it must be {key.allowed()}"
    meant = schema.nearest(path)
    if meant == name:  # but for the letters of a name of the user's own
        return f"unknown key {name}: names in keys are of letters, digits, _ and -"
    return f"unknown key {name}: " + (f"did you mean {meant}?" if meant else "`picaflor config` lists those there are")


def _brief(value: Any) -> str:
    try:
        shown = str(value)
    except ValueError:  # more digits than Python prints
        return "too long to show"
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _leaves(raw: dict[str, Any], path: KeyPath, schema: Schema) -> Iterator[tuple[KeyPath, Any]]:
    """Each value with its path. An empty table says nothing."""
    for name, value in raw.items():
        here = (*path, name)
        if isinstance(value, dict):
            if not value and not schema.is_section(here) and schema.find(here) is None:
                raise BadConfig(unknown(schema, here))
            yield from _leaves(value, here, schema)
        else:
            yield here, value


def _read_environment(environment: Mapping[str, str], schema: Schema) -> dict[KeyPath, Setting]:
    """Variables that begin as a section's do are ours; others (PICAFLOR_PASSWORD, keys for connect) are not."""
    settings: dict[KeyPath, Setting] = {}
    ours = tuple(f"{PREFIX}{section.upper()}_" for section in schema.sections())
    for variable in sorted(name for name in environment if name.startswith(PREFIX)):
        found = schema.from_variable(variable)
        if found is not None:
            path, key = found
            settings[path] = Setting(checked_text(key, ".".join(path), environment[variable], variable), variable)
        elif variable.startswith(ours):
            meant = schema.nearest(_guess(variable, schema))
            raise BadConfig(
                f"{variable} sets nothing" + (f": did you mean {variable_of(meant)}?" if meant else ": unset it")
            )
    return settings


def _guess(variable: str, schema: Schema) -> KeyPath:
    rest = variable.removeprefix(PREFIX).lower()
    section = next(name for name in schema.sections() if rest.startswith(f"{name}_"))
    return section, rest.removeprefix(f"{section}_")


def variable_of(name: str) -> str:
    return PREFIX + name.replace(".", "_").upper()
