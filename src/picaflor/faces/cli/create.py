"""picaflor create [STRATEGY [FILE]]"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from picaflor.app.problems import NotFound, Problem, Usage
from picaflor.app.strategy_schema import (
    Question,
    bot_file,
    check,
    made_file,
    questions,
    strategies,
    with_another,
)
from picaflor.faces.cli import asking, output
from picaflor.faces.cli.options import Json, Switch

TRIES = 3
Said = Annotated[tuple[str, ...], Parameter(name=("--set", "-s"), negative="", show_default=False)]


def create(
    strategy: str | None = None,
    file: Path | None = None,
    /,
    *,
    set_: Said = (),
    describe: Switch = False,
    replace: Switch = False,
    add: str | None = None,
    json_: Json = False,
) -> int:
    """Make a bot's file: every key is asked for; alone, what strategies there are.

    An empty answer takes the default. What is given by --set is not asked; without a terminal nothing is, and the rest
    are the defaults.

    Example: picaflor create simple_maker maker.toml --set pair=BTC-USDT

    Parameters
    ----------
    strategy
        Its name, such as simple_maker.
    file
        Where it is written; else STRATEGY.toml, here.
    set_
        KEY=VALUE, as often as you like.
    describe
        Only show the keys.
    replace
        Write over a file that is there.
    add
        Add it to the FILE of a bot as a further controller of that name, with limits of its own on the same account.
    json_
        Lines of JSON.
    """
    if strategy is None:
        _list(json_=json_)
        return 0
    if describe:
        _describe(questions(strategy, beside=add is not None), json_=json_)
        return 0
    if add is not None:
        return _add(strategy, file, add, set_, json_=json_)
    to = file or Path(f"{strategy}.toml")
    if to.exists() and not replace:
        raise Usage(f"{to} is there already: name another file, or say --replace")
    if not to.parent.is_dir():
        raise NotFound(f"there is no folder {to.parent}: make it, or name another file")
    answers = _given(strategy, set_)
    if sys.stdin.isatty():
        _ask(strategy, answers, quiet=json_)
    text = made_file(strategy, answers)
    to.write_text(text)
    output.emit({"strategy": strategy, "file": str(to)}) if json_ else output.say(
        f"{to} is written. `picaflor start {to}` runs it, on paper unless you say otherwise."
    )
    return 0


def _add(strategy: str, file: Path | None, name: str, set_: tuple[str, ...], *, json_: bool) -> int:
    if file is None:
        raise Usage("--add wants the file of a bot: picaflor create STRATEGY FILE --add NAME")
    before = bot_file(file)
    answers = _given(strategy, set_)
    if sys.stdin.isatty():
        for question in questions(strategy, beside=True):
            _answer(strategy, question, answers, quiet=json_)
    file.write_text(with_another(before, str(file), strategy, name, answers))
    output.emit({"strategy": strategy, "file": str(file), "controller": name}) if json_ else output.say(
        f"{name} is added to {file}: one more controller of its bot, from its next start on."
    )
    return 0


def _list(*, json_: bool) -> None:
    if json_:
        for name, about in strategies():
            output.emit({"strategy": name, "about": about})
    else:
        output.table([["strategy", "about"], *([name, about] for name, about in strategies())])


def _describe(found: list[Question], *, json_: bool) -> None:
    if json_:
        for each in found:
            output.emit({"key": each.name, "must_be": each.must, "default": each.default, "help": each.help})
        return
    rows = [[q.name, q.must, "-" if q.default is None else q.default or '""', q.help or "-"] for q in found]
    output.table([["key", "must be", "default", "what it is for"], *rows])


def _given(strategy: str, said: tuple[str, ...]) -> dict[str, str]:
    answers = {}
    known = {question.name for question in questions(strategy)}
    for pair in said:
        key, equals, value = pair.partition("=")
        if not equals:
            raise Usage(f"--set {pair} is no KEY=VALUE")
        if key in known:
            check(strategy, key, value)
        answers[key] = value
    return answers


def _ask(strategy: str, answers: dict[str, str], *, quiet: bool) -> None:
    """The connector first: what only contracts have is not asked of a spot market."""
    first = [question for question in questions(strategy) if question.name == "connector"]
    for question in first:
        _answer(strategy, question, answers, quiet=quiet)
    for question in questions(strategy, answers["connector"]):
        _answer(strategy, question, answers, quiet=quiet)


def _answer(strategy: str, question: Question, answers: dict[str, str], *, quiet: bool) -> None:
    for tries_left in range(TRIES, 0, -1):
        if question.name in answers:
            return
        default = "" if question.default is None else f" [{question.default}]"
        about = f": {question.help}" if question.help else ""
        text = asking.typed(f"{question.name}{about}; {question.must}{default} >>> ", quiet=quiet, needed=True)
        if not text and question.default is not None:
            return
        try:
            check(strategy, question.name, text, answers)
        except Problem as problem:
            if tries_left == 1:
                raise
            output.complain(str(problem))
            continue
        answers[question.name] = text
