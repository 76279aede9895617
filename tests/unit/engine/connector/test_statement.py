"""The statement: every bill told once, also across pages and restarts, and looked at soon after a settlement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from picaflor.domain.events import Event, MoneyMoved, Movement
from picaflor.domain.market import Market
from picaflor.engine.connector.desk import Errand
from picaflor.engine.connector.statement import BILLS_KEPT, EVERY_NS, RETRY_NS, SETTLED_NS, Seen, Statement
from picaflor.engine.records import Kind
from picaflor.wire.contracts import BillKind, BillReport, Bills, ReadBills
from picaflor.wire.net import NoAnswer
from picaflor.wire.venue import Venue
from tests.unit.engine.connector.conftest import NOW, SECOND
from tests.unit.engine.connector.test_setup import Asked


class Told:
    """A statement at work, and what it asked, told and wrote down."""

    def __init__(self, venue: Venue, market: Market, settles_ns: Sequence[int] = ()) -> None:
        self.desk, self.events, self.facts = Asked(), list[Event](), list[tuple[Kind, bytes]]()
        self.statement = Statement(
            replace(venue, product="FUTURES"),
            self.desk,  # type: ignore[arg-type]
            self.events.append,
            self.facts.append,
            lambda: settles_ns,
        )
        self.statement.listed({market.pair: market}, (market.pair,), NOW)

    def answer(self, *rows: BillReport, before: str = "", asked_ns: int = NOW, ask: ReadBills | None = None) -> None:
        asked = ask or ReadBills(BillKind.FUNDING, since_ns=NOW)
        assert self.statement.answered(Errand(asked, "statement", asked_ns), Bills(rows, before), asked_ns)

    def bills(self) -> list[tuple[str, int]]:
        return [(event.bill_id, event.atoms) for event in self.events if isinstance(event, MoneyMoved)]


@pytest.fixture
def told(venue: Venue, market: Market) -> Told:
    made = Told(venue, market)
    made.statement.up(NOW)
    made.statement.tick(NOW)
    return made


def bill(name: str, amount: int = -5, at_ns: int = NOW) -> BillReport:
    return BillReport(name, "USDT", amount, BillKind.FUNDING, "BTCUSDT", at_ns=at_ns)


def test_a_venue_that_wants_both_ends_is_told_the_present_one(venue: Venue, market: Market) -> None:
    spot = replace(venue, product="", features=venue.features | {"bills_from_to", "custody"})
    made = Told(venue, market)
    made.statement = Statement(spot, made.desk, made.events.append, made.facts.append, tuple)  # type: ignore[arg-type]
    made.statement.up(NOW)
    made.statement.tick(NOW + 5)
    (ask,) = made.desk.asks
    assert ask == ReadBills(BillKind.TRANSFER, since_ns=NOW, until_ns=NOW + 5), "money from outside is a transfer there"


def test_each_bill_is_told_once_however_often_it_is_listed(told: Told) -> None:
    told.answer(bill("b2", 7, NOW + 2), bill("b1"))
    told.answer(bill("b2", 7, NOW + 2), bill("b1"))
    assert told.bills() == [("b1", -5), ("b2", 7)]
    (first, _) = told.events
    assert first == MoneyMoved("bitget", Movement.FUNDING, "USDT", -5, "b1", "BTC-USDT", NOW)


def test_what_is_older_than_our_account_was_is_not_told(told: Told) -> None:
    told.answer(bill("b0", at_ns=NOW - 1))
    assert told.bills() == []


def test_what_trades_moved_is_neither_told_nor_remembered(told: Told) -> None:
    """Some venues cannot list one kind alone, and a busy account's trades would push out what is to be remembered."""
    trades = (BillReport(f"t{n}", "USDT", 1, BillKind.TRADE, "BTCUSDT", at_ns=NOW) for n in range(BILLS_KEPT + 1))
    told.answer(bill("b1"))
    told.answer(*trades)
    told.answer(bill("b1"))
    assert told.bills() == [("b1", -5)]
    assert b"t1" not in told.statement.dump()


def test_a_further_page_is_asked_for(told: Told) -> None:
    told.desk.asks.clear()
    told.answer(bill("b1"), before="b1")
    assert told.desk.asks == [ReadBills(BillKind.FUNDING, "b1", since_ns=NOW)]
    told.answer(before="b1", ask=ReadBills(BillKind.FUNDING, "b1", since_ns=NOW))
    assert len(told.desk.asks) == 1


def test_a_restart_tells_what_came_meanwhile_and_nothing_twice(told: Told, venue: Venue, market: Market) -> None:
    told.answer(bill("b1"))
    assert {kind for kind, _ in told.facts} == {Kind.BILLS}
    seen = Seen()
    heard = [seen.hear(fact) for _, fact in told.facts]
    assert heard == [None, *told.events], "each fact says what was told"
    assert seen.dump() == told.statement.dump()
    after = Told(venue, market)
    after.statement.restore(seen.dump(), NOW)
    after.statement.up(NOW + 3_600 * SECOND)
    after.statement.tick(NOW + 3_600 * SECOND)
    assert ReadBills(BillKind.FUNDING, since_ns=NOW) in after.desk.asks
    after.answer(bill("b2", at_ns=NOW + SECOND), bill("b1"))
    assert after.bills() == [("b2", -5)]


def test_soon_after_a_settlement_somebody_looks(venue: Venue, market: Market) -> None:
    settles_ns = NOW + 30 * SECOND
    known: list[int] = []
    made = Told(venue, market, known)
    made.statement.up(NOW)
    made.statement.tick(NOW)
    made.answer()
    made.answer(ask=ReadBills(BillKind.TRANSFER))
    assert made.statement.due() == NOW + EVERY_NS
    known.append(settles_ns)  # heard of after we have looked
    assert made.statement.due() == settles_ns + SETTLED_NS[0]
    made.statement.tick(settles_ns + SETTLED_NS[0])
    made.answer(asked_ns=settles_ns + SETTLED_NS[0])
    known.append(settles_ns + 3_600 * SECOND)
    assert made.statement.due() == settles_ns + SETTLED_NS[1]
    made.statement.tick(settles_ns + SETTLED_NS[1])
    made.answer(asked_ns=settles_ns + SETTLED_NS[1])
    assert made.statement.due() == NOW + EVERY_NS


def test_no_answer_is_asked_again_and_no_stream_asks_nothing(told: Told) -> None:
    told.answer(ask=ReadBills(BillKind.TRANSFER))
    told.statement.answered(Errand(ReadBills(BillKind.FUNDING), "statement", NOW), NoAnswer("x"), NOW)
    assert told.statement.due() == NOW + RETRY_NS
    told.answer()
    assert told.statement.due() == NOW + EVERY_NS
    told.statement.down("lost", NOW)
    assert told.statement.due() is None
