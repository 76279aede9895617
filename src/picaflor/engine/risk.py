"""Between a wish and the wire: the market's rules, the account's limits, the gate. Only risk makes an Approved."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from picaflor.domain.book import BookView, Trust
from picaflor.domain.events import OrderView
from picaflor.domain.market import Market, MarketState
from picaflor.domain.numbers import ONE, decimal_of
from picaflor.domain.orders import OrderType, Side, Tif, Wish
from picaflor.engine.account import AtLimit
from picaflor.engine.contract_risk import Margins, contract_fault

SECOND = 1_000_000_000
# Looked up on a class, an enum's member costs ten times as much as a name; these stand in every order's way.
_GOOD, _OPEN = Trust.GOOD, MarketState.OPEN
_BUY, _SELL, _MARKET, _MAKER = Side.BUY, Side.SELL, OrderType.MARKET, OrderType.LIMIT_MAKER
_GTC, _IOC, _FOK = Tif.GTC, Tif.IOC, Tif.FOK

LATER: Final = frozenset({"funds", "reduce only"})  # the last that are looked at: all else was in order
Fault = tuple[str, str]  # the rule that is broken, and how


@dataclass(frozen=True, slots=True)
class Limits:
    """Zero means no such limit. Money in atoms of the quote asset."""

    order_notional_max: int = 0
    position_notional_max: int = 0  # worst case: everything live on one side fills, unknown orders included
    open_orders_max: int = 50
    orders_per_second_max: int = 20
    band_bps: int = 1_000  # a limit price may be this far beyond the other side of the book
    drawdown_max: int = 0
    drawdown_part: int = 0  # the same as a part of what there was at the peak; ONE is all of it
    capital: int = 0  # what there was to begin with, for that
    loss_max: int = 0
    gain_max: int = 0
    then: AtLimit = AtLimit.STOP  # what happens when one of the last five is reached
    positions_max: Mapping[str, int] = field(default_factory=dict)  # by pair, where it is not the one of all

    def position_max(self, pair: str) -> int:
        return self.positions_max.get(pair, self.position_notional_max)


@dataclass(frozen=True, slots=True)
class Denied:
    """Refused here: nothing was sent."""

    wish: Wish
    rule: str
    words: str


class Scale(NamedTuple):
    """A tick and a lot in atoms, which every order asks for and a market says once; on a spot market also what a lot
    at a tick is worth."""

    market: Market
    tick: int
    lot: int
    worth: int  # times ONE, so that it is whole

    @classmethod
    def of(cls, market: Market) -> Scale:
        tick, lot = market.tick.atoms, market.sized.atoms
        return cls(market, tick, lot, tick * lot)


class Approved:
    """An order that passed. Nobody but `Risk.check` may make one; `submit` takes nothing else."""

    __slots__ = ("market", "price", "size", "venue", "wish", "worst_lots")

    def __init__(self, venue: str, scale: Scale, wish: Wish, worst_lots: int, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("an Approved order is made by Risk.check alone")
        self.venue: Final = venue
        self.market: Final = scale.market
        self.wish: Final = wish
        self.worst_lots: Final = worst_lots  # what a buy by money may come to; else 0
        self.size: Final = wish.lots * scale.lot if wish.lots else None  # atoms, as is the price
        self.price: Final = None if wish.ticks is None else wish.ticks * scale.tick


_SEAL = object()


class Account(Protocol):
    """What risk must know of one account on one venue."""

    @property
    def gate(self) -> str:
        """Why no order may be placed now; "" when it may."""
        ...

    @property
    def markets(self) -> Mapping[str, Market]: ...
    @property
    def books(self) -> Mapping[str, BookView]: ...
    def live_count(self, pair: str) -> int: ...
    def worst_case(self, pair: str) -> tuple[int, int]:
        """Lots that may still be bought and sold, unknown orders and unproven cancels counted as live."""
        ...

    def net_lots(self, pair: str) -> int:
        """What has been bought less what has been sold in this run."""
        ...

    def free(self, asset: str) -> int: ...
    def live_orders(self) -> Sequence[OrderView]: ...
    @property
    def margins(self) -> Margins | None:
        """Of a row of contracts."""
        ...


class Risk:
    """The checks, dullest first. State: the times of the latest orders, and the scales of the markets it has seen."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.denials: dict[str, int] = {}
        self._times: deque[int] = deque(maxlen=max(1, limits.orders_per_second_max))
        self._scales: dict[tuple[str, str], Scale] = {}

    def check_later(self, venue: str, wish: Wish, account: Account, now_ns: int) -> Approved | Denied:
        """An order that begins when another was filled: what pays for it, or what it closes, comes of that one."""
        verdict = self.check(venue, wish, account, now_ns)
        if isinstance(verdict, Approved) or verdict.rule not in LATER:
            return verdict
        self.denials[verdict.rule] -= 1
        return Approved(venue, Scale.of(account.markets[wish.pair]), wish, 0, _SEAL)

    def check(self, venue: str, wish: Wish, account: Account, now_ns: int) -> Approved | Denied:
        pair = wish.pair
        market, book = account.markets.get(pair), account.books.get(pair)
        if shut := account.gate:
            return self._deny(wish, ("gate", shut))
        if market is None:
            return self._deny(wish, ("market", f"{pair} is not a market of {venue}"))
        scale = self._scales.get((venue, pair))
        if scale is None or scale.market is not market:
            scale = self._scales[venue, pair] = Scale.of(market)
        fault = self._fault(wish, scale, account, book, now_ns)
        if fault is not None:
            return self._deny(wish, fault)
        self._times.append(now_ns)
        worst = _lots(wish, market, book) if wish.quote and book is not None else 0
        return Approved(venue, scale, wish, worst, _SEAL)

    def _deny(self, wish: Wish, fault: Fault) -> Denied:
        rule, words = fault
        self.denials[rule] = self.denials.get(rule, 0) + 1
        return Denied(wish, rule, words)

    def _fault(self, wish: Wish, scale: Scale, account: Account, book: BookView | None, now_ns: int) -> Fault | None:
        """An order that breaks no rule meets a comparison for each, and few calls: it is what everything waits for."""
        market, limits, times = scale.market, self.limits, self._times
        ticks, buys = wish.ticks, wish.side is _BUY
        if market.state is not _OPEN:
            return ("market state", f"{market.pair} is {market.state}")
        if fault := _market_rules(wish, market, book) if wish.type is _MARKET else _limit_rules(wish, scale):
            return fault
        if book is None or book.trust is not _GOOD:
            return ("book", f"the book of {wish.pair} is not to be trusted ({book.trust if book else 'none'})")
        if ticks is not None and limits.band_bps:
            bid, ask = book.best()
            far, beyond = (ask, ticks - ask) if buys else (bid, bid - ticks)
            if far and beyond * 10_000 > far * limits.band_bps:
                return self._band_fault(wish, market.price(ticks), market.price(far))
        most = limits.orders_per_second_max
        if most and len(times) == most and now_ns - times[0] < SECOND:
            return ("order rate", f"more than {most} orders in a second")
        most = limits.open_orders_max
        if most and account.live_count(wish.pair) >= most:
            return ("open orders", f"{most} orders are live on {wish.pair} already")
        weighs = limits.order_notional_max or limits.position_notional_max or limits.positions_max
        if weighs and (fault := self._exposure(wish, market, account, book)):
            return fault
        if market.settle or wish.reduce_only:
            return _margin(wish, market, account, book)
        need = _cost(wish, scale) if buys else wish.lots * scale.lot
        asset = market.quote if buys else market.base
        have = account.free(asset)
        return ("funds", f"{decimal_of(need)} {asset} needed, {decimal_of(have)} free") if need > have else None

    def _band_fault(self, wish: Wish, price: object, other: object) -> Fault:
        return ("price band", f"{wish.side} at {price} is more than {self.limits.band_bps} bps beyond {other}")

    def _exposure(self, wish: Wish, market: Market, account: Account, book: BookView) -> Fault | None:
        lots = _lots(wish, market, book)
        price = max(wish.ticks or 0, book.best()[1])
        worth, most = market.notional(price, lots), self.limits.order_notional_max
        if most and worth > most:
            return ("order size", f"{decimal_of(worth)} {market.quote} in one order, {decimal_of(most)} allowed")
        most = self.limits.position_max(wish.pair)
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
    best = book.best()[0] or 1
    return wish.quote // max(1, market.notional(best, 1))


# The venue's own rules, so that what it would refuse is never sent.


def _limit_rules(wish: Wish, scale: Scale) -> Fault | None:
    market, lots, ticks = scale.market, wish.lots, wish.ticks
    plain = wish.tif is _GTC or (wish.tif is _IOC and not (market.only_gtc or wish.until_ns))
    if not plain and (fault := _tif_fault(wish, market)):
        return fault
    if wish.type is _MAKER and not market.post_only:
        return ("post only", "this venue has no order that only rests, and at this price it would take")
    if lots < market.min_lots or (market.max_lots and lots > market.max_lots):
        return _size_fault(lots, market.max_lots, market)
    if ticks is None or ticks <= 0:
        return ("price", "a limit order needs a price above zero")
    if not market.min_notional:
        return None
    worth = market.notional(ticks, lots) if market.settle else ticks * lots * scale.worth // ONE
    if worth < market.min_notional:
        return ("minimum notional", _less(decimal_of(worth), decimal_of(market.min_notional), market.quote))
    return None


def _tif_fault(wish: Wish, market: Market) -> Fault | None:
    if market.only_gtc:
        return ("time in force", f"this venue knows no {wish.tif}: its orders rest until they are filled or cancelled")
    if wish.tif is _FOK and not market.fok:
        return ("time in force", "this venue knows no orders that fill at once or not at all")
    if wish.tif in (Tif.DAY, Tif.GTD) and not market.timed:
        return ("time in force", f"this venue knows no {wish.tif}: its orders do not end by themselves")
    if (wish.tif is Tif.GTD) is not bool(wish.until_ns):
        return ("time in force", "an order that is good till a time says which, and no other does")
    return None


def _market_rules(wish: Wish, market: Market, book: BookView | None) -> Fault | None:
    lots, most = wish.lots, market.max_market_lots
    if wish.side is _BUY and lots and market.buys_by_quote:
        return ("translation", "this venue takes a market buy in money only, and the ask side of the book is empty")
    if wish.quote and not market.buys_by_quote:
        return ("translation", "this venue sizes orders in coin only, and the money buys nothing that the book offers")
    if not wish.quote and (lots < market.min_lots or (most and lots > most)):
        return _size_fault(lots, most, market)
    worth = wish.quote or market.notional(wish.ticks or (book.best()[0] if book else 0), lots)
    if worth < market.min_notional:
        return ("minimum notional", _less(decimal_of(worth), decimal_of(market.min_notional), market.quote))
    return None


def _size_fault(lots: int, most: int, market: Market) -> Fault:
    if lots < market.min_lots:
        return ("minimum size", _less(market.amount(lots), market.amount(market.min_lots), market.base))
    return ("maximum size", f"{market.amount(lots)} is more than {market.amount(most)} {market.base}")


def _less(have: object, least: object, asset: str) -> str:
    return f"{have} is less than the minimum of {least} {asset}"


def _margin(wish: Wish, market: Market, account: Account, book: BookView) -> Fault | None:
    margins = account.margins
    if margins is None and not wish.reduce_only:
        return ("funds", "there is no account here that could pay for it")
    if margins is None:
        return ("reduce only", f"this account has no positions in {market.pair} that could be reduced")
    ticks = wish.ticks or max(book.best())
    return contract_fault(wish, market, ticks, margins, account.live_orders(), account.free(market.settle))


def _cost(wish: Wish, scale: Scale) -> int:
    """The money that a buy takes."""
    market, worth = scale.market, wish.quote or (wish.ticks or 0) * wish.lots * scale.worth // ONE
    if market.fee_asset == market.quote:
        worth += worth * max(0, market.taker_fee) // ONE  # the venue holds the fee as well
    return worth
