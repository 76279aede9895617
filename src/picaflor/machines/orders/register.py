"""Every order by each of its names, what is live, what it may cost at worst. Bounded: the oldest ends are forgotten."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from picaflor.domain.events import OrderView
from picaflor.domain.orders import Side
from picaflor.machines.orders.record import Record, exposure


class Register:
    def __init__(self, keep: int) -> None:
        self.keep = keep
        self.by_client: dict[str, Record] = {}
        self.by_venue: dict[tuple[str, str], Record] = {}
        self.live: dict[str, Record] = {}
        self.views: dict[str, OrderView] = {}
        self._nameless: dict[str, dict[str, Record]] = {}  # symbol: ours in flight, venue id not known yet
        self._worst: dict[str, list[int]] = {}  # pair: lots that may still be bought, sold
        self._ends: deque[str] = deque()
        self.forgotten_unsettled = 0

    def add(self, record: Record) -> OrderView:
        self.by_client[record.client_id] = record
        if record.venue_id:
            self.by_venue[(record.symbol, record.venue_id)] = record
        if record.state.final:
            self._ends.append(record.client_id)
        else:
            self.live[record.client_id] = record
        if record.ours and not record.venue_id and not record.state.final:
            self._nameless.setdefault(record.symbol, {})[record.client_id] = record
        record.exposed = 0
        return self.update(record)

    def update(self, record: Record) -> OrderView:
        """After any change of `record` that can be seen."""
        self.count(record)
        client_id = record.client_id
        if record.state.final:
            if self.live.pop(client_id, None) is not None:
                self._unname(record)
                self._ends.append(client_id)
        elif client_id not in self.live:
            self.live[client_id] = record  # back from absent; its old place among the ends is skipped later
        view = self.views[client_id] = record.view()
        return view

    def count(self, record: Record) -> None:
        """Its part in the worst case, as it now is."""
        most = exposure(record)
        if most != record.exposed:
            worst = self._worst.setdefault(record.pair, [0, 0])
            worst[0 if record.side is Side.BUY else 1] += most - record.exposed
            record.exposed = most

    def link(self, record: Record, venue_id: str) -> None:
        record.venue_id = venue_id
        self.by_venue[(record.symbol, venue_id)] = record
        self._unname(record)

    def rename(self, record: Record, client_id: str) -> None:
        """An order known by the venue's id alone turns out to have a name."""
        old = record.client_id
        self.by_client.pop(old)
        self.views.pop(old, None)
        record.client_id = client_id
        self.by_client[client_id] = record
        if self.live.pop(old, None) is not None:
            self.live[client_id] = record
        else:
            self._ends.append(client_id)

    def drop(self, record: Record) -> None:
        self.by_client.pop(record.client_id, None)
        self.views.pop(record.client_id, None)
        self.live.pop(record.client_id, None)
        if self.by_venue.get((record.symbol, record.venue_id)) is record:
            del self.by_venue[(record.symbol, record.venue_id)]
        self._unname(record)
        if record.exposed:
            self._worst[record.pair][0 if record.side is Side.BUY else 1] -= record.exposed
            record.exposed = 0

    def nameless(self, symbol: str, side: Side) -> bool:
        """Could a venue id that we do not know be one of ours in flight?"""
        return any(record.side is side for record in self._nameless.get(symbol, {}).values())

    def worst_case(self, pair: str) -> tuple[int, int]:
        buy, sell = self._worst.get(pair, (0, 0))
        return buy, sell

    def forget(self) -> list[Record]:
        """Ends beyond the bound, oldest first. One that still owes trades is passed over, up to twice the bound."""
        dropped: list[Record] = []
        for _ in range(min(2, len(self._ends) - self.keep)):
            client_id = self._ends.popleft()
            record = self.by_client.get(client_id)
            if record is None or not record.state.final:
                continue
            if record.open_question and len(self._ends) < 2 * self.keep:
                self._ends.append(client_id)
                continue
            self.forgotten_unsettled += record.open_question
            self.drop(record)
            dropped.append(record)
        return dropped

    def __iter__(self) -> Iterator[Record]:
        return iter(self.by_client.values())

    def __len__(self) -> int:
        return len(self.by_client)

    def _unname(self, record: Record) -> None:
        waiting = self._nameless.get(record.symbol)
        if waiting is not None and waiting.pop(record.client_id, None) is not None and not waiting:
            del self._nameless[record.symbol]
