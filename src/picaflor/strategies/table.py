"""Every controller by its name: where it lives. Loaded when somebody asks for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
    "arbitrage": "picaflor.strategies.controllers.arbitrage:Arbitrage",
    "funding_rate": "picaflor.strategies.controllers.funding_rate:FundingRate",
    "pair_spread": "picaflor.strategies.controllers.pair_spread:PairSpread",
    "cross_maker": "picaflor.strategies.controllers.cross_maker:CrossMaker",
    "dca": "picaflor.strategies.controllers.dca:Dca",
    "grid_strike": "picaflor.strategies.controllers.grid_strike:GridStrike",
    "twap": "picaflor.strategies.controllers.twap:TwapController",
}


@dataclass(frozen=True, slots=True)
class OwnController:
    """One of the user's own: a file of his."""

    load: Callable[[], type[Any]]
    digest: str  # of what stands in it


OWN: Final[dict[str, OwnController]] = {}  # filled from above; ours come first


class UnknownController(LookupError):
    pass


def names() -> list[str]:
    return [*CONTROLLERS, *OWN]


def digest_of(name: str) -> str:
    """Ours come with the program's version, and have none."""
    return "" if name in CONTROLLERS or name not in OWN else OWN[name].digest


def make(name: str, config: Mapping[str, Any]) -> Controller:
    """A fresh controller. Its configuration is a frozen dataclass named after it; wrong keys and types are refused."""
    made: Controller = controller_class(name)(msgspec.convert(config, config_class(name)))
    return made


def controller_class(name: str) -> type[Any]:
    if name in CONTROLLERS:
        path, _, cls = CONTROLLERS[name].partition(":")
        found: type[Any] = getattr(import_module(path), cls)
        return found
    if name in OWN:
        return OWN[name].load()
    raise UnknownController(f"there is no controller {name!r}; there are: {', '.join(sorted(names()))}")


def config_class(name: str) -> type[Any]:
    """What a controller is configured with: a frozen dataclass."""
    cls = controller_class(name)
    found: type[Any] = getattr(sys.modules[cls.__module__], f"{cls.__name__}Config")
    return found
