"""How a unified account trades contracts, and how that is set: position mode, leverage and margin mode, margin, closing.

The position mode is the account's; leverage and margin mode are a contract's and are set together. Row 141 and 144.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import Hold, MarginMode
from picaflor.venues.bitget.codes import judge
from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.ids import named
from picaflor.venues.bitget.mix_words import (
    HOLDS,
    MARGIN_MODE_WORDS,
    POSITION_MODE_WORDS,
    POSITION_MODES,
    product_of,
    read_margin_mode,
    read_position_mode,
)
from picaflor.venues.bitget.params import BadParameter, Params, amount, need, number
from picaflor.venues.bitget.uta_family import ACCOUNT, TRADE, Family
from picaflor.venues.bitget.uta_position_messages import SymbolSetup, UnifiedClosed, UnifiedClosing, UnifiedSettings
from picaflor.venues.bitget.uta_sides import read_leverage
from picaflor.wire.asks import Closing, Placed, Refused
from picaflor.wire.contracts import (
    AddMargin,
    Agreed,
    ClosePosition,
    MarginSetup,
    MarginSetups,
    ReadSetup,
    SetLeverage,
    SetPositionMode,
)
from picaflor.wire.decoding import BadMessage

LEVERAGE_MAX: Final = 1000
_SETTINGS: Final = Decoder(UnifiedSettings)
_CLOSING: Final = Decoder(UnifiedClosing)
_TEXT: Final = Decoder(str)
_SUCCESS: Final = "success"


# row 141


def _nothing(_ask: ReadSetup) -> Params:
    """All of the account is told at once."""
    return {}


def _write_setup(_ask: ReadSetup, answer: MarginSetup | MarginSetups) -> UnifiedSettings:
    rows = answer.rows if isinstance(answer, MarginSetups) else (answer,)
    modes = {row.position_mode for row in rows if row.position_mode is not None}
    if len(modes) != 1:
        raise ValueError("an account has one position mode")
    told = [
        SymbolSetup(product_of(row.symbol), row.symbol, MARGIN_MODE_WORDS[row.margin_mode], str(row.leverage))
        for row in rows
        if row.margin_mode is not None
    ]
    return UnifiedSettings(holdMode=POSITION_MODE_WORDS[modes.pop()], symbolConfigList=told)


def _read_setup(ask: ReadSetup, data: Raw, _at_ns: int) -> MarginSetup:
    settings = _SETTINGS.decode(data)
    mode = read_position_mode(settings.holdMode)
    for row in settings.symbolConfigList or ():
        if (row.category.upper(), row.symbol) == (product_of(ask.symbol), ask.symbol):
            return MarginSetup(ask.symbol, mode, read_margin_mode(row.marginMode), read_leverage(row.leverage))
    return MarginSetup(ask.symbol, mode)  # never set up: what counts then is not told


# row 144


def _ask_leverage(ask: SetLeverage) -> Params:
    leverage = str(ask.leverage)
    both = ask.margin_mode is MarginMode.ISOLATED and ask.hold is Hold.NET
    sides = {"longLeverage": leverage, "shortLeverage": leverage} if both else {}
    mode = MARGIN_MODE_WORDS[ask.margin_mode]
    return {"leverage": leverage, "marginMode": mode, "posSide": _side(ask.hold), **sides}


def _asked_leverage(params: Params) -> SetLeverage:
    need(params, "leverage")
    leverage = number(params, "leverage", 0, LEVERAGE_MAX)
    try:
        mode = read_margin_mode(params.get("marginMode") or "crossed")
    except BadMessage as bad:
        raise BadParameter("40020", f"Parameter marginMode error: {bad}") from None
    return SetLeverage(need(params, "symbol"), leverage, _asked_hold(params), mode)


def _side(hold: Hold | None) -> str:
    return "" if hold in (None, Hold.NET) else str(hold)


def _asked_hold(params: Params) -> Hold:
    word = params.get("posSide", "").lower() or "net"
    if word not in HOLDS:
        raise BadParameter("40020", "Parameter posSide error")
    return HOLDS[word]


def _write_success(_ask: object, _agreed: object) -> str:
    return _SUCCESS


def _read_success(_ask: object, data: Raw, _at_ns: int) -> Agreed:
    if _TEXT.decode(data) != _SUCCESS:
        raise BadMessage("an answer that we do not know")
    return Agreed()


def _ask_position_mode(ask: SetPositionMode) -> Params:
    return {"holdMode": POSITION_MODE_WORDS[ask.mode]}


def _asked_position_mode(params: Params) -> SetPositionMode:
    mode = POSITION_MODES.get(need(params, "holdMode"))
    if mode is None:
        raise BadParameter("40020", "Parameter holdMode error")
    return SetPositionMode(mode)


# row 145


def _ask_margin(ask: AddMargin) -> Params:
    does = "add" if ask.amount > 0 else "remove"
    return {"posSide": _side(ask.hold), "operation": does, "amount": write_atoms(abs(ask.amount))}


def _asked_margin(params: Params) -> AddMargin:
    does = need(params, "operation")
    if does not in ("add", "remove"):
        raise BadParameter("40020", "Parameter operation error")
    sign = 1 if does == "add" else -1
    return AddMargin(need(params, "symbol"), sign * amount(params, "amount"), _asked_hold(params))


# row 147


def _ask_closing(ask: ClosePosition) -> Params:
    return {"posSide": _side(ask.hold)}


def _asked_closing(params: Params) -> ClosePosition:
    hold = _asked_hold(params)
    return ClosePosition(params.get("symbol", ""), None if hold is Hold.NET else hold)


def _write_closing(_ask: ClosePosition, closing: Closing) -> UnifiedClosing:
    rows = []
    for _, verdict in closing.rows:
        if isinstance(verdict, Placed):
            rows.append(UnifiedClosed(verdict.venue_id, verdict.client_id))
        else:
            rows.append(UnifiedClosed("", "", verdict.code, verdict.words))
    return UnifiedClosing(rows)


def _read_closing(ask: ClosePosition, data: Raw, _at_ns: int) -> Closing:
    """Rows name no symbol. What failed for a reason that proves nothing has no verdict."""
    rows: list[tuple[str, Placed | Refused]] = []
    for row in _CLOSING.decode(data).rows or ():
        if row.code and row.code.strip("0"):
            refused = judge(ask, 400, row.code, row.msg or "")
            if isinstance(refused, Refused):
                rows.append((ask.symbol, refused))
        else:
            rows.append((ask.symbol, Placed(row.clientOid or "", named(row.orderId or ""))))
    return Closing(tuple(rows))


def endpoints(product: str) -> tuple[Endpoint, ...]:
    """Of one family of contracts; what a contract is called says of which, where one is named."""
    family = Family(product)
    done = (_write_success, _read_success)

    def setting(ask: type, path: str, write: Callable[..., Params], read: Callable[[Params], object]) -> Endpoint:
        return _row(family, ask, ACCOUNT + path, write, read, *done)

    return (
        Endpoint(
            ReadSetup, "GET", ACCOUNT + "settings", _nothing, lambda _params: ReadSetup(""), _write_setup, _read_setup
        ),
        setting(SetLeverage, "set-leverage", _ask_leverage, _asked_leverage),
        Endpoint(SetPositionMode, "POST", ACCOUNT + "set-hold-mode", _ask_position_mode, _asked_position_mode, *done),
        setting(AddMargin, "set-margin", _ask_margin, _asked_margin),
        _row(
            family,
            ClosePosition,
            TRADE + "close-positions",
            _ask_closing,
            _asked_closing,
            _write_closing,
            _read_closing,
        ),
    )


def _row(
    family: Family, ask: type, path: str, write: Callable[..., Params], read: Callable[..., object], *answers: Any
) -> Endpoint:
    def write_ask(asked: Any) -> Params:
        return {**family.on(asked.symbol), **write(asked)}

    def read_ask(params: Params) -> object:
        family.need(params)
        return read(params)

    return family.row(ask, "POST", path, write_ask, read_ask, *answers)
