"""Private endpoints of a unified account's spot market: orders in its words, and what all its markets share."""

from __future__ import annotations

from typing import Final

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import OrderType, SelfTrade, Side, Tif
from picaflor.venues.bitget.attaching import read_unified, write_unified
from picaflor.venues.bitget.ids import read_placed, write_placed
from picaflor.venues.bitget.params import BadParameter, Params, amount, need
from picaflor.venues.bitget.uta_batches import batches
from picaflor.venues.bitget.uta_changes import changes
from picaflor.venues.bitget.uta_dead_man import SWITCH
from picaflor.venues.bitget.uta_family import TRADE, Family
from picaflor.venues.bitget.uta_key_rights import RIGHTS
from picaflor.venues.bitget.uta_market import of_spot
from picaflor.venues.bitget.uta_records import endpoints as records
from picaflor.venues.bitget.uta_wallet import balances
from picaflor.venues.bitget.words import read_self_trade, read_side, read_type, write_force, write_type
from picaflor.wire.asks import Place
from picaflor.wire.decoding import BadMessage

FAMILY: Final = Family()


# row 120


def ask_place(ask: Place) -> dict[str, str]:
    """Without category and symbol; sized in money where a market buy is."""
    by_money = ask.type is OrderType.MARKET and ask.side is Side.BUY
    size = ask.quote if by_money else ask.size
    if size is None:
        wants = "money" if by_money else "coin"
        raise ValueError(f"{ask.client_id}: a {ask.type} {ask.side} on this row is sized in {wants}")
    return ask_sized(ask, size)


def ask_sized(ask: Place, size: int) -> dict[str, str]:
    return {
        "side": ask.side,
        "orderType": write_type(ask.type),
        "timeInForce": "" if ask.type is OrderType.MARKET else write_force(ask.type, ask.tif),
        "price": "" if ask.price is None else write_atoms(ask.price),
        "qty": write_atoms(size),
        "clientOid": ask.client_id,
        "stpMode": ask.self_trade or "",
        **write_unified(ask.attached),
    }


def asked_words(params: Params) -> tuple[Side, OrderType, Tif, SelfTrade | None]:
    try:
        side = read_side(need(params, "side"))
        order_type, tif = read_type(need(params, "orderType"), params.get("timeInForce") or "gtc")
        self_trade = read_self_trade(params.get("stpMode"))
    except BadMessage as bad:
        raise BadParameter("40020", f"Parameter error: {bad}") from None
    return side, order_type, tif, self_trade


def asked_place(params: Params) -> Place:
    symbol = need(params, "symbol")
    side, order_type, tif, self_trade = asked_words(params)
    by_money = order_type is OrderType.MARKET and side is Side.BUY
    size = amount(params, "qty")
    return Place(
        symbol=symbol,
        client_id=params.get("clientOid", ""),
        side=side,
        type=order_type,
        size=None if by_money else size,
        price=None if order_type is OrderType.MARKET else amount(params, "price"),
        quote=size if by_money else None,
        tif=tif,
        self_trade=self_trade,
        attached=read_unified(params),
    )


def _ask_place(ask: Place) -> Params:
    return FAMILY.on(ask.symbol, **ask_place(ask))


def _asked_place(params: Params) -> Place:
    FAMILY.need(params)
    return asked_place(params)


ENDPOINTS: Final = (
    balances(),
    FAMILY.row(Place, "POST", TRADE + "place-order", _ask_place, _asked_place, write_placed, read_placed),
    *FAMILY.endpoints(),
    *batches(FAMILY, ask_place, asked_place),
    *changes(FAMILY),
    *of_spot(FAMILY),
    *records(),
    RIGHTS,
    SWITCH,
)
