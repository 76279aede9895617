"""Style is a test: sizes, names, banned calls, floats near money. Exceptions stand here with a reason; stale ones fail."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
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


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]


def test_there_is_something_to_check() -> None:
    assert len(FILES) > 50


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_small_says_what_it_is_and_is_not_a_drawer(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LINES_MAX
    assert ast.get_docstring(tree(path)), "a module says in a line what it is"
    assert not ({path.stem, *path.relative_to(SRC).parts[:-1]} & DRAWERS)


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


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_from_outside_becomes_code(path: Path) -> None:
    for call in calls(path):
        if isinstance(call.func, ast.Name):
            assert call.func.id not in BANNED_CALLS, f"{name(path)}:{call.lineno}"
        for keyword in call.keywords:
            off = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
            assert not (keyword.arg in ("verify", "ssl", "check_hostname", "verify_ssl") and off), call.lineno
            on = isinstance(keyword.value, ast.Constant) and keyword.value.value is True
            assert not (keyword.arg == "shell" and on), f"{name(path)}:{call.lineno}"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & BANNED_MODULES
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.module.split(".")[0] not in BANNED_MODULES
        if isinstance(node, ast.Attribute):
            assert node.attr != "CERT_NONE"


NEAR_MONEY = [p for p in FILES if p.relative_to(SRC).parts[0] in MONEY_FREE_OF_FLOATS and ANALYSIS not in p.as_posix()]


@pytest.mark.parametrize("path", NEAR_MONEY, ids=name)
def test_no_float_near_money(path: Path) -> None:
    for call in calls(path):
        assert not (isinstance(call.func, ast.Name) and call.func.id == "float"), f"{name(path)}:{call.lineno}"
    for node in ast.walk(tree(path)):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), f"{name(path)}:{node.lineno}"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            left = ast.unparse(node.left)
            joins_paths = re.search("path|dir|root|home|folder", left, re.IGNORECASE)
            assert joins_paths or name(path) in EXACT_DIVISION, f"{name(path)}:{node.lineno}: {left} / …"


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
