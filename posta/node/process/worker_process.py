"""Workers as the supervisor sees them: a process group and a control line. They are started and killed, nothing else."""

import contextlib
import os
import signal
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from posta.node.process.control_channel import control_pair


@dataclass(frozen=True, slots=True)
class WorkerProcess:
    """One worker process and this end of its control line."""

    process: subprocess.Popen[bytes]
    line: socket.socket


def spawn(command: tuple[str, ...], home: Path, idle: float) -> WorkerProcess:
    """Start a worker that leads its own process group and gets the other end of a control line."""
    ours, theirs = control_pair()
    process = subprocess.Popen(
        [
            *command,
            *("--control", str(theirs.fileno()), "--parent", str(os.getpid())),
            *("--home", str(home), "--idle", str(idle)),
        ],
        stdin=subprocess.DEVNULL,
        pass_fds=(theirs.fileno(),),
        process_group=0,
    )
    theirs.close()
    ours.setblocking(False)  # a worker that hangs must not make its supervisor hang
    return WorkerProcess(process, ours)


def kill_worker(worker: WorkerProcess) -> None:
    """Kill a worker and everything it started, and wait until the kernel has taken its memory back."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.wait()
    worker.line.close()
