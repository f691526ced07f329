"""What every command is: a name, what it does in one line, an example, its arguments, and what runs."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One verb of the command line; `run` returns the exit code."""

    name: str
    about: str
    example: str
    arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], int]
