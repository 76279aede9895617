"""One order that waits for a price as its keeper holds it. Everybody else gets the frozen view."""

from __future__ import annotations

from msgspec import Struct

from picaflor.domain.stops import StopState, StopView, StopWish


class Stop(Struct):
    client_id: str
    symbol: str
    wish: StopWish
    state: StopState = StopState.INTENDED
    venue_id: str = ""
    ours: bool = True
    cancelling: bool = False
    amending: bool = False
    order_id: str = ""
    reason: str = ""
    created_ns: int = 0
    changed_ns: int = 0
    doubt_ns: int = 0  # 0: none
    misses: list[tuple[bool, int]] = []  # (past, when asked) of the lists that did not show it
    there: str = ""  # its name at the venue, where an amendment gave it another
    owner: str = ""

    @property
    def doubted(self) -> bool:
        return not self.state.final and bool(self.doubt_ns or self.state is StopState.UNKNOWN)

    def view(self) -> StopView:
        return StopView(
            self.client_id,
            self.venue_id,
            self.wish,
            self.state,
            self.cancelling,
            self.amending,
            self.order_id,
            self.reason,
            self.ours,
            self.client_id != nameless(self.venue_id),
            self.created_ns,
            self.changed_ns,
            self.there,
            self.owner,
        )


def nameless(venue_id: str) -> str:
    return f"#{venue_id}"
