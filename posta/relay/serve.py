"""Run the relay: one process, one store, no access log.

    python -m posta.relay.serve --store sqlite:/var/lib/posta/relay.db --root <root verify key in hex> --port 8750

Behind TLS (a reverse proxy, or `--certificate` and `--key`); a proxy must hand the path on as it came: it is signed.
"""

import argparse
import socket
import sys
import threading
from pathlib import Path

import uvicorn

from posta.relay.app import Relay
from posta.relay.sqlite_store import SqliteStore
from posta.relay.store import Quota, Store

DEFAULT_PORT = 8750


def open_store(where: str, quota: Quota | None = None) -> Store:
    """The store that `sqlite:PATH` (or a bare path) names. Raises ValueError for another kind."""
    kind, found, path = where.partition(":")
    if not found:
        kind, path = "sqlite", where
    if kind != "sqlite" or not path:
        raise ValueError("The store must be sqlite:PATH.")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    return SqliteStore(path, quota)


def serve(
    store_path: str,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    *,
    root_key: bytes,
    quota: Quota | None = None,
    certificate: str | None = None,
    key: str | None = None,
) -> None:
    """Serve until stopped."""
    app = Relay(open_store(store_path, quota), root_key=root_key)
    config = _configure(app, host=host, port=port, ssl_certfile=certificate, ssl_keyfile=key)
    uvicorn.Server(config).run()


def serve_socket(store_path: str, listening: socket.socket, *, root_key: bytes) -> None:
    """Serve on a socket that listens already, until standard input closes: for tests and the demo."""
    server = uvicorn.Server(_configure(Relay(open_store(store_path), root_key=root_key)))
    threading.Thread(target=_stop_with_parent, args=(server,), daemon=True).start()
    server.run(sockets=[listening])


def main(arguments: list[str] | None = None) -> int:
    """The command line of this module; `posta relay serve` is the one for people."""
    asked = _read_arguments(arguments)
    root_key = bytes.fromhex(asked.root)
    if asked.socket is not None:
        serve_socket(asked.store, socket.socket(fileno=asked.socket), root_key=root_key)
    else:
        serve(asked.store, asked.host, asked.port, root_key=root_key, certificate=asked.certificate, key=asked.key)
    return 0


def _read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m posta.relay.serve", description="Run the blind relay.")
    parser.add_argument("--store", required=True, help="sqlite:PATH")
    parser.add_argument("--root", required=True, help="the mission's root verify key, 64 hex digits")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--certificate", help="TLS certificate file")
    parser.add_argument("--key", help="TLS key file")
    parser.add_argument("--socket", type=int, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _configure(app: Relay, **settings: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        access_log=False,
        log_level="error",
        server_header=False,
        proxy_headers=False,
        limit_concurrency=1000,
        timeout_graceful_shutdown=1,
        **settings,  # type: ignore[arg-type]
    )


def _stop_with_parent(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True


if __name__ == "__main__":
    sys.exit(main())
