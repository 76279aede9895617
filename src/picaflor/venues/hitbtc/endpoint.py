"""One endpoint: a small pair of translations each way. The modules market and trading hold tables of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from picaflor.venues.hitbtc.params import Params
from picaflor.wire.asks import Answer


def _always(_ask: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A path may end in one `{name}`: that parameter stands in the path. `write_answer` gives the whole body."""

    ask: type
    method: str
    path: str
    write_ask: Callable[[Any], Params]
    read_ask: Callable[[Params], Any]
    write_answer: Callable[[Any, Any], object]
    read_answer: Callable[[Any, bytes], Answer]
    fits: Callable[[Any], bool] = _always  # where an ask has two endpoints: which of them

    @property
    def stem(self) -> str:
        return self.path.partition("{")[0]

    @property
    def inner(self) -> str:
        """The name of the parameter that stands in the path, "" where none does."""
        return self.path.partition("{")[2].removesuffix("}")
