"""HashKey Global, API v1: the rows of its spot market and of its contracts, and those of the sister houses."""

from __future__ import annotations

from dataclasses import replace

from picaflor.domain.orders import OrderType, Tif
from picaflor.venues.hashkey import (
    auth,
    house_stream,
    house_stream_v2,
    perp_limits,
    perp_rest,
    perp_stream,
    perp_stream_v2,
    perp_symbols,
    rest,
)
from picaflor.venues.hashkey.about import ABOUT
from picaflor.venues.hashkey.codes import OUTCOMES, REFUSALS
from picaflor.venues.hashkey.family import PRODUCT, SUFFIX
from picaflor.venues.hashkey.limits import (
    BOOK,
    BOOK_CHANNELS,
    CANDLES,
    CLIENT_IDS,
    COSTS,
    FEATURES,
    HEARTBEAT,
    INTERVALS,
    LIMITS,
    SECOND,
    SETTLE_NS,
)
from picaflor.venues.hashkey.listening import LISTEN
from picaflor.venues.hashkey.siblings import sibling
from picaflor.venues.hashkey.symbols import FEE, QUOTE_PLACES, ROW
from picaflor.wire.venue import Credential, Domain, PublicSocket, Sure, Venue

SPOT = Venue(
    id=ROW,
    name="HashKey Global",
    tongue="hashkey",
    kind="spot",
    domains={
        name: Domain(f"api-glb.{house}", f"stream-glb.{house}/quote/ws/v1", f"stream-glb.{house}/api/v1/ws/")
        for name, house in (("live", "hashkey.com"), ("testnet", "sim.hashkeydev.com"))
    },
    credentials=(
        Credential("api_key", "Enter your Hashkey Global api >>> "),
        Credential("secret", "Enter your Hashkey Global secret >>> "),
    ),
    order_types=(OrderType.LIMIT, OrderType.LIMIT_MAKER, OrderType.MARKET),
    tifs=(Tif.GTC, Tif.IOC, Tif.FOK),
    rest=rest,
    stream=house_stream,
    auth=auth,
    listen=LISTEN,
    book=BOOK,
    heartbeat=HEARTBEAT,
    client_ids=CLIENT_IDS,
    limits=LIMITS,
    costs={ask: cost for ask, cost in COSTS.items() if ask in rest.BY_ASK},
    maker_fee=FEE,
    taker_fee=FEE,
    quote_places=QUOTE_PLACES,
    features=FEATURES,
    stated=frozenset({"min_notional", "band", "open_orders"}),
    book_channels=BOOK_CHANNELS,
    cancels_max=100,  # row 19
    public_sockets=(PublicSocket("quote/ws/v2", house_stream_v2, closes_after_ns=31 * SECOND),),  # row 37
    candle_intervals=INTERVALS,
    candles=CANDLES,
    subscribe_acks=False,
    broker_header="INPUT-SOURCE",
    settle_ns=SETTLE_NS,
    order_no=1_800_000_000_000_000_000,
    clock_window_ns=auth.WINDOW_MS * 1_000_000,
    clock_ahead_ns=auth.AHEAD_MS * 1_000_000,
    version="1.0",
    tier="bronze",
    sure=Sure.DOC,
    refusals=REFUSALS,
    outcomes=OUTCOMES,
    named_codes=frozenset(OUTCOMES),
    about=ABOUT,
    notes=(
        "A buy pays its fee in coin, a sell in money.",
        "Hong Kong, mainland China and the USA are excluded; the house has become smaller during 2026.",
        "The private socket is opened by a listen key, which is renewed every half hour.",
    ),
)

PERPETUAL = replace(
    SPOT,
    id=perp_symbols.ROW,
    name="HashKey Global",
    kind="perpetual",
    product=PRODUCT,
    symbol_shape="{base}{quote}" + SUFFIX,
    rest=perp_rest,
    stream=perp_stream,
    public_sockets=(PublicSocket("quote/ws/v2", perp_stream_v2, closes_after_ns=31 * SECOND),),  # row 37
    costs={ask: cost for ask, cost in perp_limits.COSTS.items() if ask in perp_rest.BY_ASK},
    maker_fee=perp_symbols.MAKER_FEE,
    taker_fee=perp_symbols.TAKER_FEE,
    quote_places=perp_symbols.QUOTE_PLACES,
    position_modes=perp_limits.POSITION_MODES,
    margin_modes=perp_limits.MARGIN_MODES,
    stop_kinds=perp_limits.STOP_KINDS,
    features=perp_limits.FEATURES,
    order_no=1_900_000_000_000_000_000,
    refusals=perp_limits.REFUSALS,
    notes=(
        "Contracts that are margined in USDT. Sizes are in contracts there, and in coin here.",
        "Longs and shorts stand beside each other; there are no net positions. An order that names neither closes what it"
        " can close whole, and opens the other side otherwise.",
        "Marks are pushed, the index is asked for. In what the sizes of the ladder of leverage are counted is not said:"
        " they are shown as money, and forbid nothing.",
        "Stop orders watch the last price; they are asked for, since nothing pushes them, and cannot be amended.",
        "What funding was paid stands in the account's statement, and is told payment by payment.",
        "Hong Kong, mainland China and the USA are excluded; the house has become smaller during 2026.",
    ),
)
HONG_KONG = sibling(SPOT, "hashkey_hk", "HashKey HK", "HK", "https://docs.hashkey.com/hk/en/", sandbox=True)
MENA = sibling(SPOT, "hashkey_mena", "HashKey MENA", "MENA", "https://docs.hashkey.com/")
