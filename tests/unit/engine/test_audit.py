"""The audit is bounded: who does not read it loses the oldest lines, and is told how many."""

from picaflor.domain.events import Surprise
from picaflor.engine.audit import KEPT, Audit, Seen, Step


def test_lines_come_in_their_order_and_once() -> None:
    audit = Audit()
    audit.saw(1, "v", Surprise("a"))
    audit.did(Step(2, "maker", "cancel x", "off its place"))
    assert audit.drain() == [Seen(1, "v", Surprise("a")), Step(2, "maker", "cancel x", "off its place")]
    assert audit.drain() == []


def test_what_nobody_read_is_counted() -> None:
    audit = Audit()
    for n in range(KEPT + 3):
        audit.saw(n, "v", Surprise(str(n)))
    lines = audit.drain()
    assert (len(lines), audit.missed) == (KEPT, 3)
    assert lines[0] == Seen(3, "v", Surprise("3"))
