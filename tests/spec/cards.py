"""The cards, each in a line: what a connector must be seen to do at its emulated venue. docs/cards.md shows who does it.

A test in this folder names its cards first: `test_o1_o2_a_limit_order_…` plays O1 and O2. `needs` is what a record must
have for the card to be about it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from picaflor.wire.lists import PlaceList
from picaflor.wire.venue import Venue

Lacks = Callable[[Venue], str]  # why the card is not about this row; "": it is


def anyone(row: Venue) -> str:
    return ""


def feature(name: str, lacking: str) -> Lacks:
    return lambda row: "" if name in row.features else lacking


def perpetual(row: Venue) -> str:
    return "" if row.holds else "spot"


def funded(row: Venue) -> str:
    return perpetual(row) or ("no funding" if "unfunded" in row.features else "")


def modes(row: Venue) -> str:
    return perpetual(row) or ("" if len(row.position_modes) > 1 else "one mode")


def stops(row: Venue) -> str:
    return "" if row.stop_kinds else "no stop orders"


def lists(row: Venue) -> str:
    return "" if PlaceList in row.costs else "no lists"


def position_stops(row: Venue) -> str:
    return perpetual(row) or stops(row)


def candles(row: Venue) -> str:
    return "" if row.candle_intervals else "no candles"


@dataclass(frozen=True)
class Card:
    id: str
    words: str
    lacks: Lacks = anyone
    everywhere: bool = False  # what is played once is true of every row


GROUPS: dict[str, tuple[Card, ...]] = {
    "Boot": (
        Card("B1", "The order types of the record are those that it takes, no more and no fewer"),
        Card("B2", "Every pair that can be traded has its market; a closed or malformed one is left out, and told"),
        Card("B3", "What is not ready yet is listed by name, and all of it before the start"),
        Card("B4", "The check of the network says yes, says no, and can be given up"),
        Card("B5", "Public data needs no keys"),
        Card("B6", "A venue that closes, or has closed, says so wherever it is chosen"),
    ),
    "Rules": (
        Card("R1", "Tick, lot and minimums come from the venue's own listing, however its numbers are spelled"),
        Card("R2", "Prices and amounts are rounded to the safe side, and never to nothing"),
        Card("R3", "An order below a minimum is denied here, with the rule and the number, and nothing is sent"),
        Card("R4", "Rules are read again on a timer, and when the venue says that they changed"),
        Card("R5", "Fees are those of the account's own tier; profit is reckoned with what was charged"),
    ),
    "Orders": (
        Card("O1", "A limit buy rests, fills and is booked"),
        Card("O2", "A limit sell rests, fills and is booked"),
        Card("O3", "A post-only order that would cross is refused, and told as that"),
        Card("O4", "A market buy of so many coins"),
        Card("O5", "A market buy for so much money, and never for more"),
        Card("O6", "A market sell"),
        Card("O7", "IOC, FOK and GTC do what they say"),
        Card("O8", "A refusal has the venue's code and words, a sentence of ours, and leaves nothing open"),
        Card("O9", "A cancel is asked for, and done when the venue shows it"),
        Card("O10", "A cancel that comes after the last fill changes nothing"),
        Card("O11", "Of a cancel of all, each order has its own answer, one failure included"),
        Card("O12", "Partly filled, then cancelled: the fills stay, the rest of the money is free, once"),
        Card("O13", "An order is amended", feature("amend", "no amending")),
        Card("O14", "Batches of orders and cancels, some of which fail", feature("batch", "no batches")),
        Card("O15", "Client ids keep the venue's rule, can be foretold, and name their bot"),
        Card("O16", "A fill that comes before its order's acknowledgement"),
        Card("O17", "An order is called filled before its trades are told"),
        Card("O18", "Fees in a third coin, fees that are income, fees that are told later"),
        Card("O19", "An order that somebody else made on the account is shown as not ours"),
        Card("O20", "A stop order waits, is triggered and fills", stops),
        Card("O21", "A stop order is amended and cancelled", stops),
        Card("O22", "Take-profit and stop-loss follow their position", position_stops),
        Card(
            "O23",
            "The dead-man switch is armed, kept from firing, fires, and is disarmed",
            feature("dead_man", "no dead-man switch"),
        ),
        Card("O24", "Orders that belong together: one that ends the others, one that begins them, all or none", lists),
    ),
    "Balances": (
        Card("A1", "Totals and what is free of them"),
        Card("A2", "A coin that the next whole report does not name is gone"),
        Card("A3", "At rest the stream and the questions say the same"),
        Card("A4", "What is free is never below zero"),
        Card("A5", "A deposit, withdrawal or transfer made elsewhere is told as that"),
    ),
    "Streams": (
        Card("S1", "A topic counts as heard when it is acknowledged, or shows its first data"),
        Card("S2", "After ten minutes of trade the book is the venue's, level by level"),
        Card("S3", "A gap, a repeat or an old change: the book is not trusted until it is whole, and nobody saw it so"),
        Card("S4", "A trade's side is its taker's"),
        Card("S5", "Heartbeats go both ways as the venue wants them"),
        Card("S6", "A socket that has fallen silent is noticed in the record's time"),
        Card("S7", "The account's stream tells of new, part-filled, filled and cancelled orders, and of balances"),
        Card("S8", "What a login or a listen key lasts for is renewed in time"),
        Card("S9", "A connection that is cut loses nothing"),
        Card("S10", "Pairs come and go while it runs"),
        Card("S11", "A socket that answers pings and tells nothing, and a subscription that is dropped without a word"),
    ),
    "Candles": (
        Card("C1", "Every interval of the record can be asked for", candles),
        Card("C2", "Five thousand bars over many pages, none missing and none twice", candles),
        Card("C3", "When a bar opens, in which order bars come, and which one is unfinished", candles),
        Card("C4", "Bars of the stream go on where the history ends", candles),
        Card("C5", "Without candles of the venue's own, bars are built from trades and say so"),
        Card("C6", "A market listed yesterday is ready with the few bars that it has", candles),
    ),
    "Perpetuals": (
        Card("P1", "Long and short are opened and closed in each position mode", perpetual),
        Card("P2", "Reduce-only never turns a position round", perpetual),
        Card("P3", "The position mode is read and set, and kept while positions are open", modes),
        Card("P4", "Leverage and margin mode", perpetual),
        Card("P5", "The funding rate, when it is due, its past, and each payment booked once", funded),
        Card("P6", "Mark and index price", perpetual),
        Card("P7", "Coins to contracts and back, exactly", perpetual),
        Card("P8", "The price of liquidation, and a liquidation", perpetual),
        Card("P9", "Tiers of leverage and maintenance margins are the venue's", perpetual),
        Card("P10", "A position that is gone at the venue is gone here", perpetual),
    ),
    "Restart": (
        Card("X1", "Open orders, part fills, unknowns and positions are rebuilt as after a crash"),
        Card("X2", "What was filled while nobody was there is booked once"),
        Card("X3", "A second process on the same account and bot is refused, and told who is first", everywhere=True),
    ),
    "Paper": (
        Card("T1", "The paper twin keeps the venue's own rules on every card that is not about the wire"),
        Card("T2", "Fills wait for their place in the queue, and market orders pay for the book they walk through"),
        Card("T3", "Its state outlives a restart"),
        Card("T4", "It asks nothing that needs a key", everywhere=True),
    ),
}
CARDS = {card.id: card for group in GROUPS.values() for card in group}
