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
    if "--traceback" not in sys.argv:  # faults of threads, and of what ends after the command
        from posta.node.process.safe_tracebacks import install_excepthook

        install_excepthook("command")
    if sys.argv[1:2] == ["serve"]:
        from posta.cli.commands.serve import main_serve
        from posta.errors import PostaError
        from posta.node.process.safe_tracebacks import describe_fault

        try:
            sys.exit(main_serve(sys.argv[2:]))
        except PostaError as error:
            sys.exit(f"posta serve: {error}")
        except Exception as error:  # noqa: BLE001  its text may quote a record; `posta --traceback serve` shows it
            sys.exit(f"posta serve: the program has a fault: {describe_fault(error)}.")
    from posta.cli.run import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
