from __future__ import annotations

import pytest

from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.topics import stream_of, topic_of
from picaflor.wire.stream import Channel, Topic

NEW, OLD = House("n", "N", "h", "h"), House("o", "O", "h", "h", book="update")


def test_the_book_without_a_name_is_the_houses_own() -> None:
    bare = Topic(Channel.BOOK, "btcusdt")
    assert (stream_of(NEW, bare), stream_of(OLD, bare)) == ("btcusdt.ob-inc", "btcusdt.update")
    assert topic_of(NEW, "btcusdt.update") == Topic(Channel.BOOK, "btcusdt", "update")
    assert topic_of(OLD, "btcusdt.ob-inc") == Topic(Channel.BOOK, "btcusdt", "ob-inc")


@pytest.mark.parametrize("stream", ["", "btcusdt", ".trades", "btcusdt.kline-7m", "btcusdt.kline-", "btcusdt.ob-snap"])
def test_what_nobody_has(stream: str) -> None:
    assert topic_of(NEW, stream) is None


def test_there_are_no_positions() -> None:
    with pytest.raises(ValueError, match="no channel"):
        stream_of(NEW, Topic(Channel.POSITIONS))
