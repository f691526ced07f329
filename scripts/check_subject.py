"""Check the message of a commit: a subject of at most 60 characters that says what changed, and a body that says why.

python scripts/check_subject.py FILE    the file that git gives to its hook `commit-msg`; exit 1 with each fault
"""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

SHORTEST, LONGEST = 8, 60
WIDEST = 100


def main(arguments: Sequence[str]) -> int:
    """Judge the message in a file; return the exit code."""
    faults = list(list_faults(Path(arguments[0]).read_text(encoding="utf-8")))
    for fault in faults:
        sys.stderr.write(f"commit message: {fault}\n")
    return 1 if faults else 0


def list_faults(message: str) -> Iterator[str]:
    """Give each rule that a commit's message breaks; comment lines of git are no part of it.

    >>> list(list_faults("Show the map on the first page\\n\\nPeople look for it there."))
    []
    >>> next(list_faults("wip: map"))
    'no work in progress on main: finish the idea, then commit it.'
    """
    lines = [line.rstrip() for line in message.splitlines() if not line.startswith("#")]
    subject, body = (lines or [""])[0], [line for line in lines[1:] if line]
    if re.match(r"(?i)(wip|fixup!|squash!|tmp)\b", subject):
        yield "no work in progress on main: finish the idea, then commit it."
    if not SHORTEST <= len(subject) <= LONGEST:
        yield f"the subject has {len(subject)} characters; say what changed in {SHORTEST} to {LONGEST}."
    if subject.endswith("."):
        yield "the subject ends with a full stop; leave it out."
    if lines[1:2] not in ([], [""]):
        yield "leave the second line empty, between subject and body."
    if not body:
        yield "the body is missing: say why."
    if any(len(line) > WIDEST + 20 and " " in line for line in body):
        yield f"wrap the body at {WIDEST} characters."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
