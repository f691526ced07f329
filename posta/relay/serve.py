"""Run the relay: one process, one store, no access log.

    posta relay serve --store sqlite:/var/lib/posta/relay.db --root <root verify key in hex>

Behind TLS (a reverse proxy, or `--certificate` and `--key`); a proxy must hand the path on as it came: it is signed.
"""

import argparse
import socket
import sys
import threading
from pathlib import Path

import uvicorn
from sqlcipher3.dbapi2 import DatabaseError

from posta.errors import WrongData
from posta.relay.app import Relay
from posta.relay.patience import PatientProtocol
from posta.relay.sqlite_store import SqliteStore
from posta.relay.store import Quota, Store

DEFAULT_PORT = 8750


class NotAStore(WrongData):
    """A store is named by `sqlite:PATH`, and the file is one that a relay has made."""


class NotARootKey(WrongData):
    """The mission's root verify key has 64 hexadecimal digits."""


def open_store(where: str, quota: Quota | None = None) -> Store:
    """The store that `sqlite:PATH` (or a bare path) names, made if it is not there. Raises NotAStore."""
    path = _path_of(where)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return SqliteStore(path, quota)
    except DatabaseError:
        raise NotAStore("This file is not a relay's store, or it is damaged; name another.") from None


def open_existing(where: str) -> Store:
    """The same, but only if a relay has made it: looking must not leave an empty store behind. Raises NotAStore."""
    if not _path_of(where).is_file():
        raise NotAStore("There is no relay's store at this path; name it with --store sqlite:PATH.")
    return open_store(where)


def read_root_key(text: str) -> bytes:
    """The mission's root verify key as it is written. Raises NotARootKey."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise NotARootKey("The root verify key has 64 hexadecimal digits; `posta init` printed it.")
    return key


def _path_of(where: str) -> Path:
    kind, found, path = where.partition(":")
    if not found:
        kind, path = "sqlite", where
    if kind != "sqlite" or not path:
        raise NotAStore("The store must be sqlite:PATH.")
    return Path(path).expanduser()


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
    """Be the relay of a socket that `posta.relay.process` listens on; `posta relay serve` is for people."""
    parser = argparse.ArgumentParser(
        prog="posta.relay.serve", description="Started by a test or the demo; not by hand."
    )
    parser.add_argument("--store", required=True)
    parser.add_argument("--root", required=True)
    parser.add_argument("--socket", type=int, required=True)
    asked = parser.parse_args(arguments)
    serve_socket(asked.store, socket.socket(fileno=asked.socket), root_key=read_root_key(asked.root))
    return 0


def _configure(app: Relay, **settings: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        access_log=False,
        log_level="error",
        server_header=False,
        proxy_headers=False,
        http=PatientProtocol,
        limit_concurrency=1000,
        timeout_graceful_shutdown=1,
        **settings,  # type: ignore[arg-type]
    )


def _stop_with_parent(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True


if __name__ == "__main__":
    sys.exit(main())
