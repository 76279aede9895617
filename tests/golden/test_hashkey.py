"""HashKey's payloads from outside, read: equal to values typed by hand; and what we write in their place lacks nothing."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
from msgspec.structs import replace

from picaflor.domain.market import Grid
from picaflor.domain.numbers import read_atoms
from picaflor.domain.orders import Liquidity, OrderType, Side, Tif
from picaflor.venues.hashkey import rest, stream
from picaflor.wire import asks as a
from picaflor.wire.contracts import Fees, FeesReport, ReadFees
from picaflor.wire.net import Reply, Request
from picaflor.wire.reports import (
    BalanceReport,
    BalancesReport,
    BookFrame,
    CandleReport,
    FillReport,
    Listing,
    OrderReport,
    OrderStatus,
    ServerTime,
    TickerReport,
    TradeReport,
)
from picaflor.wire.rights import Accounts, ReadAccounts
from picaflor.wire.stream import CandlesFrame, Channel, OrdersFrame, Subscribe, TickersFrame, Topic, TradesFrame

HOME = Path(__file__).parent / "hashkey"
MS = 1_000_000


def at(text: str) -> int:
    return read_atoms(text, signed=True)


def payload(number: str) -> bytes:
    (path,) = HOME.glob(f"{number}-*.json")
    return path.read_bytes()


def answered(ask: a.Ask, number: str) -> object:
    return rest.read_answer(ask, Reply(200, payload(number)))


FILLED = OrderReport(
    symbol="BTCUSDT",
    venue_id="2000868573824739840",
    client_id="1753258121083398",
    status=OrderStatus.FILLED,
    side=Side.BUY,
    type=OrderType.LIMIT,
    filled=at("0.001"),
    price=at("120002"),
    size=at("0.001"),
    filled_quote=at("120.00101"),
    tif=Tif.GTC,
    created_ns=1753258121171 * MS,
    at_ns=1753258121278 * MS,
)
OPEN = OrderReport(
    symbol="ETHUSD",
    venue_id="1563293653459405312",
    client_id="99999888913",
    status=OrderStatus.OPEN,
    side=Side.BUY,
    type=OrderType.LIMIT,
    filled=0,
    price=at("1900"),
    size=at("1"),
    filled_quote=0,
    tif=Tif.GTC,
    created_ns=1701095125789 * MS,
    at_ns=1701095125798 * MS,
)
FILL = FillReport(
    symbol="BTCUSDT",
    trade_id="2000868574042843648",
    venue_id="2000868573824739840",
    side=Side.BUY,
    price=at("120001.01"),
    size=at("0.001"),
    fee=at("0.000002"),
    fee_asset="BTC",
    liquidity=Liquidity.TAKER,
    client_id="1753258121083398",
    at_ns=1753258121180 * MS,
)
STRANGERS = FillReport(
    symbol="ETHUSDT",
    trade_id="1739352552862964736",
    venue_id="1739352552762301440",
    side=Side.BUY,
    price=at("3289.96"),
    size=at("0.001"),
    fee=at("0.0000012"),
    fee_asset="ETH",
    liquidity=Liquidity.TAKER,
    client_id="1722082982086472",
    at_ns=1722082982097 * MS,
)
ANSWERS: tuple[tuple[str, a.Ask, object], ...] = (
    ("006", a.Place("ETHUSD", "99999888905", Side.BUY, OrderType.LIMIT, at("0.03"), at("1900")), "1563277167764290304"),
    ("022", a.Place("ETHUSDT", "", Side.BUY, OrderType.MARKET, quote=at("20")), "1738695230608169984"),
    ("078", a.Place("ETHUSD", "2343242342", Side.BUY, OrderType.LIMIT_MAKER, at("0.04"), at("2222")), "23423432423"),
    ("015", a.ReadOrder("", venue_id=FILLED.venue_id), a.Orders((FILLED,))),
    ("012", a.ReadOpenOrders(), a.Orders((OPEN,))),
    ("009", a.ReadFills(), a.Fills((FILL,))),
    ("037", a.ReadFills(), a.Fills((STRANGERS,))),
    ("002", a.CancelAll("ETHUSD"), a.Cancelling()),
    (
        "043",
        a.ReadBook("BTCUSDT"),
        BookFrame(
            "BTCUSDT",
            True,
            b'[["67902.49", "0.00112"], ["67901.08", "0.01014"]]',
            b'[["67905.99", "0.87134"], ["67906", "0.57361"]]',
            at_ns=1721681436393 * MS,
        ),
    ),
    (
        "049",
        a.ReadTrades("BTCUSDT"),
        a.Trades((TradeReport("BTCUSDT", "", Side.SELL, at("67835.99"), at("0.00017"), 1721682745779 * MS),)),
    ),
    (
        "047",
        a.ReadTickers("BTCUSDT-PERPETUAL"),
        a.Tickers(
            (
                TickerReport(
                    symbol="BTCUSDT-PERPETUAL",
                    last=at("67756.7"),
                    bid=at("67756.6"),
                    bid_size=0,
                    ask=at("67756.7"),
                    ask_size=0,
                    open=at("68279.7"),
                    high=at("68479.9"),
                    low=at("66594.3"),
                    base_volume=at("1604722"),
                    quote_volume=at("108827258.7761"),
                    at_ns=1721685896846 * MS,
                ),
            )
        ),
    ),
    (
        "034",
        a.ReadTickers(shows="last"),
        a.Tickers((TickerReport("BTCUSDT-PERPETUAL", at("64871"), *([0] * 10)),)),
    ),
    (
        "039",
        a.ReadCandles("BTCUSDT", "1m"),
        a.Candles(
            (
                CandleReport(
                    1721684280000 * MS,
                    at("67832.49"),
                    at("67862.5"),
                    at("67832.49"),
                    at("67861.44"),
                    at("0.01122"),
                    at("761.2763533"),
                ),
            )
        ),
    ),
    (
        "084",
        a.ReadBalances(),
        BalancesReport((BalanceReport("HKD", at("2"), 0), BalanceReport("USD", at("3505"), 0)), whole=True),
    ),
)


@pytest.mark.parametrize(("number", "ask", "right"), ANSWERS, ids=[row[0] for row in ANSWERS])
def test_an_answer_is_read(number: str, ask: a.Ask, right: object) -> None:
    told = answered(ask, number)
    assert (told.venue_id if isinstance(told, a.Placed) else told) == right


def test_many_are_read_whole() -> None:
    for number, ask in (("010", a.ReadClosedOrders()), ("007", a.ReadBalances())):
        assert len(answered(ask, number).rows) == len(_rows(number))  # type: ignore[attr-defined]
    assert isinstance(answered(a.ReadTime(), "048"), ServerTime)


def _rows(number: str) -> list[object]:
    data = json.loads(payload(number))
    return data["balances"] if isinstance(data, dict) else data


def test_cancels_name_what_they_cancel() -> None:
    for number in ("005", "017"):
        said = json.loads(payload(number))
        told = answered(a.Cancel("", venue_id=said["orderId"]), number)
        assert told == a.Cancelling(said["clientOrderId"], said["orderId"])


def test_a_listing() -> None:
    listing = answered(a.ReadMarkets(), "081")
    assert isinstance(listing, Listing)
    market = listing.markets[0]
    assert (market.pair, market.symbol, market.tick, market.lot) == ("ETH-USD", "ETHUSD", Grid(2), Grid(4))
    assert (market.min_lots, market.max_lots) == (50, 530_000)


def test_frames() -> None:
    (book,) = stream.read_venue(payload("148"))
    assert isinstance(book, BookFrame)
    assert (book.symbol, book.snapshot, book.seq, book.at_ns) == ("ETHUSD", True, 112801745, 1565600357643 * MS)
    assert len(json.loads(book.bids)) == len(json.loads(book.asks)) == 10
    trade = TradeReport("ETHUSD", "929681067596857345", Side.SELL, at("34924.15"), at("0.00027"), 1625562619577 * MS)
    assert stream.read_venue(payload("151")) == (TradesFrame(Topic(Channel.TRADES, "ETHUSD"), (trade,), snapshot=True),)
    held = BalancesReport((BalanceReport("ETH", at("10000"), at("500")),), whole=False, at_ns=1629969654753 * MS)
    assert stream.read_venue(payload("153")) == (held,)
    assert stream.read_venue(payload("152")) == ()
    bar = CandleReport(1722861660000 * MS, *[at("0.08389")] * 4, 0, 0)
    topic = Topic(Channel.CANDLES, "DOGEUSDT", "1m")
    assert stream.read_venue(payload("163")) == (CandlesFrame(topic, (bar,), snapshot=True),)
    day = TickerReport(
        symbol="ETHUSDT",
        last=at("2195"),
        bid=0,
        bid_size=0,
        ask=0,
        ask_size=0,
        open=at("2915.78"),
        high=at("2918.85"),
        low=at("2135.5"),
        base_volume=at("666.5019"),
        quote_volume=at("1586902.757079"),
        at_ns=1722864411064 * MS,
    )
    assert stream.read_venue(payload("167")) == (TickersFrame(Topic(Channel.TICKERS, "ETHUSDT"), (day,)),)


def test_a_book_by_its_changes() -> None:
    name = "diffMergedDepth@2"
    (whole,), (change,) = stream.read_venue(payload("171")), stream.read_venue(payload("172"))
    assert isinstance(whole, BookFrame)
    assert isinstance(change, BookFrame)
    assert (whole.symbol, whole.name, whole.snapshot, whole.seq) == ("ETHUSD", name, True, None)
    assert whole.asks == b'[["2750.85","34.535"],["2750.86","21.8114"],["2750.88","18.176"]]'
    assert (change.symbol, change.name, change.snapshot) == ("BTCUSD", name, False)
    assert (change.seq, change.prev, change.at_ns) == (387_704, 387_703, 1790127380923 * MS)
    assert change.bids.endswith(b'["86413.04","0"],["82428.56","0"]]')
    asked = (Subscribe((Topic(Channel.BOOK, "ETHUSD", name),)),)
    assert stream.read_client(payload("173")) == asked
    assert stream.read_client(*stream.write_client(asked[0])) == asked


# keys that are not ours to know: of other products, newer than most, or of a fee that is told elsewhere
BEYOND = {"feeCoin", "feeAmount", "feeSupplementaryAmount", "sumFeeAmount", "platformFeeCoin", "sumPlatformFeeAmount"}
BEYOND |= {"stpMode", "hskDeduct", "hskDeductPrice", "accountId", "originFee", "originCoinId", "originCoinName"}


@pytest.mark.parametrize("number", ["015", "012", "009", "037", "043", "049", "047", "034", "084"])
def test_what_we_write_in_its_place_lacks_nothing(number: str) -> None:
    ask, told = next((ask, told) for name, ask, told in ANSWERS if name == number)
    ours = json.loads(rest.write_answer(ask, told, 0).body)  # type: ignore[arg-type]
    assert _keys(json.loads(payload(number))) - _keys(ours) <= BEYOND


def _keys(said: object) -> set[str]:
    match said:
        case dict():
            return set(said).union(*map(_keys, said.values()))
        case list():
            return set().union(*map(_keys, said))
        case _:
            return set()


def test_what_we_push_lacks_nothing() -> None:
    for number in ("148", "151", "153", "163", "167", "171", "172"):
        (frame,) = stream.read_venue(payload(number))
        (data,) = stream.write_venue(frame, 0)
        assert _keys(json.loads(payload(number))) - _keys(json.loads(data)) <= BEYOND | {"site"}


def test_batches() -> None:
    for number, ids in (("001", ("122455", "122433")), ("019", ("1722701490163000",))):
        places = tuple(a.Place("X", name, Side.SELL, OrderType.LIMIT, at("0.01"), at("35000")) for name in ids)
        told = answered(a.PlaceMany("X", places), number)
        assert isinstance(told, a.PlacedMany)
        theirs = json.loads(payload(number))
        assert [(name, one.venue_id) for name, one in told.rows if isinstance(one, a.Placed)] == [
            (row["order"]["clientOrderId"], row["order"]["orderId"]) for row in theirs["result"]
        ]
        ours = json.loads(rest.write_answer(a.PlaceMany("X", places), told, 0).body)
        assert _keys(theirs) - _keys(ours) <= BEYOND
    asked = json.loads(payload("094"))
    cancels = rest.read_ask(Request("DELETE", "", asked["path"], urlencode(asked["query"])))
    assert isinstance(cancels, a.CancelMany)
    assert len(cancels.rows) == 2
    done = answered(cancels, "003")
    assert isinstance(done, a.CancellingMany)
    assert all(isinstance(one, a.Cancelling) for _, one in done.rows)
    failed = answered(cancels, "004")
    assert isinstance(failed, a.CancellingMany)
    assert [one.code for _, one in failed.rows if isinstance(one, a.Refused)] == ["0211", "0211"]


def test_fees_and_accounts() -> None:
    fees = answered(ReadFees("UXLINKUSDT"), "051")
    assert fees == FeesReport("UXLINKUSDT", at("0.0012"), at("0.0012"))
    assert answered(ReadFees(""), "051") == Fees((fees,))
    for number, count in (("026", 1), ("014", 2)):
        accounts = answered(ReadAccounts(), number)
        assert isinstance(accounts, Accounts)
        assert [row.label for row in accounts.rows] == ["Main Trading Account", "Sub Main Trading Account"][:count]
    for ask, number in ((ReadFees(""), "051"), (ReadAccounts(), "026")):
        ours = json.loads(rest.write_answer(ask, answered(ask, number), 0).body)  # type: ignore[arg-type]
        assert _keys(json.loads(payload(number))) <= _keys(ours)


def test_a_trade_is_told_once_more_with_all_that_theirs_has() -> None:
    order = replace(FILLED, fill=FILL)
    event, ticket = stream.write_venue(OrdersFrame((order,)), 0)
    assert _keys(json.loads(payload("162"))) | _keys(json.loads(payload("152"))) <= _keys(json.loads(ticket))
    (frame,) = stream.read_venue(event)
    assert isinstance(frame, OrdersFrame)
    assert frame.rows[0].fill is not None
    assert stream.read_venue(ticket) == (), "it is counted once"


ASKED: tuple[tuple[str, a.Ask], ...] = (
    ("121", a.ReadCandles("BTCUSDT", "1d", 1)),
    ("122", a.ReadTickers("BTCUSDT")),
    ("123", a.ReadTickers("BTCUSDT", shows="top")),
    ("124", a.ReadTickers("BTCUSDT", shows="last")),
)


@pytest.mark.parametrize(("number", "right"), ASKED, ids=[row[0] for row in ASKED])
def test_a_request_of_the_venues_own_collection_is_read(number: str, right: a.Ask) -> None:
    said = json.loads(payload(number))
    assert rest.read_ask(Request(said["method"], "", said["path"], urlencode(said["query"]))) == right


def test_a_bar_is_written_as_long_as_theirs() -> None:
    theirs = json.loads(payload("039"))
    told = answered(a.ReadCandles("BTCUSDT", "1m"), "039")
    ours = json.loads(rest.write_answer(a.ReadCandles("BTCUSDT", "1m"), told, 0).body)  # type: ignore[arg-type]
    assert ours[0][:8] == theirs[0][:8]
    assert len(ours[0]) == len(theirs[0])


def test_the_change_of_a_day_is_theirs() -> None:
    (frame,) = stream.read_venue(payload("167"))
    (data,) = stream.write_venue(frame, 0)
    assert json.loads(data)["data"] == json.loads(payload("167"))["data"]
