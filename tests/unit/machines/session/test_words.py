"""Nothing that a venue can say leaves a session without a word for it."""

from __future__ import annotations

from picaflor.machines.session.words import WORDS
from picaflor.wire.port import Closed, Opened
from picaflor.wire.stream import VenueFrame


def test_every_frame_a_venue_can_send_has_a_word() -> None:
    assert set(WORDS) == {Opened, Closed, *VenueFrame.__args__}
