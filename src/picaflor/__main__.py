"""The one program. `--version` is answered before anything else is loaded."""

import sys

from picaflor import __version__

INTERRUPTED = 130


def main() -> int:
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"picaflor {__version__}")
        return 0
    try:
        if not sys.argv[1:] and sys.stdin.isatty() and sys.stdout.isatty():
            from picaflor.faces.shell.loop import shell

            return shell()
        from picaflor.faces.cli.program import run

        return run(sys.argv[1:])
    except KeyboardInterrupt:  # before a command was there to wind anything down
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
