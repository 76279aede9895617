"""Public trades become events in the order in which they happened; history and strange symbols become nothing."""

from picaflor.domain.events import Surprise, Traded
from picaflor.domain.market import Grid, Market
from picaflor.domain.numbers import ONE
from picaflor.domain.orders import Side
from picaflor.engine.connector.tape import read_trades
from picaflor.wire.reports import TradeReport
from picaflor.wire.stream import Channel, Topic, TradesFrame

TOPIC = Topic(Channel.TRADES, "AB")
MARKETS = {"AB": Market("v", "A-B", "AB", "A", "B", Grid(1), Grid(0))}


def trade(no: int, price: int, symbol: str = "AB") -> TradeReport:
    return TradeReport(symbol, str(no), Side.SELL, price, 3 * ONE, no)


def test_newest_first_on_the_wire_is_oldest_first_here() -> None:
    events = list(read_trades("v", TradesFrame(TOPIC, (trade(2, ONE // 2), trade(1, ONE))), MARKETS))
    assert events == [Traded("v", "A-B", Side.SELL, 10, 3, 1), Traded("v", "A-B", Side.SELL, 5, 3, 2)]


def test_a_snapshot_is_history() -> None:
    assert list(read_trades("v", TradesFrame(TOPIC, (trade(1, ONE),), snapshot=True), MARKETS)) == []


def test_a_trade_off_the_grid_is_told_and_spoils_no_other() -> None:
    frame = TradesFrame(TOPIC, (trade(3, ONE), trade(2, 1), trade(1, ONE, "XY")))
    surprise, traded = read_trades("v", frame, MARKETS)
    assert isinstance(surprise, Surprise)
    assert surprise.what == "a trade off the grid"
    assert isinstance(traded, Traded)
