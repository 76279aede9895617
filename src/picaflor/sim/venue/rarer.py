"""The rarer things that a customer asks of a floor: several at once, amendments, orders that wait, bills."""

from __future__ import annotations

from functools import partial

from msgspec import structs

from picaflor.domain.orders import Liquidity, TriggerBy
from picaflor.sim.venue.batches import amend, amend_many, cancel_many, place_all, place_many
from picaflor.sim.venue.changing import change
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.sim.venue.position_stops import place_stops
from picaflor.sim.venue.spot_bills import read_bills
from picaflor.wire.asks import Amend, Amending, AmendMany, Answer, Ask, CancelMany, PlaceMany, Refused
from picaflor.wire.contracts import Fees, FeesReport, ReadBills, ReadFees
from picaflor.wire.rights import AccountReport, Accounts, KeyRights, ReadAccounts, ReadKeyRights
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop, PlaceStops, ReadStops


def answer_rarer(floor: Floor, account: VenueAccount, ask: Ask, now_ns: int) -> Answer | Refused:
    most = floor.venue.batch_max
    match ask:
        case PlaceMany() if "batch_whole" in floor.venue.features:
            return place_all(floor, account, ask, most, now_ns)
        case PlaceMany():
            return place_many(floor, account, ask, most, now_ns)
        case CancelMany():
            return cancel_many(floor, account, ask, floor.venue.cancels_max or most, now_ns)
        case Amend() | AmendMany():
            one = partial(_amend, floor, account, now_ns)
            return amend_many(floor, ask, most, one) if isinstance(ask, AmendMany) else one(ask)
        case ReadFees(""):
            return Fees(tuple(_fees(floor, account, symbol) for symbol in floor.markets))
        case PlaceStop(symbol) | PlaceStops(symbol) | ReadFees(symbol) if symbol not in floor.markets:
            return floor.refuse("symbol")
        case PlaceStop(symbol):
            return floor.waiting.place(account, ask, floor.watched(symbol, ask.by), now_ns)
        case PlaceStops():
            return place_stops(floor, account, ask, now_ns)
        case AmendStop():
            stop = floor.waiting.find(account, ask.client_id, ask.venue_id)
            symbol, by = (stop.market.symbol, stop.ask.by) if stop else (next(iter(floor.markets)), TriggerBy.LAST)
            return floor.waiting.amend(account, ask, floor.watched(symbol, by), now_ns)
        case CancelStop() if "stops_by_id" in floor.venue.spoken_by(account.kind).features:
            return cancel_by_id(floor, account, ask, now_ns)
        case CancelStop():
            return floor.waiting.cancel(account, ask, now_ns)
        case ReadStops():
            return floor.waiting.page(account, ask)
        case ReadBills():
            by_time = "time_pages" in floor.venue.features
            return read_bills(account, ask, by_time=by_time) or floor.refuse("parameter")
        case ReadFees(symbol):
            return _fees(floor, account, symbol)
        case ReadAccounts():
            return Accounts((AccountReport(str(account.no), "Main Trading Account"),))
        case ReadKeyRights():
            return KeyRights(account.rights)
        case _:
            return floor.refuse("path")


def cancel_by_id(floor: Floor, account: VenueAccount, ask: CancelStop, now_ns: int) -> Answer | Refused:
    """Where a stop's id says of which kind it is."""
    stop = floor.waiting.find(account, ask.client_id, ask.venue_id)
    if stop is None:
        return floor.refuse("stop not found")
    kind, whole = stop.ask.kind, stop.ask.kind.of_position and stop.ask.size is None
    trails = stop.ask.kind.of_position and bool(stop.ask.trail)
    return floor.waiting.cancel(account, structs.replace(ask, kind=kind, whole=whole, trails=trails), now_ns)


def _amend(floor: Floor, account: VenueAccount, now_ns: int, ask: Amend) -> Amending | Refused:
    """By another order, or where it stands: as the account's kind has it."""
    features = floor.venue.spoken_by(account.kind).features
    if "replace" not in features:
        return change(floor, account, ask, now_ns)
    touched, whole = "amends_untouched" not in features, "amends_whole" in features
    return amend(floor, account, ask, now_ns, with_fills=touched, whole=whole)


def _fees(floor: Floor, account: VenueAccount, symbol: str) -> FeesReport:
    market = floor.markets[symbol]
    return FeesReport(symbol, account.rate(market, Liquidity.MAKER), account.rate(market, Liquidity.TAKER))
