"""What HashKey's sockets say and hear, field names theirs."""

# ruff: noqa: N815 - the names are theirs

from __future__ import annotations

from msgspec import Raw, Struct

NOTHING = Raw(b"")


class Params(Struct, frozen=True):
    """What further describes a topic."""

    klineType: str = ""
    dumpScale: str = ""


class AskedParams(Struct):
    dumpScale: int | str = ""


class Asked(Struct):
    """Any frame of a client."""

    event: str = ""
    topic: str = ""
    symbol: str = ""
    params: Raw = NOTHING
    ping: Raw = NOTHING
    pong: Raw = NOTHING


class Said(Struct):
    """Any frame of the venue that is an object, as far as it takes to know what it is."""

    topic: str = ""
    symbol: str = ""
    params: Params = Params()
    data: Raw = NOTHING
    f: bool = False
    ping: Raw = NOTHING
    pong: Raw = NOTHING
    code: int | str = ""
    desc: str = ""


class PushedBook(Struct):
    t: int
    v: str
    b: Raw
    a: Raw
    s: str = ""
    e: int = 301
    o: int = 0


class PushedLevels(Struct):
    """What changed in a book, which names no symbol."""

    t: int
    v: str
    b: Raw
    a: Raw
    o: int
    e: int = 301


class PushedTrade(Struct):
    v: str
    t: int
    p: str
    q: str
    m: bool


class TicketEvent(Struct, kw_only=True):
    """Row 33: the trade of an executionReport once more."""

    e: str = "ticketInfo"
    E: int | str
    s: str
    q: str
    t: str
    p: str
    T: str
    o: str
    c: str
    O: str = "0"
    a: str = "0"
    A: str = "0"
    m: bool
    S: str


class PushedTop(Struct):
    s: str
    b: str
    bz: str
    a: str
    az: str
    t: int


class ParamsV2(Struct, frozen=True):
    symbol: str = ""
    klineType: str = ""


class AskedV2(Struct):
    """Any frame of a client of the second public socket."""

    event: str = ""
    topic: str = ""
    params: ParamsV2 = ParamsV2()
    ping: Raw = NOTHING
    pong: Raw = NOTHING


class SaidV2(Struct):
    """Any frame of the second public socket."""

    topic: str = ""
    event: str = ""
    params: ParamsV2 = ParamsV2()
    data: Raw = NOTHING
    code: int | str = ""
    msg: str = ""


class PushedCandle(Struct):
    t: int
    s: str
    sn: str
    c: str
    h: str
    l: str
    o: str
    v: str


class PushedTicker(Struct):
    t: int
    s: str
    sn: str
    c: str
    h: str
    l: str
    o: str
    v: str
    qv: str
    m: str = "0"
    e: int = 301


class Event(Struct):
    e: str


class PushedBalance(Struct):
    a: str
    f: str
    l: str
    r: str = ""


class AccountEvent(Struct, kw_only=True):
    e: str = "outboundAccountInfo"
    E: int | str
    T: bool = True
    W: bool = True
    D: bool = True
    B: list[PushedBalance]


class OrderEvent(Struct, kw_only=True):
    """Row 33. What tells of a trade counts only where `l` is above zero."""

    e: str = "executionReport"
    E: int | str
    s: str
    c: str
    S: str
    o: str
    f: str
    q: int | str
    p: int | str
    X: str
    i: str
    l: int | str
    z: int | str
    L: int | str
    n: int | str
    N: str | None
    u: bool = True
    w: bool = True
    m: bool = False
    O: int | str
    U: int | str = ""
    Z: int | str
    C: bool = False
    reqAmt: int | str = "0"
    d: int | str = "0"
    r: int | str = "0"
    V: int | str = "0"
    x: str = ""
    rt: str = ""
    T: int | str = "0"
