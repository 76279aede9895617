"""The dead-man switch of a unified account: one for all its markets. Row 148."""

from __future__ import annotations

from typing import Final

from msgspec import Raw
from msgspec.json import Decoder

from picaflor.venues.bitget.endpoint import Endpoint
from picaflor.venues.bitget.params import BadParameter, Params, need
from picaflor.venues.bitget.uta_family import TRADE
from picaflor.wire.dead_man import ArmSwitch, SwitchTaken
from picaflor.wire.decoding import BadMessage

SECOND: Final = 1_000_000_000
_DIGITS: Final = 9
_SUCCESS: Final = "success"
_TEXT: Final = Decoder(str)


def _ask(ask: ArmSwitch) -> Params:
    if ask.symbol or ask.after_ns % SECOND:
        raise ValueError("the switch is the account's here, and its time in whole seconds")
    return {"countdown": str(ask.after_ns // SECOND)}


def _asked(params: Params) -> ArmSwitch:
    said = need(params, "countdown")
    if not (said.isascii() and said.isdecimal() and len(said) <= _DIGITS):
        raise BadParameter("40020", "Parameter countdown error")
    return ArmSwitch("", int(said) * SECOND)


def _write(_ask: ArmSwitch, _taken: SwitchTaken) -> str:
    return _SUCCESS


def _read(_ask: ArmSwitch, data: Raw, _at_ns: int) -> SwitchTaken:
    if _TEXT.decode(data) != _SUCCESS:
        raise BadMessage("an answer that we do not know")
    return SwitchTaken()


SWITCH: Final = Endpoint(ArmSwitch, "POST", TRADE + "countdown-cancel-all", _ask, _asked, _write, _read)
