"""The purses of one customer on the floors of a house, and the one beside them that trades nothing."""

from __future__ import annotations

from collections.abc import Sequence

from picaflor.sim.venue.house_rules import refuse
from picaflor.sim.venue.news import WalletNews
from picaflor.sim.venue.rows import Row
from picaflor.sim.venue.wallets import Short, put_in, take_out, transfer
from picaflor.wire.asks import Answer, Ask, Refused
from picaflor.wire.reports import BalanceReport, BalancesReport
from picaflor.wire.wallet import Purse, ReadWallet, Transfer, Transferred

BROKEN = "transfer"  # the rule


def answer(rows: Sequence[Row], number: int, ask: Ask, now_ns: int) -> Answer | Refused | None:
    """None: it is asked of a floor."""
    if isinstance(ask, ReadWallet):
        wallet = rows[0].floor.accounts[number].wallet
        held = {asset: atoms for asset, atoms in sorted(wallet.items()) if atoms and ask.asset in ("", asset)}
        return BalancesReport(tuple(BalanceReport(asset, atoms, 0) for asset, atoms in held.items()), whole=True)
    return _move(rows, number, ask, now_ns) if isinstance(ask, Transfer) else None


def _move(rows: Sequence[Row], number: int, ask: Transfer, now_ns: int) -> Transferred | Refused:
    spot, contracts = (
        next((row.floor for row in rows if row.venue.kind == kind), None) for kind in ("spot", "perpetual")
    )
    floors = {Purse.SPOT: spot, Purse.CONTRACTS: contracts, Purse.WALLET: None}
    source, target = floors[ask.source], floors[ask.target]
    there = all(purse is Purse.WALLET or floors[purse] is not None for purse in (ask.source, ask.target))
    first = rows[0].floor
    if not there or ask.source is ask.target or not ask.amount:
        return refuse(first.venue, BROKEN)
    wallet = first.accounts[number].wallet
    try:
        if source is None:
            assert target is not None
            if wallet.get(ask.asset, 0) < ask.amount:
                return refuse(first.venue, "funds")
            wallet[ask.asset] -= ask.amount
            put_in(target, number, ask.asset, ask.amount, now_ns)
        elif target is None:
            take_out(source, number, ask.asset, ask.amount, now_ns)
            wallet[ask.asset] = wallet.get(ask.asset, 0) + ask.amount
        else:
            transfer(source, target, number, ask.asset, ask.amount, now_ns)
    except Short:
        return refuse(first.venue, "funds")
    if Purse.WALLET in (ask.source, ask.target):
        first.news.append(WalletNews(first.accounts[number], (ask.asset,)))
    return Transferred(f"{first.next_no():032x}")
