"""Everything off, everywhere: bots are told to stop, and every account that can be reached is cleared beside them.

Once the bots are gone the accounts are read again, for a bot may have had an order on its way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from picaflor.app.clearing import Cleared, clear_account
from picaflor.app.endpoints import Reach
from picaflor.app.keyring import Keyring
from picaflor.app.paper_clearing import OnPaper, clear_paper
from picaflor.app.problems import Credentials, Problem
from picaflor.app.progress import Tally, Told, unheard
from picaflor.app.roster import Entry
from picaflor.app.stopping import Stopped, until_stopped
from picaflor.app.targets import Stored, read_entry
from picaflor.app.visit import Visit
from picaflor.settings.places import World
from picaflor.settings.problems import SettingsProblem
from picaflor.storage.problems import StorageProblem
from picaflor.wire.auth import PlainKeys

SECOND: Final = 1_000_000_000
Find = Callable[[str], Reach]


@dataclass(frozen=True, slots=True)
class Outcome:
    bots: list[Stopped]
    accounts: list[Cleared]
    papers: list[Cleared] = field(default_factory=list)

    @property
    def proven(self) -> bool:
        """A bot that could not prove it is outdone by its venue, if all of its account was read."""
        read = all(each.proven for each in (*self.accounts, *self.papers))
        whole = bool(self.accounts) or all(each.proven for each in self.bots)
        return read and whole and all(each.gone for each in self.bots)


@dataclass(frozen=True, slots=True)
class Account:
    stored: Stored
    keys: PlainKeys
    reach: Reach


def accounts_of(keyring: Keyring, find: Find) -> tuple[list[Account], str]:
    """Every account whose keys are stored and whose world can be reached; and why there are none if the vault stays
    shut."""
    found = []
    try:
        for entry in keyring.names():
            stored = read_entry(entry)
            if stored is not None and (reach := find(stored.target.venue.id)).is_of(stored.world, stored.target.venue):
                found.append(Account(stored, keyring.get(entry), reach))
    except (Credentials, SettingsProblem) as problem:
        return [], str(problem)
    return found, ""


def _none() -> Sequence[OnPaper]:
    return ()


async def panic(
    bots: Sequence[Entry],
    accounts: Sequence[Account],
    within_ns: int,
    *,
    flat: bool,
    papers: Callable[[], Sequence[OnPaper]] = _none,
    told: Told = unheard,
) -> Outcome:
    """The bots have been told already. `papers` is asked once they are gone: until then theirs are their own."""
    tally = Tally(told)
    clearing = tally.all(_clear(each, within_ns, flat=False) for each in accounts)
    stopped, first = await asyncio.gather(until_stopped(bots, within_ns, tally), clearing)
    on_paper = asyncio.ensure_future(tally.all(_clear_paper(each, within_ns, flat=flat) for each in papers()))
    if not stopped and not flat:
        return Outcome(stopped, first, await on_paper)
    again = await tally.all(_clear(each, within_ns, flat=flat) for each in accounts)
    return Outcome(stopped, [_together(*both) for both in zip(first, again, strict=True)], await on_paper)


async def _clear(account: Account, within_ns: int, *, flat: bool) -> Cleared:
    """One account must not keep the others from being cleared, whatever is wrong with it: a defect of ours, too."""
    stored = account.stored
    try:
        visit = Visit(stored.target, account.reach, account.keys, urgent=True)
        return await clear_account(visit, stored.account, str(stored.world), within_ns, flat=flat)
    except Exception as defect:  # noqa: BLE001  what nobody foresaw must not stop a panic
        note = f"{type(defect).__name__}: {defect}: this is a defect, please report it"
        return Cleared(stored.target.id, stored.account, str(stored.world), note=note)


async def _clear_paper(account: OnPaper, within_ns: int, *, flat: bool) -> Cleared:
    made = Cleared(account.target.id, account.account, str(World.PAPER))
    try:
        return await clear_paper(account.target, account.reach, account.at, account.account, within_ns, flat=flat)
    except (Problem, StorageProblem) as problem:
        return replace(made, note=str(problem))
    except Exception as defect:  # noqa: BLE001  as above
        return replace(made, note=f"{type(defect).__name__}: {defect}: this is a defect, please report it")


def _together(first: Cleared, again: Cleared) -> Cleared:
    """What the first look could not do the second one may have."""
    cancelled = tuple(dict.fromkeys([*first.cancelled, *again.cancelled]))
    return replace(again, cancelled=cancelled, took_ns=first.took_ns + again.took_ns)
