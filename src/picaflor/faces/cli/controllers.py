"""picaflor controllers [NAME]"""

from __future__ import annotations

from picaflor.app.configuration import places_of
from picaflor.app.controllers import about_all, about_one, json_schema
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json, Project


def controllers(name: str | None = None, /, *, project: Project = None, json_: Json = False) -> int:
    """The controllers that there are, yours among them, or what one of them is configured with.

    One of your own is loaded and checked by that: what it imports, its configuration, and what it is called with.

    Example: picaflor controllers avellaneda_stoikov

    Parameters
    ----------
    name
        One of them: its settings in [strategy], what they may be, their defaults, and which may change while it runs.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        A line of JSON for each; of one the JSON Schema of its settings.
    """
    places = places_of(project)
    if name is None:
        told = about_all(places)
        if json_:
            for each in told:
                output.emit({"name": each.name, "own": each.own, "words": each.words})
        else:
            output.table([["name", "whose", "what it does"], *([a.name, _whose(a.own), a.words] for a in told)])
        return 0
    about = about_one(places, name)
    if json_:
        output.emit(json_schema(about))
        return 0
    output.say(about.words)
    rows = [[s.name, s.kind, "" if s.default is None else s.default, "yes" if s.live else ""] for s in about.settings]
    output.table([["setting", "must be", "default", "while it runs"], *rows])
    return 0


def _whose(own: bool) -> str:
    return "yours" if own else "ours"
