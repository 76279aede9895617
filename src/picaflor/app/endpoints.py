"""Where a command reaches a venue: the venue itself, or the emulated one that a file or the configuration names."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from picaflor.app.problems import Problem
from picaflor.settings.config import Config
from picaflor.settings.places import World
from picaflor.transport.clock import Clock
from picaflor.transport.dialling import BadProxy, Dialler
from picaflor.transport.hosts import Hosts
from picaflor.wire.venue import Venue

STDIN: Final = "-"
SIZE_MAX: Final = 1 << 20


class BadEndpoint(Problem):
    exit_code = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """How one venue is reached, and by which clock it lives."""

    hosts: Hosts
    clock: Clock = field(default_factory=Clock)
    dialler: Dialler = field(default_factory=Dialler)
    inside: Hosts | None = None  # on paper: who answers what needs a key

    @property
    def world(self) -> World:
        """Whose keys are asked for: an endpoint on this machine is a world of its own."""
        return World.EMULATED if self.hosts.local else World.LIVE

    def is_of(self, world: World, venue: Venue) -> bool:
        """Whether an account of that world is found by it."""
        return self.world is world and self.leads_to(venue)

    def leads_to(self, venue: Venue) -> bool:
        """Whether it names the venue's hosts: an emulated house is not all of them."""
        return not self.hosts.emulated or any(self.hosts.names(domain.rest) for domain in venue.domains.values())


def find_reach(venue: str, endpoint: str | None, config: Config) -> Reach:
    """The option, then the configuration's word for this venue, then that for all; without any the live venue, through
    the proxy that the configuration names."""
    said = endpoint or config.get(f"venues.{venue}.endpoint") or config.get("endpoint")
    if said is None:
        return Reach(Hosts(), dialler=_dialler(config.get(f"venues.{venue}.proxy"), venue))
    name = "standard input" if said == STDIN else said
    found = _read_endpoint(said, name)
    return Reach(_hosts(found, name), _clock(found.get("clock"), name))


def _dialler(proxy: str | None, venue: str) -> Dialler:
    try:
        return Dialler(proxy=None if proxy is None else "".join(proxy))
    except BadProxy as error:
        raise BadEndpoint(f"venues.{venue}.proxy: {error}") from error


def _clock(said: object, name: str) -> Clock:
    """The venue's time is start_ns + (ours - start_ns) times the speed."""
    clock = Clock()
    if said is None:
        return clock
    if isinstance(said, dict) and isinstance(start_ns := said.get("start_ns"), int):
        speed = said.get("speed")
        if isinstance(speed, int) and speed >= 1:
            return clock if speed == 1 else Clock(start_ns=start_ns + (clock.now_ns() - start_ns) * speed, speed=speed)
    raise BadEndpoint(f"{name} has a clock without start_ns and speed: give the line that `picaflor emulate` printed")


def read_hosts(endpoint: str) -> Hosts:
    """From the line that `picaflor emulate` printed, or only its `hosts`; `-` is standard input."""
    name = "standard input" if endpoint == STDIN else endpoint
    return _hosts(_read_endpoint(endpoint, name), name)


def _read_endpoint(endpoint: str, name: str) -> dict[str, Any]:
    return _parse(_first_line() if endpoint == STDIN else _read(endpoint), name)


def _hosts(found: dict[str, Any], name: str) -> Hosts:
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
