from __future__ import annotations

from picaflor.venues.bitget import mix_rest, uta_mix_rest
from picaflor.wire import asks as a
from picaflor.wire import contracts as c


def test_public_requests_are_everybodys_and_private_ones_its_own() -> None:
    assert uta_mix_rest.write_ask(a.ReadMarkets()) == mix_rest.write_ask(a.ReadMarkets())
    for ask in (a.ReadBalances(), c.ReadPositions(), c.ReadSetup("B"), c.ReadBills()):
        request = uta_mix_rest.write_ask(ask)
        assert request.path.startswith("/api/v3/")
        assert uta_mix_rest.knows(request)
        assert not mix_rest.knows(request)
        assert not uta_mix_rest.knows(mix_rest.write_ask(ask))
