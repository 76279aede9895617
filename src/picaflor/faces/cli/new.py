"""picaflor new controller NAME"""

from __future__ import annotations

from typing import Literal

from picaflor.app.configuration import places_of
from picaflor.app.new_controller import new_controller
from picaflor.faces.cli import output
from picaflor.faces.cli.options import Json, Project


def new(
    kind: Literal["controller"],
    name: str,
    /,
    *,
    project: Project = None,
    json_: Json = False,
) -> int:
    """Make a controller of your own: a file that trades as it is, to be changed.

    It stands in the folder `controllers` beside the configuration, and is known by its name from then on: `picaflor
    controllers NAME` checks it, and [strategy] controller = "NAME" runs it.

    Example: picaflor new controller my_maker

    Parameters
    ----------
    kind
        What to make.
    name
        Its name, as my_maker.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        One line of JSON.
    """
    path = new_controller(places_of(project), name)
    if json_:
        output.emit({"name": name, "path": str(path)})
    else:
        output.say(f"{path} is yours: see `picaflor controllers {name}`")
    return 0
