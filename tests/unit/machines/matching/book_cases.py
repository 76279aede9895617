"""What any matching book must do, said once: the tests of the naive and of the fast book are these cases."""

from __future__ import annotations

import pytest

from picaflor.domain.book import Top
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.machines.matching import Accepted, Amended, BadOrder, Done, Incoming, Resting, SelfTrade, Traded, Why
from picaflor.machines.matching.fast import FastBook
from picaflor.machines.matching.naive import NaiveBook

BUY, SELL = Side.BUY, Side.SELL
MAKER, MARKET = OrderType.LIMIT_MAKER, OrderType.MARKET
Book = FastBook | NaiveBook


def bid(order_id: int, lots: int, ticks: int, owner: int = 1, **more: object) -> Incoming:
    return Incoming(order_id, owner, BUY, lots, ticks, **more)  # type: ignore[arg-type]


def ask(order_id: int, lots: int, ticks: int, owner: int = 2, **more: object) -> Incoming:
    return Incoming(order_id, owner, SELL, lots, ticks, **more)  # type: ignore[arg-type]


class BookCases:
    """Pytest collects it by its heirs only, since its own name does not start with Test."""

    def make(self, rule: SelfTrade = SelfTrade.NONE, *, notional_per: int = 1) -> Book:
        raise AssertionError("each heir makes its own book")

    def test_a_trade_tells_all_about_both_sides(self) -> None:
        book = self.make()
        assert book.submit(bid(1, 10, 100), 5) == [Accepted(1, 5)]
        assert book.submit(ask(2, 4, 99), 6) == [
            Accepted(2, 6),
            Traded(1, 2, 1, 2, 1, SELL, 100, 4, maker_left=6, taker_left=0, at_ns=6),
            Done(2, Why.FILLED, 0, 0, 6),
        ]
        assert book.submit(ask(3, 9, 100), 7) == [
            Accepted(3, 7),
            Traded(2, 3, 1, 2, 1, SELL, 100, 6, maker_left=0, taker_left=3, at_ns=7),
            Done(1, Why.FILLED, 0, 0, 7),
        ]
        assert book.order(1) is None
        assert book.order(3) == Resting(3, 2, SELL, OrderType.LIMIT, 100, 3, 7)

    def test_an_empty_book_has_no_top(self) -> None:
        book = self.make()
        assert book.best() == Top(0, 0, 0, 0)
        assert book.levels(BUY, 5) == book.levels(SELL, 5) == []
        assert book.touched() == {}

    def test_views(self) -> None:
        book = self.make()
        for order in (bid(1, 10, 100), bid(2, 5, 100, owner=3), bid(3, 1, 99), ask(4, 2, 103), ask(5, 3, 101)):
            book.submit(order, 0)
        assert book.best() == Top(100, 15, 101, 3)
        assert book.levels(BUY, 9) == [(100, 15), (99, 1)]
        assert book.levels(SELL, 9) == [(101, 3), (103, 2)]
        assert book.levels(SELL, 1) == [(101, 3)]
        assert book.levels(SELL, 0) == []
        assert [order.order_id for order in book.orders(1)] == [1, 3]
        assert book.orders(9) == []

    def test_what_was_touched_is_told_once_best_first(self) -> None:
        book = self.make()
        book.submit(bid(1, 10, 100), 0)
        book.submit(bid(2, 10, 99), 0)
        assert list(book.touched().items()) == [((BUY, 100), 10), ((BUY, 99), 10)]
        assert book.touched() == {}
        book.submit(ask(3, 3, 102), 0)
        book.submit(ask(4, 12, 99), 0)
        book.amend(3, 1, 102, 0)
        book.submit(ask(5, 1, 101), 0)
        book.cancel(5, 0)
        told = [((BUY, 100), 0), ((BUY, 99), 8), ((SELL, 101), 0), ((SELL, 102), 1)]
        assert list(book.touched().items()) == told

    def test_what_did_not_change_was_not_touched(self) -> None:
        book = self.make(SelfTrade.CANCEL_TAKER)
        book.submit(bid(1, 10, 100), 0)
        book.touched()
        book.amend(1, 10, 100, 0)
        book.submit(ask(2, 3, 100, owner=1), 0)
        book.submit(ask(3, 3, 100, type=MAKER), 0)
        assert book.touched() == {}

    def test_a_cancel_is_told_once(self) -> None:
        book = self.make()
        book.submit(bid(1, 10, 100), 0)
        assert book.cancel(1, 3) == [Done(1, Why.CANCELLED, 10, 0, 3)]
        assert book.cancel(1, 4) == []
        assert book.cancel(77, 4) == []

    def test_an_owner_leaves_in_the_order_in_which_it_came(self) -> None:
        book = self.make()
        for order in (bid(3, 1, 90), ask(2, 1, 110, owner=1), bid(1, 1, 95)):
            book.submit(order, 0)
        book.amend(3, 2, 90, 1)
        assert [event.order_id for event in book.cancel_owner(1, 2) if isinstance(event, Done)] == [2, 1, 3]
        assert book.cancel_owner(1, 3) == []

    def test_amend_says_whether_the_place_was_kept(self) -> None:
        book = self.make()
        book.submit(bid(1, 10, 100, stp=SelfTrade.CANCEL_MAKER), 1)
        assert book.amend(1, 4, 100, 2) == [Amended(1, 100, 4, True, 2)]
        assert book.order(1) == Resting(1, 1, BUY, OrderType.LIMIT, 100, 4, 1, SelfTrade.CANCEL_MAKER)
        assert book.amend(1, 4, 101, 3) == [Amended(1, 101, 4, False, 3)]
        assert book.order(1) == Resting(1, 1, BUY, OrderType.LIMIT, 101, 4, 3, SelfTrade.CANCEL_MAKER)
        assert book.amend(9, 4, 101, 3) == []

    def test_an_order_amended_across_takes(self) -> None:
        book = self.make()
        book.submit(ask(1, 2, 101), 0)
        book.submit(bid(2, 5, 100), 0)
        assert book.amend(2, 5, 101, 4) == [
            Amended(2, 101, 5, False, 4),
            Traded(1, 2, 1, 1, 2, BUY, 101, 2, maker_left=0, taker_left=3, at_ns=4),
            Done(1, Why.FILLED, 0, 0, 4),
        ]
        assert book.best() == Top(101, 3, 0, 0)

    def test_a_post_only_order_stays_post_only_when_it_is_amended(self) -> None:
        book = self.make()
        book.submit(ask(1, 5, 101), 0)
        book.submit(bid(2, 5, 100, type=MAKER), 0)
        book.amend(2, 6, 100, 1)
        book.touched()
        assert book.amend(2, 6, 101, 2) == [Amended(2, 101, 6, False, 2), Done(2, Why.POST_ONLY, 6, 0, 2)]
        assert book.touched() == {(BUY, 100): 0}

    def test_the_tif_of_a_post_only_order_means_nothing(self) -> None:
        for tif in (Tif.GTC, Tif.IOC, Tif.FOK):
            book = self.make()
            assert book.submit(bid(1, 5, 100, type=MAKER, tif=tif), 0) == [Accepted(1, 0)]

    def test_a_market_order_does_not_read_its_price(self) -> None:
        book = self.make()
        book.submit(ask(1, 5, 101), 0)
        assert book.submit(bid(2, 5, 1, type=MARKET), 0)[-1] == Done(2, Why.FILLED, 0, 0, 0)

    def test_a_fill_or_kill_by_quote_stops_at_its_own(self) -> None:
        book = self.make(SelfTrade.CANCEL_BOTH)
        book.submit(ask(1, 1, 100), 0)
        book.submit(ask(2, 5, 100, owner=1), 0)
        kill = Incoming(3, 1, BUY, 0, type=MARKET, tif=Tif.FOK, quote=250)
        assert book.submit(kill, 0) == [Done(3, Why.FOK, 0, 250, 0)]
        assert book.levels(SELL, 9) == [(100, 6)]

    def test_a_fill_or_kill_by_quote_that_could_only_clear_its_own_away_is_killed(self) -> None:
        book = self.make(SelfTrade.CANCEL_MAKER)
        book.submit(ask(1, 1, 100, owner=1), 0)
        book.submit(ask(2, 5, 200), 0)
        kill = Incoming(3, 1, BUY, 0, type=MARKET, tif=Tif.FOK, quote=150)
        assert book.submit(kill, 0) == [Done(3, Why.FOK, 0, 150, 0)]
        assert book.levels(SELL, 9) == [(100, 1), (200, 5)]

    def test_refused_at_the_door_an_order_has_one_event_and_changes_nothing(self) -> None:
        book = self.make()
        book.submit(ask(1, 5, 101), 0)
        book.touched()
        for order, why in (
            (bid(2, 5, 100, tif=Tif.IOC), Why.IOC),
            (bid(2, 5, 100, tif=Tif.FOK), Why.FOK),
            (bid(2, 6, 101, tif=Tif.FOK), Why.FOK),
            (bid(2, 5, 101, type=MAKER), Why.POST_ONLY),
            (bid(2, 5, 1, type=MARKET, protect_ticks=100), Why.PROTECT),
            (Incoming(2, 1, BUY, 0, type=MARKET, quote=100), Why.QUOTE_SPENT),
            (ask(2, 5, 1, type=MARKET), Why.NO_LIQUIDITY),
            (ask(2, 5, 1, type=MARKET, tif=Tif.FOK), Why.FOK),
        ):
            assert book.submit(order, 3) == [Done(2, why, order.lots, order.quote, 3)]
        assert book.touched() == {}
        assert book.levels(SELL, 9) == [(101, 5)]

    def test_a_fill_or_kill_looks_no_further_than_its_price(self) -> None:
        book = self.make()
        book.submit(ask(1, 5, 101), 0)
        book.submit(ask(2, 5, 102), 0)
        assert book.submit(bid(3, 6, 101, tif=Tif.FOK), 0) == [Done(3, Why.FOK, 6, 0, 0)]
        assert book.submit(bid(3, 6, 102, tif=Tif.FOK), 0)[-1] == Done(3, Why.FILLED, 0, 0, 0)

    @pytest.mark.parametrize(
        ("rule", "gone", "left"),
        [
            (SelfTrade.CANCEL_TAKER, [Done(9, Why.SELF_TRADE, 8, 0, 0)], [(101, 10)]),
            (SelfTrade.CANCEL_BOTH, [Done(1, Why.SELF_TRADE, 5, 0, 0), Done(9, Why.SELF_TRADE, 8, 0, 0)], [(101, 5)]),
            (SelfTrade.CANCEL_MAKER, [Done(1, Why.SELF_TRADE, 5, 0, 0), Done(2, Why.FILLED, 0, 0, 0)], []),
        ],
    )
    def test_who_leaves_when_an_owner_meets_itself(
        self, rule: SelfTrade, gone: list[Done], left: list[tuple[int, int]]
    ) -> None:
        book = self.make(rule)
        book.submit(ask(1, 5, 101, owner=1), 0)
        book.submit(ask(2, 5, 101), 0)
        events = book.submit(bid(9, 8, 101), 0)
        assert [event for event in events if isinstance(event, Done)] == gone
        assert book.levels(SELL, 9) == left

    def test_numbers_may_be_as_large_as_they_like(self) -> None:
        book = self.make(notional_per=10**36)
        book.submit(ask(1, 10**30, 10**30), 0)
        spent = book.submit(Incoming(2, 1, BUY, 0, type=MARKET, quote=10**70), 0)
        assert spent[1:] == [
            Traded(1, 2, 1, 1, 2, BUY, 10**30, 10**4, 10**30 - 10**4, 0, 0),
            Done(2, Why.QUOTE_SPENT, 0, 0, 0),
        ]

    def test_an_id_is_in_the_book_once(self) -> None:
        book = self.make()
        book.submit(bid(1, 5, 100), 0)
        with pytest.raises(BadOrder, match="in the book already"):
            book.submit(ask(1, 5, 90), 0)
        with pytest.raises(BadOrder, match="no lots"):
            book.submit(Incoming(2, 1, BUY, 0, type=MARKET), 0)
        with pytest.raises(BadOrder, match="cannot amend"):
            book.amend(1, 0, 100, 0)
        assert book.levels(BUY, 9) == [(100, 5)]
