"""picaflor password"""

from __future__ import annotations

from picaflor.faces.cli import asking, output
from picaflor.faces.cli.options import Json, Project


def password(*, project: Project = None, json_: Json = False) -> int:
    """Change the vault's password.

    The old one is asked for, or taken from PICAFLOR_PASSWORD; the new one is asked for twice. A crash leaves the old
    vault or the new one.

    Example: picaflor password

    Parameters
    ----------
    project
        The project folder, instead of the one found here or the system's places.
    json_
        One line of JSON.
    """
    keyring = asking.keyring(project, quiet=json_)
    keyring.change_password()
    if json_:
        output.emit({"password": "changed", "entries": keyring.names()})
    else:
        output.say("The vault has the new password")
    return 0
