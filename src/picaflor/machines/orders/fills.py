"""Trades, each applied once by (venue, account, pair, trade id); the side tells the two halves of a self-trade apart."""

from __future__ import annotations

from dataclasses import replace

from picaflor.domain.orders import Fill, Side

Key = tuple[str, str, Side]
VOID = "void:"  # the reversing entry of a trade that the venue took back


class FillBook:
    """Which trades were booked. One keeper has one venue and one account, so pair and trade id are the rest of the key.

    Bounded: the oldest are evicted, and a new trade as old as those is no longer taken on trust.
    """

    def __init__(self, keep: int) -> None:
        self.keep = keep
        self._booked: dict[Key, Fill] = {}
        self._feeless: set[Key] = set()
        self.evicted_to_ns = 0

    def __len__(self) -> int:
        return len(self._booked)

    def booked(self, key: Key) -> Fill | None:
        return self._booked.get(key)

    def too_old(self, at_ns: int) -> bool:
        """So old that it may have been booked and forgotten."""
        return 0 < at_ns <= self.evicted_to_ns

    def add(self, key: Key, fill: Fill, *, fee_known: bool = True) -> None:
        self._booked[key] = fill
        if not fee_known:
            self._feeless.add(key)
        if len(self._booked) > self.keep:
            oldest = next(iter(self._booked))
            self.evicted_to_ns = max(self.evicted_to_ns, self._booked.pop(oldest).at_ns)
            self._feeless.discard(oldest)

    def backfill(self, key: Key, fee: int, fee_asset: str) -> Fill | None:
        """The fill with its fee, if it was booked without one."""
        if key not in self._feeless:
            return None
        self._feeless.remove(key)
        fill = self._booked[key] = replace(self._booked[key], fee=fee, fee_asset=fee_asset)
        return fill

    def rename(self, pair: str, venue_id: str, client_id: str) -> tuple[Fill, ...]:
        """Those of that order, under its name from now on."""
        for key, fill in self._booked.items():
            if fill.pair == pair and fill.venue_id == venue_id:
                self._booked[key] = replace(fill, client_id=client_id)
        return tuple(fill for fill in self._booked.values() if fill.pair == pair and fill.venue_id == venue_id)

    def void(self, pair: str, trade_id: str) -> list[Fill]:
        """The entries that take this trade back; none when it is not known or was taken back before."""
        entries: list[Fill] = []
        for side in Side:
            fill = self._booked.get((pair, trade_id, side))
            key = (pair, VOID + trade_id, side.other)
            if fill is not None and key not in self._booked:
                entry = replace(fill, trade_id=key[1], side=side.other, fee=-fill.fee)
                self.add(key, entry)
                entries.append(entry)
        return entries

    def dump(self) -> tuple[list[Fill], list[Key], int]:
        return list(self._booked.values()), sorted(self._feeless), self.evicted_to_ns

    def load(self, fills: list[Fill], feeless: list[Key], evicted_to_ns: int) -> None:
        self._booked = {(fill.pair, fill.trade_id, fill.side): fill for fill in fills}
        self._feeless = set(feeless)
        self.evicted_to_ns = evicted_to_ns
