"""What one spot account owns: per asset a free and a held part, neither ever negative. A refusal moves nothing."""

from __future__ import annotations

from collections.abc import Mapping

from picaflor.domain.market import Market
from picaflor.domain.numbers import write_atoms
from picaflor.domain.orders import Side
from picaflor.machines.ledger.entries import Listener, Ref, Scribe, Why
from picaflor.machines.ledger.rounding import worth


class Short(ValueError):
    """There is not enough of an asset."""

    def __init__(self, asset: str, needed: int, there: int) -> None:
        super().__init__(f"{write_atoms(needed)} {asset} needed, {write_atoms(there)} there")
        self.asset, self.needed, self.there = asset, needed, there


class SpotLedger:
    def __init__(self, listener: Listener | None = None) -> None:
        self._free: dict[str, int] = {}
        self._held: dict[str, int] = {}
        self._holds: dict[Ref, tuple[str, int]] = {}  # order → what is left of its hold
        self._scribe = Scribe(listener)

    def tell(self, listener: Listener) -> None:
        """From here on: whoever keeps the books of an account may need the account first."""
        self._scribe.listener = listener

    @property
    def listener(self) -> Listener | None:
        return self._scribe.listener

    # reading

    def free(self, asset: str) -> int:
        return self._free.get(asset, 0)

    def held(self, asset: str) -> int:
        return self._held.get(asset, 0)

    def total(self, asset: str) -> int:
        return self.free(asset) + self.held(asset)

    def assets(self) -> tuple[str, ...]:
        """Of which there is something, by name."""
        return tuple(sorted(asset for asset in {*self._free, *self._held} if self.total(asset)))

    def hold_of(self, order_id: Ref) -> tuple[str, int]:
        """The asset and what is left of an order's hold; ("", 0) when there is none."""
        return self._holds.get(order_id, ("", 0))

    # what a restart needs (see keeping)

    def frees(self) -> dict[str, int]:
        return {asset: atoms for asset, atoms in self._free.items() if atoms}

    def holds(self) -> dict[Ref, tuple[str, int]]:
        return dict(self._holds)

    def restore(self, free: Mapping[str, int], holds: Mapping[int, tuple[str, int]]) -> None:
        """As it was; nothing of it is booked anew."""
        self._free, self._holds, self._held = dict(free), dict(holds.items()), {}
        for asset, atoms in holds.values():
            self._held[asset] = self.held(asset) + atoms

    # moving

    def deposit(self, asset: str, atoms: int, ref: Ref = "") -> None:
        self._move(asset, _positive(atoms), 0, Why.DEPOSIT, ref)

    def withdraw(self, asset: str, atoms: int, ref: Ref = "") -> None:
        self._need(asset, _positive(atoms))
        self._move(asset, -atoms, 0, Why.WITHDRAWAL, ref)

    def hold(self, order_id: Ref, asset: str, atoms: int) -> None:
        """Sets `atoms` aside for an order, on top of what it has already; Short when there is not enough free."""
        held_asset, before = self._holds.get(order_id, (asset, 0))
        if held_asset != asset:
            raise ValueError(f"order {order_id} holds {held_asset}, not {asset}")
        self._need(asset, _positive(atoms))
        self._holds[order_id] = (asset, before + atoms)
        self._move(asset, -atoms, atoms, Why.HOLD, order_id)

    def release(self, order_id: Ref, atoms: int | None = None) -> int:
        """Gives back what is left of a hold, or a part of it. Nothing left: 0, so an order is released once."""
        asset, left = self._holds.get(order_id, ("", 0))
        given = left if atoms is None else _positive(atoms)
        if given > left:
            raise ValueError(f"order {order_id} holds {write_atoms(left)} {asset}, less than {write_atoms(given)}")
        if given:
            self._shrink(order_id, asset, left - given)
            self._move(asset, given, -given, Why.RELEASE, order_id)
        return given

    def fill(
        self,
        order_id: Ref,
        market: Market,
        side: Side,
        ticks: int,
        lots: int,
        fee_atoms: int = 0,
        fee_asset: str = "",
    ) -> None:
        """Pays from the order's hold and then from what is free, receives, and charges the fee in its asset and sign.

        A fee is taken from what is free, the received included, and from the rest of the hold when that is too little:
        a hold that was made with room for the fee may be all there is.
        """
        if lots <= 0 or (fee_atoms and not fee_asset):
            raise ValueError(f"not a fill: {lots} lots, fee in {fee_asset!r}")
        money, coins = worth(market, ticks, lots), lots * market.lot.atoms
        bought = side is Side.BUY
        paid, pay = (market.quote, money) if bought else (market.base, coins)
        got, gain = (market.base, coins) if bought else (market.quote, money)
        hold_asset, hold = self._holds.get(order_id, ("", 0))
        pay_held = min(pay, hold) if hold_asset == paid else 0
        self._need(paid, pay - pay_held)
        free = self.free(fee_asset) + (gain if fee_asset == got else 0) - (pay - pay_held if fee_asset == paid else 0)
        fee_free = min(fee_atoms, free)
        fee_held = fee_atoms - fee_free
        if fee_held > (hold - pay_held if hold_asset == fee_asset else 0):
            raise Short(fee_asset, fee_atoms, free)
        self._move(paid, pay_held - pay, -pay_held, Why.PAID, order_id)
        self._move(got, gain, 0, Why.RECEIVED, order_id)
        self._move(fee_asset, -fee_free, -fee_held, Why.FEE, order_id)
        if pay_held or fee_held:
            self._shrink(order_id, hold_asset, hold - pay_held - fee_held)

    def _need(self, asset: str, atoms: int) -> None:
        if atoms > self.free(asset):
            raise Short(asset, atoms, self.free(asset))

    def _shrink(self, order_id: Ref, asset: str, left: int) -> None:
        if left:
            self._holds[order_id] = (asset, left)
        else:
            del self._holds[order_id]

    def _move(self, asset: str, free: int, held: int, why: Why, ref: Ref) -> None:
        if free:
            self._free[asset] = self.free(asset) + free
        if held:
            self._held[asset] = self.held(asset) + held
        self._scribe.write(asset, free + held, why, ref, held)


def _positive(atoms: int) -> int:
    if atoms < 0:
        raise ValueError(f"a negative amount: {write_atoms(atoms)}")
    return atoms
