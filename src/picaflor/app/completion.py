"""Completion for three shells: commands, the options of each, and the connectors, pairs and bots where one is wanted.

What stands in an install the scripts ask of the program itself: `picaflor completion bots`, and `pairs`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from picaflor.app.houses import house_of
from picaflor.app.targets import PAPER, all_targets
from picaflor.settings.config import Config
from picaflor.settings.places import NAME
from picaflor.venues import ROWS

SHELLS: Final = ("bash", "fish", "zsh")
PAIR: Final = re.compile(r"[A-Z0-9]{1,20}-[A-Z0-9]{1,20}", re.ASCII)
PUBLIC: Final = ("markets", "ticker", "book", "trades", "funding", "candles", "venues")
ACCOUNT: Final = (
    "balance",
    "orders",
    "fills",
    "positions",
    "leverage",
    "margin",
    "position-mode",
    "transfer",
    "buy",
    "sell",
    "cancel",
)
# commands that take one: as their first word, and pairs as the second
CONNECTORS: Final = ("connect", "disconnect", *ACCOUNT, *PUBLIC)
PAIRS: Final = (
    "orders",
    "fills",
    "ticker",
    "book",
    "trades",
    "funding",
    "candles",
    "leverage",
    "margin",
    "buy",
    "sell",
)
BOTS: Final = ("status", "stop", "logs", "history")
KINDS: Final = ("fills", "orders", "trades")  # of export
FILED: Final = ("start", "import", "replay", "report", "export", "create")  # commands that take files
FILES: Final = ("--endpoint", "--project", "--home", "--to", "--csv", "--parquet", "--accounts", "--faults")
Words = Mapping[str, Sequence[str]]  # command → its options
_BOTS: Final = "$(picaflor completion bots 2>/dev/null)"
_ZSH: Final = """(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
autoload -U +X bashcompinit && bashcompinit"""
_PAIRS: Final = "$(picaflor completion pairs 2>/dev/null)"


def connectors() -> list[str]:
    return sorted([target.id for target in all_targets()] + [f"{row}{PAPER}" for row in ROWS])


def on_paper_first(config: Config) -> list[str]:
    """The twins of the venues that `paper_trade.exchanges` names. Every other one is there as well, and need not be."""
    named = config.get("paper_trade.exchanges")
    return sorted(f"{row}{PAPER}" for row in ROWS if row in named or house_of(row) in named)


def bots(found: Iterable[str]) -> list[str]:
    """A shell reads them as words of its own, and would run what they say: nothing passes that is not a name."""
    return sorted({each for each in found if NAME.fullmatch(each)})


def pairs(found: Iterable[str]) -> list[str]:
    return sorted({each for each in found if PAIR.fullmatch(each)})


def script(shell: str, words: Words, help_: Mapping[str, str], valued: Collection[str] = ()) -> str:
    """`valued`: the options that a value follows, which is no word of the command."""
    match shell:
        case "fish":
            return _fish(words, help_, sorted(valued))
        case "zsh":
            return f"{_ZSH}\n{_bash(words, sorted(valued))}"
        case _:
            return _bash(words, sorted(valued))


def _bash(words: Words, valued: Sequence[str]) -> str:
    cases = "\n".join(f"        {name}) options='{' '.join(options)}' ;;" for name, options in words.items())
    return f"""_picaflor() {{
    local word="${{COMP_WORDS[COMP_CWORD]}}" options='' offered='' files=y place=0 at=2
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W '{" ".join(words)} --help --version' -- "$word"))
        return
    fi
    case "${{COMP_WORDS[1]}}" in
{cases}
    esac
    case "$word" in -*) COMPREPLY=($(compgen -W "$options --help" -- "$word")); return ;; esac
    while [ "$at" -lt "$COMP_CWORD" ]; do
        case "${{COMP_WORDS[at]}}" in
            {"|".join(valued) or "--"}) at=$((at + 1)) ;;
            -*) ;;
            *) place=$((place + 1)) ;;
        esac
        at=$((at + 1))
    done
    case "${{COMP_WORDS[COMP_CWORD - 1]}} ${{COMP_WORDS[1]}} $place" in
        '--bot '*) files= offered="{_BOTS}" ;;
        {"|".join(f"'{option} '*" for option in FILES)}) ;;
        {"|".join(f"'{option} '*" for option in valued if option not in FILES) or "'-- '"}) files= ;;
        {_at(CONNECTORS, 0)}) files= offered='{" ".join(connectors())}' ;;
        {_at(PAIRS, 1)}) files= offered="{_PAIRS}" ;;
        {_at(BOTS, 0)}) files= offered="{_BOTS}" ;;
        {_at(("export",), 0)}) files= offered='{" ".join(KINDS)}' ;;
    esac
    COMPREPLY=($(compgen -W "$offered" -- "$word"; [ -z "$files" ] || compgen -f -- "$word"))
}}
complete -F _picaflor picaflor
"""


def _at(commands: Sequence[str], place: int) -> str:
    return "|".join(f"*' {name} {place}'" for name in commands)


def _fish_place(valued: Sequence[str]) -> str:
    return f"""function __picaflor_at
    set -l words
    set -l value 0
    for word in (commandline -opc)
        if test $value -eq 1
            set value 0
        else if contains -- $word {" ".join(valued)}
            set value 1
        else if not string match -q -- '-*' $word
            set -a words $word
        end
    end
    test (count $words) -eq $argv[1]; and contains -- $words[2] $argv[2..-1]
end"""


def _fish(words: Words, help_: Mapping[str, str], valued: Sequence[str]) -> str:
    lines = ["complete -c picaflor -f"]
    lines.append(f"complete -c picaflor -n '__fish_seen_subcommand_from {' '.join(FILED)}' -F")
    for name, options in words.items():
        about = help_[name].replace("\\", "\\\\").replace("'", "\\'")
        lines.append(f"complete -c picaflor -n __fish_use_subcommand -a {name} -d '{about}'")
        seen = f"'__fish_seen_subcommand_from {name}'"
        for option in options:
            value = " -r -F" if option in FILES else " -x" if option in valued else ""
            named = f" -x -a '{_BOTS.removeprefix('$')}'" if option == "--bot" else value
            lines.append(f"complete -c picaflor -n {seen} -l {option.removeprefix('--')}{named}")
    lines.append(_fish_place(valued))
    for commands, place, offered in (
        (CONNECTORS, 2, " ".join(connectors())),
        (PAIRS, 3, _PAIRS.removeprefix("$")),
        (BOTS, 2, _BOTS.removeprefix("$")),
        (("export",), 2, " ".join(KINDS)),
    ):
        lines.append(f"complete -c picaflor -n '__picaflor_at {place} {' '.join(commands)}' -a '{offered}'")
    return "\n".join(lines) + "\n"
