"""How long an order rests, as it is said to the venue and heard there."""

from __future__ import annotations

import pytest

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.venues.hitbtc.params import BadParameter
from picaflor.venues.hitbtc.placing import ask_place, asked_place
from picaflor.wire.asks import Place
from picaflor.wire.decoding import read_iso

WHEN = "2023-11-14T22:13:20.100Z"
GTD = Place("A", "name-0001", Side.BUY, OrderType.LIMIT, ONE, ONE, tif=Tif.GTD, until_ns=read_iso(WHEN))


def test_an_order_that_ends_says_when() -> None:
    said = ask_place(GTD)
    assert (said["time_in_force"], read_iso(said["expire_time"])) == ("GTD", GTD.until_ns)
    assert asked_place(said) == GTD
    assert asked_place({**said, "time_in_force": "Day"}) == Place(
        "A", "name-0001", Side.BUY, OrderType.LIMIT, ONE, ONE, tif=Tif.DAY
    )


def test_what_takes_at_once_ends_without_being_told() -> None:
    market = Place("A", "name-0001", Side.BUY, OrderType.MARKET, ONE)
    assert (ask_place(market)["time_in_force"], ask_place(market)["expire_time"]) == ("", "")


def test_an_end_that_is_not_said_is_missed() -> None:
    with pytest.raises(BadParameter):
        asked_place({**ask_place(GTD), "expire_time": ""})
