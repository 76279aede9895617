"""The record of one row of the venue table. Everything that prints, documents, obeys or enforces a venue reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Literal, Protocol

from picaflor.domain.orders import MarginMode, OrderType, PositionMode, StopKind, Tif, TriggerBy
from picaflor.wire.about import About
from picaflor.wire.asks import Answer, Ask, Refusal, Refused, Unclear
from picaflor.wire.auth import Auth
from picaflor.wire.dead_man import SwitchRule
from picaflor.wire.envelope import Envelope
from picaflor.wire.net import Reply, Request
from picaflor.wire.stream import Call, Channel, ClientFrame, VenueFrame


class Rest(Protocol):
    """The request half of a codec, both ends. A module of a venue folder is one."""

    def knows(self, request: Request) -> bool:
        """Whether it is this row's to answer: rows of one house may share hosts."""
        ...

    def write_ask(self, ask: Ask) -> Request: ...
    def read_ask(self, request: Request) -> Ask | Refused: ...
    def write_answer(self, ask: Ask | None, answer: Answer | Refused, now_ns: int) -> Reply: ...
    def read_answer(self, ask: Ask, reply: Reply) -> Answer | Refused | Unclear: ...


class Stream(Protocol):
    """The websocket half. One frame may carry several facts, and one of ours may need several of theirs."""

    def write_client(self, frame: ClientFrame) -> tuple[bytes, ...]: ...
    def read_client(self, data: bytes) -> tuple[ClientFrame, ...]: ...
    def write_venue(self, frame: VenueFrame, now_ns: int) -> tuple[bytes, ...]: ...
    def read_venue(self, data: bytes) -> tuple[VenueFrame, ...]: ...


class Calls(Protocol):
    """Asks that may travel as frames of the private socket, and their answers. The frame of a call itself is the stream's
    to write and to read; what its answer says can only be read by who knows what was asked."""

    @property
    def asks(self) -> frozenset[type]: ...
    def most(self) -> int: ...  # in a second on one socket; 0: as many as there may be requests
    def write_reply(self, call: Call, answer: Answer | Refused, now_ns: int) -> tuple[bytes, ...]: ...
    def read_reply(self, ask: Ask, data: bytes) -> Answer | Refused | Unclear: ...


class Sure(StrEnum):
    """How sure a protocol fact is."""

    DOC = "doc"
    LIVE = "live"
    STRANGER = "stranger"  # read in the source of a client that works
    INFERRED = "inferred"


class Life(StrEnum):
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class Continuity(StrEnum):
    """How a book stream lets a gap be seen."""

    PREVIOUS = "previous"  # each change names the sequence it follows
    PLUS_ONE = "plus_one"  # each change is the next number; the same number again is a heartbeat
    INCREASING = "increasing"  # numbers only ever rise
    REPLACE = "replace"  # every frame is a whole book and its version never falls


class Dialect(StrEnum):
    """How one level is spelled in a level array."""

    PAIRS = "pairs"  # [["1.5","2"],…], further elements ignored
    FLAT = "flat"  # ["1.5","2"]: the array is one level
    OBJECTS = "objects"  # [{"price":"1.5","amount":"2"},…]


class Checksum(StrEnum):
    NONE = "none"
    CRC32_25 = "crc32_25"  # 25 levels a side, bid and ask in turn, price:size as sent, signed


@dataclass(frozen=True, slots=True)
class BookRule:
    continuity: Continuity
    dialect: Dialect = Dialect.PAIRS
    checksum: Checksum = Checksum.NONE
    depth: int = 0  # levels a side that are kept; 0: as many as come
    name: str = ""  # of the channel that these books come by, where it is not the plain one
    scaled: bool = False  # each topic names the decimals of its prices behind it: books@2
    price_key: str = "price"  # for objects
    size_key: str = "size"
    stale_ns: int = 30_000_000_000  # silence after which the book is no longer trusted
    envelope: Envelope | None = None  # where messages can be read whole, as the codec would read them
    instead: OtherBooks | None = None  # where older or newer servers take the topic and never say anything there


@dataclass(frozen=True, slots=True)
class OtherBooks:
    """Another channel of the same books: the name of its topics, and how it is read."""

    name: str
    rule: BookRule


@dataclass(frozen=True, slots=True)
class CandleRule:
    """How bars are asked for. 0 and empty: the venue does not have it."""

    page_max: int = 0  # bars in one answer of the endpoint that also knows the bar that is forming
    past_page_max: int = 0  # of the archive: finished bars only, the last ones before `until`, whatever `since` says
    reach_ns: Mapping[str, int] = field(default_factory=dict)  # interval → how old a bar the first endpoint still tells
    streamed: tuple[str, ...] = ()  # the intervals that have a channel
    money: bool = True  # a bar tells the money that was traded, too
    skips_quiet: bool = False  # a bar in which nothing traded is not told


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` weight in each window of `per_ns`, for all asks that name this bucket."""

    bucket: str
    count: int
    per_ns: int
    scope: str = "key"  # or "ip"
    sure: Sure = Sure.DOC


@dataclass(frozen=True, slots=True)
class Cost:
    """What one ask takes from which buckets."""

    takes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class LimitHeaders:
    """In which headers, in lower case, each answer says what was used of the limit of what was asked."""

    used: str  # it counts up
    most: str
    seconds: str  # of a whole window


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What keeps a socket alive, and what silence means."""

    ping_every_ns: int
    silent_after_ns: int  # no frame for so long: the socket is dead to us
    closes_after_ns: int  # the venue hangs up on a client that pings less often than this
    text: bool = True  # a message of the venue's own; False: the websocket's ping frame
    venue_every_ns: int = 0  # how often the venue sends a ping frame of its own; 0: never
    venue_text: bool = False  # that is a message to private sockets, and wants one back
    close_code: int = 1000  # with which the venue hangs up on who is silent
    close_words: str = "no ping"
    connection_lasts_ns: int = 0  # forced disconnect; 0: none


@dataclass(frozen=True, slots=True)
class PublicSocket:
    """A further public socket of the house, where the same topics are spoken of otherwise."""

    path: str  # where the first one's host has it
    stream: Stream
    acks: bool = True
    closes_after_ns: int = 0  # on a client that is silent; 0: as the first one


@dataclass(frozen=True, slots=True)
class ListenRule:
    """The private socket has a key of its own, which ends its path; nobody logs in and nobody subscribes there."""

    lasts_ns: int
    keep_every_ns: int
    found: str  # a pattern of the answer that holds a key; its one group is the key
    hears: tuple[Channel, ...] = (Channel.ORDERS, Channel.BALANCES)
    close_code: int = 1000  # with which the venue hangs up when the key is over
    close_words: str = "listen key expired"


@dataclass(frozen=True, slots=True)
class ClientIdRule:
    length_max: int
    charset: str  # all characters that are allowed
    lasts: str = ""  # what the venue says of uniqueness
    length_min: int = 1
    once: bool = False  # never again, not even when the order is final
    unique: bool = True  # False: the venue takes an id that an active order has


@dataclass(frozen=True, slots=True)
class Credential:
    name: str  # api_key, secret, passphrase, memo
    prompt: str


@dataclass(frozen=True, slots=True)
class Domain:
    """Live, testnet or demo: the hosts and headers of a row."""

    rest: str
    public: str  # websocket host and path
    private: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Venue:
    id: str
    name: str
    tongue: str
    kind: str  # spot; perpetual; or margin: positions on spot pairs, in the spot market's own books
    domains: Mapping[str, Domain]
    credentials: tuple[Credential, ...]
    order_types: tuple[OrderType, ...]
    tifs: tuple[Tif, ...]
    rest: Rest
    stream: Stream
    auth: Auth
    book: BookRule
    heartbeat: Heartbeat
    client_ids: ClientIdRule
    limits: tuple[Limit, ...]
    costs: Mapping[type, Cost]
    maker_fee: str
    taker_fee: str
    quote_places: int = 8  # decimals of money in this house, where its listing does not say
    product: str = ""  # the venue's word for this family of markets where sockets are shared; "" for the spot market
    # Where contracts of one row are asked for by several names: the row as it speaks of each other one, by its quote coin.
    families: Mapping[str, Venue] = field(default_factory=dict)
    family: str = ""  # of a further one: that quote coin
    position_modes: tuple[PositionMode, ...] = ()
    margin_modes: tuple[MarginMode, ...] = ()
    stop_kinds: tuple[StopKind, ...] = ()
    stop_prices: tuple[TriggerBy, ...] = tuple(TriggerBy)  # that a stop may watch
    candle_intervals: tuple[str, ...] = ()
    candles: CandleRule = field(default_factory=CandleRule)
    # amend batch cancel_all dead_man stops ws_orders query_by_client_id quote_market_buy
    # replace: an amended order becomes a new one, by a new client id · amends_untouched: only one without fills
    # key_rights: it tells what a key may do · unsigned_path: a signature covers the parameters alone
    # amends_whole: what is refused leaves the old order alone · keeps_number: the new one has the old one's number
    # fee_asset: each fill names it · fee_in_quote: spot fees of both sides
    # trades_snapshot, orders_snapshot: what was before is told on subscription
    # time_pages: lists are cut by time; a cursor is the time of the last row of a page, in ms, and that row is told again
    # mode_by_order: the margin mode is said with each order, and each has a leverage of its own
    # stops_among_orders: a stop is an order that waits, told among them, by one number before and after its price; each
    #   says from which side its price comes, and an amended one has a new client id
    # bills_from_to: movements of money are asked for between two times, both of which must be named
    # custody: money from outside comes to an account that trades nothing; here it is a transfer
    # stops_with_orders: what becomes of a stop is told on the channel of orders, and past ones are listed with past orders
    # stop_ways: a stop says from which side its price comes · stops_keep_size: an amended one keeps its size
    # fixed_trails: one that trails is not amended, and cancelled by the venue's number alone
    # batch_whole: of several orders all are taken or none · setups_together: settings of all contracts are told at once
    # one_stream: private topics tell of all rows of the house · one_wallet: all of them trade with the same money
    # one_listing: what is asked of all markets is answered for all rows of the house at once
    # contracts: sizes are told in contracts, one of which is a lot · index_apart: the index is asked for by itself
    # hold_by_side: an order does not name the position of a hedge; what it does, and whether it reduces, says which
    # leverage_by_order: an order that opens says its leverage · leverage_sets_mode: it is set with the margin mode, in one
    # listing_tells_tickers: the list of markets says how they stand · trades_in_coin: those of the list, all else contracts
    # mark_streamed: no question tells it · lists_by_symbol: orders and trades are listed by symbol only
    # positions_apart: each position is told by itself, and once more when it is gone
    # listing_tells_tiers: the ladder of leverage stands in the list of markets · tiers_in_doubt: nobody says in what the
    #   sizes of the ladder are counted, so they forbid nothing here
    # leverage_fixed: it is the listing's highest · unfunded: holding pays nothing · unmarked: the last price is the mark
    # one_tier: no ladder is told, the listing's highest leverage counts at any size
    # ack_lists: an acknowledgement of a public topic is the list of all that the socket hears on that channel
    # ack_all: each acknowledgement is one list of all that it hears; unknown topics are taken and stay silent
    # filled_markets: of an order at the market nothing is pushed before it is filled, nor if it ends otherwise
    # silent_start: on subscription nothing is told of what was before, but of books
    # signed_handshake: the private socket is opened with the key; there is no login
    # unsigned_body: a body is no part of what is signed
    # batch_by_number, cancel_by_number: several at once, or an order, are cancelled by the venue's numbers alone
    # bare_signature: a signature covers the key and the time, and nothing of what is asked
    # cancel_final: a cancel of what ended is answered with how it ended · fees_later: a pushed trade names no fee
    # fills_apart: trades of ours come on a channel of their own, and not with the order
    # inverse: contracts are margined in their base coin · pages: lists are cut by counted pages; a cursor is one
    features: frozenset[str] = frozenset()
    dead_man: SwitchRule | None = None  # with the feature of that name
    listen: ListenRule | None = None  # where private sockets are opened by listen keys
    public_sockets: tuple[PublicSocket, ...] = ()  # beside the one that the connector uses
    wallet_socket: PublicSocket | None = None  # a private one that tells of the purse that trades nothing
    calls: Calls | None = None  # the first way for the asks that it names, while the private socket is up
    stated: frozenset[str] = frozenset()  # what the listing states of a market: min_notional band open_orders
    limit_headers: LimitHeaders | None = None  # None: answers say nothing of limits
    hosts: tuple[str, ...] = ()  # further ones of the house, which strangers ask before they do anything
    symbol_shape: str = "{base}{quote}"  # how an emulated house spells a symbol; also base_lower, quote_lower
    opens: Callable[[Request], ClientFrame] | None = None  # what a handshake asks for by itself, where that is answered
    batch_max: int = 20  # orders or cancels in one call, where there are such
    cancels_max: int = 0  # cancels in one call, where they may be more
    book_channels: Mapping[str, int] = field(default_factory=dict)  # name → levels of each full snapshot; 0: changes
    private_name: str = ""  # of all private topics, where the venue has several generations of them (see Topic.name)
    # Where accounts of one house are of several kinds, each with private requests and topics of its own: this row as
    # accounts of another kind than its own speak it, and which codes say that an account is of which kind.
    account_kind: str = ""
    account_kinds: Mapping[str, Venue] = field(default_factory=dict)
    kind_codes: Mapping[str, str] = field(default_factory=dict)
    # Versions of its software that an emulated house can run in the record's own one's place, to see what a client makes
    # of them: name → how that house speaks.
    editions: Mapping[str, Venue] = field(default_factory=dict)
    broker_header: str = ""  # in which a request may name a broker; "": there is no such thing
    topics_per_frame: int = 20
    frame_max: int = 0  # bytes of a client's message that the venue's sockets read; 0: as many as it likes
    frames_per_second: int = 0  # a socket on which a client says more is cut; 0: nobody has told
    subscribe_acks: bool = True
    queue_ns: int = 0  # how long an emulated order or cancel is under way after it was taken; 0: it is done at once
    settle_ns: int = 5_000_000_000  # for how long an order may exist at the venue before its queries show it
    clock_window_ns: int = 30_000_000_000
    clock_ahead_ns: int = 0  # by how much a request may be ahead of its time; 0: as much as it may be behind
    by_key_alone: frozenset[type] = frozenset()  # asks that the venue lets in whatever their signature says
    proven_by: str = ""  # where no question of its is signed: another row of the house, where the same keys are proven
    packed: Literal["none", "deflate-raw", "gzip"] = "none"  # binary messages of its sockets
    order_no: int = 1_300_000_000_000_000_000  # about where the venue's own numbers of orders are now
    version: str = ""  # of the connector, as its users know it
    tier: str = ""  # of upkeep: gold, silver, bronze (see app/venue_page)
    twin_of: str = ""  # another house that runs the same interface; what was tried was tried there, never here
    life: Life = Life.OPEN
    life_date: str = ""  # 2027-01-31: when it closes, or closed
    life_note: str = ""  # more dates, and where they are known from
    sure: Sure = Sure.STRANGER
    # rule of the house (see sim/venue/house_rules) → the venue's code and words for it
    refusals: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    # code → what it means for an order (None: nobody knows what became of it), and a sentence of ours
    outcomes: Mapping[str, tuple[Refusal | None, str]] = field(default_factory=dict)
    named_codes: frozenset[str] = frozenset()  # those that the venue's pages name or that others have seen
    notes: tuple[str, ...] = ()
    api_docs: str = ""  # of this row, where it has pages of its own
    about: About = field(default_factory=About)  # the same for all rows of a house

    def spoken_by(self, account_kind: str) -> Venue:
        """The record as accounts of that kind speak it; "": of the row's own kind. KeyError: there are none."""
        return self if account_kind in ("", self.account_kind) else self.account_kinds[account_kind]

    @property
    def holds(self) -> bool:  # positions, on margin
        return self.kind != "spot"

    def kinds(self) -> tuple[Venue, ...]:
        """All ways in which this row is spoken, its own first."""
        return (self, *self.account_kinds.values())

    def every_family(self) -> tuple[Venue, ...]:  # its own first
        return (self, *self.families.values())

    def for_pairs(self, *pairs: str) -> Venue:
        """The record as it speaks of these pairs. ValueError: they are of several families."""
        first, *others = [self.families.get(pair.rpartition("-")[2], self) for pair in pairs] or [self]
        if any(each is not first for each in others):
            raise ValueError(f"pairs of several families of {self.id}")
        return first

    @property
    def floor(self) -> str:
        """The name of its floor in an emulated house: the row's, and for a further family its quote coin behind it."""
        return f"{self.id}-{self.family.lower()}" if self.family else self.id

    def through(self, socket: PublicSocket) -> Venue:
        """The record as a client of that socket reads it."""
        hosts = {name: domain.public.partition("/")[0] for name, domain in self.domains.items()}
        domains = {name: replace(each, public=f"{hosts[name]}/{socket.path}") for name, each in self.domains.items()}
        return replace(self, stream=socket.stream, subscribe_acks=socket.acks, domains=domains)
