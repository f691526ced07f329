"""Run the relay: one process, one store, no access log.

    posta relay serve --store sqlite:/var/lib/posta/relay.db --root <root verify key in hex>

Behind TLS (a reverse proxy, or `--certificate` and `--key`); a proxy must hand the path on as it came: it is signed.
"""

import argparse
import socket
import sys
import threading

import uvicorn

from posta.relay.app import Relay
from posta.relay.idle_timeout import MAX_SERVED, IdleTimeoutProtocol
from posta.relay.storage.open_store import DEFAULT_PORT, open_store, read_root_key
from posta.relay.storage.store_protocol import Quota


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
    """Be the relay of a socket that `posta.relay.server_process` listens on; `posta relay serve` is for people."""
    parser = argparse.ArgumentParser(
        prog="posta.relay.server", description="Started by a test or the demo; not by hand."
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
        http=IdleTimeoutProtocol,
        limit_concurrency=MAX_SERVED,
        timeout_graceful_shutdown=1,
        **settings,  # type: ignore[arg-type]
    )


def _stop_with_parent(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True


if __name__ == "__main__":
    sys.exit(main())
