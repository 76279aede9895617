"""The one program. `--version` is answered before anything else is loaded."""

import sys

from picaflor import __version__


def main() -> int:
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"picaflor {__version__}")
        return 0
    from picaflor.faces.cli.program import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
