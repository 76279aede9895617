"""picaflor completion SHELL"""

from __future__ import annotations

from picaflor.app.completion import SHELLS, script
from picaflor.app.meant import unknown
from picaflor.app.problems import Usage
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json


def completion(shell: str, /, *, json_: Json = False) -> int:
    """What makes your shell complete commands, their options, and connectors: for bash, zsh or fish.

    Example: picaflor completion bash >> ~/.bashrc

    Parameters
    ----------
    shell
        bash, zsh or fish.
    json_
        One line of JSON with the script in it.
    """
    from picaflor.faces.cli.program import COMMANDS, options_of

    if shell not in SHELLS:
        raise Usage(unknown("shell", shell, SHELLS))
    words = {name: options_of(name) for name in COMMANDS}
    made = script(shell, words, {name: text for name, (_, text) in COMMANDS.items()})
    if json_:
        output.emit({"shell": shell, "script": made})
    else:
        output.say(made.rstrip("\n"))
    return 0
