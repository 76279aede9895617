"""May this ask go now? All the buckets it takes from answer together, and are taken from together or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from picaflor.machines.throttle.bucket import Bucket, Gate
from picaflor.machines.throttle.lease import heaviest
from picaflor.machines.throttle.silence import Silence
from picaflor.wire.venue import Cost, Limit

JITTER_NS: Final = 20_000_000
WHOLE: Final = ""  # the name under which a ban of everything is kept


class Throttle:
    """`take` answers 0 for "go, it is counted", else when to try again. What waits meanwhile, the caller keeps."""

    def __init__(
        self,
        limits: tuple[Limit, ...],
        costs: Mapping[type, Cost],
        reserve_percent: int = 20,
        share_percent: int = 100,
        *,
        leased: bool = False,
        jitter_ns: int = JITTER_NS,
    ) -> None:
        """`leased`: nothing is ours until `allow` says so. `share_percent` is the fixed part of one of several."""
        self._gates: dict[Limit, Gate] = {}
        for limit in limits:
            heavy = heaviest(limit.bucket, costs)
            share = limit.count * share_percent // 100
            if share < heavy:
                raise ValueError(f"an ask takes {heavy} of {limit.bucket!r}, of which only {share} may be used")
            self._gates[limit] = Gate(limit, 0 if leased else share, reserve_percent, heavy, jitter_ns)
        self._buckets = {
            name: Bucket(gate for limit, gate in self._gates.items() if limit.bucket == name)
            for name in dict.fromkeys(limit.bucket for limit in limits)
        }
        self._takes = {ask: self._resolve(ask, cost) for ask, cost in costs.items()}
        self._gated = {
            ask: tuple((weight, bucket, gate, gate.window) for bucket, weight in takes for gate in bucket.gates)
            for ask, takes in self._takes.items()
        }
        self._silence = Silence()

    def _resolve(self, ask: type, cost: Cost) -> tuple[tuple[Bucket, int], ...]:
        weights: dict[str, int] = {}
        for name, weight in cost.takes:
            if name not in self._buckets:
                raise ValueError(f"{ask.__name__} takes from {name!r}, which no limit describes")
            weights[name] = weights.get(name, 0) + weight
        return tuple((self._buckets[name], weight) for name, weight in weights.items())

    def take(self, ask_type: type, now_ns: int, urgent: bool = False) -> int:
        """The way of nearly every ask is here in one piece, since orders wait for it: nothing is near its limit."""
        gated = self._gated.get(ask_type, ())
        for weight, bucket, gate, window in gated:
            if now_ns >= window.ends_ns:
                window.roll(now_ns)
            if (
                now_ns < bucket.left_until_ns
                or now_ns < bucket.silence.until_ns
                or now_ns >= gate.until_ns
                or window.used + weight > gate.room - gate.reserve
            ):
                return self._take_near_limit(ask_type, now_ns, urgent)
        if not gated or now_ns < self._silence.until_ns:
            return self._take_near_limit(ask_type, now_ns, urgent)
        for weight, _, _, window in gated:
            window.used += weight
            window.ring[window.place] += weight
        return 0

    def _take_near_limit(self, ask_type: type, now_ns: int, urgent: bool) -> int:
        takes = self._takes.get(ask_type)
        if takes is None:
            raise ValueError(f"the row does not say what {ask_type.__name__} costs")
        at = self._silence.until_ns if now_ns < self._silence.until_ns else 0
        for bucket, weight in takes:
            wait = bucket.wait(weight, urgent, now_ns)
            at = max(at, wait) if wait else at
        if at == 0:
            for bucket, weight in takes:
                bucket.add(weight)
        return at

    def refused(self, retry_after_ns: int | None, now_ns: int, bucket: str | None = None) -> None:
        """A 429 or a 418. Without a bucket all is silent, cancels too: asking on is what gets a key banned."""
        silence = self._silence if bucket is None else self._buckets[bucket].silence
        silence.refused(retry_after_ns or 0, now_ns)

    def served(self, now_ns: int) -> None:
        """An answer that was no refusal."""
        self._silence.served(now_ns)

    def learned(self, bucket: str, remaining: int, resets_at_ns: int, now_ns: int) -> None:
        """What a reply's headers said is left of a bucket, other users of the key included."""
        self._buckets[bucket].learned(remaining, resets_at_ns, now_ns)

    def buckets_of(self, ask_type: type) -> tuple[str, ...]:
        """Which buckets a refusal of such an ask may have meant."""
        taken = {id(bucket) for bucket, _ in self._takes.get(ask_type, ())}
        return tuple(name for name, bucket in self._buckets.items() if id(bucket) in taken)

    def bans(self) -> dict[str, int]:
        """Until when who is silent; "" is everything. To be kept across restarts: a ban survives ours."""
        silences = {WHOLE: self._silence, **{name: bucket.silence for name, bucket in self._buckets.items()}}
        return {name: silence.until_ns for name, silence in silences.items() if silence.until_ns}

    def restore_bans(self, bans: Mapping[str, int]) -> None:
        """A bucket that this row no longer has silences everything: better late than banned."""
        for name, until_ns in bans.items():
            silence = self._buckets[name].silence if name in self._buckets else self._silence
            silence.until_ns = max(silence.until_ns, until_ns)

    def headroom(self, now_ns: int) -> dict[str, int]:
        """What an urgent ask could take of each bucket now: for status."""
        silent = now_ns < self._silence.until_ns
        return {name: 0 if silent else bucket.free(now_ns) for name, bucket in self._buckets.items()}

    def wants(self, now_ns: int) -> dict[Limit, int]:
        """What to ask a Lease for."""
        return {limit: gate.want(now_ns) for limit, gate in self._gates.items()}

    def used(self, now_ns: int) -> dict[Limit, int]:
        """What was taken of each limit within its window."""
        return {limit: gate.used(now_ns) for limit, gate in self._gates.items()}

    def allow(self, allowances: Mapping[Limit, int], until_ns: int) -> None:
        """What a Lease answered. It counts from now on and ends by itself."""
        for limit, room in allowances.items():
            if limit in self._gates:
                self._gates[limit].allow(room, until_ns)
