"""What an order is to be, as it is asked for: its kind, how long it rests, and when it waits for a price."""

from __future__ import annotations

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.venues.hitbtc.params import BadParameter, Params, amount, moment, need
from picaflor.venues.hitbtc.words import TIF_WORDS, TIFS, WAITERS, read_rises, write_type
from picaflor.wire.asks import Place
from picaflor.wire.decoding import write_iso
from picaflor.wire.stops import PlaceStop

# row 11


def ask_place(ask: Place) -> Params:
    if ask.size is None:
        raise ValueError(f"{ask.client_id}: this row sizes every order in coin")
    limit = ask.type is not OrderType.MARKET
    return {
        "client_order_id": ask.client_id,
        "symbol": ask.symbol,
        "side": ask.side,
        "type": write_type(ask.type),
        "time_in_force": TIF_WORDS[ask.tif] if limit else "",
        "expire_time": write_iso(ask.until_ns) if limit and ask.until_ns else "",
        "quantity": write_atoms(ask.size),
        "price": write_atoms(ask.price) if limit and ask.price is not None else "",
        "post_only": "true" if ask.type is OrderType.LIMIT_MAKER else "",
        "strict_validate": "true",
    }


def asked_place(params: Params) -> Place | PlaceStop:
    if params.get("type") in WAITERS:
        return asked_stop(params)
    kind, tif = _asked_kind(params)
    side = asked_side(params)
    return Place(
        symbol=need(params, "symbol"),
        client_id=params.get("client_order_id", ""),
        side=side,
        type=kind,
        size=amount(params, "quantity", "2010", "2011"),
        price=None if kind is OrderType.MARKET else amount(params, "price", "2020", "2021"),
        tif=tif,
        until_ns=_asked_end(params) if tif is Tif.GTD else 0,
    )


def _asked_end(params: Params) -> int:
    """What is over already cannot be told from what is no time."""
    need(params, "expire_time")
    return moment(params, "expire_time")


def asked_side(params: Params) -> Side:
    side = need(params, "side")
    if side not in ("buy", "sell"):
        raise BadParameter("10001", "Validation error. Parameter [side] is buy or sell")
    return Side(side)


def asked_stop(params: Params) -> PlaceStop:
    """Row 24. What more an order may be is not taken of one that waits."""
    side, word = asked_side(params), params["type"]
    limit = word.endswith("Limit")
    if limit and params.get("time_in_force", "") not in ("", "GTC"):
        raise BadParameter("20048", "Invalid time in force. An order that waits for a price is GTC here")
    if params.get("post_only") == "true":
        raise BadParameter("20049", "Invalid order type. An order that waits for a price is not post-only here")
    return PlaceStop(
        symbol=need(params, "symbol"),
        client_id=params.get("client_order_id", ""),
        side=side,
        trigger=amount(params, "stop_price", "2020", "2021"),
        price=amount(params, "price", "2020", "2021") if limit else None,
        size=amount(params, "quantity", "2010", "2011"),
        rises=read_rises(word, side),
    )


def _asked_kind(params: Params) -> tuple[OrderType, Tif]:
    match params.get("type") or "limit":
        case "market":
            return OrderType.MARKET, Tif.GTC
        case "limit":
            word = params.get("time_in_force") or "GTC"
            if word not in TIFS:
                raise BadParameter("20048", f"Invalid time in force. {word[:20]} is not taken here")
            post_only = params.get("post_only") == "true"
            return OrderType.LIMIT_MAKER if post_only else OrderType.LIMIT, TIFS[word]
        case word:
            raise BadParameter("20049", f"Invalid order type. {word[:20]} is not taken here")
