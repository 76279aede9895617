"""One profile for every law: fixed seeds, no time limits per example, so that a red run is red again. And when all tests
are over, what they left behind is searched for keys.

Ten thousand tests are half a million objects that live until the end: the collector of cycles is off while they are made,
and looks at none of them again.
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.canaries import found_in
from tests.laws.examples import TIMES

gc.disable()  # until all tests are collected

settings.register_profile(
    "house",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    max_examples=60 * TIMES,
)
settings.load_profile("house")


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.fixture(autouse=True, scope="session")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What is shared by all processes of a person is not shared by tests and the person who runs them."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("XDG_DATA_HOME", str(home / "data"))
        patch.setenv("XDG_CONFIG_HOME", str(home / "config"))
        patch.setenv("XDG_STATE_HOME", str(home / "state"))
        yield home


@pytest.fixture(autouse=True, scope="session")
def no_keys_are_left_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Journals, databases, logs, pages, screens that were kept: whatever any test's client wrote."""
    yield
    assert found_in(tmp_path_factory.getbasetemp()) == []
