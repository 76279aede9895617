"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

Json = Annotated[bool, Parameter(name="--json", negative="", show_default=False)]
Switch = Annotated[bool, Parameter(negative="", show_default=False)]
Project = Annotated[Path | None, Parameter(name="--project")]
Endpoint = Annotated[str | None, Parameter(name="--endpoint", allow_leading_hyphen=True)]  # "-" is a value
Account = Annotated[str, Parameter(name="--account")]
ConfigFiles = Annotated[tuple[Path, ...], Parameter(name=("--config", "-c"), negative="", show_default=False)]
