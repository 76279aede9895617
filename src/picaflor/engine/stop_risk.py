"""Between a wish for a stop and the wire: what holds for an order holds for the order that it may become."""

from __future__ import annotations

from dataclasses import dataclass, field

from picaflor.domain.market import Market, MarketState
from picaflor.domain.numbers import ONE, decimal_of
from picaflor.domain.orders import PositionMode, Side, StopKind
from picaflor.domain.stops import StopWish
from picaflor.engine.risk import Account, Limits
from picaflor.machines.ledger.margin import HOLDS
from picaflor.wire.venue import Venue


@dataclass(frozen=True, slots=True)
class DeniedStop:
    wish: StopWish
    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class ApprovedStop:
    """A stop that passed; nobody but `check_stop` may make one."""

    market: Market
    wish: StopWish
    _seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            raise TypeError("an approved stop is made by check_stop alone")


_SEAL = object()


def check_stop(
    venue: Venue, wish: StopWish, account: Account, limits: Limits, mode: PositionMode | None
) -> ApprovedStop | DeniedStop:
    """`mode` None: a spot account, which has no positions to hold."""
    if shut := account.gate:
        return DeniedStop(wish, "gate", shut)
    market = account.markets.get(wish.pair)
    if market is None:
        return DeniedStop(wish, "market", f"{wish.pair} is not a market of {venue.id}")
    said = _kind(venue, wish, mode) or _rules(wish, market) or _exposure(wish, market, account, limits)
    return DeniedStop(wish, *said) if said else ApprovedStop(market, wish, _SEAL)


def _kind(venue: Venue, wish: StopWish, mode: PositionMode | None) -> tuple[str, str] | None:
    if wish.kind not in venue.stop_kinds:
        return ("stop kind", f"{venue.id} has no {wish.kind.replace('_', '-')} orders")
    if wish.by not in venue.stop_prices:
        return ("stop price", f"{venue.id} has no stops that watch the {wish.by} price")
    holds = HOLDS[mode or PositionMode.ONEWAY]
    if wish.hold not in holds:
        return ("hold", f"this account holds {' and '.join(holds)}, not {wish.hold}")
    if mode is None and wish.closes:
        return ("reduce only", "a spot account has no position to close")
    return None


def _rules(wish: StopWish, market: Market) -> tuple[str, str] | None:
    if market.state is not MarketState.OPEN:
        return ("market state", f"{market.pair} is {market.state}")
    if (wish.kind is StopKind.TRAILING) is not (0 < wish.trail < ONE):
        return ("trail", "one that trails says by which part of the price, and no other does")
    if wish.kind is StopKind.TRAILING and wish.ticks is not None:
        return ("trail", "what trails becomes an order at the market, and has no price")
    if wish.trigger <= 0 or (wish.ticks is not None and wish.ticks <= 0):
        return ("price", "a stop needs a trigger above zero, and a limit price above zero if it has one")
    if wish.quote and not market.buys_by_quote:
        return ("money", f"{market.pair} takes sizes in {market.base} alone")
    if wish.quote:
        return _less_money(wish.quote, market)
    if not wish.lots:
        return None if wish.closes else ("minimum size", "a stop that opens needs a size")
    if wish.lots < market.min_lots:
        least = market.amount(market.min_lots)
        return ("minimum size", f"{market.amount(wish.lots)} is less than the minimum of {least} {market.base}")
    if market.max_lots and wish.lots > market.max_lots:
        most = market.amount(market.max_lots)
        return ("maximum size", f"{market.amount(wish.lots)} is more than {most} {market.base}")
    return _less_money(market.notional(wish.ticks or wish.trigger, wish.lots), market)


def _less_money(worth: int, market: Market) -> tuple[str, str] | None:
    if worth >= market.min_notional:
        return None
    least = decimal_of(market.min_notional)
    return ("minimum notional", f"{decimal_of(worth)} is less than the minimum of {least} {market.quote}")


def _exposure(wish: StopWish, market: Market, account: Account, limits: Limits) -> tuple[str, str] | None:
    """What has not been triggered may be, with everything else that is live on its side."""
    if wish.closes:
        return None
    price = wish.ticks or wish.trigger
    lots = wish.lots or wish.quote // max(1, market.notional(price, 1))
    worth, most = market.notional(price, lots), limits.order_notional_max
    if most and worth > most:
        return ("order size", f"{decimal_of(worth)} {market.quote} in one order, {decimal_of(most)} allowed")
    if not (most := limits.position_max(wish.pair)):
        return None
    bought, sold = account.worst_case(wish.pair)
    net = account.net_lots(wish.pair)
    after = net + bought + lots if wish.side is Side.BUY else net - sold - lots
    if abs(after) > abs(net) and market.notional(price, abs(after)) > most:
        return ("position", f"the position could reach {market.amount(after)} {market.base}")
    return None
