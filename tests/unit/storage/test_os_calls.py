"""The order of calls is what makes a replacement whole: content on the disk first, then the name, then the folder."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from picaflor.storage.backstage import compress, seal
from picaflor.storage.os_calls import Os, replace_whole


class Told(Os):
    """Writes down what was asked of the system, and refuses one call."""

    def __init__(self, refuse: str = "") -> None:
        self.said: list[str] = []
        self.refuse = refuse
        self.names: dict[int, str] = {}

    def _say(self, word: str) -> None:
        self.said.append(word)
        if word == self.refuse:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def open(self, path: Path, flags: int, mode: int = 0o600) -> int:
        fd = super().open(path, flags, mode)
        self.names[fd] = path.name
        return fd

    def write(self, fd: int, data: bytes | bytearray) -> int:
        self._say(f"write {self.names[fd]}")
        return super().write(fd, data)

    def fsync(self, fd: int) -> None:
        self._say(f"fsync {self.names.get(fd, 'segment')}")

    def replace(self, source: Path, target: Path) -> None:
        self._say(f"{source.name} becomes {target.name}")
        super().replace(source, target)

    def unlink(self, path: Path) -> None:
        self._say(f"unlink {path.name}")
        super().unlink(path)


def test_a_replacement_is_on_the_disk_before_it_has_the_name(tmp_path: Path) -> None:
    told = Told()
    replace_whole(told, tmp_path / "ids", b"12")
    assert told.said == ["write ids.new", "fsync ids.new", "ids.new becomes ids", f"fsync {tmp_path.name}"]
    assert (tmp_path / "ids").read_bytes() == b"12"


@pytest.mark.parametrize("refuse", ["write ids.new", "fsync ids.new", "ids.new becomes ids"])
def test_a_replacement_that_failed_leaves_nothing_behind(tmp_path: Path, refuse: str) -> None:
    (tmp_path / "ids").write_bytes(b"old")
    with pytest.raises(OSError, match="No space"):
        replace_whole(Told(refuse), tmp_path / "ids", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("ids", b"old")]


@pytest.mark.parametrize("durable", [True, False])
def test_a_segment_is_called_sealed_only_when_it_is_on_the_disk(tmp_path: Path, durable: bool) -> None:
    path = tmp_path / "r000001-000001.open"
    told = Told()
    fd = told.open(path, os.O_WRONLY | os.O_CREAT)
    assert seal(told, fd, path, durable=durable) == tmp_path / "r000001-000001.seg"
    renamed = "r000001-000001.open becomes r000001-000001.seg"
    assert told.said == (["fsync r000001-000001.open", renamed, f"fsync {tmp_path.name}"] if durable else [renamed])


def test_the_plain_segment_goes_when_its_twin_is_safe(tmp_path: Path) -> None:
    path = tmp_path / "a.seg"
    path.write_bytes(b"x" * 1000)
    told = Told()
    compress(told, path)
    part = "a.seg.gz.part"
    assert told.said[-4:] == [f"fsync {part}", f"{part} becomes a.seg.gz", f"fsync {tmp_path.name}", "unlink a.seg"]


@pytest.mark.parametrize("refuse", ["write a.seg.gz.part", "fsync a.seg.gz.part", "a.seg.gz.part becomes a.seg.gz"])
def test_without_room_for_the_twin_the_plain_segment_stays(tmp_path: Path, refuse: str) -> None:
    path = tmp_path / "a.seg"
    path.write_bytes(b"x" * 1000)
    compress(Told(refuse), path)
    assert [found.name for found in tmp_path.iterdir()] == ["a.seg"]
