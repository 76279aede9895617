"""The book of fills: once by key, fees later, taken back once, bounded."""

from __future__ import annotations

from dataclasses import replace

from picaflor.domain.orders import Fill, Liquidity, Side
from picaflor.machines.orders.fills import FillBook

FILL = Fill("v", "a", "BTC-USDT", "t1", "c", "v1", Side.BUY, 500, 4, 0, "", Liquidity.MAKER, 10)
KEY = ("BTC-USDT", "t1", Side.BUY)


def test_a_trade_is_known_by_pair_id_and_side() -> None:
    book = FillBook(10)
    book.add(KEY, FILL)
    assert book.booked(KEY) == FILL
    assert book.booked(("BTC-USDT", "t1", Side.SELL)) is None
    assert book.booked(("ETH-USDT", "t1", Side.BUY)) is None


def test_a_fee_is_filled_in_once_and_only_where_it_was_missing() -> None:
    book = FillBook(10)
    book.add(KEY, FILL, fee_known=False)
    assert book.backfill(KEY, 5, "BNB") == replace(FILL, fee=5, fee_asset="BNB")
    assert book.backfill(KEY, 6, "BNB") is None
    book.add(("BTC-USDT", "t2", Side.BUY), replace(FILL, trade_id="t2"))
    assert book.backfill(("BTC-USDT", "t2", Side.BUY), 6, "BNB") is None


def test_a_trade_is_taken_back_once() -> None:
    book = FillBook(10)
    book.add(KEY, replace(FILL, fee=3))
    assert book.void("BTC-USDT", "t1") == [replace(FILL, trade_id="void:t1", side=Side.SELL, fee=-3)]
    assert book.void("BTC-USDT", "t1") == []
    assert book.void("BTC-USDT", "t9") == []


def test_the_oldest_are_evicted_and_what_is_as_old_is_suspect_from_then_on() -> None:
    book = FillBook(2)
    for number in range(4):
        book.add(
            ("BTC-USDT", f"t{number}", Side.BUY),
            replace(FILL, trade_id=f"t{number}", at_ns=10 + number),
            fee_known=False,
        )
    assert (len(book), book.evicted_to_ns) == (2, 11)
    assert [book.too_old(at) for at in (0, 10, 11, 12)] == [False, True, True, False]
    assert book.backfill(("BTC-USDT", "t0", Side.BUY), 1, "X") is None


def test_it_comes_back_from_a_checkpoint() -> None:
    book, again = FillBook(10), FillBook(10)
    book.add(KEY, FILL, fee_known=False)
    again.load(*book.dump())
    assert again.dump() == book.dump()
    assert again.backfill(KEY, 5, "BNB") is not None
