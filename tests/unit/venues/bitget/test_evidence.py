"""Each endpoint has its row. What holds for the evidence of every tongue is in tests/house/test_evidence.py."""

from __future__ import annotations

from picaflor.venues.bitget import rest
from picaflor.venues.bitget.evidence import EVIDENCE


def test_every_endpoint_stands_in_the_table() -> None:
    said = " ".join(row.where for row in EVIDENCE)
    for endpoint in rest.ENDPOINTS:
        assert endpoint.path in said or endpoint.path.rpartition("/")[2] in said
