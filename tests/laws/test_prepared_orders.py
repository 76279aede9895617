"""An order that is written from a prepared head is, byte for byte, the order that is written the plain way."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from picaflor.domain.orders import OrderType, Side, Tif
from picaflor.venues.bitget import rest, trading
from picaflor.venues.bitget.params import write_body
from picaflor.wire.asks import Place

AMOUNTS = st.one_of(
    st.integers(1, 10**6).map(lambda ticks: ticks * 10**34),
    st.integers(1, 10**42).map(lambda units: units * 10**18),
)
TEXTS = st.text(max_size=12)
KINDS = st.sampled_from(
    [
        (OrderType.LIMIT, Tif.GTC),
        (OrderType.LIMIT, Tif.IOC),
        (OrderType.LIMIT, Tif.FOK),
        (OrderType.LIMIT_MAKER, Tif.GTC),
        (OrderType.MARKET, Tif.GTC),
    ]
)


@given(TEXTS, TEXTS, st.sampled_from(Side), KINDS, AMOUNTS, AMOUNTS)
@example("BTCUSDT", 'a"b\\', Side.BUY, (OrderType.LIMIT, Tif.IOC), 10**36, 10**18)
def test_bitget(symbol: str, client_id: str, side: Side, kind: tuple[OrderType, Tif], size: int, price: int) -> None:
    by_money = kind[0] is OrderType.MARKET and side is Side.BUY
    ask = Place(
        symbol=symbol,
        client_id=client_id,
        side=side,
        type=kind[0],
        size=None if by_money else size,
        price=None if kind[0] is OrderType.MARKET else price,
        quote=size if by_money else None,
        tif=kind[1],
    )
    plain = write_body(trading.ask_place(ask))
    assert rest.write_ask(ask).body == plain
    hurried = trading.write_place(ask)
    assert hurried in (b"", plain)
    assert bool(hurried) is (kind[0] is not OrderType.MARKET and bool(symbol) and bool(client_id))
