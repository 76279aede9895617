"""Processes of the program without the half second that Python needs to start and to import: one that has imported
everything waits, and forks for each that is asked for.

A child has its own folder, environment, streams, terminal and exit code, and ends as any other process does; that it is the
program as people start it the tests of `python -m picaflor` hold (test_exit_codes, tutorial, detached bots).
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import gc
import io
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import threading
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import NoReturn, TextIO

ASK_MAX = 1 << 18


class Child:
    """What the tests use of `subprocess.Popen`, of a child that the nursery has."""

    def __init__(self, pid: int, ends: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self.stdout: TextIO | None = None
        self.stderr: TextIO | None = None
        self._ends = ends

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._ends], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
            said = os.read(self._ends, 16)
            os.close(self._ends)
            self.returncode = int(said) if said else -signal.SIGKILL  # the nursery itself is gone
        return self.returncode

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        said = ["", ""]

        def drain(n: int, stream: TextIO) -> None:
            with stream:
                said[n] = stream.read()

        streams = [(n, stream) for n, stream in enumerate((self.stdout, self.stderr)) if stream and not stream.closed]
        readers = [threading.Thread(target=drain, args=each) for each in streams]
        for reader in readers:
            reader.start()
        self.wait(timeout)
        for reader in readers:
            reader.join(timeout)
        return said[0], said[1]

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in (self.stdout, self.stderr):
            if stream is not None:
                stream.close()
        if error is not None:
            self.kill()  # nobody has told it to end
        self.wait()


# What stands for the program where a shell looks for it: it hands its words, folder, environment and streams to the
# nursery, and ends with the code that the child ended with.
DOOR = """#!{python} -IS
import json, os, socket, sys
nursery = socket.socket(socket.AF_UNIX)
nursery.connect({door!r})
ask = {{"words": sys.argv[1:], "env": dict(os.environ), "cwd": os.getcwd(), "tty": False}}
told = json.dumps(ask).encode() + b"\\n"
nursery.sendall(told[socket.send_fds(nursery, [told], [0, 1, 2]):])
for fd in (0, 1, 2):
    os.close(fd)
os._exit(int(nursery.recv(16) or 137) % 256)
"""


class Nursery:
    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        root = Path(__file__).parents[2]
        self._folder = tempfile.TemporaryDirectory(prefix="nursery")
        self._door = f"{self._folder.name}/door"
        listens = socket.socket(socket.AF_UNIX)
        listens.bind(self._door)
        listens.listen(8)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faces.nursery", str(theirs.fileno()), str(listens.fileno())],
            cwd=root,
            pass_fds=[theirs.fileno(), listens.fileno()],
            env={**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}", "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        listens.close()
        atexit.register(self.close)

    def door(self, place: Path) -> None:
        """An executable file that is the program to a shell, whose pipes and redirections it has."""
        place.write_text(DOOR.format(python=sys.executable, door=self._door))
        place.chmod(0o755)

    def start(
        self, home: Path, words: Sequence[str], env: Mapping[str, str], fds: Sequence[int], *, tty: bool
    ) -> Child:
        """`fds`: what it has for standard input, output and error."""
        ends, told = os.pipe()
        ask = {"words": list(words), "env": dict(env), "cwd": str(home), "tty": tty}
        told_all = json.dumps(ask).encode() + b"\n"
        sent = socket.send_fds(self._socket, [told_all], [*fds, told])
        self._socket.sendall(told_all[sent:])
        os.close(told)
        pid = int(self._socket.recv(16))
        return Child(pid, ends)

    def close(self) -> None:
        self._socket.close()
        self._process.wait()
        self._folder.cleanup()


_nursery: list[Nursery] = []


def nursery() -> Nursery:
    if not _nursery:
        _nursery.append(Nursery())
    return _nursery[0]


def start(home: Path, words: Sequence[str], env: Mapping[str, str], *, given: str | None = None) -> Child:
    """With pipes for what it says. `given`: what it may read."""
    out, out_theirs = os.pipe()
    err, err_theirs = os.pipe()
    with tempfile.TemporaryFile() if given else open(os.devnull, "rb") as inside:
        if given:
            inside.write(given.encode())
            inside.seek(0)
        try:
            child = nursery().start(home, words, env, [inside.fileno(), out_theirs, err_theirs], tty=False)
        finally:
            os.close(out_theirs)
            os.close(err_theirs)
    child.stdout = os.fdopen(out, encoding="utf-8", errors="replace")
    child.stderr = os.fdopen(err, encoding="utf-8", errors="replace")
    return child


def run(
    home: Path, words: Sequence[str], env: Mapping[str, str], *, given: str | None = None, timeout: float = 60
) -> subprocess.CompletedProcess[str]:
    with start(home, words, env, given=given) as child:
        out, err = child.communicate(timeout)
    assert child.returncode is not None
    return subprocess.CompletedProcess(list(words), child.returncode, out, err)


# the process that waits


def _load() -> None:
    """Everything that a command may import but what looks at the terminal when it is imported."""
    from picaflor.faces.cli import program

    for where, _ in program.COMMANDS.values():
        import_module(f"picaflor.faces.cli.{where.partition(':')[0]}")
    for name in ("aiohttp", "uvloop", "picaflor.app.emulate", "picaflor.__main__"):
        import_module(name)
    from picaflor.kernels.compiled import load as load_kernels
    from picaflor.venues import ROWS, load

    for row in ROWS:
        load(row)
    load_kernels()


def _serve(control: socket.socket, listens: socket.socket) -> None:
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(wakes)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever runs the suite presses Ctrl-C for that one
    running: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([control, listens, woken], [], [])
        if woken in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(woken, 4096)
            _bury(running)
        if listens in ready:
            asks, _ = listens.accept()
            message, fds = _asked(asks, 3)
            told = asks.detach()
            if message:
                running[_fork(message, fds, told, [control, listens], [woken, wakes, *running.values()])] = told
        if control in ready:
            message, fds = _asked(control, 4)
            if not message:
                return
            *fds, told = fds
            pid = _fork(message, fds, told, [control, listens], [woken, wakes, *running.values()])
            running[pid] = told
            control.send(str(pid).encode())


def _asked(by: socket.socket, most: int) -> tuple[bytes, list[int]]:
    message, fds, _, _ = socket.recv_fds(by, ASK_MAX, most)
    while message and not message.endswith(b"\n"):
        message += by.recv(ASK_MAX)
    return message, list(fds)


def _fork(message: bytes, fds: list[int], told: int, sockets: list[socket.socket], ours: list[int]) -> int:
    """`told`: where somebody waits for its end."""
    pid = os.fork()
    if not pid:
        for each in sockets:
            each.close()
        for fd in (told, *ours):
            os.close(fd)
        _become(json.loads(message), fds)
    for fd in fds:
        os.close(fd)
    return pid


def _bury(running: dict[int, int]) -> None:
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        told = running.pop(pid)
        with contextlib.suppress(OSError):  # nobody waits for it
            os.write(told, str(os.waitstatus_to_exitcode(status)).encode())
        os.close(told)


def _become(ask: dict[str, object], fds: list[int]) -> NoReturn:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if ask["tty"]:
        os.setsid()
        fcntl.ioctl(fds[0], termios.TIOCSCTTY, 0)
    for number, fd in enumerate(fds):
        os.dup2(fd, number)
    for fd in fds:
        os.close(fd)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        bare = os.fdopen(number, "wb" if number else "rb", closefd=False)
        errors = "backslashreplace" if number == 2 else "surrogateescape"
        by_line = number == 2 or (number == 1 and os.isatty(number))
        stream = io.TextIOWrapper(bare, "utf-8", errors=errors, line_buffering=by_line)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    os.chdir(str(ask["cwd"]))
    os.environ.clear()
    os.environ.update(ask["env"])  # type: ignore[arg-type]
    words = ask["words"]
    assert isinstance(words, list)
    sys.argv = ["picaflor", *words]
    sys.path[0] = str(ask["cwd"])
    _end(_obey())


def _obey() -> int:
    from picaflor.__main__ import main

    try:
        return main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException:  # as Python does
        traceback.print_exc()
        return 1


def _end(code: int) -> NoReturn:
    """As the interpreter ends, but that nothing is taken apart: that costs more than most commands."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    _load()
    gc.collect()
    gc.freeze()
    _serve(*(socket.socket(fileno=int(word)) for word in sys.argv[1:]))
