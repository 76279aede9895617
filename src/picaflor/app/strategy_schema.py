"""What a strategy may be told: the keys of its table with type, default and help, and a file made of the answers.

The help is the comment that stands behind a field where it is declared: it is written once, and people read it there, too.
"""

from __future__ import annotations

import ast
import inspect
import io
import re
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Final

import tomli_w

from picaflor.app.bot_plan import Account
from picaflor.app.bot_seats import BESIDE, SECTION, Own, is_name
from picaflor.app.meant import unknown
from picaflor.app.problems import NotFound, Usage
from picaflor.app.targets import find_target
from picaflor.settings.problems import BadConfig
from picaflor.settings.strategy_config import check_value, default_of, into, is_list, must_be
from picaflor.settings.toml_files import parse_toml, read_text
from picaflor.strategies.table import CONTROLLERS, config_class

OF_CONTRACTS: Final = frozenset({"position_mode", "margin_mode", "leverage"})
FIRST: Final = ("connector", "pair")
NOTHING: Final[Mapping[str, str]] = {}
PAIR: Final = re.compile(r"[A-Z0-9.]{1,20}([-/][A-Z0-9.]{1,20})?", re.ASCII | re.IGNORECASE)
HELP: Final = {
    "connector": "where it trades, such as bitget_paper_trade",
    "pair": "such as BTC-USDT",
    "account": "the name that its keys are stored under",
    "leverage": "of contracts",
}


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    must: str
    default: str | None  # None: it must be answered
    help: str


def strategies() -> list[tuple[str, str]]:
    """Every controller, and what it is in a line."""
    return [(name, summary(name)) for name in sorted(CONTROLLERS)]


def summary(name: str) -> str:
    made = inspect.getmodule(config_class(name))
    return (inspect.getdoc(made) or "").partition("\n")[0]


def questions(name: str, connector: str = "", *, beside: bool = False) -> list[Question]:
    """Of its table, the needful first. `connector`: what only contracts have is left out where it has none. `beside`: it is
    a further one of a bot that has its account already."""
    if name not in CONTROLLERS:
        raise NotFound(unknown("strategy", name, CONTROLLERS))
    spot = bool(connector) and find_target(connector).venue.kind == "spot"
    skipped = {"controller", "file", *(OF_CONTRACTS if spot else ())}
    found = []
    for made in (config_class(name), Own if beside else Account):
        said = comments_of(made)
        asked = [each.name for each in fields(made) if each.name not in skipped]
        found += [_question(made, key, said.get(key, "")) for key in asked]
    order = {first: n for n, first in enumerate(FIRST)}
    return sorted(found, key=lambda question: (order.get(question.name, len(order)), question.default is not None))


def _question(made: type[Any], name: str, said: str) -> Question:
    return Question(name, must_be(made, name), default_of(made, name), said or HELP.get(name, ""))


def comments_of(made: type[Any]) -> dict[str, str]:
    """Of its own fields and of those that it inherits."""
    found: dict[str, str] = {}
    for cls in reversed(made.__mro__[:-1]):
        found |= _own_comments(cls) if is_dataclass(cls) else {}
    return found


def _own_comments(made: type[Any]) -> dict[str, str]:
    source = inspect.cleandoc(inspect.getsource(made))
    comments = {
        token.start[0]: token.string.lstrip("# ").strip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    (cls,) = ast.parse(source).body
    assert isinstance(cls, ast.ClassDef)
    found = {}
    for line in cls.body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            told = [comments[n] for n in range(line.lineno, (line.end_lineno or line.lineno) + 1) if n in comments]
            found[line.target.id] = " ".join(told)
    return found


def _owner(name: str, key: str) -> type[Any]:
    return Account if key in Account.__dataclass_fields__ else config_class(name)


def check(name: str, key: str, text: str, before: Mapping[str, str] = NOTHING) -> None:
    """One answer by itself, and beside those before it."""
    if key == "connector":
        find_target(text)
    if key == "pair" and text and not PAIR.fullmatch(text):
        raise Usage(f"{SECTION}.pair is {text[:60]!r}: write it like BTC-USDT")
    try:
        check_value(_owner(name, key), key, _typed(name, key, text), SECTION)
    except BadConfig as problem:
        raise Usage(str(problem)) from problem
    if not text and default_of(_owner(name, key), key) is None:
        raise Usage(f"{SECTION}.{key} has no default: it must be {must_be(_owner(name, key), key)}")
    made = _owner(name, key)
    said = {other: _typed(name, other, word) for other, word in before.items() if _owner(name, other) is made}
    fault = _fault(made, {**said, key: _typed(name, key, text)})
    if fault and not _fault(made, said):  # what is wrong only with it
        raise Usage(fault)


def _fault(made: type[Any], said: Mapping[str, Any]) -> str:
    """What the strategy itself says of these."""
    try:
        into(made, said, SECTION)
    except BadConfig as problem:
        return str(problem)
    return ""


def _typed(name: str, key: str, text: str) -> Any:
    """As it stands in a file: whole numbers and switches bare, the rest as texts."""
    if is_list(_owner(name, key), key):
        return [item.strip() for item in text.split(",") if item.strip()]
    if must_be(_owner(name, key), key) == "a whole number":
        return int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdecimal() and len(text) < 19 else text
    return {"true": True, "false": False}.get(text, text)


def fault_of(table: Mapping[str, Any]) -> str:
    """What is wrong with a table as a whole; "": it could be started."""
    own = Account.__dataclass_fields__
    try:
        into(Account, {key: value for key, value in table.items() if key in own}, SECTION)
        into(config_class(table["controller"]), {k: v for k, v in table.items() if k not in own}, SECTION)
    except BadConfig as problem:
        return str(problem)
    return ""


def made_file(name: str, answers: Mapping[str, str]) -> str:
    """The table that `start` reads: what was answered, and as comments what was left as it is. Checked as a whole."""
    typed = _known(name, answers, questions(name), SECTION)
    if fault := fault_of({"controller": name, **typed}):
        raise BadConfig(fault)
    return _written(name, SECTION, typed, questions(name, answers.get("connector", "")))


def bot_file(path: Path) -> str:
    """What stands in it. BadConfig: there is none, or it cannot be read."""
    return read_text(path)


def with_another(before: str, where: str, name: str, seat: str, answers: Mapping[str, str]) -> str:
    """The file of a bot with one more controller, of that name. What stands in it stays as it is."""
    table = f"{SECTION}.{BESIDE}.{seat}"
    if not is_name(seat):
        raise Usage(
            f"{seat[:40]!r} cannot be a controller's name: small letters, digits and _, a letter first, and not hand"
        )
    strategy = parse_toml(before, where).get(SECTION)
    if not isinstance(strategy, dict):
        raise Usage(f"{where} has no [{SECTION}] table: a bot is made first, by `picaflor create STRATEGY FILE`")
    beside = strategy.get(BESIDE, {})
    if seat in beside:
        raise Usage(f"{where} has a [{table}] already: give another name")
    asked = questions(name, beside=True)
    typed = _known(name, answers, asked, table)
    own = {key: value for key, value in typed.items() if key in Own.__dataclass_fields__}
    into(Own, {"controller": name, **own}, table)
    into(config_class(name), {key: value for key, value in typed.items() if key not in own}, table)
    return f"{before.rstrip()}\n\n{_written(name, table, typed, asked)}"


def _known(name: str, answers: Mapping[str, str], asked: Sequence[Question], table: str) -> dict[str, Any]:
    known = {question.name: question for question in asked}
    for key in answers:
        if key not in known:
            raise BadConfig(f"{table}.{key}: {unknown('key', key, known)}")
    return {key: _typed(name, key, text) for key, text in answers.items()}


def _written(name: str, table: str, typed: Mapping[str, Any], asked: Sequence[Question]) -> str:
    lines = [f"# {summary(name)}", f"[{table}]", f'controller = "{name}"']
    for question in asked:
        said = typed.get(question.name, _typed(name, question.name, question.default or ""))
        entry = " ".join(tomli_w.dumps({question.name: said}).split())
        note = f"  # {question.help}" if question.help else ""
        lines.append(f"{'' if question.name in typed else '# '}{entry}{note}")
    return "\n".join(lines) + "\n"
