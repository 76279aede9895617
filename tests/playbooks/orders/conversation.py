"""Runs a conversation with the keeper: `>>` is what it is told or asked, `<<` what it says, `==` how things stand.

Orders are named a, b, c in the order of their intents; sizes are lots, prices ticks. A time is written +5s.

    >> buy 10 @ 500            an intent
    >> sent a                  it leaves
    >> placed a v1 · refused a RATE · no answer a · unclear a · not sent a
    >> cancel a · cancel taken a · cancel refused a NOT_FOUND · cancel no answer a
    >> amend a 5 @ 510 · amended a v1 · amend refused a RULE · amend no answer a
    >> says a v1 open 0        the stream reports an order: id, status, filled; - for a name it does not give
    >> trade a v1 t1 4         the stream reports a trade, its fee 0; "fee later", or "fee 3 BNB", may follow
    >> void t1 · garbled a · away restart · away stream · restart
    >> ask                     the questions that are due
    >> order a: none · order a: v1 open 0 · open: none · open: a v1 open 0, b v2 partial 3 · closed: … · fills: a v1 t1 4
    >> order a: failed
"""

from __future__ import annotations

import string
from pathlib import Path

from picaflor.domain.events import FeeKnown, Filled, OrderChanged, OrderView, Pending, Surprise
from picaflor.domain.market import Grid, Market
from picaflor.domain.orders import OrderType, Side, Wish
from picaflor.machines.orders import ClientIds, OrderKeeper, Pace
from picaflor.machines.orders import events as ev
from picaflor.machines.orders.events import Source
from picaflor.wire import asks
from picaflor.wire.asks import Cancelling, Placed, Refusal, Refused, Unclear
from picaflor.wire.net import NoAnswer, NotSent
from picaflor.wire.reports import FillReport, OrderReport, OrderStatus
from picaflor.wire.venue import ClientIdRule

SECOND = 1_000_000_000
MARKETS = {s: Market("v", f"{s}-USDT", s, s, "USDT", Grid(0), Grid(0)) for s in ("BTC", "ETH")}
RULE = ClientIdRule(32, string.ascii_letters + string.digits)


def sections(folder: Path) -> dict[str, list[str]]:
    """Title to lines, of every .txt file of the folder."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.glob("*.txt")):
        for line in file.read_text().splitlines():
            if line.startswith("# "):
                title = line[2:]
                assert title not in found, title
                found[title] = []
            elif line:
                found[title].append(line)
    return found


class Conversation:
    def __init__(self) -> None:
        self.now = 100 * SECOND
        self.names: dict[str, str] = {}  # a → client id
        self.wishes: dict[str, Wish] = {}
        self.block = 0
        self.keeper = self._keeper()
        self.asked: list[asks.Ask] = []
        self._tell(ev.Partition("start"))
        self.keeper.questions(self.now)
        self._quieten()

    def _keeper(self) -> OrderKeeper:
        self.block += 1
        ids = ClientIds(RULE, "pf", "b1", range(self.block * 100, self.block * 100 + 100))
        return OrderKeeper("v", "acc", MARKETS, ids, 5 * SECOND, pace=Pace(every_ns=0))

    def _quieten(self) -> None:
        """The lists of the start, all empty, so that a conversation begins with its own first line."""
        for _ in range(12):
            due = self.keeper.due()
            if due is None:
                break
            self.now = max(self.now, due)
            for ask in self.keeper.questions(self.now):
                self._answer(ask, "none")
            for ask in (
                asks.ReadOpenOrders(),
                asks.ReadClosedOrders(since_ns=35 * SECOND),
                asks.ReadFills(since_ns=35 * SECOND),
            ):
                self._answer(ask, "none")
        self.now = 1000 * SECOND

    # the lines

    def say(self, line: str) -> list[str]:
        """What follows a `>>` or an `==` line."""
        mark, _, rest = line.partition(" ")
        words = rest.split()
        if words and words[0].startswith("+"):
            self.now += int(float(words.pop(0)[1:-1]) * SECOND)
        if mark == "==":
            return []
        return [f"<< {self._spell(event)}" for event in self._do(words)] if words else []

    def stand(self, line: str) -> str:
        """An `==` line as it would be true."""
        words = line.split()
        match words[1:]:
            case ["worst", pair, *_]:
                buy, sell = self.keeper.worst_case(f"{pair}-USDT")
                return f"== worst {pair} buy {buy} sell {sell}"
            case ["live", *_]:
                return " ".join(["== live", *(self._name(view.client_id) for view in self.keeper.live())])
            case ["due", *_]:
                due = self.keeper.due()
                return f"== due {'never' if due is None else f'+{(due - self.now) / SECOND:g}s'}"
            case [name, *_]:
                view = self.keeper.view(self.names.get(name, name))
                return f"== {self._order(view)}" if view else f"== {name} unheard of"
            case _:
                raise AssertionError(line)

    def _do(self, words: list[str]) -> list[object]:
        match words:
            case ["buy" | "sell" as side, *terms]:
                return self._intend(Side(side), terms)
            case ["ask"]:
                self.asked = self.keeper.questions(self.now)
                return list(self.asked)
            case ["restart"]:
                data = self.keeper.dump()
                self.keeper = self._keeper()
                self.keeper.load(data)
                return self._tell(ev.Partition("restart"))
            case [("order" | "fills") as kind, name, *answer] if name.endswith(":"):
                return self._answered(kind, name[:-1], " ".join(answer))
            case [("open:" | "closed:" | "fills:") as kind, *answer]:
                return self._answered(kind[:-1], "", " ".join(answer))
            case _:
                return self._tell(self._event(words))

    def _tell(self, event: ev.KeeperEvent) -> list[object]:
        event = ev.read_event(ev.write_event(event))
        return list(self.keeper.feed(event, self.now))

    def _intend(self, side: Side, terms: list[str]) -> list[object]:
        pair = f"{terms.pop() if terms[-1] in MARKETS else 'BTC'}-USDT"
        match terms:
            case [lots, "@", ticks]:
                wish = Wish(pair, side, int(lots), int(ticks))
            case ["for", money]:
                wish = Wish(pair, side, 0, None, OrderType.MARKET, quote=int(money))
            case [lots]:
                wish = Wish(pair, side, int(lots), None, OrderType.MARKET)
            case _:
                raise AssertionError(terms)
        name = string.ascii_lowercase[len(self.names)]
        view, _ = self.keeper.intend(wish, self.now)
        self.names[name], self.wishes[view.client_id] = view.client_id, wish
        return []

    def _event(self, words: list[str]) -> ev.KeeperEvent:
        ids = self.names
        match words:
            case ["sent", name]:
                return ev.Sent(ids[name])
            case ["cancel", name]:
                return ev.CancelSent(ids[name])
            case ["cancel", "taken", name]:
                return ev.CancelOutcome(ids[name], Cancelling())
            case ["cancel", *how, name] if how and how[0] != "refused":
                return ev.CancelOutcome(ids[name], self._failure(how))
            case ["cancel", "refused", name, kind]:
                return ev.CancelOutcome(ids[name], self._refused(kind))
            case ["amend", name, lots, "@", ticks]:
                return ev.AmendSent(ids[name], int(lots), int(ticks))
            case ["amended", name, venue_id]:
                return ev.AmendOutcome(ids[name], Placed(ids[name], venue_id))
            case ["amend", "refused", name, kind]:
                return ev.AmendOutcome(ids[name], self._refused(kind))
            case ["amend", *how, name]:
                return ev.AmendOutcome(ids[name], self._failure(how))
            case ["placed", name, venue_id]:
                return ev.PlaceOutcome(ids[name], Placed(ids[name], venue_id))
            case ["refused", name, kind]:
                return ev.PlaceOutcome(ids[name], self._refused(kind))
            case ["garbled", name]:
                return ev.Garbled("a status that nobody knows", ids.get(name, ""))
            case ["void", trade]:
                return ev.FillVoided("BTC", trade)
            case ["away", why]:
                return ev.Partition(why, requests=why != "stream")
            case ["says", *rest]:
                return ev.Reported(self._report(rest), Source.STREAM)
            case ["trade", *rest]:
                return ev.FillReported(self._fill(rest))
            case [*how, name]:
                return ev.PlaceOutcome(ids[name], self._failure(how))
            case _:
                raise AssertionError(words)

    def _failure(self, how: list[str]) -> NoAnswer | Unclear | NotSent:
        return {"no answer": NoAnswer("time-out"), "unclear": Unclear("no JSON"), "not sent": NotSent("refused")}[
            " ".join(how)
        ]

    def _refused(self, kind: str) -> Refused:
        return Refused("42", kind.lower().replace("_", " "), Refusal[kind])

    def _report(self, words: list[str]) -> OrderReport:
        name, venue_id, status, filled, *rest = words
        client_id, symbol = self.names.get(name, "" if name == "-" else name), "BTC"
        if rest and rest[0] in MARKETS:
            symbol = rest.pop(0)
        wish = self.wishes.get(client_id) or Wish("", Side.BUY, int(rest[0]) if rest and rest[0].isdigit() else 10, 500)
        side = Side.SELL if "sell" in rest else wish.side
        lots = int(rest[rest.index("of") + 1]) if "of" in rest else wish.lots
        grid = 10**36
        return OrderReport(
            symbol,
            venue_id,
            client_id,
            OrderStatus(status),
            side,
            wish.type,
            int(filled) * grid,
            int(rest[rest.index("@") + 1]) * grid if "@" in rest else (wish.ticks or 0) * grid or None,
            lots * grid or None,
            at_ns=self.now,
            reason=rest[rest.index("because") + 1] if "because" in rest else "",
        )

    def _fill(self, words: list[str]) -> FillReport:
        name, venue_id, trade, lots, *rest = words
        client_id, symbol = self.names.get(name, "" if name == "-" else name), "BTC"
        if rest and rest[0] in MARKETS:
            symbol = rest.pop(0)
        wish = self.wishes.get(client_id)
        side = Side.SELL if "sell" in rest else wish.side if wish else Side.BUY
        fee, asset = 0, "USDT"
        if "fee" in rest:
            at = rest.index("fee")
            fee, asset = (None, "") if rest[at + 1] == "later" else (int(rest[at + 1]), rest[at + 2])
        size = int(float(lots) * 10) * 10**35
        return FillReport(symbol, trade, venue_id, side, 500 * 10**36, size, fee, asset, None, client_id, self.now)

    # questions

    def _answered(self, kind: str, name: str, answer: str) -> list[object]:
        kinds = {
            "open": asks.ReadOpenOrders,
            "closed": asks.ReadClosedOrders,
            "fills": asks.ReadFills,
            "order": asks.ReadOrder,
        }
        for ask in self.asked:
            if type(ask) is kinds[kind] and (not name or self._about(ask) == name):
                self.asked.remove(ask)
                return self._answer(ask, answer, self.names.get(name, ""))
        raise AssertionError(f"nobody asked for {kind} {name}")

    def _answer(self, ask: asks.Ask, answer: str, client_id: str = "") -> list[object]:
        if answer == "failed":
            return list(self.keeper.answered(ask, NoAnswer("time-out"), self.now))
        rows = [] if answer == "none" else [row.split() for row in answer.split(",")]
        if isinstance(ask, asks.ReadFills):
            return list(self.keeper.answered(ask, asks.Fills(tuple(map(self._fill, rows))), self.now))
        if isinstance(ask, asks.ReadOrder) and rows and rows[0][1] in tuple(OrderStatus):
            rows = [[client_id or "-", *rows[0]]]
        return list(self.keeper.answered(ask, asks.Orders(tuple(map(self._report, rows))), self.now))

    # spelling

    def _name(self, client_id: str) -> str:
        return next((name for name, known in self.names.items() if known == client_id), client_id)

    def _about(self, ask: asks.ReadOrder | asks.ReadFills) -> str:
        client_id = ask.client_id if isinstance(ask, asks.ReadOrder) else ""
        return self._name(client_id) if client_id else ask.venue_id

    def _order(self, view: OrderView) -> str:
        words = [self._name(view.client_id), view.state, f"{view.filled}/{view.lots or '?'}"]
        words += [f"cancel {view.cancel}"] if view.cancel is not Pending.NONE else []
        words += [f"amend {view.amend}"] if view.amend is not Pending.NONE else []
        words += [f"({view.reason})"] if view.reason else []
        return " ".join(words)

    def _spell(self, event: object) -> str:
        match event:
            case OrderChanged(order=order):
                return self._order(order)
            case Filled(fill=fill):
                who = self._name(fill.client_id) if fill.client_id else "-"
                return f"filled {who} {fill.trade_id} {fill.side} {fill.lots}"
            case FeeKnown(fill=fill):
                return f"fee of {fill.trade_id}: {fill.fee} {fill.fee_asset}"
            case Surprise(what=what):
                return f"! {what}"
            case asks.ReadOrder():
                return f"order {self._about(event)}?"
            case asks.ReadFills() if event.venue_id:
                return f"fills {event.venue_id}?"
            case asks.ReadOpenOrders():
                return "open?"
            case asks.ReadClosedOrders():
                return "closed?"
            case asks.ReadFills():
                return "fills?"
            case _:
                raise AssertionError(event)


def transcript(lines: list[str]) -> list[str]:
    """The conversation as it really goes."""
    talk = Conversation()
    said: list[str] = []
    for line in lines:
        if line.startswith("=="):
            said.append(talk.stand(line))
        elif line.startswith(">>"):
            said += [line, *talk.say(line)]
        elif line.startswith(".."):
            said.append(line)
    return said
