"""picaflor config [KEY] [VALUE]"""

from __future__ import annotations

import json
import sys
from getpass import getpass

from picaflor.app import configuration
from picaflor.app.configuration import Line, Shown
from picaflor.app.heeding import heeded
from picaflor.app.problems import Usage
from picaflor.faces.cli import output
from picaflor.faces.cli.options import ConfigFiles, Json, Project, Switch


def config(
    key: str | None = None,
    value: str | None = None,
    /,
    *,
    stdin: Switch = False,
    unset: Switch = False,
    origin: Switch = False,
    schema: Switch = False,
    files: ConfigFiles = (),
    project: Project = None,
    json_: Json = False,
) -> int:
    """Show or set configuration keys, and say where values came from.

    The command line overrules the environment, that the files, and those the defaults.

    Example: picaflor config rate.share 80

    Parameters
    ----------
    key
        One key, such as rate.share, or a table of them, such as venues.bitget. Without it: all.
    value
        What to set it to, in the configuration file.
    stdin
        Set it to what standard input says: type it, or pipe it. A secret is not taken from anywhere else.
    unset
        Take the key out of the configuration file: what holds then is said elsewhere, or is the default.
    origin
        Also show where each value came from.
    schema
        Print the JSON Schema of the configuration file.
    files
        A further file to read; several merge, and later ones win.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        One line of JSON for each key.
    """
    if schema:
        output.say(json.dumps(configuration.schema(), indent=2))
        return 0
    if unset:
        return _unset(project, key, value, stdin=stdin, files=files, json_=json_)
    if stdin or value is not None:
        return _set(project, key, value, stdin=stdin, files=files, json_=json_)
    found = configuration.lines(configuration.places_of(project), files, key or "")
    if json_:
        for line in found:
            output.emit({"key": line.key, "value": line.value, "origin": line.origin, "help": line.help})
    elif not found:
        output.say(f"Nothing is set under {key}.")
    else:
        _show(found, origin=origin)
    return 0


def _set(project: Project, key: str | None, value: str | None, *, stdin: bool, files: ConfigFiles, json_: bool) -> int:
    if key is None or (stdin and value is not None):
        raise Usage("give a KEY, and its value either as VALUE or with --stdin")
    if files:
        raise Usage("a value is set in the configuration file of this place: leave -c out, or name a --project")
    places = configuration.places_of(project)
    where = configuration.set_value(places, key, _typed(key) if value is None else value, from_argv=not stdin)
    if json_:
        output.emit({"key": key, "file": str(where)})
    else:
        output.say(f"{key} is set in {where}")
        if said := heeded(places, key):
            output.say(said)
    return 0


def _unset(
    project: Project, key: str | None, value: str | None, *, stdin: bool, files: ConfigFiles, json_: bool
) -> int:
    if key is None or value is not None or stdin or files:
        raise Usage("give the KEY that is to be taken out of the configuration file of this place, and nothing else")
    places = configuration.places_of(project)
    now = configuration.unset(places, key)
    if json_:
        output.emit({"key": key, "file": str(places.config_file), "was_set": now is not None})
    elif now is None:
        output.say(f"{key} is not set in {places.config_file}")
    else:
        output.say(f"{key} is no longer set in {places.config_file}: now {_words(now.value)} ({now.origin})")
        if said := heeded(places, key):
            output.say(said)
    return 0


def _typed(key: str) -> str:
    if sys.stdin.isatty():
        return getpass(f"{key} >>> ") if configuration.is_secret(key) else input(f"{key} >>> ")
    return sys.stdin.readline().rstrip("\r\n")


def _show(found: list[Line], *, origin: bool) -> None:
    names = ["key", "value", "origin"] if origin else ["key", "value"]
    rows = [[line.key, _words(line.value), line.origin] if origin else [line.key, _words(line.value)] for line in found]
    output.table([names, *rows])


def _words(value: Shown) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "true" if value else "false"
        case list():
            return ", ".join(value)
        case str():
            return value or '""'
