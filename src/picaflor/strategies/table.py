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
VERSIONS: Final[dict[str, OwnController]] = {}  # by digest: what the user's own once were, as far as it was kept


class UnknownController(LookupError):
    pass


def names() -> list[str]:
    return [*CONTROLLERS, *OWN]


def digest_of(name: str) -> str:
    """Ours come with the program's version, and have none."""
    return "" if name in CONTROLLERS or name not in OWN else OWN[name].digest


def is_there(name: str, digest: str) -> bool:
    """Whether what had that digest can be run."""
    return digest_of(name) == digest or digest in VERSIONS


def make(name: str, config: Mapping[str, Any], digest: str | None = None) -> Controller:
    """A fresh controller. Its configuration is a frozen dataclass named after it; wrong keys and types are refused.
    `digest`: of the version that is wanted of one of the user's own; None: as it is now."""
    made: Controller = controller_class(name, digest)(msgspec.convert(config, config_class(name, digest)))
    return made


def controller_class(name: str, digest: str | None = None) -> type[Any]:
    if digest is not None and digest != digest_of(name):
        if digest not in VERSIONS:
            raise UnknownController(
                f"{name} is not the file any more that this was recorded with, and no copy was kept"
            )
        return VERSIONS[digest].load()
    if name in CONTROLLERS:
        path, _, cls = CONTROLLERS[name].partition(":")
        found: type[Any] = getattr(import_module(path), cls)
        return found
    if name in OWN:
        return OWN[name].load()
    raise UnknownController(f"there is no controller {name!r}; there are: {', '.join(sorted(names()))}")


def config_class(name: str, digest: str | None = None) -> type[Any]:
    """What a controller is configured with: a frozen dataclass."""
    cls = controller_class(name, digest)
    found: type[Any] = getattr(sys.modules[cls.__module__], f"{cls.__name__}Config")
    return found
