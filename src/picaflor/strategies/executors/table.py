"""Every executor by its name: where it lives. Loaded when the first of its kind is begun or read back."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from picaflor.strategies.executors.vocabulary import Executor

EXECUTORS: Final[Mapping[str, str]] = {
    "arbitrage": "picaflor.strategies.executors.arbitrage:ArbitrageExecutor",
    "funding": "picaflor.strategies.executors.funding:FundingExecutor",
    "spread": "picaflor.strategies.executors.spread:SpreadExecutor",
    "xemm": "picaflor.strategies.executors.xemm:XemmExecutor",
    "dca": "picaflor.strategies.executors.dca:DcaExecutor",
    "grid": "picaflor.strategies.executors.grid:GridExecutor",
    "order": "picaflor.strategies.executors.order:OrderExecutor",
    "twap": "picaflor.strategies.executors.twap:TwapExecutor",
    "position": "picaflor.strategies.executors.position:PositionExecutor",
}


class UnknownExecutor(LookupError):
    pass


def executor_class(kind: str) -> type[Executor]:
    if kind not in EXECUTORS:
        raise UnknownExecutor(f"there is no executor {kind!r}; there are: {', '.join(sorted(EXECUTORS))}")
    path, _, name = EXECUTORS[kind].partition(":")
    found: type[Executor] = getattr(import_module(path), name)
    return found


def kind_of(executor: Executor) -> str:
    """The reverse: a record says of what kind it is."""
    path = f"{type(executor).__module__}:{type(executor).__qualname__}"
    for kind, place in EXECUTORS.items():
        if place == path:
            return kind
    raise UnknownExecutor(f"{path} is not in the table of executors")
