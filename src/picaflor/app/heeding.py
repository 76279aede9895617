"""What a change of the configuration means to bots that run: whether they take it over now, or at their next start."""

from __future__ import annotations

from dataclasses import fields

from picaflor.app.bot_plan import seats_of
from picaflor.app.bot_seats import BESIDE, SECTION, AskedSeat
from picaflor.app.configuration import load_config
from picaflor.app.own_controllers import add_own_controllers
from picaflor.app.problems import Problem
from picaflor.app.roster import read_roster
from picaflor.settings.places import Places
from picaflor.settings.problems import BadConfig, FileTrouble
from picaflor.strategies.table import config_class


def heeded(places: Places, key: str) -> str:
    """A sentence about a key of [strategy] that was set just now; "": nobody runs whom it could matter to."""
    running = [entry.bot for entry in read_roster(places) if entry.alive]
    if not key.startswith(f"{SECTION}.") or not running:
        return ""
    try:
        add_own_controllers(places)
        seats = seats_of(load_config(places))
    except (Problem, BadConfig, FileTrouble):  # the bots will say what is wrong with it
        return ""
    who = f"{' and '.join(running)} run{'s' if len(running) == 1 else ''}"
    if may_change(seats, key):
        return f"{who}: whoever was started with this takes it over within a second, and says so in its log"
    return f"{who}: it may not change meanwhile, and counts from the next start"


def may_change(seats: list[AskedSeat], key: str) -> bool:
    """While its controller runs."""
    _, *path = key.split(".")
    name, field = (path[1], path[2]) if path[0] == BESIDE and len(path) == 3 else ("", path[-1])
    seat = next((seat for seat in seats if seat.name == name), None)
    made = () if seat is None else fields(config_class(seat.controller))
    return any(each.name == field and each.metadata.get("live") for each in made)
