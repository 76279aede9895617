"""How Python over arrays becomes machine code: once per machine, at set-up, into a cache that knows its sources.

A *kernel* is an entry point with one signature; a *part* is a piece that kernels are made of. Importing a module of this
folder compiles its kernels or takes them from the cache, and is the only thing that imports numba: who needs no fast twin
never pays for it. Without numba, or with PICAFLOR_KERNELS=plain, the same functions run as plain Python, slowly.

Bounds checks stay on. They are a part of the grammar: a kernel that runs off the end of its bytes raises IndexError before
it has touched anything, and the caller takes that for a refusal.

numba notices when the file of an entry point changes, but not the files of its parts. So the cache directory carries a
digest of all sources of this folder. It lies inside the virtual environment (deleted with it), else under XDG_CACHE_HOME;
NUMBA_CACHE_DIR overrules.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

Function = TypeVar("Function", bound=Callable[..., Any])


class Bytes(Protocol):
    """Bytes, as numba sees them."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: Any, /) -> int: ...


class Words(Protocol):
    """A flat array of int64."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: Any, /) -> int: ...
    def __setitem__(self, at: Any, word: int, /) -> None: ...


U = np.uint64  # a[U(i)]: an unsigned index is checked once; a signed one is first asked whether it counts from the end
KERNELS = ("levels", "raw", "crc")
PLAIN = os.environ.get("PICAFLOR_KERNELS") == "plain" or os.environ.get("NUMBA_DISABLE_JIT", "0") != "0"
COMPILED = not PLAIN and find_spec("numba") is not None


def cache_folder() -> Path:
    if own := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(own)
    if sys.prefix != sys.base_prefix and os.access(sys.prefix, os.W_OK):
        return Path(sys.prefix) / "var" / "kernels" / _digest()
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "picaflor" / "kernels" / _digest()


def _digest() -> str:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    digest = blake2b(b"".join(source.read_bytes() for source in sources), digest_size=8)
    return digest.hexdigest()


_move: Any
_load: Any
_low_zeros: Any

if COMPILED:
    numba: Any = importlib.import_module("numba")
    ir: Any = importlib.import_module("llvmlite.ir")
    cgutils: Any = importlib.import_module("numba.core.cgutils")
    intrinsic: Any = importlib.import_module("numba.extending").intrinsic
    int64, void = numba.types.int64, numba.types.void
    numba.config.CACHE_DIR = str(cache_folder())
    # Kernels own nothing, so nothing is counted: with _nrt the references to an array are, atomically, at every turn.
    _OPTIONS = {
        "boundscheck": True,
        "error_model": "numpy",
        "_nrt": False,
    }  # no kernel divides by what came from outside
    _TYPES = {
        "bytes": numba.types.Bytes(numba.types.uint8, 1, "C"),
        "words": numba.types.Array(int64, 1, "C"),
        "int": int64,
    }

    def _place(context: Any, builder: Any, signature: Any, args: Any, at: int) -> Any:
        """The address of array args[0] at args[at]."""
        array = context.make_array(signature.args[0])(context, builder, args[0])
        return builder.gep(array.data, [args[at]])

    @intrinsic
    def _move(_: Any, words: Any, to: Any, start: Any, count: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            target, source = (_place(context, builder, signature, args, at) for at in (1, 2))
            cgutils.raw_memmove(builder, target, source, args[3], 8)
            return context.get_dummy_value()

        return void(words, to, start, count), generate

    @intrinsic
    def _load(_: Any, data: Any, at: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            word = ir.IntType(64).as_pointer()
            return builder.load(builder.bitcast(_place(context, builder, signature, args, 1), word), align=1)

        return int64(data, at), generate

    @intrinsic
    def _low_zeros(_: Any, word: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.cttz(args[0], ir.Constant(ir.IntType(1), 0))

        return int64(word), generate

else:

    def _move(words: Any, to: int, start: int, count: int) -> None:
        words[to : to + count] = words[start : start + count]

    def _load(data: Any, at: int) -> int:
        return int.from_bytes(bytes(data[at : at + 8]), "little", signed=True)

    def _low_zeros(word: int) -> int:
        return (word & -word).bit_length() - 1 if word else 64


def part(function: Function) -> Function:
    """A piece of kernels: compiled into each of them, without a call."""
    return numba.njit(forceinline=True, **_OPTIONS)(function) if COMPILED else function


def rare(function: Function) -> Function:
    """A piece that is called: it runs seldom, or is long, and need not be copied to each place that uses it."""
    return numba.njit(**_OPTIONS)(function) if COMPILED else function


def kernel(*arguments: str) -> Callable[[Function], Function]:
    """An entry point that returns an int. Arguments: bytes, words or int."""

    def compile_(function: Function) -> Function:
        if not COMPILED:
            return function
        signature = int64(*(_TYPES[name] for name in arguments))
        dispatcher = numba.njit(signature, cache=True, **_OPTIONS)(function)
        # There is one signature, so nobody has to choose one at each call: that would cost as much as ten levels.
        (compiled,) = dispatcher.overloads.values()
        return compiled.entry_point  # type: ignore[no-any-return]

    return compile_


@part
def load_word(data: Bytes, at: int) -> int:
    """Eight bytes at any place, the first in the lowest bits."""
    if U(at) + U(8) > U(len(data)):
        raise IndexError("load out of bounds")
    return int(_load(data, at))


@part
def low_zeros(word: int) -> int:
    """How many zero bits there are below the lowest one."""
    return int(_low_zeros(word))


@part
def shift(words: Words, to: int, start: int, count: int) -> None:
    """Moves `count` words within the array; the two ranges may overlap."""
    if count <= 0:
        return
    if to < 0 or start < 0 or max(to, start) + count > len(words):
        raise IndexError("shift out of bounds")
    _move(words, to, start, count)


def load(say: Callable[[str], None] | None = None) -> None:
    """Compiles all kernels or takes them from the cache. Done at set-up; seconds once, then a fraction of one."""
    for name in KERNELS:
        if say:
            say(f"kernel {name} …")
        importlib.import_module(f"picaflor.kernels.{name}")


def ready() -> bool:
    """Are all kernels loaded?"""
    return all(f"picaflor.kernels.{name}" in sys.modules for name in KERNELS)
