"""picaflor disconnect ID"""

from __future__ import annotations

from picaflor.app.connecting import forget
from picaflor.app.targets import MAIN
from picaflor.faces.cli import asking, output
from picaflor.faces.cli.options import Account, Json, Project, Switch


def disconnect(
    connector: str,
    /,
    *,
    account: Account = MAIN,
    emulated: Switch = False,
    project: Project = None,
    json_: Json = False,
) -> int:
    """Remove a venue's keys.

    Only from this machine: the venue keeps them until you delete them there.

    Example: picaflor disconnect bitget --account second

    Parameters
    ----------
    connector
        Its id, such as bitget.
    account
        The name that they were stored under, where it was not the first one.
    emulated
        Those of its emulated twin, and not the live ones.
    project
        The project folder, instead of the one found here or the system's places.
    json_
        One line of JSON.
    """
    keyring = asking.keyring(project, quiet=json_)
    entry = forget(keyring, connector, account, emulated=emulated)
    if json_:
        output.emit({"id": connector, "account": account, "entry": entry, "connected": False})
    else:
        output.say(f"The keys of {entry} are removed from this machine")
    return 0
