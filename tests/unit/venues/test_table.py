from __future__ import annotations

import subprocess
import sys

import pytest

from picaflor.venues import ROWS, load
from picaflor.wire.venue import Venue


def test_a_row_is_loaded_by_name() -> None:
    venue = load("bitget")
    assert isinstance(venue, Venue)
    assert venue.name == "Bitget"
    assert load("bitget") is venue


def test_there_is_no_other_row() -> None:
    with pytest.raises(KeyError):
        load("mtgox")


def test_the_table_itself_imports_no_tongue() -> None:
    code = "import sys, picaflor.venues; print([m for m in sys.modules if m.startswith('picaflor.venues.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert len(ROWS) >= 1
