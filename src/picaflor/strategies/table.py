"""Every controller by its name: where it lives. Loaded when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import msgspec

from picaflor.strategies.protocols import Controller

CONTROLLERS: Final[Mapping[str, str]] = {
    "simple_maker": "picaflor.strategies.controllers.simple_maker:SimpleMaker",
}


class UnknownController(LookupError):
    pass


def make(name: str, config: Mapping[str, Any]) -> Controller:
    """A fresh controller. Its configuration is a frozen dataclass named after it; wrong keys and types are refused."""
    if name not in CONTROLLERS:
        raise UnknownController(f"there is no controller {name!r}; there are: {', '.join(sorted(CONTROLLERS))}")
    path, _, cls = CONTROLLERS[name].partition(":")
    module = import_module(path)
    made: Controller = getattr(module, cls)(msgspec.convert(config, getattr(module, f"{cls}Config")))
    return made
