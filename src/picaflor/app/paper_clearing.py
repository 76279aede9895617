"""A paper account cleared by hand: its house is opened for that alone, on the markets where anything is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from picaflor.app.clearing import Cleared, clear_account
from picaflor.app.endpoints import Reach
from picaflor.app.paper import open_paper
from picaflor.app.paper_families import folder_of
from picaflor.app.paper_visit import PaperAt, paper_at
from picaflor.app.problems import NotFound, Problem
from picaflor.app.targets import Target, find_target
from picaflor.app.visit import Visit
from picaflor.settings.config import Config
from picaflor.settings.places import Places, World
from picaflor.sim.venue.keeping import pairs_of, rests
from picaflor.storage.paper_accounts import read_account


@dataclass(frozen=True, slots=True)
class OnPaper:
    """One account that something is left to do at."""

    target: Target
    account: str
    at: PaperAt
    reach: Reach


def left_on_paper(places: Places, config: Config, find: Callable[[str], Reach], *, flat: bool) -> list[OnPaper]:
    """Every paper account of this install where an order rests, or with `flat` a position is open, and whose market can
    be reached. Bots that run have theirs for themselves."""
    found = []
    for folder in sorted(places.data_dir.glob("paper_accounts/*-*")):
        connector, _, account = folder.name.partition("-")
        try:
            target = find_target(connector)
        except NotFound:
            continue
        states = [read_account(folder_of(folder, family))[0] for family in target.venue.every_family()]
        if not any(rests(state) or (flat and pairs_of(state)) for state in states):
            continue
        reach = find(target.venue.id)
        if reach.leads_to(target.venue):
            found.append(OnPaper(target, account, paper_at(places, target, account, config), reach))
    return found


async def clear_paper(
    target: Target,
    reach: Reach,
    at: PaperAt,
    account: str,
    within_ns: int,
    only: str | None = None,
    *,
    flat: bool = False,
) -> Cleared:
    """Of each family of contracts, one after the other."""
    cleared = Cleared(target.id, account, str(World.PAPER), proven=True)
    for its in target.families():
        if not pairs_of(read_account(folder_of(at.folder, its.venue))[0]):
            continue
        async with open_paper(its, reach, (), at.funds, at.folder, at.fees) as paper:
            visit = Visit(its, paper.reach, paper.keys)
            found = await clear_account(visit, account, str(World.PAPER), within_ns, only=only, flat=flat)
            if paper.troubles:
                raise Problem(paper.troubles[0])
            cleared = cleared.with_that(found)
    return cleared
