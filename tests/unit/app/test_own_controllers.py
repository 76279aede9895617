"""Controllers of the user's own: found by their file, looked at before they are run, and known to a recording by what stood
in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from picaflor.app.new_controller import TEMPLATE, new_controller
from picaflor.app.own_controllers import (
    BadController,
    add_own_controllers,
    class_name,
    folder_of,
    keep_version,
    versions_of,
)
from picaflor.app.plan import read_plan, write_plan
from picaflor.app.problems import OtherVersion, Problem, Usage
from picaflor.app.replay import replay
from picaflor.domain.orders import Side
from picaflor.engine.seat import Seat
from picaflor.settings.places import Places
from picaflor.strategies.table import OWN, VERSIONS, UnknownController, config_class, digest_of, make, names
from tests.worlds import make_world, with_digest


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    yield Places(tmp_path / "config", tmp_path / "data")
    OWN.clear()
    VERSIONS.clear()


def written(places: Places, name: str, old: str = "", new: str = "") -> Path:
    folder_of(places).mkdir(parents=True, exist_ok=True)
    source = TEMPLATE.replace("CLASS", class_name(name)).replace("NAME", name, 1)
    assert not old or old in source
    path = folder_of(places) / f"{name}.py"
    path.write_text(source.replace(old, new) if old else source)
    add_own_controllers(places)
    return path


def test_a_new_one_trades_as_it_is_and_its_recording_replays(places: Places) -> None:
    path = new_controller(places, "my_maker")
    assert path == folder_of(places) / "my_maker.py"
    add_own_controllers(places)
    assert "my_maker" in names()
    world = make_world(seed=3, symbols=1, controller="my_maker", maker={"pair": "BTC-USDT"})
    world.run(8)
    assert {fill.side for fill in world.fills()} == {Side.BUY, Side.SELL}
    assert isinstance(world.engine.seats[0], Seat)
    assert replay(world.plan, world.journal.lines).same


def test_a_recording_knows_the_file_that_it_was_made_with(places: Places) -> None:
    written(places, "my_maker")
    world = make_world(controller="my_maker", maker={"pair": "BTC-USDT"})
    header = write_plan(with_digest(world.plan, digest_of("my_maker")))
    assert read_plan(header).seats[0].controller == "my_maker"
    written(places, "my_maker", "spread_bps: int = live(10)", "spread_bps: int = live(11)")
    with pytest.raises(OtherVersion, match="my_maker is not the file any more that the recording was made with"):
        read_plan(header)
    OWN.clear()
    with pytest.raises(OtherVersion, match="the recording needs my_maker"):
        read_plan(header)


def test_a_version_that_was_kept_replays_whatever_the_file_says_by_now(places: Places) -> None:
    path = written(places, "my_maker")
    keep_version(places, "my_maker")
    world = make_world(seed=3, symbols=1, controller="my_maker", maker={"pair": "BTC-USDT"})
    world.run(3)
    plan = with_digest(world.plan, digest_of("my_maker"))
    written(places, "my_maker", "spread_bps: int = live(10)", "spread_bps: int = live(11)")
    assert replay(read_plan(write_plan(plan)), world.journal.lines).same
    assert config_class("my_maker")("BTC-USDT").spread_bps == 11
    assert config_class("my_maker", plan.seats[0].digest)("BTC-USDT").spread_bps == 10
    path.unlink()
    add_own_controllers(places)
    assert replay(read_plan(write_plan(plan)), world.journal.lines).same, "nor whether it is there"


def test_a_copy_that_somebody_changed_is_not_run(places: Places) -> None:
    written(places, "my_maker")
    digest = digest_of("my_maker")
    keep_version(places, "my_maker")
    (copy,) = versions_of(places).iterdir()
    copy.write_text(copy.read_text() + "\n")
    written(places, "my_maker", "spread_bps: int = live(10)", "spread_bps: int = live(11)")
    with pytest.raises(BadController, match="is not what was kept any more"):
        config_class("my_maker", digest)


def test_nothing_is_written_over_and_names_are_names(places: Places) -> None:
    new_controller(places, "my_maker")
    with pytest.raises(Problem, match="is there already, and was left as it is"):
        new_controller(places, "my_maker")
    for name in ("My", "a-b", "../x", "a__b", "1a"):
        with pytest.raises(Usage, match="cannot be a controller's name"):
            new_controller(places, name)
    with pytest.raises(Usage, match="is a controller of Picaflor's"):
        new_controller(places, "simple_maker")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "from __future__ import annotations\n",
            "import time\n",
            r":\d+: a controller may not import time: .*view.now_ns",
        ),
        ("from __future__ import annotations\n", "from random import Random\n", "may not import random"),
        ("from dataclasses import dataclass", "from dataclasses import", r":\d+: "),
        ("class MyMaker:", "class Other:", "has no classes MyMaker and MyMakerConfig"),
        ("@dataclass(frozen=True, slots=True)", "@dataclass", "is not a frozen dataclass"),
        ("    pair: str\n", "    pair: int\n", "has no field pair: str"),
        ("spread_bps: int", "spread_bps: float", "spread_bps is .*float.*: a configuration file can say"),
        ("refresh_ns: int = 1_000_000_000", "refresh_ns: int", "cannot be loaded|refresh_ns has no default"),
        ("def decide(self, view: View, wake: Wake)", "def decide(self, view: View, wake: str)", "has no method decide"),
        ("-> list[Command]", "-> list[Wish]", "has no method decide"),
        ("self.wakes = Wakes(every_ns=config.refresh_ns, fill=True)", "self.wakes = None", "says no wakes"),
        ("self.pairs = (config.pair,)", "self.pairs = ()", "its pairs do not have the pair"),
        ("self.config = config\n", "self.config = config.nothing\n", "cannot be loaded: AttributeError"),
    ],
)
def test_what_is_wrong_is_said_before_it_is_run(places: Places, old: str, new: str, said: str) -> None:
    written(places, "my_maker", old, new)
    with pytest.raises(BadController, match=said):
        config_class("my_maker")


def test_one_that_is_wrong_is_in_nobodys_way(places: Places) -> None:
    written(places, "broken", "class Broken:", "class Broken(:")
    make("simple_maker", {"pair": "A-B"})
    with pytest.raises(UnknownController, match="broken, "):
        make("brokn", {})
    with pytest.raises(BadController):
        make("broken", {"pair": "A-B"})


def test_ours_come_first_and_tests_beside_them_are_no_controllers(places: Places) -> None:
    folder_of(places).mkdir(parents=True)
    (folder_of(places) / "test_my_maker.py").write_text("")
    (folder_of(places) / "_drafts.py").write_text("")
    add_own_controllers(places)
    assert not OWN
    (folder_of(places) / "twap.py").write_text("")
    with pytest.raises(BadController, match="twap is a controller of Picaflor's"):
        add_own_controllers(places)
