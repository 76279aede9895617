"""Plain YAML by its lines: what is said is read, what goes beyond is refused and never guessed."""

from __future__ import annotations

import pytest

from picaflor.settings.plain_yaml import read_yaml
from picaflor.settings.problems import BadConfig

TEXT = """\
########
###  Head ###
---
strategy: pure_market_making   # a comment
pair: 'BTC-USDT'
"quoted": "a # b: c"
empty:
none: null
nothing: {}
spreads: 0.01,0.02
inline: [a, "b", 3]
list:
- one
- two
kill_switch_mode:
  kill_switch_rate: -20
  deep:
    deeper: 1
last: http://host:80/x
tables:
  - venue: a
    inner:
      x: 1
  - venue: b
"""


def test_every_leaf_with_its_path_and_line() -> None:
    found = [(said.name, said.value, said.line) for said in read_yaml(TEXT, "f.yml")]
    assert found == [
        ("strategy", "pure_market_making", 4),
        ("pair", "BTC-USDT", 5),
        ("quoted", "a # b: c", 6),
        ("empty", None, 7),
        ("none", None, 8),
        ("nothing", None, 9),
        ("spreads", "0.01,0.02", 10),
        ("inline", ("a", "b", "3"), 11),
        ("list", ("one", "two"), 13),
        ("kill_switch_mode.kill_switch_rate", "-20", 16),
        ("kill_switch_mode.deep.deeper", "1", 18),
        ("last", "http://host:80/x", 19),
        ("tables.0.venue", "a", 21),
        ("tables.0.inner.x", "1", 23),
        ("tables.1.venue", "b", 24),
    ]
    assert read_yaml("", "f.yml") == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: &anchor 1", 1),
        ("a: 1\nb: *anchor", 2),
        ("a: |\n  folded", 1),
        ("a: !tag 1", 1),
        ("a: {b: 1}", 1),
        ("a: 1\n\tb: 2", 2),
        ("no key here", 1),
        ("a: 1\n   b: 2", 2),
        ("a:\n    b: 1\n  c: 2", 3),
    ],
)
def test_what_goes_beyond_is_refused_by_its_line(text: str, line: int) -> None:
    with pytest.raises(BadConfig, match=f"f.yml:{line}: "):
        read_yaml(text, "f.yml")
