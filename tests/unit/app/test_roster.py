from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from picaflor.app.bot_files import NUMBER, status_path, supervisor_path
from picaflor.app.problems import NotFound
from picaflor.app.roster import find_bots, read_roster
from picaflor.settings.places import Places, World
from picaflor.storage.state_files import this_process, write_state

DEAD = {**this_process(), "born": 1}


def bot(places: Places, world: World, name: str, told: dict[str, Any], watched: dict[str, Any]) -> None:
    folder = places.make(places.bot(world, name))
    (folder / NUMBER).write_text("a0\n")
    for path, record in ((status_path(folder), told), (supervisor_path(folder), watched)):
        if record:
            write_state(path, record)


HERE = {"process": this_process()}
GONE = {"process": DEAD}


@pytest.mark.parametrize(
    ("told", "watched", "state"),
    [
        ({}, {}, "never ran"),
        ({"kind": "starting", **HERE}, {}, "starting"),
        ({"kind": "status", "waiting_for": ["rules"], **HERE}, HERE, "starting"),
        ({"kind": "status", "waiting_for": [], **HERE}, HERE, "running"),
        ({"kind": "status", **GONE}, HERE, "restarting"),
        ({"kind": "status", **GONE}, {"state": "given up", **GONE}, "given up"),
        ({"kind": "status", **GONE}, {"state": "running", **GONE}, "crashed"),
        ({"kind": "summary", **GONE}, {"state": "stopped", **GONE}, "stopped"),
        ({"kind": "failed", **GONE}, {}, "failed"),
        ({"kind": "summary", **HERE}, {}, "stopped"),  # in the foreground of a shell that lives on
        ({"kind": "failed", **HERE}, {}, "failed"),
    ],
)
def test_how_a_bot_stands(told: dict[str, Any], watched: dict[str, Any], state: str, tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path)
    bot(places, World.EMULATED, "maker", told, watched)
    (entry,) = read_roster(places)
    assert entry.state == state
    assert entry.record()["state"] == state
    assert entry.alive is (state in ("starting", "running", "restarting"))
    assert entry.gone is not entry.alive


@pytest.mark.parametrize(
    ("told", "watched", "state"),
    [("failed", "did not start", "failed"), ("summary", "stopped", "stopped"), ("status", "given up", "given up")],
)
def test_a_supervisor_on_its_way_out_starts_nothing_again(told: str, watched: str, state: str, tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path)
    bot(places, World.EMULATED, "maker", {"kind": told, **GONE}, {"state": watched, **HERE})
    (entry,) = read_roster(places)
    assert (entry.state, entry.alive, entry.gone) == (state, False, False)


def test_bots_are_found_by_name_in_every_world_or_in_one(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path)
    assert read_roster(places) == []
    with pytest.raises(NotFound, match="none was ever started here"):
        find_bots(places, "maker")
    for world, name in ((World.EMULATED, "maker"), (World.LIVE, "maker"), (World.LIVE, "taker")):
        bot(places, world, name, {}, {})
    (tmp_path / "emulated/demo").mkdir()  # no bot: it has no number
    assert [entry.name for entry in find_bots(places, None)] == ["live/maker", "live/taker", "emulated/maker"]
    assert [entry.name for entry in find_bots(places, "maker")] == ["live/maker", "emulated/maker"]
    assert [entry.name for entry in find_bots(places, "emulated/maker")] == ["emulated/maker"]
    with pytest.raises(NotFound, match="did you mean maker"):
        find_bots(places, "makker")


def test_orders_of_a_bot_that_is_gone_are_not_shown_as_if_they_were_known(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path)
    bot(places, World.LIVE, "maker", {"kind": "status", "orders": [{"client_id": "pf1"}], **GONE}, {})
    assert read_roster(places)[0].record()["orders"] == []
