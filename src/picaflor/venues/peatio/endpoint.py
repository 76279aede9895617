"""One endpoint: a small pair of translations each way. Tables of them: market, charts, shown, trading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from picaflor.venues.peatio.house import House
from picaflor.venues.peatio.params import Given, Params
from picaflor.wire.asks import Answer
from picaflor.wire.net import Headers


def _none(_ask: Any, _answer: Any) -> Headers:
    return ()


def _always(_ask: Any) -> bool:
    return True


@cache
def _shape(path: str) -> tuple[str, ...]:
    """Asked of each endpoint at each request that comes in."""
    return tuple("" if part[:1] == "{" else part for part in path.split("/")[1:])


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A path below the house's own may hold one `{name}`: that parameter stands there. `write_answer` gives the body."""

    ask: type
    method: str
    path: str
    write_ask: Callable[[House, Any], Params]
    read_ask: Callable[[House, Given], Any]
    write_answer: Callable[[House, Any, Any], object]
    read_answer: Callable[[House, Any, bytes], Answer]
    headers: Callable[[Any, Any], Headers] = _none  # of the answer
    fits: Callable[[Any], bool] = _always  # where an ask has two endpoints: which of them

    @property
    def shape(self) -> tuple[str, ...]:
        """The path in parts, "" where a parameter stands."""
        return _shape(self.path)

    @property
    def inner(self) -> str:
        """The name of the parameter that stands in the path, "" where none does."""
        return self.path.partition("{")[2].partition("}")[0]
