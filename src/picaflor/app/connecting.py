"""`connect` and `disconnect` without their prompts: what is asked, what is checked, what is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from picaflor.app.endpoints import Reach
from picaflor.app.key_check import Checked, check_keys
from picaflor.app.keyring import Keyring
from picaflor.app.problems import NotFound, Problem, TooLate
from picaflor.app.progress import Tally, Told, unheard
from picaflor.app.targets import MAIN, Stored, Target, all_targets, find_target, read_entry
from picaflor.settings.places import World
from picaflor.wire.auth import PlainKeys
from picaflor.wire.venue import Credential, Life, Venue

LETTERS_MAX = 4096


@dataclass(frozen=True, slots=True)
class Line:
    """One connector of the table. `confirmed` None: nobody asked the venue."""

    id: str
    account: str
    world: str
    added: bool
    confirmed: bool | None
    note: str
    kind: str = ""  # of account, where the venue has several


def life_words(venue: Venue) -> str:
    """ "": it is open."""
    if venue.life is Life.OPEN:
        return ""
    what = "is closing" if venue.life is Life.CLOSING else "has closed"
    when = f" ({venue.life_date})" if venue.life_date else ""
    return f"{venue.id} {what}{when}. {venue.life_note}".strip()


def questions(target: Target, environment: Mapping[str, str]) -> tuple[dict[str, str], list[Credential]]:
    """What the environment answers already, and what is left to ask."""
    said = {each.name: environment.get(target.variable(each.name), "") for each in target.venue.credentials}
    return {name: word for name, word in said.items() if word}, [
        c for c in target.venue.credentials if not said[c.name]
    ]


def keys_of(fields: Mapping[str, str]) -> PlainKeys:
    for name, word in fields.items():
        if not word or len(word) > LETTERS_MAX or not (word.isascii() and word.isprintable()) or " " in word:
            raise Problem(f"that is no {name.replace('_', ' ')}: it is empty, or has letters that no venue gives out")
    return PlainKeys(**fields)


def confirm(target: Target, keys: PlainKeys, reach: Reach, within_ns: int) -> Checked:
    return asyncio.run(_within(target, keys, reach, within_ns))


async def _within(target: Target, keys: PlainKeys, reach: Reach, within_ns: int) -> Checked:
    seconds = within_ns / 1_000_000_000
    try:
        async with asyncio.timeout(seconds):
            return await check_keys(target, keys, reach)
    except TimeoutError as error:
        raise TooLate(f"{target.id} did not answer within {seconds:g} s") from error


def table(keyring: Keyring, find: Callable[[str], Reach], within_ns: int, told: Told = unheard) -> list[Line]:
    """Every connector; those with keys are tested side by side, each with its own limit."""
    stored = [found for entry in keyring.names() if (found := read_entry(entry)) is not None]
    return asyncio.run(_table(stored, keyring, find, within_ns, Tally(told)))


async def _table(
    stored: list[Stored], keyring: Keyring, find: Callable[[str], Reach], within_ns: int, tally: Tally
) -> list[Line]:
    lines = await tally.all([_test(each, keyring, find, within_ns) for each in stored])
    there = {each.target.id for each in stored}
    lines += [
        Line(target.id, MAIN, World.LIVE, False, None, life_words(target.venue))
        for target in all_targets()
        if target.id not in there
    ]
    return sorted(lines, key=lambda line: (line.id, line.world, line.account))


async def _test(each: Stored, keyring: Keyring, find: Callable[[str], Reach], within_ns: int) -> Line:
    name, account, world = each.target.id, each.account, str(each.world)
    keys, kind, reach = keyring.get(each.entry), keyring.kind_of(each.entry), find(each.target.venue.id)
    if reach.world is not each.world:
        note = (
            "an emulated one: name it with --endpoint" if each.world is World.EMULATED else "the endpoint is emulated"
        )
        return Line(name, account, world, True, None, f"not tested, {note}", kind)
    if not reach.leads_to(each.target.venue):
        return Line(name, account, world, True, None, "not tested, the endpoint is that of another house", kind)
    try:
        checked = await _within(each.target, keys, reach, within_ns)
    except Problem as problem:
        return Line(name, account, world, True, False, str(problem), kind)
    words = [life_words(each.target.venue), _changed(kind, checked), *checked.clock_warnings(name)]
    if checked.account_kind != kind:
        keyring.remember(each.entry, checked.account_kind)
    return Line(name, account, world, True, True, " ".join(filter(None, words)), checked.account_kind)


def _changed(kind: str, checked: Checked) -> str:
    """ "": it is what it was. Whoever asks anew finds it out; a bot that runs since before does not."""
    if not kind or kind == checked.account_kind:
        return ""
    return (
        f"This was a {kind} account and is a {checked.account_kind} one by now: bots that run there must be started"
        " again."
    )


def forget(keyring: Keyring, name: str, account: str, *, emulated: bool) -> str:
    """The entry that was removed."""
    target = find_target(name)
    if target.paper:
        raise NotFound(f"{name} is a paper twin and has no keys: nothing to remove")
    entry = target.entry(World.EMULATED if emulated else World.LIVE, account)
    if entry not in (names := keyring.names()):
        twin = (
            "; those of its emulated twin go with --emulated" if target.entry(World.EMULATED, account) in names else ""
        )
        raise NotFound(
            f"no keys of {entry} are stored (stored: {', '.join(names) or 'nothing'}): nothing to remove{twin}"
        )
    keyring.remove(entry)
    return entry
