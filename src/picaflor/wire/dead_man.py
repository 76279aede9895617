"""The dead-man switch: the venue cancels by itself what is open, unless it is told again in time that somebody is there."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct


@dataclass(frozen=True, slots=True)
class SwitchRule:
    """Of a row that has one. The times are whole seconds."""

    least_ns: int
    most_ns: int = 0  # 0: nobody says
    by_symbol: bool = False  # False: one switch for all orders of the account, in every row of the house

    def allows(self, after_ns: int) -> bool:
        return self.least_ns <= after_ns <= (self.most_ns or after_ns)


class ArmSwitch(Struct, frozen=True, tag=True, tag_field="noun"):
    """From when the venue takes it; a later one replaces it. `symbol` "": the whole account. `after_ns` 0 disarms."""

    symbol: str
    after_ns: int


class SwitchTaken(Struct, frozen=True, tag=True, tag_field="noun"):
    """0 is what the venue does not tell, and of one that is disarmed."""

    taken_ns: int = 0
    fires_ns: int = 0
