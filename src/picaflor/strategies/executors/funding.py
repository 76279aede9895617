"""A coin held and the same coin owed: what funding pays the side that owes is earned, and what the price does is not.

Long is a spot market, or the contract that pays less; short is a contract. It begins where the price of the short is far
enough above that of the long and the rate to come is high enough, and ends when the rates have turned, when the prices
have come together by more than was asked for, at a loss, or when its time is over.
"""

from __future__ import annotations

from picaflor.domain.orders import Side
from picaflor.strategies.executors.two_legs import BPS, Legs, LegsMemory, Side2, TwoLegs, legs_of
from picaflor.strategies.executors.vocabulary import CloseType


class FundingConfig(Legs, frozen=True, kw_only=True):
    enter_bps: int = 0  # the short's bid above the long's ask, at least
    leave_bps: int = 0  # the long's bid above the short's ask: then it is closed with a profit; 0: it is not
    rate_min: int = 0  # atoms a settlement, of the short less of the long: below it nothing is begun
    rate_leave: int = 0  # atoms: below it all is closed
    stop_loss_bps: int = 0  # of what both legs were opened for; 0: there is none


class FundingMemory(LegsMemory, kw_only=True):
    config: FundingConfig


class FundingExecutor(TwoLegs[FundingMemory]):
    def __init__(self, name: str, config: FundingConfig) -> None:
        long, short = legs_of(name, config)
        super().__init__(name, FundingMemory(config=config, long=long, short=short))

    @property
    def settings(self) -> FundingConfig:
        return self._m.config

    def _wants_slice(self, sides: tuple[Side2, Side2]) -> bool:
        config, rate = self._m.config, net_rate(sides)
        bps = basis_bps(sides, opens=True)
        return rate is not None and rate >= config.rate_min and bps is not None and bps >= config.enter_bps

    def _judge(self, now_ns: int, sides: tuple[Side2, Side2]) -> None:
        memory, config = self._m, self._m.config
        if config.time_limit_ns and now_ns >= memory.began_ns + config.time_limit_ns:
            memory.closing = CloseType.TIME_LIMIT
        if not memory.want or memory.closing is not None:
            return
        rate, gain = net_rate(sides), self._gain_bps(sides)
        bps = basis_bps(sides, opens=False) if config.leave_bps else None
        if rate is not None and rate < config.rate_leave:
            memory.closing = CloseType.COMPLETED
        elif bps is not None and bps >= config.leave_bps:
            memory.closing = CloseType.TAKE_PROFIT
        elif config.stop_loss_bps and gain is not None and gain <= -config.stop_loss_bps:
            memory.closing = CloseType.STOP_LOSS


def net_rate(sides: tuple[Side2, Side2]) -> int | None:
    """What the short's rate pays, less what the long's costs: atoms a settlement; None while one is not known."""
    rates = []
    for side in sides:
        known = side.view.funding(side.leg.config.pair) if side.market.settle else None
        if side.market.settle and known is None:
            return None
        rates.append(known.rate if known is not None else 0)
    return rates[1] - rates[0]


def basis_bps(sides: tuple[Side2, Side2], *, opens: bool) -> int | None:
    """What is sold above what is bought, by the prices at which it would be done now."""
    way = Side.BUY if opens else Side.SELL
    long, short = sides
    mine, theirs = (side.price(each) * side.market.tick.atoms for side, each in ((long, way), (short, way.other)))
    if not mine or not theirs:
        return None
    sold, bought = (theirs, mine) if opens else (mine, theirs)
    return (sold - bought) * BPS // bought
