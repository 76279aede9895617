"""One endpoint: a small pair of translations each way. The modules market and trading hold tables of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import Raw

from picaflor.venues.bitget.params import Params
from picaflor.wire.asks import Answer, Refused, Unclear
from picaflor.wire.net import Request


def _always(_ask: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`write_answer` gives the envelope's `data`, or a refusal; `read_answer` gets its bytes and the envelope's time."""

    ask: type
    method: str
    path: str
    write_ask: Callable[[Any], Mapping[str, object]]
    read_ask: Callable[[Params], Any]
    write_answer: Callable[[Any, Any], object]
    read_answer: Callable[[Any, Raw, int], Answer | Refused | Unclear]
    fits: Callable[[Any], bool] = _always  # where an ask has two endpoints: which of them
    ours: Callable[[Request], bool] = _always  # where rows share a path: whether this request is meant for this row
