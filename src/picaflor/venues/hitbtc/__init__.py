"""HitBTC, API v3: the row of its spot market. Contracts, and the houses that run the same API, are further rows."""

from __future__ import annotations

from dataclasses import replace

from picaflor.domain.orders import MarginMode, OrderType, PositionMode, StopKind, Tif, TriggerBy
from picaflor.venues.hitbtc import (
    auth,
    calls,
    family,
    futures_limits,
    futures_rest,
    futures_stream,
    futures_symbols,
    house_stream,
    margin_limits,
    margin_rest,
    margin_stream,
    margin_symbols,
    rest,
    wallet_stream,
)
from picaflor.venues.hitbtc.about import ABOUT
from picaflor.venues.hitbtc.charts import INTERVALS
from picaflor.venues.hitbtc.codes import OUTCOMES, REFUSALS
from picaflor.venues.hitbtc.limits import (
    BOOK,
    BOOK_CHANNELS,
    CANDLE_RULE,
    CLIENT_IDS,
    COSTS,
    FEATURES,
    HEARTBEAT,
    LIMITS,
    SETTLE_NS,
    TOPICS_PER_FRAME,
)
from picaflor.venues.hitbtc.symbols import QUOTE_PLACES, ROW
from picaflor.venues.hitbtc.twins import twin
from picaflor.wire.venue import Credential, Domain, PublicSocket, Sure, Venue

SPOT = Venue(
    id=ROW,
    name="HitBTC",
    tongue="hitbtc",
    kind="spot",
    domains={
        name: Domain(host, f"{host}/api/3/ws/public", f"{host}/api/3/ws/trading")
        for name, host in (("live", "api.hitbtc.com"), ("testnet", "api.demo.hitbtc.com"))
    },
    credentials=(
        Credential("api_key", "Enter your hitbtc API key >>> "),
        Credential("secret", "Enter your hitbtc secret key >>> "),
    ),
    order_types=(OrderType.LIMIT, OrderType.LIMIT_MAKER, OrderType.MARKET),
    tifs=(Tif.GTC, Tif.IOC, Tif.FOK, Tif.DAY, Tif.GTD),
    stop_kinds=(StopKind.STOP,),
    stop_prices=(TriggerBy.LAST,),
    rest=rest,
    stream=house_stream,
    auth=auth,
    calls=calls.SPOT,
    wallet_socket=PublicSocket(wallet_stream.PATH, wallet_stream),
    book=BOOK,
    heartbeat=HEARTBEAT,
    client_ids=CLIENT_IDS,
    limits=LIMITS,
    costs={ask: cost for ask, cost in COSTS.items() if ask in rest.BY_ASK},
    maker_fee="0.0012",
    taker_fee="0.0025",
    quote_places=QUOTE_PLACES,
    candle_intervals=tuple(INTERVALS),
    candles=CANDLE_RULE,
    features=FEATURES,
    book_channels=BOOK_CHANNELS,
    topics_per_frame=TOPICS_PER_FRAME,
    settle_ns=SETTLE_NS,
    order_no=1_300_000_000_000,  # numbers in JSON: a double holds them
    clock_window_ns=auth.WINDOW_MS * 1_000_000,
    version="1.0",
    tier="gold",
    sure=Sure.DOC,
    refusals=REFUSALS,
    outcomes=OUTCOMES,
    named_codes=frozenset(OUTCOMES),
    about=ABOUT,
    notes=(
        "Fees of both sides are paid in the quote coin, and a buy holds them beforehand.",
        "Orders go over the trading socket while it is up, and over REST while it is not.",
        "Residents of the USA, Canada, the UK, the EEA and others are excluded by the venue's terms.",
        "The venue has no clock to ask: its time is read from the date of a refusal.",
    ),
)

FMFW = twin(SPOT, "fmfw", "FMFW.io", "api.fmfw.io", "https://fmfw.io/", "0.005", "0.005")
CRYPTOMARKET = twin(
    SPOT,
    "cryptomarket",
    "CryptoMarket",
    "api.exchange.cryptomkt.com",
    "https://www.cryptomkt.com/",
    "0.0012",
    "0.0025",
)

PERPETUAL = replace(
    SPOT,
    id=futures_symbols.ROW,
    kind="perpetual",
    product=futures_symbols.PRODUCT,
    symbol_shape="{base}{quote}" + family.SUFFIX,
    rest=futures_rest,
    stream=futures_stream,
    calls=calls.FUTURES,
    costs={ask: cost for ask, cost in COSTS.items() if ask in futures_rest.BY_ASK},
    maker_fee="0.0002",
    taker_fee="0.0007",
    position_modes=(PositionMode.ONEWAY,),
    margin_modes=(MarginMode.CROSS, MarginMode.ISOLATED),
    features=futures_limits.FEATURES,
    refusals=futures_limits.REFUSALS,
    notes=(
        "Contracts that are margined in USDT, one net position each. Sizes are in base coin, of market buys too.",
        "Each order names its margin mode. An isolated contract has an account of its own, which is opened with the "
        "money that `isolated_margin` says; its leverage is set with it.",
        "The ladder of leverage is not told: the listing's highest leverage is the only rung.",
        "What funding was paid is not told in a shape that is known; balances show it.",
        "The venue has no clock to ask: its time is read from the date of a refusal.",
    ),
)

MARGIN = replace(
    SPOT,
    id=margin_symbols.ROW,
    kind="margin",
    product=margin_symbols.PRODUCT,
    rest=margin_rest,
    stream=margin_stream,
    calls=calls.MARGIN,
    costs={ask: cost for ask, cost in COSTS.items() if ask in margin_rest.BY_ASK},
    position_modes=(PositionMode.ONEWAY,),
    margin_modes=(MarginMode.ISOLATED,),
    features=margin_limits.FEATURES,
    refusals=futures_limits.REFUSALS,
    notes=margin_limits.NOTES,
)
