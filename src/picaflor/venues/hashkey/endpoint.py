"""One endpoint: a small pair of translations each way. The modules market, trading and listening hold tables of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from picaflor.venues.hashkey.params import Params
from picaflor.wire.asks import Answer


def _always(_ask: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`write_answer` gives the whole body."""

    ask: type
    method: str
    path: str
    write_ask: Callable[[Any], Params]
    read_ask: Callable[[Params], Any]
    write_answer: Callable[[Any, Any, int], object]
    read_answer: Callable[[Any, bytes], Answer]
    fits: Callable[[Any], bool] = _always  # where an ask has two endpoints: which of them
    write_body: Callable[[Any], bytes] | None = None  # a list in JSON, where it is one; and what reads it
    read_body: Callable[[Params, bytes], Any] | None = None
