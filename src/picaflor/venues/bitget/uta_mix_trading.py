"""Private endpoints of a unified account's contracts about orders. Row 140: `side` is that of the trade, in a hedge too."""

from __future__ import annotations

from picaflor.domain.orders import Hold, OrderType, Side
from picaflor.venues.bitget.attaching import read_unified
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import read_placed, write_placed
from picaflor.venues.bitget.mix_trading import write_margin_mode
from picaflor.venues.bitget.mix_words import HOLDS, opens, read_margin_mode
from picaflor.venues.bitget.params import BadParameter, Params, amount, need
from picaflor.venues.bitget.uta_batches import batches
from picaflor.venues.bitget.uta_changes import changes
from picaflor.venues.bitget.uta_dead_man import SWITCH
from picaflor.venues.bitget.uta_family import TRADE, Family
from picaflor.venues.bitget.uta_key_rights import RIGHTS
from picaflor.venues.bitget.uta_market import of_contracts
from picaflor.venues.bitget.uta_trading import ask_sized, asked_words
from picaflor.venues.bitget.uta_wallet import balances
from picaflor.wire.asks import Place
from picaflor.wire.decoding import BadMessage


def ask_place(ask: Place) -> dict[str, str]:
    """Without category and symbol."""
    if ask.size is None:
        raise ValueError(f"{ask.client_id}: an order on a contract is sized in coin")
    if ask.hold is not Hold.NET and ask.reduce_only and opens(ask.hold, ask.side):
        raise ValueError(f"{ask.client_id}: a {ask.side} on the {ask.hold} side opens, and cannot only reduce")
    one_way = {"reduceOnly": "yes" if ask.reduce_only else "no"}
    return {
        **ask_sized(ask, ask.size),
        **(one_way if ask.hold is Hold.NET else {"posSide": str(ask.hold)}),
        "marginMode": write_margin_mode(ask),
    }


def asked_place(params: Params) -> Place:
    """Crossed where nothing is said."""
    side, order_type, tif, self_trade = asked_words(params)
    try:
        mode = read_margin_mode(params.get("marginMode") or "crossed")
    except BadMessage as bad:
        raise BadParameter("40020", f"Parameter marginMode error: {bad}") from None
    hold, reduces = _asked_position(params, side)
    return Place(
        symbol=need(params, "symbol"),
        client_id=params.get("clientOid", ""),
        side=side,
        type=order_type,
        size=amount(params, "qty"),
        price=None if order_type is OrderType.MARKET else amount(params, "price"),
        tif=tif,
        reduce_only=reduces,
        hold=hold,
        margin_mode=mode,
        self_trade=self_trade,
        attached=read_unified(params),
    )


def _asked_position(params: Params, side: Side) -> tuple[Hold, bool]:
    word = params.get("posSide", "").lower() or "net"
    if word not in HOLDS:
        raise BadParameter("40020", "Parameter posSide error")
    hold = HOLDS[word]
    if hold is Hold.NET:
        return hold, params.get("reduceOnly", "").lower() == "yes"
    return hold, not opens(hold, side)


def endpoints(product: str) -> tuple[Endpoint, ...]:
    """Of one family of contracts."""
    family = Family(product)

    def ask(wanted: Place) -> Params:
        return family.on(wanted.symbol, **ask_place(wanted))

    def asked(params: Params) -> Place:
        family.need(params)
        return asked_place(params)

    return (
        balances(product),
        family.row(Place, "POST", TRADE + "place-order", ask, asked, write_placed, read_placed),
        *family.endpoints(),
        *batches(family, ask_place, asked_place),
        *changes(family),
        *of_contracts(family),
        RIGHTS,
        SWITCH,
    )
