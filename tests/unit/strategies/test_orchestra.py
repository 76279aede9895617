"""The work that is handed out: its records are all that a restart needs, and what has ended is let go."""

from __future__ import annotations

import msgspec

from picaflor.domain.orders import Side
from picaflor.strategies.executors.order import How, OrderConfig
from picaflor.strategies.executors.twap import TwapConfig, TwapExecutor
from picaflor.strategies.executors.vocabulary import Phase
from picaflor.strategies.orchestra import ENDED_KEPT, OWN, Orchestra
from picaflor.strategies.protocols import HandsOut, Work
from tests.unit.strategies.executors.stage import PAIR, SECOND, Stage

LIMIT = OrderConfig(PAIR, Side.BUY, 10, How.POST_ONLY, 990)
TWAP = TwapConfig(PAIR, Side.SELL, 10, 2, 10 * SECOND)


class Holder:
    def __init__(self) -> None:
        self.work = Orchestra()


def test_what_hands_out_is_known_by_its_work() -> None:
    work: Work = Holder().work
    assert isinstance(Holder(), HandsOut)
    assert not isinstance(work, HandsOut)


def test_every_piece_is_called_and_its_orders_bear_its_name() -> None:
    stage, band = Stage(), Orchestra()
    for kind, config in (("order", LIMIT), ("twap", TWAP)):
        band.begin(kind, config)
    stage.obey(band.act(stage))
    assert [wish.tag for wish in stage.wanted] == ["o0.o0", "t1.s0"]
    assert [each.name for each in band.active("twap")] == ["t1"]
    assert [each.name for each in band.active()] == ["o0", "t1"]
    assert band.due() == stage.now_ns + 10 * SECOND


def test_only_what_has_changed_is_written_and_all_of_it_is_read_back() -> None:
    stage, band = Stage(), Orchestra()
    band.begin("order", LIMIT)
    band.begin("twap", TWAP)
    band.notes["began"] = 5
    records = dict(band.changes())
    assert list(records) == [OWN, "o0", "t1"]
    assert band.changes() == []
    stage.obey(band.act(stage))
    records.update(band.changes())
    stage.fill("c0", 4)
    stage.obey(band.act(stage))
    changed = dict(band.changes())
    assert list(changed) == ["o0", "t1"], "both heard of their orders"
    records.update(changed)

    heir = Orchestra()
    heir.restore(records)
    assert heir.changes() == []
    assert heir.notes == {"began": 5}
    stage.recall()
    stage.obey(heir.act(stage))
    assert len(stage.wanted) == 2, "nothing is wanted twice"
    assert [each.dump() for each in heir] == [each.dump() for each in band]
    heir.begin("order", LIMIT)
    assert [each.name for each in heir] == ["o0", "t1", "o2"], "no name is used twice"


def test_an_order_that_was_never_written_down_was_never_sent() -> None:
    """The records of a turn may outlive its intents by a torn write: then the venue knows nothing of the order."""
    stage, band = Stage(), Orchestra()
    band.begin("order", LIMIT)
    band.act(stage)
    heir = Orchestra()
    heir.restore(dict(band.changes()))
    stage.recall()
    stage.obey(heir.act(stage))
    stage.obey(heir.act(stage))
    assert [wish.tag for wish in stage.wanted] == ["o0.o1"]


def test_what_has_ended_is_counted_kept_a_while_and_let_go() -> None:
    stage, band = Stage(), Orchestra()
    for _ in range(ENDED_KEPT + 3):
        band.begin("order", LIMIT)
    band.changes()
    band.stop()
    stage.obey(band.act(stage))
    assert band.ended == {"early_stop": ENDED_KEPT + 3}
    assert not band.active()
    assert next(each.name for each in band) == "o3"
    gone = [name for name, record in band.changes() if not record]
    assert gone == ["o0", "o1", "o2"]
    assert band.due() is None


def test_a_record_says_of_what_kind_it_is() -> None:
    band = Orchestra()
    band.begin("twap", TWAP)
    record = msgspec.json.decode(dict(band.changes())["t0"])
    assert record["kind"] == "twap"
    heir = Orchestra()
    heir.restore({"t0": msgspec.json.encode(record)})
    (work,) = heir
    assert isinstance(work, TwapExecutor)
    assert work.phase is Phase.WAITING
