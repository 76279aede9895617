"""The protocol's half of a venue's page: what the connector keeps to, what each code means, how we know it."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from picaflor.app.pages import Block, Facts, Grid, Heading, Items, Text
from picaflor.wire.asks import Refusal
from picaflor.wire.venue import BookRule, Checksum, Continuity, Heartbeat, Venue

SECOND: Final = 1_000_000_000
FEATURES: Final = {  # what is not here is told by its name
    "ack_lists": "acknowledges a topic by the list of all that a socket hears on its channel",
    "amend": "amends orders",
    "amends_untouched": "amends only orders without fills",
    "amends_whole": "an amendment that is refused leaves the order as it is",
    "batch": "batches of orders",
    "cancel_all": "cancels all of a symbol at once",
    "dead_man": "dead-man switch",
    "fee_asset": "each fill names the coin of its fee",
    "fee_in_quote": "fees of both sides in the quote coin",
    "key_rights": "tells what a key may do",
    "keeps_number": "the order that an amendment makes has the number of the old one",
    "mode_by_order": "the margin mode is said with each order",
    "bills_from_to": "movements of money are asked for between two times",
    "custody": "money from outside comes as a transfer",
    "listing_tells_tiers": "the list of markets tells the ladder of leverage",
    "tiers_in_doubt": "the ladder's sizes forbid nothing here",
    "leverage_fixed": "sets no leverage: it is the listing's highest",
    "unfunded": "settles nothing between those who hold positions",
    "unmarked": "tells no mark price",
    "one_tier": "tells no ladder of leverage",
    "orders_snapshot": "tells the open orders on subscription",
    "query_by_client_id": "finds orders by client id",
    "quote_market_buy": "sizes market buys in money",
    "replace": "an amended order becomes a new one",
    "stops": "keeps orders that wait for a price",
    "stops_lead_on": "says which order a triggered one became",
    "trades_snapshot": "tells the latest trades on subscription",
    "ws_orders": "takes orders over the websocket",
}
CONTINUITY: Final = {
    Continuity.PREVIOUS: "each change names the one it follows",
    Continuity.PLUS_ONE: "each change is the next number",
    Continuity.INCREASING: "numbers only rise",
    Continuity.REPLACE: "every frame is a whole book",
}
CHECKSUM: Final = {Checksum.NONE: "", Checksum.CRC32_25: "; CRC32 over the best 25 a side where it is sent"}
SURE: Final = (
    "*Sure* says how we know: **doc** the venue's pages, **live** seen on the wire by others, **stranger** read in "
    "clients that work, **inferred** nobody says it. Golden payloads are in `tests/golden/{tongue}/`, with source and "
    "grade in `manifest.tsv`; a row with none rests on words alone. Functions in `src/picaflor/venues/{tongue}/` cite "
    "the rows by number."
)


def limits(row: Venue) -> list[Block]:
    ids = row.client_ids
    told = (
        ("Client ids", f"{ids.length_min} to {ids.length_max} characters. {ids.lasts}".strip()),
        ("Heartbeat", _heartbeat(row.heartbeat)),
        ("Books", _books(row.book)),
        ("Features", _features(row.features)),
        ("Clock", f"the venue takes requests of the {row.clock_window_ns // SECOND} s around its own time"),
    )
    rates = tuple(
        (limit.bucket, str(limit.count), f"{limit.per_ns // SECOND} s", _WHO[limit.scope], limit.sure)
        for limit in row.limits
    )
    head = ("Requests", "At most", "In", "For each", "Sure")
    return [Heading(3, "What It Keeps To"), Facts(told), Heading(3, "Rate Limits"), Grid(head, rates)]


_WHO: Final = {"ip": "address", "key": "account"}


def account_kinds(row: Venue) -> list[Block]:
    """What accounts of another kind than the row's own have otherwise. Which kind one is of is found out at `connect`."""
    blocks: list[Block] = []
    for kind in row.account_kinds.values():
        live, ids = kind.domains["live"], kind.client_ids
        told = (
            ("Sockets", f"{live.public}, {live.private}"),
            ("Client ids", f"{ids.length_min} to {ids.length_max} characters"),
            ("Features that others lack", _features(kind.features - row.features)),
            ("Lacking", _features(row.features - kind.features) or "nothing"),
        )
        blocks += [Heading(3, f"{kind.account_kind.capitalize()} Accounts"), Facts(told), Items(kind.notes)]
    return blocks


def _features(names: AbstractSet[str]) -> str:
    return "; ".join(FEATURES.get(name, name.replace("_", " ")) for name in sorted(names))


def _heartbeat(rule: Heartbeat) -> str:
    how = "a text message" if rule.text else "a ping frame"
    told = [f"{how} every {rule.ping_every_ns // SECOND} s"] if rule.ping_every_ns else []
    told += [f"a ping from the venue every {rule.venue_every_ns // SECOND} s"] if rule.venue_every_ns else []
    told.append(f"{rule.silent_after_ns // SECOND} s of silence and the socket counts as dead")
    if rule.connection_lasts_ns:
        told.append(f"the venue hangs up after {rule.connection_lasts_ns // SECOND // 3600} h in any case")
    return "; ".join(told)


def _books(rule: BookRule) -> str:
    depth = f"; {rule.depth} levels a side" if rule.depth else ""
    channel = f"`{rule.name}`: " if rule.name else ""
    return f"{channel}{CONTINUITY[rule.continuity]}{CHECKSUM[rule.checksum]}{depth}"


def codes(rows: Sequence[Venue]) -> list[Block]:
    """One house has one table; which of its codes an emulated rule answers with may depend on the row."""
    first = rows[0]
    outcomes = first.outcomes
    if not outcomes:
        return []
    known = len(first.named_codes | set(outcomes))
    words = (
        f"Known: {known} codes, named by the venue's pages or seen by others. Mapped: {len(outcomes)}, each to an outcome "
        "and a sentence. *Refused* means that nothing was done. *Unknown* means that nobody can tell what became of an "
        "order or a cancel: its funds stay held, and the venue is asked until it proves one or the other."
    )
    told = tuple((code, outcome_word(kind), sentence) for code, (kind, sentence) in sorted(outcomes.items()))
    blocks: list[Block] = [Heading(2, "Codes"), Text(words), Grid(("Code", "Outcome", "In a sentence"), told)]
    blocks.append(Heading(3, "What the Emulated Exchange Says"))
    for row in rows:
        rules = tuple((rule, code, says) for rule, (code, says) in row.refusals.items())
        blocks.append(Grid((f"Rule of `{row.id}`", "Code", "Words"), rules))
    return blocks


def outcome_word(kind: Refusal | None) -> str:
    return "unknown" if kind is None else f"refused ({kind.value.replace('_', ' ')})"


def evidence(first: Venue) -> list[Block]:
    rows = tuple(
        (str(e.row), e.where, e.meaning, e.source, ", ".join(e.sure), " ".join(e.golden) or "none")
        for e in first.about.evidence
    )
    if not rows:
        return []
    head = ("Row", "Endpoint or channel", "What we take it to mean", "Source", "Sure", "Golden")
    return [Heading(2, "Evidence"), Text(SURE.format(tongue=first.tongue)), Grid(head, rows)]
