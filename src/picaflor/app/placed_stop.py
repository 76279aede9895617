"""What became of an order by hand that waits for a price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from picaflor.domain.market import Market
from picaflor.domain.stops import StopState, StopView

UNDER_WAY: Final = frozenset({StopState.INTENDED, StopState.SENT, StopState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class PlacedStop:
    connector: str
    market: Market
    stop: StopView

    @property
    def known(self) -> bool:
        return self.stop.state not in UNDER_WAY

    @property
    def refused(self) -> bool:
        return self.stop.state in (StopState.REFUSED, StopState.FAILED)

    @property
    def reason(self) -> str:
        return self.stop.reason

    def record(self) -> dict[str, Any]:
        """With the keys of an order that does not wait."""
        wish, market = self.stop.wish, self.market
        return {
            "connector": self.connector,
            "pair": wish.pair,
            "side": str(wish.side),
            "type": "MARKET" if wish.ticks is None else "LIMIT",
            "tif": "GTC",
            "amount": market.lot.write(wish.lots),
            "price": None if wish.ticks is None else market.tick.write(wish.ticks),
            "filled": market.lot.write(0),
            "state": str(self.stop.state) if self.known else "unknown",
            "id": self.stop.client_id,
            "reason": self.stop.reason or None,
            "stop": market.tick.write(wish.trigger),
        }

    def words(self) -> str:
        told = self.record()
        price = f"at {told['price']}" if told["price"] else "at market"
        what = f"{told['side']} {told['amount']} {told['pair']} {price} once the price is {told['stop']}"
        if not self.known:
            return f"{told['id']}: nobody knows yet whether {what} arrived; see `picaflor orders {self.connector}`"
        return f"{told['id']}: {what} is {told['state']}"
