"""Orders: every one has three outcomes, accepted, refused, unknown. Nothing here can send an order a second time."""

from picaflor.machines.orders.ids import ClientIds, NoIds
from picaflor.machines.orders.inquiry import Pace
from picaflor.machines.orders.keeper import OrderKeeper

__all__ = ["ClientIds", "NoIds", "OrderKeeper", "Pace"]
