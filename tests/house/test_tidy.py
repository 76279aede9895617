"""Style is a test: sizes, names, banned calls, floats near money. Exceptions stand here with a reason; stale ones fail."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src/picaflor"
FILES = sorted(SRC.rglob("*.py"))

LINES_MAX = 400
FUNCTION_MAX = 70
LONG_FUNCTIONS: dict[str, str] = {}  # "path::name": why it is one piece
EXACT_DIVISION = {"machines/ledger/plain.py": "the referee of the ledger reckons in Fractions, which divide exactly"}
DRAWERS = {"core", "common", "base", "utils", "util", "helpers", "helper", "manager", "misc"}
BANNED_CALLS = {"eval", "exec", "compile", "__import__"}
BANNED_MODULES = {"pickle", "marshal", "shelve", "yaml", "dill"}
ANALYSIS = "strategies/indicators/"  # statistics of prices, in floats; what a strategy makes of them is ticks and lots
MONEY_FREE_OF_FLOATS = ("domain", "wire", "kernels", "venues", "machines", "strategies", "engine", "sim", "storage")


NEAR_MONEY = {p for p in FILES if p.relative_to(SRC).parts[0] in MONEY_FREE_OF_FLOATS and ANALYSIS not in p.as_posix()}


def name(path: Path) -> str:
    return str(path.relative_to(SRC))


def test_there_is_something_to_check() -> None:
    assert len(FILES) > 50
    assert len(NEAR_MONEY) > 50


@dataclass
class Faults:
    untidy: list[str] = field(default_factory=list)
    long: dict[str, int] = field(default_factory=dict)
    dangerous: list[str] = field(default_factory=list)
    inexact: list[str] = field(default_factory=list)


@cache
def found() -> Faults:
    """Each file is parsed and walked once, for all that is asked of it; trees are a million objects, and none is kept."""
    all_of_them = Faults()
    for path in FILES:
        look(path, path.read_text(), all_of_them)
    return all_of_them


def look(path: Path, text: str, faults: Faults) -> None:
    tree = ast.parse(text, str(path))
    faults.untidy.extend(untidy(path, text, tree))
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > FUNCTION_MAX:
                    faults.long[f"{name(path)}::{node.name}"] = length
            case ast.Call() | ast.keyword() | ast.Attribute() | ast.Import() | ast.ImportFrom():
                faults.dangerous.extend(dangerous(path, node))
        if path in NEAR_MONEY and isinstance(node, ast.Call | ast.Constant | ast.BinOp):
            faults.inexact.extend(inexact(path, node))


def untidy(path: Path, text: str, tree: ast.Module) -> Iterator[str]:
    if len(text.splitlines()) > LINES_MAX:
        yield f"{name(path)}: more than {LINES_MAX} lines"
    if not ast.get_docstring(tree):
        yield f"{name(path)}: a module says in a line what it is"
    if {path.stem, *path.relative_to(SRC).parts[:-1]} & DRAWERS:
        yield f"{name(path)}: a drawer"


def dangerous(path: Path, node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=called)) if called in BANNED_CALLS:
            yield f"{name(path)}:{node.lineno}: {called}"
        case ast.keyword(arg="verify" | "ssl" | "check_hostname" | "verify_ssl", value=ast.Constant(value=False)):
            yield f"{name(path)}:{node.lineno}: TLS is always verified"
        case ast.keyword(arg="shell", value=ast.Constant(value=True)):
            yield f"{name(path)}:{node.lineno}: a shell"
        case ast.Attribute(attr="CERT_NONE"):
            yield f"{name(path)}:{node.lineno}: TLS is always verified"
        case ast.Import(names=names) if {alias.name.split(".")[0] for alias in names} & BANNED_MODULES:
            yield f"{name(path)}:{node.lineno}: {ast.unparse(node)}"
        case ast.ImportFrom(module=str(module)) if module.split(".")[0] in BANNED_MODULES:
            yield f"{name(path)}:{node.lineno}: {ast.unparse(node)}"


def inexact(path: Path, node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id="float")) | ast.Constant(value=float()):
            yield f"{name(path)}:{node.lineno}: a float"
        case ast.BinOp(op=ast.Div(), left=left) if name(path) not in EXACT_DIVISION:
            divided = ast.unparse(left)
            if not re.search("path|dir|root|home|folder", divided, re.IGNORECASE):  # which joins paths
                yield f"{name(path)}:{node.lineno}: {divided} / …"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("untidy", "x = 1"),
        ("untidy", '"""Long."""\n' + "\n" * LINES_MAX),
        ("long", '"""A thought."""\ndef f():\n' + "    g()\n" * FUNCTION_MAX),
        ("dangerous", '"""Code."""\neval("1")'),
        ("dangerous", '"""Trust."""\nask(verify=False)'),
        ("dangerous", '"""Trust."""\nssl.CERT_NONE'),
        ("dangerous", '"""A shell."""\nrun(shell=True)'),
        ("dangerous", '"""Code."""\nimport pickle'),
        ("dangerous", '"""Code."""\nfrom yaml import load'),
        ("inexact", '"""A float."""\nfloat(price)'),
        ("inexact", '"""A float."""\nx = 0.5'),
        ("inexact", '"""A quotient."""\ny = price / 2'),
    ],
)
def test_a_planted_fault_is_seen(kind: str, text: str) -> None:
    faults = Faults()
    look(min(NEAR_MONEY), text, faults)
    assert {each for each in ("untidy", "long", "dangerous", "inexact") if getattr(faults, each)} == {kind}


def test_a_file_is_small_says_what_it_is_and_is_not_a_drawer() -> None:
    assert found().untidy == []


def test_functions_are_the_size_of_a_thought() -> None:
    long = found().long
    assert {key: size for key, size in long.items() if key not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) <= set(long), "an exception that nobody needs any more"


def test_nothing_from_outside_becomes_code() -> None:
    assert found().dangerous == []


def test_no_float_near_money() -> None:
    assert found().inexact == []


@pytest.mark.parametrize("words", [["--version"], ["--help"]])
def test_a_word_about_itself_loads_nothing_heavy(words: list[str]) -> None:
    heavy = ("aiohttp", "numba", "numpy", "polars", "prompt_toolkit", "picows", "apsw")
    script = (
        "import sys, runpy\n"
        f"sys.argv = ['picaflor', *{words!r}]\n"
        "try: runpy.run_module('picaflor', run_name='__main__')\n"
        "except SystemExit as e: assert not e.code, e.code\n"
        f"print('LOADED', sorted(set({heavy!r}) & set(sys.modules)))\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "src")},
    )
    assert said.stdout.splitlines()[-1] == "LOADED []"
