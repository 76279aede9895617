from __future__ import annotations

import pytest

from picaflor.venues.bitget.ids import asked_id, by_id, named
from picaflor.venues.bitget.params import BadParameter
from picaflor.wire.decoding import BadMessage


def test_the_venues_id_counts_where_both_are_given() -> None:
    assert by_id("7", "x") == {"orderId": "7"}
    assert by_id("", "x") == {"clientOid": "x"}
    assert asked_id({"orderId": "7", "clientOid": "x"}) == ("", "7")
    assert asked_id({"clientOid": "x"}) == ("x", "")


def test_no_id_is_none() -> None:
    with pytest.raises(BadParameter):
        asked_id({"orderId": ""})
    with pytest.raises(BadMessage):
        named("")
    assert named("7") == "7"
