"""Style is a test: sizes, names, banned calls, floats near money. Exceptions stand here with a reason; stale ones fail."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
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


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def name(path: Path) -> str:
    return str(path.relative_to(SRC))


def test_there_is_something_to_check() -> None:
    assert len(FILES) > 50


def untidy(path: Path) -> Iterator[str]:
    if len(path.read_text().splitlines()) > LINES_MAX:
        yield f"{name(path)}: more than {LINES_MAX} lines"
    if not ast.get_docstring(tree(path)):
        yield f"{name(path)}: a module says in a line what it is"
    if {path.stem, *path.relative_to(SRC).parts[:-1]} & DRAWERS:
        yield f"{name(path)}: a drawer"


def test_a_file_is_small_says_what_it_is_and_is_not_a_drawer() -> None:
    assert [fault for path in FILES for fault in untidy(path)] == []


def long_functions() -> dict[str, int]:
    found = {}
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > FUNCTION_MAX:
                    found[f"{name(path)}::{node.name}"] = length
    return found


def test_functions_are_the_size_of_a_thought() -> None:
    found = long_functions()
    assert {key: size for key, size in found.items() if key not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) <= set(found), "an exception that nobody needs any more"


def dangerous(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
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


def test_nothing_from_outside_becomes_code() -> None:
    assert [fault for path in FILES for fault in dangerous(path)] == []


NEAR_MONEY = [p for p in FILES if p.relative_to(SRC).parts[0] in MONEY_FREE_OF_FLOATS and ANALYSIS not in p.as_posix()]


def inexact(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        match node:
            case ast.Call(func=ast.Name(id="float")) | ast.Constant(value=float()):
                yield f"{name(path)}:{node.lineno}: a float"
            case ast.BinOp(op=ast.Div(), left=left) if name(path) not in EXACT_DIVISION:
                divided = ast.unparse(left)
                if not re.search("path|dir|root|home|folder", divided, re.IGNORECASE):  # which joins paths
                    yield f"{name(path)}:{node.lineno}: {divided} / …"


def test_no_float_near_money() -> None:
    assert [fault for path in NEAR_MONEY for fault in inexact(path)] == []


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
