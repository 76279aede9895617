"""Every controller by its name: where it lives. Loaded when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import msgspec

from picaflor.strategies.protocols import Controller

CONTROLLERS: Final[Mapping[str, str]] = {
    "simple_maker": "picaflor.strategies.controllers.simple_maker:SimpleMaker",
    "dynamic_maker": "picaflor.strategies.controllers.dynamic_maker:DynamicMaker",
    "avellaneda_stoikov": "picaflor.strategies.controllers.avellaneda_stoikov:AvellanedaStoikov",
    "bollinger": "picaflor.strategies.controllers.bollinger:Bollinger",
    "macd_bollinger": "picaflor.strategies.controllers.macd_bollinger:MacdBollinger",
    "supertrend": "picaflor.strategies.controllers.supertrend:Supertrend",
    "dca": "picaflor.strategies.controllers.dca:Dca",
    "grid_strike": "picaflor.strategies.controllers.grid_strike:GridStrike",
    "twap": "picaflor.strategies.controllers.twap:TwapController",
}


class UnknownController(LookupError):
    pass


def make(name: str, config: Mapping[str, Any]) -> Controller:
    """A fresh controller. Its configuration is a frozen dataclass named after it; wrong keys and types are refused."""
    if name not in CONTROLLERS:
        raise UnknownController(f"there is no controller {name!r}; there are: {', '.join(sorted(CONTROLLERS))}")
    path, _, cls = CONTROLLERS[name].partition(":")
    made: Controller = getattr(import_module(path), cls)(msgspec.convert(config, config_class(name)))
    return made


def config_class(name: str) -> type[Any]:
    """What a controller is configured with: a frozen dataclass."""
    path, _, cls = CONTROLLERS[name].partition(":")
    found: type[Any] = getattr(import_module(path), f"{cls}Config")
    return found
