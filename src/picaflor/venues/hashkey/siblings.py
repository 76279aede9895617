"""Houses of the same group that speak the same tongue at hosts of their own, told apart by `site`. Untested live.

Row 50: spot in Hong Kong and in MENA; their contracts have another version of the interface, which nobody speaks here.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs

from msgspec import structs

from picaflor.venues.hashkey.about import ABOUT
from picaflor.venues.hashkey.limits import DIFF_BOOK, SIBLING_LIMITS
from picaflor.wire.asks import Answer, Ask, Refused, Unclear
from picaflor.wire.contracts import ReadBills
from picaflor.wire.net import Reply, Request
from picaflor.wire.stream import ClientFrame, Subscribe, Unsubscribe
from picaflor.wire.venue import Credential, Domain, Rest, Stream, Sure, Venue

UNTESTED: Final = "Untested live: another house of HashKey's interface; all that was tried was tried as HashKey Global."
SITE: Final = "site"
USUAL: Final = "HK"  # where a request names none


class Site:
    """The requests of one site of the two that share hosts. Each of them says which one it means."""

    def __init__(self, rest: Rest, site: str) -> None:
        self._rest, self.site = rest, site

    def knows(self, request: Request) -> bool:
        """A stranger may say it in a form, too."""
        fields = parse_qs(request.query + "&" + request.body.decode(errors="replace"))
        return fields.get(SITE, [USUAL])[0] == self.site and self._rest.knows(request)

    def write_ask(self, ask: Ask) -> Request:
        request = self._rest.write_ask(ask)
        said = f"{SITE}={self.site}"
        return structs.replace(request, query=f"{request.query}&{said}" if request.query else said)

    def read_ask(self, request: Request) -> Ask | Refused:
        return self._rest.read_ask(request)

    def write_answer(self, ask: Ask | None, answer: Answer | Refused, now_ns: int) -> Reply:
        return self._rest.write_answer(ask, answer, now_ns)

    def read_answer(self, ask: Ask, reply: Reply) -> Answer | Refused | Unclear:
        return self._rest.read_answer(ask, reply)


class SiteStream:
    """Their sockets, too, hear of which site a topic is meant, and take it for Hong Kong's where nobody says so."""

    def __init__(self, stream: Stream, site: str) -> None:
        self._stream, self._site = stream, site
        self.read_client, self.read_venue, self.write_venue = stream.read_client, stream.read_venue, stream.write_venue

    def write_client(self, frame: ClientFrame) -> tuple[bytes, ...]:
        written = self._stream.write_client(frame)
        if not isinstance(frame, Subscribe | Unsubscribe):
            return written
        return tuple(b'%s,"site":"%s"}' % (data[:-1], self._site.encode()) for data in written)


def _hosts(house: str) -> Domain:
    stream = f"stream-pro.{house}"
    return Domain(f"api-pro.{house}", f"{stream}/quote/ws/v1", f"{stream}/api/v1/ws/")


def sibling(first: Venue, name: str, shown: str, site: str, api_docs: str, *, sandbox: bool = False) -> Venue:
    """`sandbox`: whether its pages name one. Of the statement they tell in other words, so it is not asked for (row 70)."""
    domains = {"live": _hosts("hashkey.com")} | ({"testnet": _hosts("sim.hashkeydev.com")} if sandbox else {})
    return replace(
        first,
        id=name,
        name=shown,
        twin_of=first.id,
        rest=Site(first.rest, site),
        stream=SiteStream(first.stream, site),
        public_sockets=tuple(replace(each, stream=SiteStream(each.stream, site)) for each in first.public_sockets),
        domains=domains,
        credentials=(
            Credential("api_key", f"Enter your {shown} API key >>> "),
            Credential("secret", f"Enter your {shown} secret >>> "),
        ),
        limits=SIBLING_LIMITS,
        book=DIFF_BOOK,
        costs={ask: cost for ask, cost in first.costs.items() if ask is not ReadBills},
        tier="",
        sure=Sure.DOC,
        notes=(UNTESTED, *(note for note in first.notes if "Hong Kong" not in note)),
        api_docs=api_docs,
        about=replace(ABOUT, website="https://www.hashkey.com", coinmarketcap="", coingecko="", fees="", make_keys=()),
    )
