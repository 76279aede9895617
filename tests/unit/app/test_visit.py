"""What names no market is asked of every family: side by side, once it is known of which kind the account is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from picaflor.app.endpoints import Reach
from picaflor.app.targets import find_target
from picaflor.app.visit import Visit
from picaflor.transport.hosts import Hosts
from picaflor.wire.asks import Ask, Orders, ReadMarkets, ReadOpenOrders, Refused
from picaflor.wire.reports import Listing
from picaflor.wire.venue import Rest

HOSTS = Hosts({"api.bitget.com": "http://127.0.0.1:9"})


class Asked:
    """Stands in for an asker. How many questions were on their way when each was asked."""

    def __init__(self, answer: Callable[[Ask], Any]) -> None:
        self.answer, self.on_their_way, self.told = answer, 0, list[int]()
        self.kinds: list[str] = []

    async def ask(self, ask: Ask, _rest: Rest | None = None) -> Any:
        self.told.append(self.on_their_way)
        self.on_their_way += 1
        await asyncio.sleep(0)
        self.on_their_way -= 1
        return self.answer(ask)

    def speak(self, spoken: Any, _shared: Any) -> None:
        self.kinds.append(spoken.account_kind)


def visited(connector: str, answer: Callable[[Ask], Any], *asks: Ask, settle: bool = False) -> tuple[Asked, list[Any]]:
    visit = Visit(find_target(connector), Reach(HOSTS))
    visit.asker = asked = Asked(answer)  # type: ignore[assignment]

    async def work() -> list[Any]:
        if settle:
            await visit.settle()
        return [await visit.ask(ask) for ask in asks]

    return asked, asyncio.run(work())


def test_the_first_private_question_goes_ahead_alone_and_the_next_ones_go_at_once() -> None:
    asked, answers = visited("bitget_perpetual", lambda _: Orders(()), ReadOpenOrders(), ReadOpenOrders())
    families = len(find_target("bitget_perpetual").venue.every_family())
    assert families > 2
    assert asked.told[:2] == [0, 0], "of which kind the account is has to be known first"
    assert asked.told[families:] == [*range(families)]
    assert answers == [Orders((), "")] * 2


def test_what_is_public_goes_at_once_and_what_was_settled_too() -> None:
    asked, _ = visited("bitget_perpetual", lambda _: Listing(()), ReadMarkets())
    assert asked.told == [*range(len(asked.told))]
    asked, _ = visited("bitget_perpetual", lambda _: Orders(()), ReadOpenOrders(), settle=True)
    assert asked.told[1:] == [*range(len(asked.told) - 1)]


def test_an_account_of_another_kind_is_settled_by_being_told_so() -> None:
    target = find_target("bitget_perpetual").venue
    code = next(code for code, kind in target.kind_codes.items() if kind != target.account_kind)
    refusals = [Refused(code, "other kind")]
    asked, (said,) = visited(
        "bitget_perpetual", lambda _: refusals.pop() if refusals else Orders(()), ReadOpenOrders(), settle=True
    )
    assert asked.kinds == [target.kind_codes[code]]
    assert said == Orders((), "")


def test_a_list_of_one_family_that_is_over_is_not_asked_for_again() -> None:
    pages = [Orders((), "7"), Orders((), ""), Orders((), "")]
    asked, (first,) = visited("bitget_perpetual", lambda _: pages.pop(0), ReadOpenOrders())
    again, _ = visited("bitget_perpetual", lambda _: Orders((), ""), ReadOpenOrders("", first.before), settle=True)
    assert (len(asked.told), len(again.told)) == (3, 1 + 1)
