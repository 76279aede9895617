"""S3 where books carry a checksum: a right one is no news, a wrong one ends the trust until the book came anew."""

from __future__ import annotations

import pytest

from picaflor.domain.book import Trust
from picaflor.domain.events import BookChanged
from picaflor.sim.venue.crowd import CrowdConfig
from picaflor.sim.venue.faults import FrameFault
from picaflor.venues import ROWS, load
from picaflor.wire.venue import Checksum
from tests.spec.card import PAIR, SECOND, Card, ready

BUSY = CrowdConfig(levels=30, walk_bps=3, take_percent=60)
rows = pytest.mark.parametrize("venue", [name for name in ROWS if load(name).book.checksum is not Checksum.NONE])


def trusts(card: Card) -> list[Trust]:
    return [change.trust for change in card.told(BookChanged)]


@rows
def test_s3_right_checksums_are_believed(venue: str) -> None:
    card = ready(venue, crowd=BUSY, checksums=True, private=False)
    card.run(60)
    assert set(trusts(card)) <= {Trust.EMPTY, Trust.GOOD}
    assert len(trusts(card)) > 100


@rows
@pytest.mark.parametrize("era", [True, False], ids=["with sums", "without"])
def test_s3_a_wrong_checksum_ends_the_trust_and_the_book_comes_back(venue: str, era: bool) -> None:
    card = ready(venue, crowd=BUSY, checksums=era, private=False)
    for _ in range(3):
        before = len(trusts(card))
        card.world.exchange.faults.order(FrameFault.CHECKSUM)
        card.run(1)
        card.until(lambda: bool(card.connector.trusted))
        assert Trust.CHECKSUM in trusts(card)[before:]
    assert card.world.exchange.faults.counts["checksum"] == 3
    card.world.joint.run(card.now_ns + SECOND)
    assert card.connector.book(PAIR).trust is Trust.GOOD
