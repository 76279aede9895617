"""What risk looked at before it let an order pass: the limits that there were, and how near to each the order came.

Only a report asks. While a bot trades nobody waits for these words.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from picaflor.domain.book import BookView
from picaflor.domain.market import Market
from picaflor.domain.numbers import decimal_of
from picaflor.domain.orders import OrderType, Side, Wish
from picaflor.engine.risk import SECOND, Account, Approved, Denied, Limits, Risk

BPS = 10_000


class TellingRisk(Risk):
    """Decides as Risk does, and remembers of each order that it let pass what it saw."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._passed: deque[tuple[Wish, tuple[str, ...]]] = deque()
        self._recent: deque[int] = deque()

    def check(self, venue: str, wish: Wish, account: Account, now_ns: int) -> Approved | Denied:
        said = super().check(venue, wish, account, now_ns)
        if isinstance(said, Approved):
            while self._recent and now_ns - self._recent[0] >= SECOND:
                self._recent.popleft()
            self._recent.append(now_ns)
            self._passed.append((wish, tuple(self._words(wish, account))))
        return said

    def taken(self, wish: Wish) -> tuple[str, ...]:
        """Of an order that was let pass. They are asked for in their order: what lies before it was never placed."""
        found = next((n for n, (passed, _) in enumerate(self._passed) if passed is wish), None)
        if found is None:
            return ()
        for _ in range(found):
            self._passed.popleft()
        return self._passed.popleft()[1]

    def _words(self, wish: Wish, account: Account) -> Iterator[str]:
        market, book, limits = account.markets[wish.pair], account.books[wish.pair], self.limits
        lots = wish.lots or wish.quote // max(1, market.notional(book.best()[0] or 1, 1))
        price = max(wish.ticks or 0, book.best()[1])
        if limits.order_notional_max:
            yield f"size {_money(market, market.notional(price, lots))} of {_money(market, limits.order_notional_max)}"
        if most := limits.position_max(wish.pair):
            worst = abs(_worst(wish, account, lots))
            yield (f"position at worst {_money(market, market.notional(price, worst))} of {_money(market, most)}")
        if limits.open_orders_max:
            yield f"open orders {account.live_count(wish.pair) + 1} of {limits.open_orders_max}"
        if limits.orders_per_second_max:
            yield f"orders in a second {len(self._recent)} of {limits.orders_per_second_max}"
        if limits.band_bps and wish.ticks is not None and (beyond := _beyond(wish, book)) is not None:
            yield f"beyond the other side {beyond} bps of {limits.band_bps}"
        asset = market.settle or (market.quote if wish.side is Side.BUY else market.base)
        yield f"free {decimal_of(account.free(asset)).normalize():f} {asset}"


def _money(market: Market, atoms: int) -> str:
    return f"{decimal_of(atoms).normalize():f} {market.settle or market.quote}"


def _worst(wish: Wish, account: Account, lots: int) -> int:
    bought, sold = account.worst_case(wish.pair)
    net = account.net_lots(wish.pair)
    return net + bought + lots if wish.side is Side.BUY else net - sold - lots


def _beyond(wish: Wish, book: BookView) -> int | None:
    """Hundredths of a percent; below 0 on its own side of the spread. None where there is no other side."""
    bid, ask = book.best()
    far = ask if wish.side is Side.BUY else bid
    if not far or wish.ticks is None or wish.type is OrderType.MARKET:
        return None
    return wish.side.sign * (wish.ticks - far) * BPS // far
