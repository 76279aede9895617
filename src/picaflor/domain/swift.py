"""Frozen dataclasses for the few nouns that stand between a frame and its order, made in a third of the time.

A frozen dataclass sets each field through a call, because at run time it has to get past its own guard. Here the type
checker is the guard alone: to it `dataclass` is the ordinary one, and whoever writes to a field of these is told so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses

    def dataclass(*, frozen, slots):
        return dataclasses.dataclass(slots=slots, unsafe_hash=frozen)
