"""The tale of a run as records: nothing but texts, and nothing said where nothing was measured."""

from __future__ import annotations

import json

import pytest

from picaflor.app.tale_record import bps, share, tale_records
from tests.unit.analytics.test_tale import PAIR, SECOND, fill, order, told


def test_a_controller_and_its_piece() -> None:
    tale = told()
    tale.ordered(0, "v", order("c", tag="p0.e0"))
    tale.filled(0, fill("c", fee=10**36))
    tale.looked(0, "v", PAIR, 101, 103)
    tale.looked(SECOND, "v", PAIR, 99, 101)
    whole, piece = tale_records(tale)
    assert json.loads(json.dumps(whole)) == whole
    assert (whole["executor"], piece["executor"]) == (None, "p0")
    assert (whole["profit"], whole["drawdown_most"], whole["inventory"]) == ("-1", "8", "4 B")
    assert whole["spread"] == {"profit": "8", "bps": "200.00", "fills": "1"}
    assert whole["markout"]["1s"] == {"profit": "0", "bps": "0.00", "fills": "1"}
    assert whole["markout"]["60s"] == {"profit": "0", "bps": None, "fills": "0"}
    assert (whole["fees"], whole["quoting_seconds"], whole["best_bid"]) == ({"Q": "1"}, "1", "0.0")
    assert piece["quoting_seconds"] is None
    assert [each["executor"] for each in tale_records(tale, pieces=False)] == [None]


@pytest.mark.parametrize(("hundredths", "words"), [(None, None), (0, "0.00"), (-5, "-0.05"), (1_234, "12.34")])
def test_bps(hundredths: int | None, words: str | None) -> None:
    assert bps(hundredths) == words


def test_shares() -> None:
    assert [share(1, 0), share(1, 3), share(2, 2), share(0, 9)] == [None, "33.3", "100.0", "0.0"]
