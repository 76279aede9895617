"""Words of channels."""

from __future__ import annotations

import pytest

from picaflor.venues.hashkey.topics import topics_of, word_of
from picaflor.wire.stream import Channel, Topic


def test_both_ways() -> None:
    assert word_of(Topic(Channel.BOOK, "A")) == "depth"
    assert topics_of("trade", "A,B") == (Topic(Channel.TRADES, "A"), Topic(Channel.TRADES, "B"))
    assert topics_of("odd", "A") is None


def test_what_there_is_not() -> None:
    with pytest.raises(ValueError, match="no public channel"):
        word_of(Topic(Channel.TICKERS, "A"))
