"""A paper account cleared by hand: its house is opened for that alone, on the markets where anything is open."""

from __future__ import annotations

from picaflor.app.clearing import Cleared, clear_account
from picaflor.app.endpoints import Reach
from picaflor.app.paper import open_paper
from picaflor.app.paper_visit import PaperAt
from picaflor.app.problems import Problem
from picaflor.app.targets import Target
from picaflor.app.visit import Visit
from picaflor.settings.places import World
from picaflor.sim.venue.keeping import pairs_of
from picaflor.storage.paper_accounts import read_account


async def clear_paper(
    target: Target, reach: Reach, at: PaperAt, account: str, within_ns: int, only: str | None = None
) -> Cleared:
    if not pairs_of(read_account(at.folder)[0]):
        return Cleared(target.id, account, str(World.PAPER), proven=True)
    async with open_paper(target, reach, (), at.funds, at.folder, at.fees) as paper:
        visit = Visit(target, paper.reach, paper.keys)
        cleared = await clear_account(visit, account, str(World.PAPER), within_ns, only=only)
        if paper.troubles:
            raise Problem(paper.troubles[0])
        return cleared
