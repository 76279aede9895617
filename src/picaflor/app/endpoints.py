"""Where a command reaches a venue: the venue itself, or the emulated one that a file or the configuration names."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

from picaflor.app.configuration import load_config, places_of
from picaflor.app.problems import Problem
from picaflor.transport.hosts import Hosts

STDIN: Final = "-"
SIZE_MAX: Final = 1 << 20


class BadEndpoint(Problem):
    exit_code = 3


def find_hosts(venue: str, endpoint: str | None) -> Hosts:
    """The option, then the configuration's word for this venue, then that for all; without any the live venue."""
    if endpoint is None:
        config = load_config(places_of(None))
        endpoint = config.get(f"venues.{venue}.endpoint") or config.get("endpoint")
    return Hosts() if endpoint is None else read_hosts(endpoint)


def read_hosts(endpoint: str) -> Hosts:
    """From the line that `picaflor emulate` printed, or only its `hosts`; `-` is standard input."""
    name = "standard input" if endpoint == STDIN else endpoint
    found = _parse(_first_line() if endpoint == STDIN else _read(endpoint), name)
    hosts = found.get("hosts", found)
    if not isinstance(hosts, dict) or not hosts or not all(isinstance(base, str) for base in hosts.values()):
        raise BadEndpoint(f"{name} names no hosts: give the line that `picaflor emulate VENUE --json` printed")
    try:
        return Hosts(hosts)
    except ValueError as error:
        raise BadEndpoint(f"{name}: {error}") from error


def _first_line() -> str:
    """An emulator that is piped to us goes on running, and so does the pipe."""
    return sys.stdin.readline(SIZE_MAX)


def _read(endpoint: str) -> str:
    try:
        with Path(endpoint).open(encoding="utf-8") as file:
            return file.read(SIZE_MAX)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise BadEndpoint(f"{endpoint} cannot be read as an endpoint: {why}") from error


def _parse(text: str, name: str) -> dict[str, Any]:
    """Whatever stands behind the first line, such as words for people, is not looked at."""
    try:
        found = json.loads(text.strip().partition("\n")[0] if not text.lstrip().startswith("{\n") else text)
    except json.JSONDecodeError as error:
        raise BadEndpoint(
            f"{name} is not JSON ({error}): give the line that `picaflor emulate VENUE --json` printed"
        ) from error
    if not isinstance(found, dict):
        raise BadEndpoint(f"{name} is not a JSON object: give the line that `picaflor emulate VENUE --json` printed")
    return found
