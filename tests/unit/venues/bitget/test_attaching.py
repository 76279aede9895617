from __future__ import annotations

import pytest

from picaflor.domain.orders import StopKind
from picaflor.venues.bitget.attaching import CONTRACTS, SPOT, Names, read_attached, write_attached
from picaflor.wire.stops import Attached

ONE = 10**36
BOTH = (Attached(StopKind.TAKE_PROFIT, 3 * ONE), Attached(StopKind.STOP_LOSS, ONE, 2 * ONE))


@pytest.mark.parametrize("names", [SPOT, CONTRACTS])
def test_what_is_attached_is_two_prices_each_and_nothing_or_zero_is_none(names: Names) -> None:
    written = write_attached(BOTH, names)
    assert list(written.values()) == ["3", "", "1", "2"]
    assert read_attached(written, names) == BOTH
    assert read_attached({**written, "presetStopLossPrice": "0"}, names) == BOTH[:1]
    assert read_attached({}, names) == ()


def test_each_row_has_its_own_words() -> None:
    assert write_attached(BOTH, SPOT).keys() & write_attached(BOTH, CONTRACTS).keys() == {"presetStopLossPrice"}
