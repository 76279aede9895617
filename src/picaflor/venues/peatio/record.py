"""The record of one house: what is the same for all of them, and what its owner says of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from picaflor.domain.orders import OrderType, Tif
from picaflor.venues.peatio import auth
from picaflor.venues.peatio.about import ABOUT
from picaflor.venues.peatio.charts import PERIODS
from picaflor.venues.peatio.codes import NEWER, OUTCOMES, REFUSALS
from picaflor.venues.peatio.house import EDITIONS, NEW_BOOK, House
from picaflor.venues.peatio.limits import (
    BOOK_CHANNELS,
    BOOKS,
    CANDLES,
    CLIENT_IDS,
    COSTS,
    FEATURES,
    HEARTBEAT,
    QUEUE_NS,
    SETTLE_NS,
    TOPICS_PER_FRAME,
    limits_of,
)
from picaflor.venues.peatio.rest import Rest
from picaflor.venues.peatio.stream import FRAME_MAX, Stream
from picaflor.venues.peatio.symbols import QUOTE_PLACES
from picaflor.wire.venue import Credential, Domain, Sure, Venue


def make_row(house: House, **more: Any) -> Venue:
    """`more`: fields of the record that are this house's alone."""
    others = {name: _make_row(house.of(name)) for name in EDITIONS if name != house.edition}
    return replace(_make_row(house), editions=others, **more)


def _make_row(house: House) -> Venue:
    stream = Stream(house)
    types = (OrderType.LIMIT, OrderType.LIMIT_MAKER, OrderType.MARKET)
    return Venue(
        id=house.id,
        name=house.name,
        tongue="peatio",
        kind="spot",
        domains={"live": Domain(house.host, f"{house.stream}/public", f"{house.stream}/private")},
        credentials=(
            Credential("api_key", f"Enter your {house.id} API key >>> "),
            Credential("secret", f"Enter your {house.id} secret key >>> "),
        ),
        order_types=types if house.post_only else (OrderType.LIMIT, OrderType.MARKET),
        tifs=(Tif.GTC,),
        rest=Rest(house),
        stream=stream,
        opens=stream.read_handshake,
        auth=auth,
        book=BOOKS[house.book],
        heartbeat=HEARTBEAT,
        client_ids=CLIENT_IDS,
        limits=limits_of(house),
        costs=COSTS,
        maker_fee=house.maker_fee,
        taker_fee=house.taker_fee,
        quote_places=QUOTE_PLACES,
        candle_intervals=tuple(PERIODS),
        candles=CANDLES,
        features=FEATURES,
        symbol_shape="{base_lower}{quote_lower}",
        book_channels=BOOK_CHANNELS[house.book],
        topics_per_frame=TOPICS_PER_FRAME,
        frame_max=FRAME_MAX if house.book == NEW_BOOK else 0,  # Rango's, not Ranger's
        settle_ns=SETTLE_NS,
        queue_ns=QUEUE_NS,
        order_no=2_324_000,
        clock_window_ns=auth.WINDOW_MS * 1_000_000,
        sure=Sure.STRANGER,
        refusals=NEWER if house.version >= 3 else REFUSALS,
        outcomes=OUTCOMES,
        named_codes=frozenset(OUTCOMES),
        notes=(
            "The signature covers the key and the time and nothing of what is asked: only TLS guards that.",
            "Orders are cancelled by the venue's number: one whose answer is lost is found in the lists first.",
            "Clocks may be five seconds apart, no more.",
        ),
        about=ABOUT,
    )
