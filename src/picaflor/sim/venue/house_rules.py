"""What the emulated venue refuses before an order reaches the book, each by a rule that the row spells its way."""

from __future__ import annotations

from picaflor.domain.market import Market, MarketState, OffGrid
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import OrderType, Side
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.asks import Place, Refusal, Refused
from picaflor.wire.venue import Venue

KINDS = {
    "symbol": Refusal.SYMBOL,
    "listed": Refusal.SYMBOL,  # whoever asks for the list of a pair that is none
    "halted": Refusal.SYMBOL,
    "client id": Refusal.RULE,
    "duplicate": Refusal.DUPLICATE,
    "tick": Refusal.RULE,
    "lot": Refusal.RULE,
    "minimum size": Refusal.RULE,
    "maximum size": Refusal.RULE,
    "minimum notional": Refusal.RULE,
    "band above": Refusal.RULE,
    "band below": Refusal.RULE,
    "open orders": Refusal.RULE,
    "parameter": Refusal.RULE,
    "funds": Refusal.FUNDS,
    "login first": Refusal.AUTH,
    "other account kind": Refusal.AUTH,
    "environment": Refusal.AUTH,
    "listen key": Refusal.RULE,
    "not found": Refusal.NOT_FOUND,
    "closed": Refusal.CLOSED,
    "rate": Refusal.RATE,
    "unavailable": Refusal.UNAVAILABLE,
    "path": Refusal.RULE,
    "not amendable": Refusal.RULE,
    "unchanged": Refusal.RULE,
    "margin unchanged": Refusal.RULE,
    "order list": Refusal.RULE,
    "transfer": Refusal.OTHER,
    "stop not found": Refusal.NOT_FOUND,
    "batch": Refusal.RULE,
    "hold": Refusal.RULE,
    "reduce only": Refusal.RULE,
    "leverage": Refusal.RULE,
    "margin mode busy": Refusal.RULE,
    "position mode busy": Refusal.RULE,
    "no position": Refusal.RULE,
    "margin": Refusal.FUNDS,
}


def refuse(venue: Venue, rule: str) -> Refused:
    """What only accounts of another kind can break is said in their words."""
    code, words = next(kind.refusals[rule] for kind in venue.kinds() if rule in kind.refusals)
    return Refused(code, words, KINDS[rule])


class Rules:
    def __init__(self, venue: Venue) -> None:
        self._venue = venue
        self.stops_keep = "stops_among_orders" in venue.features

    def refuse(self, rule: str) -> Refused:
        return refuse(self._venue, rule)

    def check(self, account: VenueAccount, market: Market, ask: Place, last: int) -> Refused | None:
        rule = self._broken(account, market, ask, last)
        return self.refuse(rule) if rule else None

    def check_terms(self, market: Market, ask: Place, last: int) -> Refused | None:
        """Of an order that is there already: its size and its price as they are to be."""
        halted = "halted" if market.state is not MarketState.OPEN else ""
        rule = halted or broken_size(market, ask, last) or _prices(market, ask, last)
        return self.refuse(rule) if rule else None

    def _broken(self, account: VenueAccount, market: Market, ask: Place, last: int) -> str:
        if market.state is not MarketState.OPEN:
            return "halted"
        named = self.broken_id(ask.client_id)
        if named:
            return named
        taken = account.by_client_id.get(ask.client_id)
        if (
            self._venue.client_ids.unique
            and taken is not None
            and (self._venue.client_ids.once or account.orders[taken].live)
        ):
            return "duplicate"
        if market.max_open_orders and len(account.live) >= market.max_open_orders:
            return "open orders"
        return broken_size(market, ask, last) or _prices(market, ask, last)

    def broken_id(self, client_id: str) -> str:
        """ "", or the rule that it breaks."""
        rule = self._venue.client_ids
        fits = rule.length_min <= len(client_id) <= rule.length_max
        return "" if fits and set(client_id) <= set(rule.charset) else "client id"


def broken_size(market: Market, ask: Place, last: int) -> str:
    if ask.type is OrderType.MARKET and ask.side is Side.BUY and ask.quote:
        return "minimum notional" if ask.quote < market.min_notional else ""
    if not ask.size:
        return "parameter"
    try:
        lots = market.sized.count(ask.size)
        ticks = market.tick.count(ask.price) if ask.price else last
        for each in ask.attached:
            market.tick.count(each.trigger)
            market.tick.count(each.price or 0)
    except OffGrid:
        return "lot" if ask.size % market.sized.atoms else "tick"
    if lots < market.min_lots:
        return "minimum size"
    if market.max_lots and lots > market.max_lots:
        return "maximum size"
    return "minimum notional" if market.notional(ticks, lots) < market.min_notional else ""


def _prices(market: Market, ask: Place, last: int) -> str:
    if ask.type is OrderType.MARKET:
        return ""
    if not ask.price:
        return "parameter"
    reference = last * market.tick.atoms
    if ask.side is Side.BUY and market.band_up and ask.price * ONE > reference * (ONE + market.band_up):
        return "band above"
    if ask.side is Side.SELL and market.band_down and ask.price * ONE < reference * (ONE - market.band_down):
        return "band below"
    return ""
