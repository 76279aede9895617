"""Belief against statement: rows first, then what a whole list does not show."""

from __future__ import annotations

from picaflor.domain.orders import OrderType, Side
from picaflor.machines.orders.events import FillReported, Missed, Reported, Source, Where
from picaflor.machines.orders.reconcile import Belief, Statement, reconcile
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus

BELIEF = Belief("c1", "v1", "BTC", created_ns=100, shown_ns=150, doubted=True)


def row(client_id: str, venue_id: str, at_ns: int = 0) -> OrderReport:
    return OrderReport("BTC", venue_id, client_id, OrderStatus.OPEN, Side.BUY, OrderType.LIMIT, 0, at_ns=at_ns)


def missed(said: Statement, *beliefs: Belief) -> list[Missed]:
    return [event for event in reconcile(beliefs or (BELIEF,), said) if isinstance(event, Missed)]


def test_rows_are_told_from_oldest_to_newest() -> None:
    said = Statement(Where.OPEN, 200, (row("b", "2", 20), row("a", "1", 10)))
    assert reconcile((), said) == [
        Reported(row("a", "1", 10), Source.PAGE, 200),
        Reported(row("b", "2", 20), Source.PAGE, 200),
    ]


def test_an_answer_about_one_order_is_a_query() -> None:
    assert reconcile((), Statement(Where.QUERY, 200, (row("a", "1"),))) == [Reported(row("a", "1"), Source.QUERY, 200)]


def test_trades_are_told_too() -> None:
    fill = FillReport("BTC", "t", "v1", Side.BUY, 1, 1)
    assert reconcile((BELIEF,), Statement(Where.FILLS, 200, (fill,))) == [FillReported(fill, Source.PAGE)]


def test_what_a_whole_list_does_not_show_is_missed() -> None:
    assert missed(Statement(Where.OPEN, 200)) == [Missed(Where.OPEN, 200, "c1", "BTC", "v1")]


def test_it_is_not_missed_when_shown_by_either_id_or_on_an_earlier_page() -> None:
    assert not missed(Statement(Where.OPEN, 200, (row("c1", ""),)))
    assert not missed(Statement(Where.OPEN, 200, (row("", "v1"),)))
    assert not missed(Statement(Where.OPEN, 200, seen=frozenset({"v1"})))


def test_half_a_list_misses_nothing() -> None:
    assert not missed(Statement(Where.OPEN, 200, whole=False))


def test_a_list_that_was_asked_for_too_early_or_nobody_knows_when_misses_nothing() -> None:
    assert not missed(Statement(Where.OPEN, 149))
    assert not missed(Statement(Where.OPEN, 0))


def test_a_list_of_another_symbol_misses_nothing() -> None:
    assert not missed(Statement(Where.OPEN, 200, symbol="ETH"))
    assert missed(Statement(Where.OPEN, 200, symbol="BTC"))


def test_a_list_that_does_not_reach_back_far_enough_misses_nothing() -> None:
    for where in (Where.CLOSED, Where.FILLS):
        assert not missed(Statement(where, 200, since_ns=101))
        assert missed(Statement(where, 200, since_ns=100))


def test_an_order_that_nobody_doubts_is_missed_among_the_open_ones_only() -> None:
    sure = Belief("c1", "v1", "BTC", 100, 150, doubted=False)
    assert missed(Statement(Where.OPEN, 200), sure)
    assert not missed(Statement(Where.CLOSED, 200), sure)
    assert not missed(Statement(Where.FILLS, 200), sure)
