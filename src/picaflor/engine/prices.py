"""What something is worth now, by one connector's books and marks."""

from __future__ import annotations

from picaflor.domain.book import Trust
from picaflor.engine.connector.connector import Connector


def best_of(connector: Connector, pair: str) -> tuple[int, int] | None:
    """In ticks, of a book that is trusted and has both sides."""
    book = connector.book(pair)
    bid, ask = book.best() if book is not None and book.trust is Trust.GOOD else (0, 0)
    return (bid, ask) if bid and ask else None


def twice_price(connector: Connector, pair: str) -> int | None:
    """In atoms: a contract what its venue marks it at, a coin the middle of its book."""
    market = connector.market(pair)
    if market is None:
        return None
    contracts = connector.extra.contracts
    if contracts is not None:
        return 2 * contracts.mark(market.symbol) or None
    best = best_of(connector, pair)
    return sum(best) * market.tick.atoms if best is not None else None
