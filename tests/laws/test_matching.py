"""The laws of matching, on both books; and that they are one book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from picaflor.domain.book import Level
from picaflor.domain.orders import Side
from picaflor.machines.matching import Amended, Done, Incoming, Kind, MatchEvent, PriceRule, SelfTrade, Stop, StopBook
from picaflor.machines.matching.fast import FastBook
from picaflor.machines.matching.naive import NaiveBook
from tests.laws.matching_auditor import Auditor
from tests.laws.matching_flow import OWNERS, PER, Book, flow, obey

BOOKS = [NaiveBook, FastBook]
DICE = st.randoms(use_true_random=False)


@pytest.mark.parametrize("make", BOOKS)
@given(dice=DICE, rule=st.sampled_from(SelfTrade))
def test_every_event_was_allowed_and_nothing_is_lost(make: Callable[..., Book], dice: Random, rule: SelfTrade) -> None:
    book, auditor = make(rule, notional_per=PER), Auditor(rule)
    for now_ns, command in enumerate(flow(dice, 40)):
        auditor.audit(command, obey(book, command, now_ns))
        auditor.audit_rest(book)


@pytest.mark.parametrize("seed", range(10))
def test_the_two_books_are_one_over_a_hundred_thousand_commands(seed: int) -> None:
    dice = Random(seed)
    rule = list(SelfTrade)[seed % 4]
    naive, fast, auditor = NaiveBook(rule, notional_per=PER), FastBook(rule, notional_per=PER), Auditor(rule)
    seen = Counter[str]()
    for now_ns, command in enumerate(flow(dice, 10_000)):
        events = obey(naive, command, now_ns)
        assert obey(fast, command, now_ns) == events, (seed, now_ns, command)
        auditor.audit(command, events)
        seen.update(kind(event) for event in events)
        if now_ns % 7 == 0:
            assert list(fast.touched().items()) == list(naive.touched().items()), (seed, now_ns)
        if now_ns % 50 == 0:
            same(naive, fast, now_ns)
            auditor.audit_rest(fast)
    assert len(seen) == 4 + 9 - 1, seen  # every kind of event, every reason for the end


def kind(event: MatchEvent) -> str:
    return f"Done {event.why}" if isinstance(event, Done) else type(event).__name__


def same(naive: NaiveBook, fast: FastBook, order_id: int) -> None:
    for side in Side:
        for depth in (0, 1, 5, 1_000):
            assert fast.levels(side, depth) == naive.levels(side, depth)
    assert fast.best() == naive.best()
    assert fast.order(order_id) == naive.order(order_id)
    for owner in range(OWNERS + 1):
        assert fast.orders(owner) == naive.orders(owner)


@pytest.mark.parametrize("make", BOOKS)
@given(dice=DICE, every=st.integers(1, 9))
def test_a_reader_of_what_was_touched_has_the_book(make: Callable[..., Book], dice: Random, every: int) -> None:
    book = make(notional_per=PER)
    mirror: dict[tuple[Side, int], int] = {}
    for now_ns, command in enumerate(flow(dice, 40)):
        obey(book, command, now_ns)
        if now_ns % every == 0:
            mirror |= book.touched()
            mirror = {key: lots for key, lots in mirror.items() if lots}
            assert mirror == whole(book)
            assert book.touched() == {}


def whole(book: Book) -> dict[tuple[Side, int], int]:
    return {(side, ticks): lots for side in Side for ticks, lots in book.levels(side, 1_000)}


@pytest.mark.parametrize("make", BOOKS)
@given(dice=DICE)
def test_the_same_commands_tell_the_same_story(make: Callable[..., Book], dice: Random) -> None:
    commands = list(flow(dice, 30))

    def story() -> tuple[list[list[MatchEvent]], list[Level]]:
        book = make(SelfTrade.CANCEL_MAKER, notional_per=PER)
        return [obey(book, command, now_ns) for now_ns, command in enumerate(commands)], book.levels(Side.BUY, 99)

    assert story() == story()


@pytest.mark.parametrize("make", BOOKS)
@given(dice=DICE)
def test_only_an_order_made_smaller_keeps_its_place(make: Callable[..., Book], dice: Random) -> None:
    """Five buyers at one price, some amended; a seller of everything meets them as the events promised."""
    book = make()
    queue = [1, 2, 3, 4, 5]
    for order_id in queue:
        book.submit(Incoming(order_id, order_id, Side.BUY, 10, 100), 0)
    for now_ns in range(dice.randint(1, 8)):
        (told,) = book.amend(order_id := dice.randint(1, 5), dice.randint(1, 20), 100, now_ns)
        assert isinstance(told, Amended)
        if not told.priority_kept:
            queue.remove(order_id)
            queue.append(order_id)
    events = book.submit(Incoming(9, 9, Side.SELL, 1_000, 100), 9)
    assert [event.order_id for event in events if isinstance(event, Done)] == queue


@given(dice=DICE)
def test_a_stop_fires_once_and_exactly_when_its_price_is_there(dice: Random) -> None:
    """Against a plain list of what waits."""
    book, waiting = StopBook(), dict[int, Stop]()
    for order_id in range(1, 40):
        if dice.randint(0, 2):
            then = Incoming(order_id, 1, dice.choice((Side.BUY, Side.SELL)), 1, 100)
            stop = Stop(order_id, dice.randint(90, 110), then, dice.choice(list(PriceRule)), dice.choice(list(Kind)))
            book.add(stop)
            waiting[order_id] = stop
        elif dice.randint(0, 2) == 0:
            some_id = dice.randint(1, 40)
            assert book.cancel(some_id) == waiting.pop(some_id, None)
        else:
            ticks, rule = dice.randint(88, 112), dice.choice(list(PriceRule))
            fired = book.price(ticks, rule)
            due = [stop for stop in waiting.values() if stop.rule is rule and stop.reached(ticks)]
            assert fired == sorted(due, key=lambda stop: (not stop.rising, -abs(stop.trigger_ticks - ticks)))
            for stop in fired:
                del waiting[stop.order_id]
        assert book.stops(1) == list(waiting.values())
