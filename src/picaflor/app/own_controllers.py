"""Controllers of the user's own: a file each in the folder `controllers` beside the configuration, looked at before it is
run. What a recording could not repeat is refused here: clocks, dice, files and networks.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.abc
import importlib.util
import sys
import typing
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from picaflor.app.problems import Problem
from picaflor.domain.commands import Command
from picaflor.settings.places import Places
from picaflor.strategies.protocols import View, Wake, Wakes
from picaflor.strategies.table import CONTROLLERS, OWN, VERSIONS, OwnController, digest_of

FOLDER: Final = "controllers"
MODULE: Final = "picaflor_own_"  # before the name of a file, among the modules
NOT_REPEATED: Final = (
    *(
        "asyncio",
        "socket",
        "ssl",
        "threading",
        "multiprocessing",
        "subprocess",
        "http",
        "urllib",
        "requests",
        "aiohttp",
    ),
    *("time", "datetime", "random", "secrets", "uuid", "sqlite3", "os", "io", "pathlib", "shutil", "pickle"),
)
PLAIN: Final = (int, str, bool, Decimal)


class BadController(Problem):
    exit_code = 3


def folder_of(places: Places) -> Path:
    return places.config_dir / FOLDER


def versions_of(places: Places) -> Path:
    """Copies of those that bots were run with, by what stood in them: a replay needs them."""
    return places.data_dir / FOLDER


def keep_version(places: Places, name: str) -> None:
    """As it stands now: a bot is about to run it."""
    if digest := digest_of(name):
        folder, data = places.make(versions_of(places)), (folder_of(places) / f"{name}.py").read_bytes()
        if hashlib.sha256(data).hexdigest() == digest:  # else it has just been changed, and comes again
            (folder / f"{name}-{digest}.py").write_bytes(data)


def add_own_controllers(places: Places) -> None:
    """Those of this place are known from here on. None is run before it is asked for."""
    OWN.clear()
    for path in sorted(versions_of(places).glob("*-*.py")):
        name, _, digest = path.stem.rpartition("-")
        VERSIONS.setdefault(digest, OwnController(_copy(path, name, digest), digest))
    for path in sorted(folder_of(places).glob("[a-z]*.py")):
        if path.stem.startswith("test_"):
            continue
        if path.stem in CONTROLLERS:
            raise BadController(f"{path}: {path.stem} is a controller of Picaflor's: give yours another name")
        data = path.read_bytes()
        OWN[path.stem] = OwnController(_loader(path, data), hashlib.sha256(data).hexdigest())


def _loader(path: Path, data: bytes) -> typing.Callable[[], type[Any]]:
    return cache(lambda: _load(path, path.stem, data))


def _copy(path: Path, name: str, digest: str) -> typing.Callable[[], type[Any]]:
    def load() -> type[Any]:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise BadController(f"{path} is not what was kept any more: a recording cannot be run with it")
        return _load(path, name, data)

    return cache(load)


def class_name(name: str) -> str:
    """my_maker is MyMaker."""
    return "".join(part.capitalize() for part in name.split("_"))


class _Read(importlib.abc.SourceLoader):
    """What was read is what is run: the file, or what was compiled of it, may be another by now."""

    def __init__(self, path: Path, data: bytes) -> None:
        self._path, self._data = path, data

    def get_filename(self, fullname: str) -> str:
        return str(self._path)

    def get_data(self, path: str) -> bytes:
        return self._data


def _load(path: Path, name: str, data: bytes) -> type[Any]:
    """Each version is a module of its own."""
    _look_at_source(path, data)
    spec = importlib.util.spec_from_loader(f"{MODULE}{name}_{hashlib.sha256(data).hexdigest()}", _Read(path, data))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look themselves up there
    try:
        spec.loader.exec_module(module)
        return _look_at_classes(path, name, module)
    except BadController:
        raise
    except Exception as error:
        raise BadController(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error


def _look_at_source(path: Path, data: bytes) -> None:
    try:
        tree = ast.parse(data, str(path))
    except SyntaxError as error:
        raise BadController(f"{path}:{error.lineno}: {error.msg}") from error
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    for node in imports:
        named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        for name in named:
            if name.partition(".")[0] in NOT_REPEATED:
                raise BadController(
                    f"{path}:{node.lineno}: a controller may not import {name}: a recording could not repeat what it"
                    " does. The time is view.now_ns"
                )


def _look_at_classes(path: Path, stem: str, module: Any) -> type[Any]:
    name = class_name(stem)
    cls, config = getattr(module, name, None), getattr(module, f"{name}Config", None)
    if not isinstance(cls, type) or not isinstance(config, type):
        raise BadController(f"{path} has no classes {name} and {name}Config: they are named after the file")
    if not is_dataclass(config) or not config.__dataclass_params__.frozen:  # type: ignore[attr-defined]
        raise BadController(f"{path}: {name}Config is not a frozen dataclass: @dataclass(frozen=True, slots=True)")
    _look_at_fields(path, config)
    _look_at_decide(path, cls)
    return cls


def _look_at_fields(path: Path, config: type[Any]) -> None:
    hints = typing.get_type_hints(config)
    if hints.get("pair") is not str:
        raise BadController(f"{path}: {config.__name__} has no field pair: str")
    for field in fields(config):
        kind = hints[field.name]
        parts = typing.get_args(kind)[:1] if typing.get_origin(kind) is tuple else (kind,)
        if not all(isinstance(each, type) and (each in PLAIN or issubclass(each, StrEnum)) for each in parts):
            raise BadController(
                f"{path}: {config.__name__}.{field.name} is {kind}: a configuration file can say an int, a str, a bool,"
                " a Decimal, a StrEnum, or a tuple of one of these"
            )
        if field.name != "pair" and field.default is MISSING and field.default_factory is MISSING:
            raise BadController(f"{path}: {config.__name__}.{field.name} has no default")


def _look_at_decide(path: Path, cls: type[Any]) -> None:
    decide = getattr(cls, "decide", None)
    hints = typing.get_type_hints(decide) if callable(decide) else {}
    if hints != {"view": View, "wake": Wake, "return": list[Command]}:
        raise BadController(
            f"{path}: {cls.__name__} has no method decide(self, view: View, wake: Wake) -> list[Command]"
        )
    made = cls(getattr(sys.modules[cls.__module__], f"{cls.__name__}Config")("BTC-USDT"))
    if not isinstance(getattr(made, "wakes", None), Wakes) or "BTC-USDT" not in getattr(made, "pairs", ()):
        raise BadController(
            f"{path}: {cls.__name__} says no wakes: Wakes, or its pairs do not have the pair of its config"
        )
