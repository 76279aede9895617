"""Private endpoints of contracts for orders that wait for a price: of their own, of a position, and those that trail.

Each kind is placed by itself; those of a position are amended apart and cancelled with the first; those that trail are
not amended.
"""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.domain.numbers import ONE, write_atoms
from picaflor.domain.orders import StopKind, TriggerBy
from picaflor.venues.bitmart import futures_orders as orders
from picaflor.venues.bitmart import futures_stop_rows as rows
from picaflor.venues.bitmart.endpoint import Endpoint
from picaflor.venues.bitmart.futures_stop_rows import MARKET, PART, PRICE_NUMBERS, WAY_NUMBERS, WHOLE, write_trail
from picaflor.venues.bitmart.futures_trading import (
    NO_PARAMETER,
    PRIVATE,
    asked_leverage,
    asked_margin_mode,
    asked_side,
    read_nothing,
)
from picaflor.venues.bitmart.futures_words import PLANNED, write_side
from picaflor.venues.bitmart.params import BadParameter, Params, amount, need
from picaflor.wire.asks import Amending, Cancelling, CancellingMany, Placed
from picaflor.wire.decoding import BadMessage
from picaflor.wire.stops import AmendStop, CancelStop, PlaceStop

OF_POSITION: Final = {"take_profit": StopKind.TAKE_PROFIT, "stop_loss": StopKind.STOP_LOSS}
OF_POSITION_WORDS: Final = {kind: word for word, kind in OF_POSITION.items()}
TRAIL_LEAST, TRAIL_MOST = ONE // 1_000, ONE // 20  # a tenth of a percent, five percent


class _Named(Struct):
    order_id: str | int
    client_order_id: str = ""


_NAMED: Final = Decoder(_Named)


def _own(ask: PlaceStop | AmendStop | CancelStop) -> bool:
    return ask.kind is StopKind.STOP


def _of_position(ask: PlaceStop | AmendStop) -> bool:
    return ask.kind.of_position


def _trails(ask: PlaceStop | CancelStop) -> bool:
    return ask.kind is StopKind.TRAILING


# rows 96 and 98


def _ask_own(ask: PlaceStop) -> dict[str, object]:
    return {
        **_of_its_own(ask),
        "type": "market" if ask.price is None else "limit",
        "trigger_price": write_atoms(ask.trigger),
        "executive_price": "" if ask.price is None else write_atoms(ask.price),
        "price_way": WAY_NUMBERS[ask.rises] or "",
        "price_type": PRICE_NUMBERS[ask.by],
    }


def _of_its_own(ask: PlaceStop) -> dict[str, object]:
    if ask.size is None or ask.margin_mode is None:
        raise ValueError(f"{ask.client_id}: a stop on a contract has a size, and says its margin mode")
    return {
        "symbol": ask.symbol,
        "client_order_id": ask.client_id,
        "side": write_side(ask.hold, ask.side, ask.reduce_only),
        "leverage": str(ask.leverage) if ask.leverage else "",
        "open_type": ask.margin_mode,
        "size": orders.write_size(ask.size),
    }


def _ask_trailing(ask: PlaceStop) -> dict[str, object]:
    if ask.price is not None:
        raise ValueError(f"{ask.client_id}: what trails becomes an order at the market")
    return {
        **_of_its_own(ask),
        "activation_price": write_atoms(ask.trigger),
        "callback_rate": write_trail(ask.trail),
        "activation_price_type": PRICE_NUMBERS[ask.by],
    }


def _asked_own(params: Params) -> PlaceStop:
    """Row 96: those of a position were placed here, too, before they had a path of their own."""
    kind = params.get("type") or "limit"
    if kind in OF_POSITION:
        return _asked_of_position(params)
    if kind not in ("limit", "market"):
        raise BadParameter("40042", "Order type is invalid")
    way = need(params, "price_way", NO_PARAMETER)
    if way not in ("1", "2"):
        raise BadParameter(NO_PARAMETER, "Invalid request: price_way")
    return _asked(params, StopKind.STOP, price=_price(params, at_market=kind == "market"), rises=way == "1")


def _asked(
    params: Params, kind: StopKind, price: int | None, *, rises: bool | None = None, trail: int = 0
) -> PlaceStop:
    side, less = asked_side(params)
    return PlaceStop(
        symbol=need(params, "symbol", NO_PARAMETER),
        client_id=params.get("client_order_id", ""),
        side=side,
        trigger=amount(params, "activation_price" if trail else "trigger_price", "40031"),
        kind=kind,
        by=_watched(params, "activation_price_type" if trail else "price_type"),
        price=price,
        size=amount(params, "size", "40044"),
        reduce_only=less,
        margin_mode=asked_margin_mode(params),
        rises=rises,
        trail=trail,
        leverage=asked_leverage(params),
    )


def _watched(params: Params, name: str) -> TriggerBy:
    word = params.get(name) or "1"
    if word not in ("1", "2"):
        raise BadParameter(NO_PARAMETER, f"Invalid request: {name}")
    return rows.PRICE_TYPES[int(word)]


def _price(params: Params, *, at_market: bool) -> int | None:
    return None if at_market else amount(params, "executive_price", "40044")


def _asked_trailing(params: Params) -> PlaceStop:
    trail = amount(params, "callback_rate", NO_PARAMETER) // rows.PERCENT
    if not TRAIL_LEAST <= trail <= TRAIL_MOST:
        raise BadParameter(NO_PARAMETER, "Invalid request: callback_rate")
    return _asked(params, StopKind.TRAILING, None, trail=trail)


# row 97


def _ask_of_position(ask: PlaceStop) -> dict[str, object]:
    return {
        "symbol": ask.symbol,
        "client_order_id": ask.client_id,
        "type": OF_POSITION_WORDS[ask.kind],
        "side": write_side(ask.hold, ask.side, True),
        "size": "" if ask.size is None else orders.write_size(ask.size),
        "trigger_price": write_atoms(ask.trigger),
        "executive_price": rows.write_limit(ask.price),
        "price_type": PRICE_NUMBERS[ask.by],
        "plan_category": WHOLE if ask.size is None else PART,
        "category": "market" if ask.price is None else "limit",
    }


def _asked_of_position(params: Params) -> PlaceStop:
    """Of all of the position if it says so, or names no size; then at the market, unless it says otherwise."""
    kind = OF_POSITION.get(need(params, "type", NO_PARAMETER))
    side, less = asked_side(params)
    if kind is None or not less:
        raise BadParameter(
            *(("40042", "Order type is invalid") if kind is None else ("40041", "Order side is invalid"))
        )
    whole = params.get("plan_category", "") == str(WHOLE) or not params.get("size")
    at_market = params.get("category") == "market" or (whole and not params.get("category")) or _unpriced(params)
    return PlaceStop(
        symbol=need(params, "symbol", NO_PARAMETER),
        client_id=params.get("client_order_id", ""),
        side=side,
        trigger=amount(params, "trigger_price", "40031"),
        kind=kind,
        by=_watched(params, "price_type"),
        price=_price(params, at_market=at_market),
        size=None if whole else amount(params, "size", "40044"),
        reduce_only=True,
    )


def _unpriced(params: Params) -> bool:
    return params.get("executive_price", "").lower() in (*MARKET, "0")


def _write_placed(ask: PlaceStop, placed: Placed) -> object:
    """Bare, but of a position."""
    if ask.kind.of_position:
        return _Named(placed.venue_id, ask.client_id)
    return {"order_id": orders.write_id(placed.venue_id)}


def _read_placed(ask: PlaceStop, data: Raw) -> Placed:
    row = _NAMED.decode(data)
    if row.client_order_id not in ("", ask.client_id):
        raise BadMessage("the reply names another order")
    return Placed(ask.client_id, orders.id_of(row.order_id))


# rows 96 and 97: amend


def _ids(ask: AmendStop | CancelStop) -> dict[str, object]:
    if not ask.venue_id and not ask.client_id:
        raise ValueError("they are amended and cancelled one by one")
    return {"order_id": ask.venue_id} if ask.venue_id else {"client_order_id": ask.client_id}


def _asked_ids(params: Params) -> tuple[str, str]:
    venue_id, client_id = params.get("order_id", ""), params.get("client_order_id", "")
    if not venue_id and not client_id:
        raise BadParameter(NO_PARAMETER, "Invalid request: order_id")
    return "" if venue_id else client_id, venue_id


def _ask_amend(ask: AmendStop) -> dict[str, object]:
    """Its size stays."""
    return {
        "symbol": ask.symbol,
        **_ids(ask),
        "trigger_price": write_atoms(ask.trigger),
        "executive_price": "" if ask.price is None else write_atoms(ask.price),
        "price_type": PRICE_NUMBERS[ask.by or TriggerBy.LAST],
        "type": "market" if ask.price is None else "limit",
    }


def _ask_amend_of_position(ask: AmendStop) -> dict[str, object]:
    amended = _ask_amend(ask)
    kind = amended.pop("type")
    return {**amended, "plan_category": WHOLE if ask.price is None else PART, "category": kind}


def _asked_amend(params: Params) -> AmendStop:
    return _amended(params, StopKind.STOP, params.get("type") == "market")


def _asked_amend_of_position(params: Params) -> AmendStop:
    """Which of the two it is, only its id tells: it is read as a take-profit."""
    return _amended(params, StopKind.TAKE_PROFIT, params.get("category") == "market" or _unpriced(params))


def _amended(params: Params, kind: StopKind, at_market: bool) -> AmendStop:
    client_id, venue_id = _asked_ids(params)
    return AmendStop(
        symbol=need(params, "symbol", NO_PARAMETER),
        trigger=amount(params, "trigger_price", "40031"),
        client_id=client_id,
        venue_id=venue_id,
        kind=kind,
        price=_price(params, at_market=at_market),
        by=_watched(params, "price_type"),
    )


def _write_amending(_ask: AmendStop, amending: Amending) -> object:
    return {"order_id": amending.venue_id}


def _read_amending(ask: AmendStop, data: Raw) -> Amending:
    venue_id = orders.id_of(_NAMED.decode(data).order_id)
    if ask.venue_id and venue_id != ask.venue_id:
        raise BadMessage("the reply names another order")
    return Amending(ask.client_id, venue_id)


# rows 96 and 98: cancel


def _ask_cancel(ask: CancelStop) -> dict[str, object]:
    return {"symbol": ask.symbol, **_ids(ask)}


def _asked_cancel(params: Params) -> CancelStop:
    """Row 96: no word says which kind it is, so those of a position are found as well."""
    return CancelStop(need(params, "symbol", NO_PARAMETER), *_asked_ids(params), among=PLANNED)


def _ask_cancel_trailing(ask: CancelStop) -> dict[str, object]:
    if not ask.venue_id:
        raise ValueError("one that trails is cancelled by the venue's number")
    return {"symbol": ask.symbol, "order_id": ask.venue_id}


def _asked_cancel_trailing(params: Params) -> CancelStop:
    symbol, venue_id = need(params, "symbol", NO_PARAMETER), need(params, "order_id", NO_PARAMETER)
    return CancelStop(symbol, "", venue_id, StopKind.TRAILING)


def _write_cancelling(_ask: CancelStop, _cancelling: Cancelling | CancellingMany) -> object:
    return {}


def _read_cancelling(ask: CancelStop, data: Raw) -> Cancelling:
    read_nothing(data)
    return Cancelling(ask.client_id, ask.venue_id)


ENDPOINTS: Final = (
    Endpoint(PlaceStop, "POST", PRIVATE + "submit-plan-order", _ask_own, _asked_own, _write_placed, _read_placed, _own),
    Endpoint(
        PlaceStop,
        "POST",
        PRIVATE + "submit-tp-sl-order",
        _ask_of_position,
        _asked_of_position,
        _write_placed,
        _read_placed,
        _of_position,
    ),
    Endpoint(
        PlaceStop,
        "POST",
        PRIVATE + "submit-trail-order",
        _ask_trailing,
        _asked_trailing,
        _write_placed,
        _read_placed,
        _trails,
    ),
    Endpoint(
        AmendStop,
        "POST",
        PRIVATE + "modify-plan-order",
        _ask_amend,
        _asked_amend,
        _write_amending,
        _read_amending,
        _own,
    ),
    Endpoint(
        AmendStop,
        "POST",
        PRIVATE + "modify-tp-sl-order",
        _ask_amend_of_position,
        _asked_amend_of_position,
        _write_amending,
        _read_amending,
        _of_position,
    ),
    Endpoint(
        CancelStop,
        "POST",
        PRIVATE + "cancel-plan-order",
        _ask_cancel,
        _asked_cancel,
        _write_cancelling,
        _read_cancelling,
        lambda ask: not _trails(ask),
    ),
    Endpoint(
        CancelStop,
        "POST",
        PRIVATE + "cancel-trail-order",
        _ask_cancel_trailing,
        _asked_cancel_trailing,
        _write_cancelling,
        _read_cancelling,
        _trails,
    ),
)
