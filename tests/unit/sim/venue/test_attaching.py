"""On spot: what was attached sells what was bought, less what the fee took of it, from the right side of its price."""

from __future__ import annotations

from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Side, StopKind
from picaflor.sim.venue.floor import Floor
from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.stops import Attached
from tests.unit.sim.venue.conftest import Put

A = read_atoms
BOTH = (Attached(StopKind.TAKE_PROFIT, A("65000")), Attached(StopKind.STOP_LOSS, A("55000"), A("54000")))


def test_of_a_buy_it_sells_what_came(floor: Floor, account: VenueAccount, other: VenueAccount, put: Put) -> None:
    order = put(account, Side.BUY, "0.1", "60000", attached=BOTH)
    assert floor.waiting.waiting(account) == []
    put(other, Side.SELL, "0.03", "60000")
    assert floor.waiting.waiting(account) == []
    floor.cancel(account, "", str(order.no), 2)
    gain, loss = (stop.ask for stop in floor.waiting.waiting(account))
    assert order.fees["BTC"] == A("0.00003")
    assert (gain.kind, gain.side, gain.size, gain.price, gain.rises) == (
        StopKind.STOP,
        Side.SELL,
        A("0.02997"),
        None,
        True,
    )
    assert (loss.side, loss.size, loss.price, loss.rises) == (Side.SELL, A("0.02997"), A("54000"), False)


def test_of_a_sale_it_buys_back_what_went(floor: Floor, account: VenueAccount, other: VenueAccount, put: Put) -> None:
    put(account, Side.SELL, "0.1", "60000", attached=BOTH)
    put(other, Side.BUY, "0.1", "60000")
    gain, loss = (stop.ask for stop in floor.waiting.waiting(account))
    assert (gain.side, gain.size, gain.rises, loss.rises) == (Side.BUY, A("0.1"), False, True)


def test_it_fires_when_its_price_comes_and_its_order_can_be_paid(
    floor: Floor, account: VenueAccount, other: VenueAccount, put: Put
) -> None:
    gain_at = (Attached(StopKind.TAKE_PROFIT, A("61000")),)
    put(account, Side.BUY, "0.01", "60000", attached=gain_at)
    put(other, Side.SELL, "0.01", "60000")
    (gain,) = floor.waiting.waiting(account)
    put(other, Side.BUY, "0.02", "61000")
    put(account, Side.SELL, "0.001", "61000")
    floor.fire(3)
    assert not gain.waits
    made = account.find("", gain.order_id)
    assert made is not None
    assert made.filled * made.market.lot.atoms == A("0.00999")
