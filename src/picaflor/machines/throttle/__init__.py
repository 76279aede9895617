"""Stays under a venue's limits: weighted, linked, with a reserve for cancels. It says when; it never waits."""

from picaflor.machines.throttle.lease import Alone, Lease
from picaflor.machines.throttle.machine import Throttle
from picaflor.machines.throttle.meter import Meter

__all__ = ["Alone", "Lease", "Meter", "Throttle"]
