"""What is wrong with the accounts whose keys are stored: do their venues take them, what may they do, is the clock right,
and how much of the venue's limits do other processes leave.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from picaflor.app.connecting import life_words
from picaflor.app.doctor import Finding
from picaflor.app.endpoints import Reach
from picaflor.app.judging import SECOND
from picaflor.app.key_check import CLOCK_OFF_NS, Checked, check_keys
from picaflor.app.keyring import VARIABLE, Keyring
from picaflor.app.problems import Credentials, Problem
from picaflor.app.progress import Tally, Told, unheard
from picaflor.app.sharing import taken
from picaflor.app.targets import Stored, read_entry
from picaflor.settings.problems import SettingsProblem, WrongPassword
from picaflor.wire.auth import PlainKeys

Find = Callable[[str], Reach]


def examine_accounts(keyring: Keyring, find: Find, within_ns: int, told: Told = unheard) -> list[Finding]:
    """Side by side, each with its own limit."""
    stored = [found for entry in keyring.names() if (found := read_entry(entry)) is not None]
    there = [each for each in stored if find(each.target.venue.id).is_of(each.world, each.target.venue)]
    away = [
        Finding(f"keys {each.entry}", True, f"not tested: of the {each.world} world")
        for each in stored
        if each not in there
    ]
    try:
        keys = [keyring.get(each.entry) for each in there]
    except Credentials as nobody:
        mend = f"give the vault's password at a terminal, or as {VARIABLE}"
        return [Finding("keys", True, f"{len(there)} stored, and not tested: {nobody}", mend)]
    except SettingsProblem as problem:
        again = isinstance(problem, WrongPassword)
        mend = "give the one that it has" if again else "store them anew with `connect`"
        return [Finding("keys", False, f"{len(there)} stored, and not tested: {problem}", mend)]
    visits = [_account(each, its, find(each.target.venue.id), within_ns) for each, its in zip(there, keys, strict=True)]

    async def all_of_them() -> list[list[Finding]]:
        return await Tally(told).all(visits)

    return [finding for findings in asyncio.run(all_of_them()) for finding in findings] + away


async def _account(each: Stored, keys: PlainKeys, reach: Reach, within_ns: int) -> list[Finding]:
    name, connector = f"keys {each.entry}", each.target.id
    limits = _limits(each, keys, reach)
    try:
        async with asyncio.timeout(within_ns / SECOND):
            checked = await check_keys(each.target, keys, reach)
    except TimeoutError:
        saw = f"{connector} did not answer within {within_ns / SECOND:g} s"
        return [Finding(name, False, saw, "try again; `--within 30s` waits longer"), limits]
    except Problem as problem:
        mend = f"picaflor connect {connector}" if isinstance(problem, Credentials) else life_words(each.target.venue)
        return [Finding(name, False, str(problem), mend or "look at the venue's own page, and try again"), limits]
    return [_rights(name, checked), _clock(connector, checked), limits]


def _rights(name: str, checked: Checked) -> Finding:
    if checked.rights is None:
        return Finding(name, True, "accepted; the venue does not tell what they may do")
    may = ", ".join(checked.rights) or "nothing"
    mend = "they may withdraw, which nothing here ever does: make keys that may only read and trade"
    return Finding(name, True, f"accepted; they may {may}", mend if checked.may_withdraw else "")


def _clock(connector: str, checked: Checked) -> Finding:
    off = abs(checked.ahead_ns)
    way = "behind" if checked.ahead_ns > 0 else "ahead"
    mend = (
        "" if off < CLOCK_OFF_NS else "set up time synchronisation; until then requests are signed by the venue's clock"
    )
    return Finding(f"clock {connector}", off < CLOCK_OFF_NS, f"{off / SECOND:.1f} s {way}", mend)


def _limits(each: Stored, keys: PlainKeys, reach: Reach) -> Finding:
    processes, percent = taken(each.target.venue, reach, keys)
    many = f"{processes} process{'' if processes == 1 else 'es'} at work"
    saw = (
        f"{many}, up to {percent} % of a limit in use; who comes gets an even part"
        if processes
        else "nobody is at work"
    )
    return Finding(f"limits {each.entry}", True, saw)
