"""One process to an account and a bot's number, on all of the machine: two installs must not give out the same order ids.

The lock of a bot's folder keeps a second process out of one install. This one stands where every install of a user looks.
"""

from __future__ import annotations

import hashlib

from picaflor.app.endpoints import Reach
from picaflor.app.problems import Problem
from picaflor.app.targets import Target
from picaflor.settings.places import shared_folder
from picaflor.storage.lock import DirectoryLock
from picaflor.storage.problems import AlreadyRunning
from picaflor.wire.auth import Keys


class InUse(Problem):
    exit_code = 9


def hold_account(target: Target, reach: Reach, keys: Keys, number: str) -> DirectoryLock:
    """Held until it is released or the process ends, however it ends."""
    place = reach.hosts.place(target.venue.domains[target.domain].rest).http_base
    told = "\n".join((target.venue.id, target.domain, place, keys.api_key, number))
    name = f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.lock"  # nothing of a key can be read from it
    try:
        return DirectoryLock(shared_folder("accounts"), name)
    except AlreadyRunning as held:
        who = f"process {held.pid}" if held.pid else "another process"
        raise InUse(
            f"{who} trades on this account of {target.id} as bot number {number}, from another folder: their orders"
            " would have the same ids. Stop that one, or start this bot under another name"
        ) from held
