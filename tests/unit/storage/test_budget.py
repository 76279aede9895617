"""The shared budget: even parts, what others leave, nothing above the limit, and what crashes and damage do to it."""

from __future__ import annotations

import fcntl
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from picaflor.machines.throttle import Throttle
from picaflor.storage.budget import HALF, LASTS_NS, Budget, BudgetProblem, budget_path, cooling_ns, read_holders
from picaflor.wire.asks import Cancel, Place
from picaflor.wire.venue import Cost, Limit

SECOND = 1_000_000_000
TRADE = Limit("trade", 10, SECOND)
MINUTE = Limit("all", 100, 60 * SECOND)
LIMITS = (TRADE, MINUTE)
COSTS = {Place: Cost((("trade", 1), ("all", 1))), Cancel: Cost((("trade", 1), ("all", 1)))}
NOW = 5_000 * SECOND
COOL = cooling_ns(TRADE)

Opened = Callable[[], Budget]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return budget_path(tmp_path, "api.example.com", "key")


@pytest.fixture
def another(path: Path) -> Opened:
    return lambda: Budget(path, LIMITS, COSTS)


def test_alone_everything_that_is_wanted_is_ours(another: Opened) -> None:
    budget = another()
    assert budget.lease({TRADE: 10, MINUTE: 3}, NOW) == {TRADE: 10, MINUTE: 3}
    assert budget.lease({TRADE: 4, MINUTE: 100}, NOW) == {TRADE: 4, MINUTE: 100}


def test_the_second_gets_what_is_left_then_its_even_part_and_never_too_early(another: Opened) -> None:
    first, second = another(), another()
    assert first.lease({TRADE: 8}, NOW)[TRADE] == 8
    assert second.lease({TRADE: 10}, NOW)[TRADE] == 2
    assert first.lease({TRADE: 8}, NOW + 1)[TRADE] == 5  # the other one is entitled to half
    assert second.lease({TRADE: 10}, NOW + COOL)[TRADE] == 2  # the three may have been used a moment ago
    assert second.lease({TRADE: 10}, NOW + 1 + COOL)[TRADE] == 5


def test_an_idle_holder_keeps_what_it_wants_for_its_cancels_and_no_more(another: Opened) -> None:
    idle, busy = another(), another()
    assert idle.lease({TRADE: 2}, NOW)[TRADE] == 2
    assert busy.lease({TRADE: 10}, NOW)[TRADE] == 8


def test_what_was_given_up_a_moment_ago_can_be_taken_back(another: Opened) -> None:
    first, second = another(), another()
    first.lease({TRADE: 10}, NOW)
    first.lease({TRADE: 2}, NOW + 1)
    assert second.lease({TRADE: 0}, NOW + 2)[TRADE] == 0
    assert first.lease({TRADE: 10}, NOW + 3)[TRADE] == 10
    assert second.lease({TRADE: 10}, NOW + 4)[TRADE] == 0


def test_what_was_taken_back_no_longer_cools(another: Opened) -> None:
    first, second = another(), another()
    for step, want in enumerate((4, 2, 4)):
        first.lease({TRADE: want}, NOW + step)
    assert second.lease({TRADE: 10}, NOW + 4)[TRADE] == 6


def test_what_does_not_divide_goes_round(path: Path) -> None:
    one = Limit("one", 1, SECOND)
    holders = [Budget(path, (one,), {Place: Cost((("one", 1),))}) for _ in range(3)]
    turns = [0, 0, 0]
    for step in range(120):
        for number, holder in enumerate(holders):
            turns[number] += holder.lease({one: 1}, NOW + step * SECOND // 2)[one]
    assert min(turns) > 10


def test_parts_are_multiples_of_the_heaviest_ask(path: Path) -> None:
    heavy = Limit("heavy", 5, SECOND)
    holders = [Budget(path, (heavy,), {Place: Cost((("heavy", 5),))}) for _ in range(2)]
    useful = [0, 0]
    for step in range(100):
        for number, holder in enumerate(holders):
            granted = holder.lease({heavy: 5}, NOW + step * SECOND // 2)[heavy]
            assert granted in (0, 5)
            useful[number] += granted == 5
    assert min(useful) > 10


def test_a_lease_that_nobody_renews_ends(another: Opened) -> None:
    paused, other = another(), another()
    paused.lease({TRADE: 10}, NOW)
    ended = NOW + LASTS_NS
    assert other.lease({TRADE: 10}, ended - 1)[TRADE] == 0
    assert other.lease({TRADE: 10}, ended + COOL - 1)[TRADE] == 0
    assert other.lease({TRADE: 10}, ended + COOL)[TRADE] == 10


def test_closing_gives_back_after_one_window(another: Opened) -> None:
    gone, other = another(), another()
    gone.lease({TRADE: 10}, NOW)
    gone.close(NOW + 5)
    assert other.lease({TRADE: 10}, NOW + 4 + COOL)[TRADE] == 0
    assert other.lease({TRADE: 10}, NOW + 5 + COOL)[TRADE] == 10


def test_a_busy_file_is_not_waited_for(another: Opened, path: Path) -> None:
    budget = another()
    fd = os.open(path, os.O_RDWR)
    fcntl.flock(fd, fcntl.LOCK_EX)
    assert budget.lease({TRADE: 10}, NOW) == {}
    os.close(fd)
    assert budget.lease({TRADE: 10}, NOW)[TRADE] == 10


def test_the_file_is_for_our_eyes_only_and_does_not_name_the_key(another: Opened, path: Path) -> None:
    path.touch(mode=0o644)
    another()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "key" not in path.name
    path.unlink()
    another()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def spoil(path: Path, how: str) -> None:
    data = bytearray(path.read_bytes())
    match how:
        case "noise":
            data = bytearray(os.urandom(2 * HALF))
        case "emptied":
            data.clear()
        case "flipped":
            for half in (0, HALF):
                if len(data) > half + 30:
                    data[half + 30] ^= 1
        case "cut":
            del data[10:]
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["noise", "emptied", "flipped", "cut"])
def test_a_damaged_file_gives_nothing_until_every_lease_there_may_have_been_has_ended(
    how: str, another: Opened, path: Path
) -> None:
    first, second = another(), another()
    first.lease({TRADE: 10}, NOW)
    second.lease({TRADE: 10}, NOW)
    spoil(path, how)
    assert second.lease({TRADE: 10}, NOW + 1)[TRADE] == 0
    assert first.lease({TRADE: 10}, NOW + 1)[TRADE] == 0
    quiet = NOW + 1 + LASTS_NS + COOL
    for at in range(NOW + SECOND, quiet, SECOND):
        assert second.lease({TRADE: 10}, at)[TRADE] == 0
    assert second.lease({TRADE: 10}, quiet)[TRADE] > 0


def test_a_kill_in_the_middle_of_writing_leaves_what_was_before(another: Opened, path: Path) -> None:
    first, second = another(), another()
    first.lease({TRADE: 6}, NOW)  # writing 2
    first.lease({TRADE: 8}, NOW + 1)  # writing 3: torn below, so the 8 was never given
    data = bytearray(path.read_bytes())
    data[HALF + 20 :] = bytes(len(data) - HALF - 20)
    path.write_bytes(data)
    assert second.lease({TRADE: 10}, NOW + 2)[TRADE] == 4


def test_a_reboot_starts_the_clock_again_and_does_not_freeze_the_budget(another: Opened) -> None:
    before, after = another(), another()
    before.lease({TRADE: 10}, NOW)
    before.lease({TRADE: 0}, NOW)
    early = 3 * SECOND
    after.lease({TRADE: 10}, early)
    assert after.lease({TRADE: 10}, early + 2 * LASTS_NS + COOL)[TRADE] == 10


def test_processes_that_disagree_about_the_limits_do_not_share(another: Opened, path: Path) -> None:
    another().lease({TRADE: 10}, NOW)
    other = Budget(path, (Limit("trade", 20, SECOND),), {})
    with pytest.raises(BudgetProblem, match=f"process {os.getpid()} uses this key under other rate limits"):
        other.lease({}, NOW + 1)
    other.close(NOW + 1)


def test_the_limits_of_a_new_version_begin_with_a_quiet_time(another: Opened, path: Path) -> None:
    another().lease({TRADE: 10}, NOW)
    more = Limit("trade", 20, SECOND)
    other = Budget(path, (more,), {})
    later = NOW + LASTS_NS
    assert other.lease({more: 20}, later)[more] == 0
    for at in range(later, later + LASTS_NS + COOL, SECOND):
        other.lease({more: 20}, at)
    assert other.lease({more: 20}, later + LASTS_NS + COOL)[more] == 20


def test_there_is_room_for_sixteen(another: Opened) -> None:
    for _ in range(16):
        another().lease({TRADE: 1}, NOW)
    with pytest.raises(BudgetProblem, match="16 processes share this key already"):
        another().lease({TRADE: 1}, NOW)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BudgetProblem, match="make the folder yours and writable"):
        Budget(tmp_path / "nowhere" / "x.budget", LIMITS, COSTS)


WORKER = """
import sys
from pathlib import Path
from picaflor.machines.throttle import Throttle
from picaflor.storage.budget import Budget
from picaflor.wire.asks import Cancel, Place
from picaflor.wire.venue import Cost, Limit

limit = Limit("trade", 20, 200_000_000)
costs = {Place: Cost((("trade", 1),)), Cancel: Cost((("trade", 1),))}
throttle, budget = Throttle((limit,), costs, leased=True, jitter_ns=0), Budget(Path(sys.argv[1]), (limit,), costs)
for line in sys.stdin:
    now = int(line)
    if now % 20_000_000 == 0:
        throttle.allow(budget.lease(throttle.wants(now), now), now + budget.lasts_ns)
    print(sum(throttle.take(Place, now) == 0 for _ in range(3)), flush=True)
"""


def ask(workers: list[subprocess.Popen[str]], now_ns: int) -> int:
    """All at once, so that they meet at the file."""
    for process in workers:
        assert process.stdin is not None
        process.stdin.write(f"{now_ns}\n")
        process.stdin.flush()
    return sum(int(process.stdout.readline()) for process in workers if process.stdout is not None)


def test_several_processes_together_stay_below_the_limit_and_a_killed_ones_part_comes_back(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WORKER, str(tmp_path / "shared.budget")]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src")}
    pipe = subprocess.PIPE
    workers = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=env) for _ in range(3)]
    step, window = 5_000_000, 40  # forty steps are one window of the limit
    taken = [ask(workers, NOW + number * step) for number in range(300)]
    workers[0].kill()
    workers[0].communicate()
    taken += [ask(workers[1:], NOW + number * step) for number in range(300, 600)]
    for process in workers[1:]:
        process.communicate()
    totals = [sum(taken[at : at + window]) for at in range(len(taken) - window + 1)]
    assert max(totals) <= 20
    assert max(totals[200:260]) >= 15, "three share nearly all of it"
    assert max(totals[500:]) >= 15, "its part is used again, long before its lease would have ended"


def test_a_throttle_lives_on_its_lease(another: Opened) -> None:
    throttle, budget = Throttle(LIMITS, COSTS, leased=True), another()
    assert throttle.take(Cancel, NOW, urgent=True) > NOW
    throttle.allow(budget.lease(throttle.wants(NOW), NOW), NOW + budget.lasts_ns)
    assert throttle.take(Cancel, NOW, urgent=True) == 0
    assert throttle.take(Place, NOW) == 0
    assert throttle.take(Place, NOW + LASTS_NS) > NOW + LASTS_NS


def test_what_was_not_used_need_not_cool(another: Opened) -> None:
    first, second = another(), another()
    assert first.lease({TRADE: 8}, NOW)[TRADE] == 8
    assert second.lease({TRADE: 10}, NOW)[TRADE] == 2
    assert first.lease({TRADE: 3}, NOW + 1, {TRADE: 3})[TRADE] == 3
    assert second.lease({TRADE: 10}, NOW + 2)[TRADE] == 7
    first.close(NOW + 3, {TRADE: 1})
    assert second.lease({TRADE: 10}, NOW + 4)[TRADE] == 9
    assert second.lease({TRADE: 10}, NOW + 4 + COOL)[TRADE] == 10


def test_who_only_looks_sees_what_is_held_and_makes_nothing(another: Opened, path: Path) -> None:
    assert read_holders(path, NOW) == (0, [])
    assert not path.exists()
    first, second = another(), another()
    first.lease({TRADE: 4, MINUTE: 10}, NOW)
    second.lease({TRADE: 2, MINUTE: 20}, NOW)
    assert read_holders(path, NOW + 1) == (1, [6, 30]), "both are this process"
    assert read_holders(path, NOW + LASTS_NS) == (0, []), "they have run out"
    path.write_bytes(b"x" * 9)
    assert read_holders(path, NOW) == (0, [])
