"""The `posta` command line; see `posta --help`."""

import sys


def main() -> None:
    """Run one command and exit with its code; Ctrl+C ends it in silence at any moment."""
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(130)


def _run() -> None:
    """Run the command that is named.

    `serve` is looked at first, because the supervisor must not load what the other commands need.
    """
    if sys.argv[1:2] == ["serve"]:
        from posta.cli.commands.serve import main_serve
        from posta.errors import PostaError

        try:
            sys.exit(main_serve(sys.argv[2:]))
        except PostaError as error:
            sys.exit(f"posta serve: {error}")
    from posta.cli.run import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
