"""Orders that end by themselves: at midnight, at a time of their own, and each once."""

from __future__ import annotations

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.sim.venue.endings import DAY_NS, Endings
from picaflor.wire.asks import Place

NOON = 20_000 * DAY_NS + DAY_NS // 2
MIDNIGHT = 20_001 * DAY_NS


def order(tif: Tif, until_ns: int = 0) -> Place:
    return Place("X", "name", Side.BUY, OrderType.LIMIT, 1, 1, tif=tif, until_ns=until_ns)


def test_a_day_ends_at_midnight_and_a_time_when_it_was_said() -> None:
    endings = Endings()
    assert (endings.due(), endings.over(NOON)) == (None, [])
    for no, ask in enumerate((order(Tif.DAY), order(Tif.GTC), order(Tif.GTD, NOON + 5), order(Tif.IOC)), 1):
        endings.add(no, ask, NOON)
    assert endings.due() == NOON + 5
    assert endings.over(NOON + 4) == []
    assert endings.over(NOON + 5) == [3]
    assert endings.over(NOON + 5) == []
    assert endings.due() == MIDNIGHT
    assert endings.over(MIDNIGHT) == [1]


def test_an_order_of_midnight_has_a_whole_day() -> None:
    endings = Endings()
    endings.add(1, order(Tif.DAY), MIDNIGHT)
    assert endings.due() == MIDNIGHT + DAY_NS
