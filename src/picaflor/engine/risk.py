"""Between a wish and the wire: the market's rules, the account's limits, the gate. Only risk makes an Approved."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from picaflor.domain.book import BookView, Trust
from picaflor.domain.market import Market, MarketState
from picaflor.domain.numbers import ONE, decimal_of
from picaflor.domain.orders import OrderType, Side, Wish

SECOND = 1_000_000_000
# Looked up on a class, an enum's member costs ten times as much as a name; these stand in every order's way.
_GOOD, _OPEN = Trust.GOOD, MarketState.OPEN
_BUY, _SELL, _MARKET = Side.BUY, Side.SELL, OrderType.MARKET


@dataclass(frozen=True, slots=True)
class Limits:
    """Zero means no such limit. Money in atoms of the quote asset."""

    order_notional_max: int = 0
    position_notional_max: int = 0  # worst case: everything live on one side fills, unknown orders included
    open_orders_max: int = 50
    orders_per_second_max: int = 20
    band_bps: int = 1_000  # a limit price may be this far beyond the other side of the book
    drawdown_max: int = 0
    loss_max: int = 0
    gain_max: int = 0


@dataclass(frozen=True, slots=True)
class Denied:
    """Refused here: nothing was sent."""

    wish: Wish
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Approved:
    """An order that passed. Nobody but `Risk.check` may make one; `submit` takes nothing else."""

    venue: str
    market: Market
    wish: Wish
    worst_lots: int  # what a buy by money may come to; else 0
    _seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            raise TypeError("an Approved order is made by Risk.check alone")


_SEAL = object()


class Account(Protocol):
    """What risk must know of one account on one venue."""

    @property
    def gate(self) -> str:
        """Why no order may be placed now; "" when it may."""
        ...

    def market(self, pair: str) -> Market | None: ...
    def book(self, pair: str) -> BookView | None: ...
    def live_count(self, pair: str) -> int: ...
    def worst_case(self, pair: str) -> tuple[int, int]:
        """Lots that may still be bought and sold, unknown orders and unproven cancels counted as live."""
        ...

    def net_lots(self, pair: str) -> int:
        """What has been bought less what has been sold in this run."""
        ...

    def free(self, asset: str) -> int: ...


class Risk:
    """The checks, dullest first. State: the times of the latest orders, nothing else."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.denials: dict[str, int] = {}
        self._times: deque[int] = deque(maxlen=max(1, limits.orders_per_second_max))

    def check(self, venue: str, wish: Wish, account: Account, now_ns: int) -> Approved | Denied:
        market = account.market(wish.pair)
        said = self._fault(wish, market, account, now_ns)
        if said or market is None:
            rule, words = said or ("market", f"{wish.pair} is not a market of {venue}")
            self.denials[rule] = self.denials.get(rule, 0) + 1
            return Denied(wish, rule, words)
        self._times.append(now_ns)
        book = account.book(wish.pair)
        worst = _lots(wish, market, book) if wish.quote and book is not None else 0
        return Approved(venue, market, wish, worst, _SEAL)

    def _fault(self, wish: Wish, market: Market | None, account: Account, now_ns: int) -> tuple[str, str] | None:
        if shut := account.gate:
            return ("gate", shut)
        if market is None:
            return None
        book = account.book(wish.pair)
        return (
            _rules(wish, market, book)
            or self._band(wish, market, book)
            or self._pace(now_ns)
            or self._count(wish, account)
            or self._exposure(wish, market, account, book)
            or _funds(wish, market, account)
        )

    def _pace(self, now_ns: int) -> tuple[str, str] | None:
        most = self.limits.orders_per_second_max
        if most and len(self._times) == most and now_ns - self._times[0] < SECOND:
            return ("order rate", f"more than {most} orders in a second")
        return None

    def _count(self, wish: Wish, account: Account) -> tuple[str, str] | None:
        most = self.limits.open_orders_max
        if most and account.live_count(wish.pair) >= most:
            return ("open orders", f"{most} orders are live on {wish.pair} already")
        return None

    def _band(self, wish: Wish, market: Market, book: BookView | None) -> tuple[str, str] | None:
        if book is None or book.trust is not _GOOD:
            return ("book", f"the book of {wish.pair} is not to be trusted ({book.trust if book else 'none'})")
        if wish.ticks is None or not self.limits.band_bps:
            return None
        bid, ask = book.best()
        buys = wish.side is _BUY
        far = ask if buys else bid
        if not far:
            return None
        beyond = (wish.ticks - far if buys else far - wish.ticks) * 10_000
        if beyond > far * self.limits.band_bps:
            price, other = market.price(wish.ticks), market.price(far)
            return ("price band", f"{wish.side} at {price} is more than {self.limits.band_bps} bps beyond {other}")
        return None

    def _exposure(self, wish: Wish, market: Market, account: Account, book: BookView | None) -> tuple[str, str] | None:
        if book is None or not (self.limits.order_notional_max or self.limits.position_notional_max):
            return None
        lots = _lots(wish, market, book)
        price = max(wish.ticks or 0, book.top().ask)
        worth, most = market.notional(price, lots), self.limits.order_notional_max
        if most and worth > most:
            return ("order size", f"{decimal_of(worth)} {market.quote} in one order, {decimal_of(most)} allowed")
        most = self.limits.position_notional_max
        if not most:
            return None
        bought, sold = account.worst_case(wish.pair)
        net = account.net_lots(wish.pair)
        after = net + bought + lots if wish.side is _BUY else net - sold - lots
        if abs(after) > abs(net) and market.notional(price, abs(after)) > most:
            return ("position", f"the position could reach {market.amount(after)} {market.base}")
        return None


def _lots(wish: Wish, market: Market, book: BookView) -> int:
    if wish.lots:
        return wish.lots
    best = book.top().bid or 1
    return wish.quote // max(1, market.notional(best, 1))


def _rules(wish: Wish, market: Market, book: BookView | None) -> tuple[str, str] | None:
    """The venue's own rules, so that what it would refuse is never sent."""
    if market.state is not _OPEN:
        return ("market state", f"{market.pair} is {market.state}")
    if wish.type is _MARKET and wish.side is _BUY and wish.lots and market.buys_by_quote:
        return ("translation", "this venue takes a market buy in money only, and the ask side of the book is empty")
    if wish.type is _MARKET and wish.quote:
        if wish.quote < market.min_notional:
            return ("minimum notional", _less(decimal_of(wish.quote), decimal_of(market.min_notional), market.quote))
        return None
    if wish.lots < market.min_lots:
        return ("minimum size", _less(market.amount(wish.lots), market.amount(market.min_lots), market.base))
    most = market.max_market_lots if wish.type is _MARKET else market.max_lots
    if most and wish.lots > most:
        return ("maximum size", f"{market.amount(wish.lots)} is more than {market.amount(most)} {market.base}")
    if wish.type is not _MARKET and (wish.ticks is None or wish.ticks <= 0):
        return ("price", "a limit order needs a price above zero")
    ticks = wish.ticks or (book.top().bid if book else 0)
    worth = market.notional(ticks, wish.lots)
    if market.min_notional and worth < market.min_notional:
        return ("minimum notional", _less(decimal_of(worth), decimal_of(market.min_notional), market.quote))
    return None


def _less(have: object, least: object, asset: str) -> str:
    return f"{have} is less than the minimum of {least} {asset}"


def _funds(wish: Wish, market: Market, account: Account) -> tuple[str, str] | None:
    if market.settle:
        return None  # margin is the venue's arithmetic; position limits are ours
    if wish.side is _SELL:
        need, asset = wish.lots * market.lot.atoms, market.base
    else:
        need, asset = wish.quote or market.notional(wish.ticks or 0, wish.lots), market.quote
        if market.fee_asset == market.quote:
            need += need * max(0, market.taker_fee) // ONE  # the venue holds the fee as well
    have = account.free(asset)
    if need > have:
        return ("funds", f"{decimal_of(need)} {asset} needed, {decimal_of(have)} free")
    return None
