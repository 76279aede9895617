"""A name that nobody knows is told with the one that was meant, or with all there are."""

import pytest

from picaflor.app.meant import unknown


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bitgt", "there is no venue 'bitgt': did you mean bitget?"),
        ("kraken", "there is no venue 'kraken': there are bitget, hitbtc"),
        ("x" * 500, f"there is no venue '{'x' * 80}': there are bitget, hitbtc"),
    ],
)
def test_the_sentence(name: str, said: str) -> None:
    assert unknown("venue", name, ["hitbtc", "bitget"]) == said
