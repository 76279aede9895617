"""Money that moves between the purses that a venue keeps apart for one customer."""

from __future__ import annotations

from picaflor.app.problems import TooLate, Usage
from picaflor.app.public_pages import Row
from picaflor.app.targets import Target
from picaflor.app.visit import Visit
from picaflor.app.wallet_watch import watching
from picaflor.domain.numbers import BadNumber, read_atoms, write_atoms
from picaflor.venues import ROWS, load
from picaflor.wire.asks import Unclear
from picaflor.wire.net import NoAnswer
from picaflor.wire.reports import BalancesReport
from picaflor.wire.wallet import Purse, ReadWallet, Transfer, Transferred


def need_purses(target: Target) -> None:
    if Transfer not in target.venue.costs:
        there = ", ".join(name for name in ROWS if Transfer in load(name).costs and not load(name).twin_of)
        raise Usage(f"nobody here knows how money moves between purses of {target.id}: of {there} it is known")
    if target.paper:
        raise Usage(f"on paper each account has one purse: there is nothing to move at {target.id}")


def read_transfer(asset: str, amount: str, source: str, target: str) -> Transfer:
    try:
        atoms = read_atoms(amount)
    except BadNumber as bad:
        raise Usage(f"{amount!r} is no amount: {bad}") from None
    if not atoms:
        raise Usage("nothing would be moved: say how much")
    ends = _purse(source), _purse(target)
    if ends[0] is ends[1]:
        raise Usage(f"from {source} to {target} there is nothing to move: name two purses with --from and --to")
    return Transfer(asset.upper(), atoms, *ends)


def _purse(word: str) -> Purse:
    try:
        return Purse(word.lower())
    except ValueError:
        raise Usage(f"there is no purse {word!r}: there are {', '.join(Purse)}") from None


async def wallet(visit: Visit) -> list[Row]:
    held = await visit.need(ReadWallet(), BalancesReport)
    return [{"asset": row.asset, "free": write_atoms(row.free)} for row in held.rows]


async def move(visit: Visit, ask: Transfer) -> list[Row]:
    """It is asked once. Without an answer nobody knows whether it was done, unless the purse itself was seen to change."""
    async with watching(visit, ask) as watch:
        before = watch.held(ask.asset) if watch else 0
        answer = await visit.ask(ask)
        moved = ask.amount if ask.target is Purse.WALLET else -ask.amount
        doubt = isinstance(answer, NoAnswer | Unclear)
        look = watch is not None and (doubt or isinstance(answer, Transferred))
        seen = look and watch is not None and await watch.saw(ask.asset, before + moved)
    if seen and doubt:
        answer = Transferred("")  # by which number, nobody said
    if isinstance(answer, NoAnswer | Unclear):
        raise TooLate(
            f"{visit.target.id} did not say whether it moved ({answer.why}): look at both purses before you ask again"
        )
    done = visit.judged(answer, Transferred)
    return [
        {
            "asset": ask.asset,
            "amount": write_atoms(ask.amount),
            "from": ask.source.value,
            "to": ask.target.value,
            "seen": "in the wallet" if seen else "",
            "transfer": done.transfer_id,
        }
    ]
