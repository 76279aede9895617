"""The table of commands, and what becomes of a mistake: one sentence, the mend, and an exit code that means something."""

from __future__ import annotations

import sys

from cyclopts import App, CycloptsError

USAGE = 2
INTERRUPTED = 130

COMMANDS = {
    "demo": ("demo:demo", "The main job: an emulated Bitget and a market maker on it."),
    "venues": ("venues:venues", "The table of connectors."),
    "emulate": ("emulate:emulate", "Serve an emulated exchange on this machine."),
    "replay": ("replay:replay", "Run a recorded session again and compare what left it."),
    "doctor": ("doctor:doctor", "Look for what is wrong with this installation, and say the mend."),
    "config": ("config:config", "Show configuration keys, their values and where these came from."),
}

app = App(
    name="picaflor",
    help="An algorithmic-trading client. Every command has --help.",
    version=None,
    version_flags=["--version"],
    exit_on_error=False,
    print_error=True,
    result_action="return_value",
)
for _name, (_where, _words) in COMMANDS.items():
    app.command(f"picaflor.faces.cli.{_where}", name=_name, help=_words)


def run(words: list[str]) -> int:
    if not words:
        app.help_print()
        return 0
    try:
        result = app(words)
    except CycloptsError:
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as problem:
        code = getattr(problem, "exit_code", None)
        if code is None:
            raise
        print(f"picaflor: {problem}", file=sys.stderr)
        return int(code)
    return result if isinstance(result, int) else 0
