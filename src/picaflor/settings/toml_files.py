"""Reading a TOML file that somebody else may have written: bounded in size, line and depth, money never as a float."""

from __future__ import annotations

import os
import stat
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from picaflor.settings.problems import BadConfig, FileTrouble

SIZE_MAX = 256 * 1024
LINE_MAX = 4096
DEPTH_MAX = 8


def read_text(path: Path) -> str:
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise BadConfig(f"there is no configuration file {path}: name one that exists") from error
    except OSError as error:
        raise FileTrouble(f"cannot read {path}: {error.strerror}; check its rights") from error
    try:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise BadConfig(f"{path} is not an ordinary file: name one with TOML in it")
        with os.fdopen(fd, "rb", closefd=False) as file:
            data = file.read(SIZE_MAX + 1)
    finally:
        os.close(fd)
    if len(data) > SIZE_MAX:
        raise BadConfig(f"{path} is larger than {SIZE_MAX} bytes: that is no configuration, name another file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadConfig(f"{path} is not UTF-8 at byte {error.start}: save it as UTF-8") from error


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """What the file says, and its text."""
    text = read_text(path)
    return parse_toml(text, str(path)), text


def parse_toml(text: str, where: str) -> dict[str, Any]:
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > LINE_MAX:
            raise BadConfig(f"{where}:{number}: the line is longer than {LINE_MAX} characters: break it up")
    try:
        raw = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"{where}: not readable as TOML: {error}; mend it there") from error
    except RecursionError as error:
        raise BadConfig(f"{where}: nested too deeply: at most {DEPTH_MAX} levels are read") from error
    except (ValueError, ArithmeticError) as error:
        raise BadConfig(f"{where}: a number in it has too many digits: shorten it") from error
    if depth(raw) > DEPTH_MAX:
        raise BadConfig(f"{where}: nested too deeply: at most {DEPTH_MAX} levels are read")
    return raw


def depth(raw: Any) -> int:
    deep, level = 0, [raw]
    while level and deep <= DEPTH_MAX:
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                inner += value.values()
            elif isinstance(value, list):
                inner += value
        level = [value for value in inner if isinstance(value, dict | list)]
        deep += 1
    return deep


def find_line(text: str, path: tuple[str, ...]) -> int | None:
    """The line that sets `path`, or opens the table that it lies in; None where it is written in too clever a way."""
    table: tuple[str, ...] = ()
    opened: int | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("["):
            table = _split(bare.strip("[] \t").partition("]")[0])
            if table == path[: len(table)]:
                opened = number
        elif "=" in bare and not bare.startswith("#"):
            written = table + _split(bare.partition("=")[0])
            if written == path[: len(written)]:
                return number
    return opened


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
