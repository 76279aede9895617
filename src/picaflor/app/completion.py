"""Completion for three shells: commands, the options of each, and connectors where one is wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from picaflor.app.targets import PAPER, all_targets
from picaflor.venues import ROWS

SHELLS: Final = ("bash", "fish", "zsh")
Words = Mapping[str, Sequence[str]]  # command → its options


def connectors() -> list[str]:
    return sorted([target.id for target in all_targets()] + [f"{row}{PAPER}" for row in ROWS])


def script(shell: str, words: Words, help_: Mapping[str, str]) -> str:
    match shell:
        case "fish":
            return _fish(words, help_)
        case "zsh":
            return f"autoload -U +X bashcompinit && bashcompinit\n{_bash(words)}"
        case _:
            return _bash(words)


def _bash(words: Words) -> str:
    cases = "\n".join(f"        {name}) options='{' '.join(options)}' ;;" for name, options in words.items())
    return f"""_picaflor() {{
    local word="${{COMP_WORDS[COMP_CWORD]}}" options='' connectors='{" ".join(connectors())}'
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W '{" ".join(words)} --help --version' -- "$word"))
        return
    fi
    case "${{COMP_WORDS[1]}}" in
{cases}
    esac
    case "$word" in
        -*) COMPREPLY=($(compgen -W "$options --help" -- "$word")) ;;
        *) [ "$COMP_CWORD" -eq 2 ] || connectors=''
           COMPREPLY=($(compgen -W "$connectors" -- "$word"; compgen -f -- "$word")) ;;
    esac
}}
complete -F _picaflor picaflor
"""


def _fish(words: Words, help_: Mapping[str, str]) -> str:
    lines = ["complete -c picaflor -f"]
    for name, options in words.items():
        about = help_[name].replace("\\", "\\\\").replace("'", "\\'")
        lines.append(f"complete -c picaflor -n __fish_use_subcommand -a {name} -d '{about}'")
        seen = f"'__fish_seen_subcommand_from {name}'"
        lines += [f"complete -c picaflor -n {seen} -l {option.removeprefix('--')}" for option in options]
    lines.append(f"complete -c picaflor -n 'not __fish_use_subcommand' -a '{' '.join(connectors())}'")
    return "\n".join(lines) + "\n"
