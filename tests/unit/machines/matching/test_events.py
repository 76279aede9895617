"""Events are values: they cannot be changed, and they equal only their like."""

from __future__ import annotations

import pytest

from picaflor.machines.matching.events import Accepted, Done, Why


def test_an_event_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Accepted(1, 0).order_id = 2  # type: ignore[misc]


def test_events_equal_by_value() -> None:
    assert Done(1, Why.IOC, 2, 0, 3) == Done(1, Why.IOC, 2, 0, 3)
    assert Done(1, Why.IOC, 2, 0, 3) != Done(1, Why.FOK, 2, 0, 3)


def test_a_reason_is_its_word() -> None:
    """Venues look their own words up by it."""
    assert {"post_only": "refused"}[Why.POST_ONLY] == "refused"
