"""One endpoint: a small pair of translations each way. The modules of asks hold tables of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from msgspec import Raw

from picaflor.venues.bitmart.params import Params
from picaflor.wire.asks import Answer


def _always(_ask: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`write_ask` gives what stands in the query or, as JSON, in the body; `write_answer` gives `data`."""

    ask: type
    method: str
    path: str
    write_ask: Callable[[Any], dict[str, object]]
    read_ask: Callable[[Params], Any]
    write_answer: Callable[[Any, Any], object]
    read_answer: Callable[[Any, Raw], Answer]
    fits: Callable[[Any], bool] = _always  # where an ask has two endpoints: which of them
    ours: bool = True  # False: another row of the house answers it, where there is one


def nothing(_ask: object) -> dict[str, object]:
    return {}
