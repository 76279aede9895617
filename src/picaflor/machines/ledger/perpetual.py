"""One account's perpetuals: wallets, positions, fees, funding and margin. It books what happened and says what may.

A wallet is what was paid in and what was booked; it may fall below zero while unrealised profit carries it, and what is
available never does. Isolated margin is a held part of a wallet. What may be done is asked before (`rest`, `check`); a
fill that happened is booked whatever it leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Hold, MarginMode, PositionMode, Side
from picaflor.machines.ledger import margin
from picaflor.machines.ledger.brink import initial_margin
from picaflor.machines.ledger.entries import Listener, Ref, Scribe, Why
from picaflor.machines.ledger.lines import Line, NotAllowed, Resting, Slot
from picaflor.machines.ledger.margin import HOLDS
from picaflor.machines.ledger.position import FLAT, Position, Step, step
from picaflor.machines.ledger.rounding import share
from picaflor.machines.ledger.spot import Short
from picaflor.machines.ledger.terms import Terms


class PerpetualLedger:
    def __init__(self, mode: PositionMode = PositionMode.ONEWAY, listener: Listener | None = None) -> None:
        self.mode = mode
        self._wallets: dict[str, int] = {}
        self._lines: dict[str, Line] = {}
        self._aside: dict[str, int] = {}  # held by who shares the wallet
        self._scribe = Scribe(listener)

    def list_terms(self, terms: Terms) -> None:
        """Makes a contract known, or renews its rules."""
        line = self._lines.get(terms.market.pair)
        if line is None:
            self._lines[terms.market.pair] = Line(terms)
        else:
            line.terms = terms

    # reading

    def line(self, pair: str) -> Line:
        return self._lines[pair]

    def position(self, pair: str, hold: Hold = Hold.NET) -> Position:
        return self._lines[pair].position(hold)

    def positions(self) -> Iterator[tuple[str, Hold, Slot]]:
        """The open ones."""
        for pair, line in self._lines.items():
            for hold, slot in line.open_slots():
                yield pair, hold, slot

    def assets(self) -> tuple[str, ...]:
        return tuple(sorted(asset for asset, atoms in self._wallets.items() if atoms))

    def settles(self) -> frozenset[str]:
        """The assets that contracts settle in."""
        return frozenset(line.terms.settle for line in self._lines.values())

    def wallet(self, asset: str) -> int:
        return self._wallets.get(asset, 0)

    def equity(self, asset: str) -> int:
        """The wallet and all unrealised profit in that asset, at the marks."""
        return self.wallet(asset) + margin.unrealised(self._settled_in(asset))

    def available(self, asset: str) -> int:
        """What new orders may tie. Cross profit at the marks counts: inferred."""
        return max(0, self._left(asset, most_profit=None))

    def withdrawable(self, asset: str) -> int:
        """Like available, but nobody may take profit out that is not booked."""
        return max(0, self._left(asset, most_profit=0))

    def isolated(self, asset: str) -> int:
        return margin.isolated(self._settled_in(asset))

    def reducible(self, pair: str, side: Side, hold: Hold = Hold.NET) -> int:
        """The most lots that a reduce-only order of that side may fill."""
        return self._lines[pair].reducible(hold, side)

    def _settled_in(self, asset: str) -> list[Line]:
        return [line for line in self._lines.values() if line.terms.settle == asset]

    def _left(self, asset: str, most_profit: int | None) -> int:
        lines = self._settled_in(asset)
        profit = margin.unrealised(lines, MarginMode.CROSS)
        left = self.wallet(asset) - self._aside.get(asset, 0) - margin.tied(lines)
        return left + (profit if most_profit is None else min(profit, most_profit))

    # what a restart needs (see keeping)

    def wallets(self) -> dict[str, int]:
        return {asset: atoms for asset, atoms in self._wallets.items() if atoms}

    def lines(self) -> Iterator[tuple[str, Line]]:
        return iter(self._lines.items())

    def restore(self, mode: PositionMode, wallets: Mapping[str, int]) -> None:
        """As it was; nothing of it is booked anew. The lines are restored one by one."""
        self.mode, self._wallets = mode, dict(wallets)

    # wallets and settings

    def deposit(self, asset: str, atoms: int, ref: Ref = "") -> None:
        if atoms < 0:
            raise ValueError("a negative deposit")
        self._move(asset, atoms, Why.DEPOSIT, ref)

    def withdraw(self, asset: str, atoms: int, ref: Ref = "") -> None:
        there = self.withdrawable(asset)
        if not 0 <= atoms <= there:
            raise Short(asset, atoms, there)
        self._move(asset, -atoms, Why.WITHDRAWAL, ref)

    def lend(self, asset: str, atoms: int, aside: int, why: Why, ref: Ref = "") -> None:
        """Who shares the wallet moves money in it, and sets some of it aside."""
        self._aside[asset] = self._aside.get(asset, 0) + aside
        self._move(asset, atoms, why, ref)

    def set_mode(self, mode: PositionMode) -> None:
        if mode is not self.mode and any(line.busy() for line in self._lines.values()):
            raise NotAllowed("the position mode cannot change while there are positions or orders")
        self.mode = mode

    def set_margin_mode(self, pair: str, mode: MarginMode) -> None:
        line = self._lines[pair]
        if mode is not line.mode and (line.busy() or line.pot is not None):
            raise NotAllowed(f"{pair}: the margin mode cannot change while there are positions, orders or a pot")
        line.mode = mode

    def set_leverage(self, pair: str, leverage: int, hold: Hold | None = None) -> None:
        """For one hold, or for all. An isolated position keeps the margin it has: inferred."""
        line = self._lines[pair]
        before = dict(line.leverage)
        holds = HOLDS[self.mode] if hold is None else (hold,)
        for each in holds:
            margin.check_leverage(line, leverage, each)
        line.leverage.update(dict.fromkeys(holds, leverage))
        lacking = -(self._left(line.terms.settle, most_profit=None) if line.pot is None else line.spare())
        if lacking > 0 and any(leverage < before.get(each, 1) for each in holds):
            line.leverage = before
            raise Short(line.terms.settle, lacking, 0)

    def add_margin(self, pair: str, atoms: int, hold: Hold = Hold.NET, ref: Ref = "") -> None:
        """To an isolated position; a negative amount takes away what its initial margin does not need."""
        line = self._lines[pair]
        slot, asset = line.slot(hold), line.terms.settle
        if line.mode is not MarginMode.ISOLATED or not slot.position.lots:
            raise NotAllowed(f"{pair}: there is no isolated position")
        if atoms > (there := self.withdrawable(asset)):
            raise Short(asset, atoms, there)
        value = line.terms.value(line.mark, abs(slot.position.lots))
        spare = slot.margin + min(0, line.unrealised(hold)) - initial_margin(value, line.times(hold))
        if -atoms > max(0, spare):
            raise Short(asset, -atoms, max(0, spare))
        self._tie(slot, asset, atoms, ref)

    def set_pot(self, pair: str, atoms: int, ref: Ref = "") -> None:
        """Opens, fills, empties or (0) closes the account of one contract: what is in it, and nothing else, stands for all
        that is traded there.
        """
        line, asset = self._lines[pair], self._lines[pair].terms.settle
        if line.busy() and (line.pot is None or not atoms):
            raise NotAllowed(f"{pair}: there are positions or orders")
        more = atoms - (line.pot or 0)
        if more > (there := self.withdrawable(asset)):
            raise Short(asset, more, there)
        spare = min(line.spare(), line.spare() - sum(max(0, line.unrealised(hold)) for hold in line.slots))
        if line.busy() and -more > max(0, spare):
            raise Short(asset, -more, max(0, spare))
        line.pot, line.mode = line.pot or 0, MarginMode.ISOLATED
        self._put(line, more, ref)
        if not atoms:
            line.pot, line.mode = None, MarginMode.CROSS

    def set_mark(self, pair: str, price: int) -> None:
        if price <= 0:
            raise ValueError(f"{pair}: a mark price is positive")
        self._lines[pair].mark = price

    # orders

    def check(self, pair: str, order: Resting) -> int:
        """The margin that an order would tie; Short or NotAllowed when it may not be."""
        line = self._lines[pair]
        there = self.available(line.terms.settle) if line.pot is None else max(0, line.spare())
        return margin.check(line, order, self.mode, there)

    def rest(self, order_id: Ref, pair: str, order: Resting) -> None:
        self.check(pair, order)
        self._lines[pair].add(order_id, order)

    def drop(self, order_id: Ref, pair: str) -> None:
        """The order is over. Twice is once."""
        self._lines[pair].shrink(order_id)

    # what happened

    def adopt(self, pair: str, lots: int, entry_price: int, hold: Hold = Hold.NET, behind: int = 0) -> None:
        """The position is what the venue says it is (0 lots: gone), with `behind` as its isolated margin."""
        line = self._lines[pair]
        slot = line.slot(hold)
        slot.position = Position(lots, line.terms.cost_at(entry_price, abs(lots))) if lots else FLAT
        line.mark = line.mark or entry_price
        self._tie(slot, line.terms.settle, (behind if lots else 0) - slot.margin, "")

    def fill(
        self,
        pair: str,
        side: Side,
        ticks: int,
        lots: int,
        fee: int = 0,
        fee_asset: str = "",
        hold: Hold = Hold.NET,
        reduce_only: bool = False,
        order_id: Ref = "",
    ) -> Step:
        line = self._lines[pair]
        if hold not in HOLDS[self.mode] or (fee and not fee_asset):
            raise ValueError(f"not a fill in {self.mode}: {hold}, fee in {fee_asset!r}")
        slot = line.slot(hold)
        done = step(slot.position, line.terms, side, ticks, lots)
        if done.opened and (reduce_only or not Resting(hold, side, ticks, lots).opens):
            raise NotAllowed(f"{pair}: {lots} lots close more than {abs(slot.position.lots)}")
        line.mark = line.mark or ticks * line.terms.market.tick.atoms
        line.shrink(order_id, lots)
        self._free_margin(slot, line, done.closed, order_id)
        slot.position = done.after
        self._profit(slot, line.terms.settle, done.profit, order_id)
        if fee:
            slot.fees[fee_asset] = slot.fees.get(fee_asset, 0) + fee
            self._move(fee_asset, -fee, Why.FEE, order_id)
        if line.pot is not None:
            self._put(line, done.profit - (fee if fee_asset == line.terms.settle else 0), order_id)
        elif done.opened and line.mode is MarginMode.ISOLATED:
            value = line.terms.value(ticks * line.terms.market.tick.atoms, done.opened)
            self._tie(slot, line.terms.settle, initial_margin(value, line.times(hold)), order_id)
        return done

    def settle_funding(self, pair: str, rate: int, mark: int, payment: Ref) -> list[tuple[Hold, int]]:
        """What each position pays (negative) or gets at a rate (atoms); nothing when that payment was booked before."""
        line = self._lines[pair]
        due = [(hold, funding(line.terms, slot.position, rate, mark)) for hold, slot in line.open_slots()]
        return due if self._book_funding(line, due, payment) else []

    def book_funding(self, pair: str, atoms: int, payment: Ref, hold: Hold = Hold.NET) -> bool:
        """As a venue's bill has it; False when it was booked before."""
        return self._book_funding(self._lines[pair], [(hold, atoms)], payment)

    def _book_funding(self, line: Line, due: list[tuple[Hold, int]], payment: Ref) -> bool:
        if not line.remember(payment):
            return False
        for hold, atoms in due:
            slot = line.slot(hold)
            slot.funding += atoms
            self._move(line.terms.settle, atoms, Why.FUNDING, payment)
            if line.pot is not None:
                self._put(line, atoms, payment)
            elif line.mode is MarginMode.ISOLATED and slot.position.lots:
                self._tie(slot, line.terms.settle, max(atoms, -slot.margin), payment)
        return True

    # liquidation

    def liquidation_price(self, pair: str, hold: Hold = Hold.NET) -> int | None:
        """In atoms, with all other marks as they are; None where no price of this pair is the one where it turns.

        Both sides of a cross hedge share it, since they stand behind each other.
        """
        line = self._lines[pair]
        if not line.position(hold).lots:
            return None
        if line.mode is MarginMode.ISOLATED:
            return line.curve([hold]).raised(line.behind(hold)).root()
        others = self.cross_spare(line.terms.settle) - line.cross_spare()
        return line.curve(each for each, _ in line.open_slots()).raised(others).root()

    def cross_spare(self, asset: str) -> int:
        """Cross equity above the requirement at the marks; at zero the cross positions are liquidated."""
        behind = self.wallet(asset) - self.isolated(asset)
        return behind + sum(line.cross_spare() for line in self._settled_in(asset))

    def liquidated(self) -> list[tuple[str, Hold]]:
        """Which positions the venue takes over at the marks as they are."""
        taken: list[tuple[str, Hold]] = []
        for pair, line in self._lines.items():
            for hold, _ in line.open_slots():
                if line.mode is MarginMode.ISOLATED:
                    spare = line.curve([hold]).raised(line.behind(hold)).spare(line.mark)
                else:
                    spare = self.cross_spare(line.terms.settle)
                if spare <= 0:
                    taken.append((pair, hold))
        return taken

    def liquidate(self, pair: str, ticks: int, fee: int = 0, hold: Hold = Hold.NET, ref: Ref = "") -> Step:
        """Closes all of a position at a price. The venue bears what the margin does not, to the next of its decimals."""
        line = self._lines[pair]
        slot, asset = line.slot(hold), line.terms.settle
        behind, lots = line.behind(hold), slot.position.lots
        side = Side.SELL if lots > 0 else Side.BUY
        done = self.fill(pair, side, ticks, abs(lots), fee, asset, hold, reduce_only=True, order_id=ref)
        if line.mode is MarginMode.ISOLATED:
            lost = fee - done.profit - behind
        elif any(each.mode is MarginMode.CROSS and any(each.open_slots()) for each in self._settled_in(asset)):
            lost = 0
        else:
            lost = self.isolated(asset) - self.wallet(asset)
        borne = line.terms.cover(max(0, lost))
        self._move(asset, borne, Why.INSURANCE, ref)
        if line.pot is not None:
            self._put(line, borne, ref)
        return done

    # moving

    def _free_margin(self, slot: Slot, line: Line, closed: int, ref: Ref) -> None:
        if slot.margin and closed:
            self._tie(slot, line.terms.settle, -share(slot.margin, closed, abs(slot.position.lots)), ref)

    def _profit(self, slot: Slot, asset: str, atoms: int, ref: Ref) -> None:
        slot.profit += atoms
        self._move(asset, atoms, Why.PROFIT, ref)

    def _tie(self, slot: Slot, asset: str, atoms: int, ref: Ref) -> None:
        slot.margin += atoms
        self._scribe.write(asset, 0, Why.MARGIN, ref, atoms)

    def _put(self, line: Line, atoms: int, ref: Ref) -> None:
        """Into its pot, of what the wallet has."""
        line.pot = (line.pot or 0) + atoms
        if atoms:
            self._scribe.write(line.terms.settle, 0, Why.MARGIN, ref, atoms)

    def _move(self, asset: str, atoms: int, why: Why, ref: Ref) -> None:
        if atoms:
            self._wallets[asset] = self.wallet(asset) + atoms
            self._scribe.write(asset, atoms, why, ref)


def funding(terms: Terms, position: Position, rate: int, mark: int) -> int:
    """−direction × value at the mark × rate, booked: a long pays a positive rate. Inferred."""
    sign = 1 if position.lots > 0 else -1
    return terms.book(share(-sign * terms.value(mark, abs(position.lots)), rate, ONE))
