"""Channels in the venue's words and back, and numbers that are told apart."""

from __future__ import annotations

import pytest

from picaflor.venues.hitbtc import topics as t
from picaflor.wire.stream import Channel


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("orderbook/full", (Channel.BOOK, "")),
        ("orderbook/D5/100ms", (Channel.BOOK, "D5/100ms")),
        ("orderbook/D20/1000ms", (Channel.BOOK, "D20/1000ms")),
        ("trades", (Channel.TRADES, "")),
        ("orderbook/D5/100ms/batch", (Channel.BOOK, "D5/100ms/batch")),
        ("orderbook/top/100ms", (Channel.TICKERS, "top/100ms")),
        ("orderbook/top/1000ms/batch", (Channel.TICKERS, "top/1000ms/batch")),
        ("ticker/1s", (Channel.TICKERS, "")),
        ("ticker/3s/batch", (Channel.TICKERS, "3s/batch")),
        ("ticker/price/1s", (Channel.TICKERS, "price/1s")),
        ("candles/D7", (Channel.CANDLES, "1w")),
        ("candles/1M", (Channel.CANDLES, "1M")),
    ],
)
def test_a_channel_there_and_back(word: str, kind: tuple[Channel, str]) -> None:
    assert t.channel_of(word) == kind
    assert t.word_of(*kind) == word


@pytest.mark.parametrize(
    "word",
    [
        "",
        "full",
        "orderbook/",
        "orderbook/top/7ms",
        "orderbook/D7/100ms",
        "ticker/",
        "ticker/9s",
        "candles/H2",
        "candles/",
    ],
)
def test_what_this_row_does_not_carry(word: str) -> None:
    assert t.channel_of(word) is None


def test_a_private_channel_has_no_public_word() -> None:
    with pytest.raises(ValueError, match="no public channel"):
        t.word_of(Channel.ORDERS, "")


def test_no_two_frames_of_ours_bear_the_same_number() -> None:
    numbers = [t.LOGIN, *t.SUBSCRIBE.values(), *t.UNSUBSCRIBE.values(), t.PUBLIC_ON, t.PUBLIC_OFF]
    assert len(set(numbers)) == len(numbers)
