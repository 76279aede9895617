"""What a market maker estimates while it runs: how much the middle moves, how far trades reach, and where quotes belong.

Floats end in `Place`: whole millionths of the price.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import log1p

from picaflor.strategies.indicators.signals import PARTS, parts

SECOND = 1_000_000_000
IN_BPS = 10_000.0
GAMMA_LEAST = 1e-9  # below it the limit of the formula is taken


class Volatility:
    """Of the middle, from its last n moves: squared bps a second."""

    def __init__(self, samples: int) -> None:
        self._moves: deque[tuple[float, float]] = deque(maxlen=samples)
        self._last: tuple[int, int] | None = None

    def feed(self, twice_mid: int, at_ns: int) -> None:
        if self._last is not None and at_ns > self._last[1]:
            mid, since_ns = self._last
            move = (twice_mid - mid) / mid * IN_BPS
            self._moves.append((move * move, (at_ns - since_ns) / SECOND))
        self._last = (twice_mid, at_ns)

    def variance(self, least: int) -> float | None:
        """None before there are `least` moves."""
        if len(self._moves) < max(1, least):
            return None
        return sum(move for move, _ in self._moves) / sum(took for _, took in self._moves)


class Intensity:
    """How often trades come, and how far from the middle: as many as A·exp(-k·distance) a second reach a distance.

    Of an exponential the likeliest k is one over the mean distance. Trades older than the window are forgotten.
    """

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._trades: deque[tuple[int, float]] = deque()
        self._sum = 0.0
        self._began_ns: int | None = None

    def feed(self, ticks: int, twice_mid: int, at_ns: int) -> None:
        away = abs(2 * ticks - twice_mid) / twice_mid * IN_BPS
        self._trades.append((at_ns, away))
        self._sum += away

    def look(self, now_ns: int) -> None:
        self._began_ns = now_ns if self._began_ns is None else self._began_ns
        while self._trades and self._trades[0][0] <= now_ns - self._window_ns:
            self._sum -= self._trades.popleft()[1]

    def decay(self, least: int) -> float | None:
        """k, a bps; None before there are `least` trades, or where all were at the middle."""
        if len(self._trades) < max(1, least) or self._sum <= 0:
            return None
        return len(self._trades) / self._sum

    def rate(self, now_ns: int) -> float:
        """A: trades a second."""
        heard_ns = min(self._window_ns, now_ns - (now_ns if self._began_ns is None else self._began_ns))
        return len(self._trades) / (heard_ns / SECOND) if heard_ns > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where quotes belong, in millionths of the price."""

    shift: int  # of the middle, for one order's worth of inventory; it is taken against what is held
    half: int  # from the shifted middle to a quote


def avellaneda_stoikov(variance: float, decay: float, gamma_permille: int, horizon_ns: int) -> Place:
    """With γ the aversion to risk, σ² the variance until the horizon T, k the decay of intensity: the middle is moved by
    γσ²T for each order that is held, and the whole spread is γσ²T + 2/γ·ln(1 + γ/k). In bps."""
    gamma, until = gamma_permille / 1_000, horizon_ns / SECOND
    risk = gamma * variance * until
    reach = log1p(gamma / decay) / gamma if gamma > GAMMA_LEAST else 1.0 / decay
    return Place(_of_bps(risk), _of_bps(risk / 2 + reach))


def _of_bps(value: float) -> int:
    return parts(value / IN_BPS)


def in_parts(bps: int) -> int:
    return bps * (PARTS // 10_000)


def shown(value: float | None, places: int = 2) -> str:
    """For the reason of an order."""
    return "unknown" if value is None else f"{value:.{places}f}"
