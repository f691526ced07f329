"""What the operating system is asked to refuse on behalf of a process that holds keys.

No core dump ever reaches the disk, no other process of the same user may read the memory, and a worker cannot outlive
the supervisor that could lock it. Linux only; elsewhere the process still ends when its control socket closes.
"""

import os
import resource
import signal
from typing import NoReturn

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4


def forbid_core_dumps() -> None:
    """Let no crash write this process's memory to disk; children inherit it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_memory_to_others() -> None:
    """Forbid other processes of this user to attach to this one or read `/proc/<pid>/mem`."""
    _prctl(PR_SET_DUMPABLE, 0)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process the moment its parent ends, even if the parent was itself killed."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # the parent ended before the line above
        exit_immediately()


def exit_immediately() -> NoReturn:
    """End at once and leave nothing to run: what SIGKILL forgets, no handler can keep."""
    os.kill(os.getpid(), signal.SIGKILL)
    os._exit(1)  # never reached


def _prctl(option: int, value: int) -> None:
    import ctypes  # here, because the supervisor never needs it

    library = ctypes.CDLL(None, use_errno=True)
    if hasattr(library, "prctl"):
        library.prctl(option, value, 0, 0, 0)
