"""What one Peatio house differs in from the next: where it is, which version it runs, what its server knows. Data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

OLD_BOOK: Final = "update"
NEW_BOOK: Final = "ob-inc"
BOOKS: Final = (NEW_BOOK, OLD_BOOK)
# Of the server's software, as it matters: which books it tells, and how it spells things.
EDITIONS: Final = {"2.3": (2, OLD_BOOK), "2.5": (2, NEW_BOOK), "3": (3, NEW_BOOK)}
FEE: Final = "0.0025"
CALLS: Final = 30


@dataclass(frozen=True, slots=True)
class House:
    """`rest` and `stream` are host and path: the former of `/public`, `/market`, `/account`, the latter of `/private`."""

    id: str
    name: str
    rest: str
    stream: str
    version: int = 2
    post_only: bool = False  # ord_type post_only, which derived servers have
    book: str = NEW_BOOK
    maker_fee: str = FEE
    taker_fee: str = FEE
    calls: int = CALLS  # requests that it takes in twelve seconds

    @property
    def edition(self) -> str:
        """By its books, which are what its owner says first."""
        return "2.3" if self.book == OLD_BOOK else "3" if self.version >= 3 else "2.5"

    def of(self, edition: str) -> House:
        version, book = EDITIONS[edition]
        return replace(self, version=version, book=book)

    @property
    def host(self) -> str:
        return self.rest.partition("/")[0]

    @property
    def path(self) -> str:
        return "/" + self.rest.partition("/")[2] if "/" in self.rest else ""
