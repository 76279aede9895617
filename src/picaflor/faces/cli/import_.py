"""picaflor import hummingbot FILE…"""

from __future__ import annotations

from pathlib import Path

from picaflor.app.hummingbot import Imported, Told, read_theirs
from picaflor.app.problems import NotFound, Usage
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json, Switch

HUMMINGBOT = "hummingbot"


def import_(*words: str, to: Path = Path(), replace: Switch = False, json_: Json = False) -> int:
    """Make files of ours of Hummingbot's, and say what could not be carried over.

    Each becomes a file of the same name that ends in .toml, and each of its lines is told: what became of it, or why it
    could not be carried over. Several files go together as in `picaflor start maker.toml conf_client.toml`. Keys of
    exchanges are not in such files: `connect` asks for them.

    Example: picaflor import hummingbot conf_pure_mm_1.yml conf_client.yml

    Parameters
    ----------
    words
        hummingbot, and the files.
    to
        The folder that ours are written to; else this one.
    replace
        Write over files that are there.
    json_
        A line of JSON for each line of each file.
    """
    files = [Path(word) for word in (words[1:] if words[:1] == (HUMMINGBOT,) else words)]
    if not files:
        raise Usage("say whose and which: `picaflor import hummingbot FILE…`")
    if not to.is_dir():
        raise NotFound(f"there is no folder {to}: make it, or name another with --to")
    found = [(file, to / f"{file.stem}.toml", read_theirs(file)) for file in files]
    there = [str(ours) for _, ours, _ in found if ours.exists()]
    if there and not replace:
        raise Usage(f"{', '.join(there)} is there already: name another folder with --to, or say --replace")
    for theirs, ours, made in found:
        ours.write_text(made.file(theirs.name))
        _records(theirs, ours, made) if json_ else _tell(theirs, ours, made)
    return 0


def _records(theirs: Path, ours: Path, made: Imported) -> None:
    for told in made.told:
        output.emit(
            {
                "file": str(theirs),
                "line": str(told.line),
                "key": told.key,
                "value": told.value,
                "became": told.became or None,
                "note": told.note,
                "written": str(ours),
            }
        )


def _tell(theirs: Path, ours: Path, made: Imported) -> None:
    lost = sum(told.lost for told in made.told)
    output.say(
        f"{theirs}, {made.kind}, is written as {ours}; {lost or 'no'} line{'' if lost == 1 else 's'} left behind:"
    )
    for told in made.told:
        output.say(f"  {_words(told)}")
    if made.fault:
        output.say(f"  It cannot be started yet: {made.fault}")


def _words(told: Told) -> str:
    head = f"line {told.line}: {told.key} {told.value}"
    if told.lost:
        return f"{head} is left behind: {told.note}"
    return f"{head} is {told.became}" + (f" ({told.note})" if told.note else "")
