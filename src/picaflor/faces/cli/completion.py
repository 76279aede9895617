"""picaflor completion SHELL"""

from __future__ import annotations

from picaflor.app.completion import SHELLS, bots, pairs, script
from picaflor.app.configuration import places_of
from picaflor.app.meant import unknown
from picaflor.app.problems import Usage
from picaflor.app.roster import read_roster
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json


def completion(shell: str, /, *, json_: Json = False) -> int:
    """What makes your shell complete commands, their options, connectors, pairs and bots: for bash, zsh or fish.

    Bots are those of the folder where you are, or else of the system's places; pairs, what they trade.

    Example: picaflor completion bash >> ~/.bashrc

    Parameters
    ----------
    shell
        bash, zsh or fish. Or bots, or pairs: what the scripts ask for.
    json_
        One line of JSON with the script in it, or a line for each bot or pair.
    """
    from picaflor.faces.cli.program import COMMANDS, options_of, valued_of

    if shell in ("bots", "pairs"):
        return _list(shell, json_=json_)
    if shell not in SHELLS:
        raise Usage(unknown("shell", shell, SHELLS))
    words = {name: options_of(name) for name in COMMANDS}
    valued = {option for name in COMMANDS for option in valued_of(name)}
    made = script(shell, words, {name: text for name, (_, text) in COMMANDS.items()}, valued)
    if json_:
        output.emit({"shell": shell, "script": made})
    else:
        output.say(made.rstrip("\n"))
    return 0


def _list(kind: str, *, json_: bool) -> int:
    there = read_roster(places_of(None))
    pairs_there = [str(entry.told["pair"]) for entry in there if "pair" in entry.told]
    found = bots(entry.bot for entry in there) if kind == "bots" else pairs(pairs_there)
    for each in found:
        output.emit({kind.removesuffix("s"): each}) if json_ else output.say(each)
    return 0
