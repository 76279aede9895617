"""The dead-man switch of contracts, a symbol each. Row 102."""

from __future__ import annotations

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from picaflor.venues.bitmart.endpoint import Endpoint
from picaflor.venues.bitmart.futures_trading import NO_PARAMETER, PRIVATE
from picaflor.venues.bitmart.limits import SECOND
from picaflor.venues.bitmart.params import BadParameter, Params, need
from picaflor.wire.dead_man import ArmSwitch, SwitchTaken
from picaflor.wire.decoding import BadMessage

_DIGITS: Final = 9


class _Taken(Struct):
    result: bool
    set_time: int
    cancel_time: int


_TAKEN: Final = Decoder(_Taken)


def _ask(ask: ArmSwitch) -> dict[str, object]:
    if not ask.symbol or ask.after_ns % SECOND:
        raise ValueError("a switch is of one symbol here, and its time in whole seconds")
    return {"symbol": ask.symbol, "timeout": ask.after_ns // SECOND}


def _asked(params: Params) -> ArmSwitch:
    said = need(params, "timeout", NO_PARAMETER)
    if not (said.isascii() and said.isdecimal() and len(said) <= _DIGITS):
        raise BadParameter(NO_PARAMETER, "Invalid request: timeout")
    return ArmSwitch(need(params, "symbol", NO_PARAMETER), int(said) * SECOND)


def _write(_ask: ArmSwitch, taken: SwitchTaken) -> _Taken:
    return _Taken(result=True, set_time=taken.taken_ns // SECOND, cancel_time=taken.fires_ns // SECOND)


def _read(ask: ArmSwitch, data: Raw) -> SwitchTaken:
    """A time of its end that is not the one asked for would leave us trusting in the wrong one."""
    told = _TAKEN.decode(data)
    if not told.result:
        raise BadMessage("the switch was not taken, and no code says why")
    if ask.after_ns and (told.cancel_time - told.set_time) * SECOND != ask.after_ns:
        raise BadMessage("the switch was taken for another time")
    return SwitchTaken(told.set_time * SECOND, told.cancel_time * SECOND if ask.after_ns else 0)


ENDPOINTS: Final = (Endpoint(ArmSwitch, "POST", PRIVATE + "cancel-all-after", _ask, _asked, _write, _read),)
