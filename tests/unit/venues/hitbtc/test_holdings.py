"""One private half for two families: by whose words and numbers a frame is whose."""

from __future__ import annotations

import json

import msgspec
import pytest

from picaflor.venues.hitbtc.futures_stream import HELD as FUTURES
from picaflor.venues.hitbtc.holdings import Holdings
from picaflor.venues.hitbtc.margin_stream import HELD as MARGIN
from picaflor.venues.hitbtc.messages import Asked, Said
from picaflor.wire.decoding import BadMessage
from picaflor.wire.stream import Channel, PositionsFrame, Subscribe, Subscribed, Topic, Unsubscribe

BOTH = pytest.mark.parametrize("held", [FUTURES, MARGIN], ids=["futures", "margin"])


def said(**told: object) -> tuple[Said, bytes]:
    data = json.dumps(told).encode()
    return msgspec.json.decode(data, type=Said), data


@BOTH
def test_the_numbers_of_frames_are_of_one_family_alone(held: Holdings) -> None:
    numbers = {*held.on.values(), *held.off.values()}
    assert len(numbers) == 4
    other = MARGIN if held is FUTURES else FUTURES
    assert numbers.isdisjoint({*other.on.values(), *other.off.values()})


@BOTH
def test_what_is_asked_is_understood_and_its_yes_too(held: Holdings) -> None:
    for word, topics in held.topics.items():
        asked = json.loads(held.ask(word, "subscribe"))
        assert held.read_asked(Asked(asked["method"])) == Subscribe(topics, "")
        assert held.read_asked(Asked(asked["method"].replace("_subscribe", "_unsubscribe"))) == Unsubscribe(topics, "")
        yes = held.read(*said(jsonrpc="2.0", result=True, id=asked["id"]))
        assert yes == tuple(Subscribed(topic, str(asked["id"])) for topic in topics)
    assert held.read_asked(Asked("other_subscribe")) is None


@BOTH
def test_a_position_that_was_taken_is_told_by_its_account(held: Holdings) -> None:
    row = {"symbol": "A", "type": "isolated", "report_reason": "liquidated"}
    told = held.read(*said(method=f"{held.reports}_account", params=row))
    where = Topic(Channel.POSITIONS, product=held.product)
    assert told == (PositionsFrame((), where, whole=False, liquidated=("A",)),)


@BOTH
def test_a_notice_of_the_other_family_is_none_of_ours(held: Holdings) -> None:
    with pytest.raises(BadMessage, match="a notice that we do not know"):
        held.read(*said(method="dream_orders", params=[]))
    assert held.read(*said(jsonrpc="2.0", result=True, id=1)) is None
