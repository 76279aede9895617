"""Live and demo behind one door: which of a house's domains a request or a socket is for, and whose keys are good there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from picaflor.sim.venue.orders import VenueAccount
from picaflor.wire.auth import FindKeys, Keys
from picaflor.wire.net import Request
from picaflor.wire.venue import Venue

LIVE: Final = "live"
RULE: Final = "environment"  # what a record calls the refusal, where its house tells them apart


def asked_of(venue: Venue, request: Request) -> str:
    """By the headers that all requests to a domain carry; their names in any case."""
    said = {(name.lower(), value) for name, value in request.headers}
    for name, domain in venue.domains.items():
        if domain.headers and all((key.lower(), value) in said for key, value in domain.headers):
            return name
    return LIVE


def dialled(venue: Venue, host: str) -> str:
    """By the host name of a socket."""
    for name, domain in venue.domains.items():
        if host in (domain.public.partition("/")[0], domain.private.partition("/")[0]):
            return name
    return LIVE


def fits(account: VenueAccount, domain: str) -> bool:
    """An account that says nothing is known in each of them."""
    return account.domain in ("", domain)


def keys_there(venue: Venue, host: str, accounts: Sequence[VenueAccount], find_keys: FindKeys) -> FindKeys:
    """A key of another domain is one that a socket has never heard of. Inferred. `accounts`: the first is nobody's."""

    def find(api_key: str) -> Keys | None:
        account = next((account for account in accounts[1:] if account.keys.api_key == api_key), None)
        return find_keys(api_key) if account is None or fits(account, dialled(venue, host)) else None

    return find
