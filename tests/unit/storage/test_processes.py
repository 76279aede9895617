from __future__ import annotations

import os
import subprocess
import sys

import pytest

from picaflor.storage.processes import born, here, surely_dead

linux = pytest.mark.skipif(sys.platform != "linux", reason="only /proc tells when a process started")


def test_we_are_alive() -> None:
    assert not surely_dead(os.getpid(), born(os.getpid()), here())


def test_a_process_that_ended_is_dead() -> None:
    child = subprocess.Popen([sys.executable, "-c", ""])
    started = born(child.pid)
    child.wait()
    assert surely_dead(child.pid, started, here())


@linux
def test_another_process_under_the_same_number_is_not_the_one_we_knew() -> None:
    assert born(os.getpid()) > 0
    assert surely_dead(os.getpid(), born(os.getpid()) - 1, here())


@linux
def test_another_boot_ended_it_and_another_containers_process_cannot_be_judged() -> None:
    boot, _, space = here().partition(" ")
    assert surely_dead(os.getpid(), 1, f"other-boot {space}")
    assert not surely_dead(2**22 - 1, 1, f"{boot} pid:[1]")


def test_what_never_ran_has_no_birthday() -> None:
    assert born(2**22 + 7) == 0
