"""What something is worth now: only where somebody says so."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from picaflor.domain.book import Trust
from picaflor.domain.market import Grid, Market
from picaflor.engine.prices import best_of, twice_price

MARKET = Market("v", "B-Q", "BQ", "B", "Q", Grid(1), Grid(0))


def connector(best: tuple[int, int] = (10, 12), trust: Trust = Trust.GOOD, marks: dict[str, int] | None = None) -> Any:
    contracts = SimpleNamespace(mark=lambda symbol: marks.get(symbol, 0)) if marks is not None else None
    book = SimpleNamespace(best=lambda: best, trust=trust)
    return SimpleNamespace(
        book={"B-Q": book}.get, market={"B-Q": MARKET}.get, extra=SimpleNamespace(contracts=contracts)
    )


def test_the_best_of_a_book_that_is_trusted_and_has_both_sides() -> None:
    assert best_of(connector(), "B-Q") == (10, 12)
    assert best_of(connector(), "X-Y") is None
    assert best_of(connector(best=(10, 0)), "B-Q") is None
    assert best_of(connector(trust=Trust.GAP), "B-Q") is None


def test_a_coin_by_its_book_and_a_contract_by_its_mark() -> None:
    assert twice_price(connector(), "B-Q") == 22 * MARKET.tick.atoms
    assert twice_price(connector(trust=Trust.STALE), "B-Q") is None
    assert twice_price(connector(marks={"BQ": 7}), "B-Q") == 14
    assert twice_price(connector(marks={}), "B-Q") is None
    assert twice_price(connector(), "X-Y") is None
