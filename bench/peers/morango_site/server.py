"""The receiving end: Django's development server, one request at a time, on a free loopback port.

The same server and handler classes as `runserver --nothreading --noreload`, started here so that the system chooses
the port and no other program can take it first.
"""

import json
import os

import ends


def main():
    """Make the certificates and the user, say the port, serve until standard input closes."""
    ends.start_django()
    user_id = make_root()

    from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
    from django.core.wsgi import get_wsgi_application

    quiet = type("Quiet", (WSGIRequestHandler,), {"log_message": lambda *words: None})
    server = WSGIServer(("127.0.0.1", 0), quiet)
    server.set_app(get_wsgi_application())
    os.write(1, json.dumps({"port": server.server_port, "user": user_id}).encode() + b"\n")
    server.serve_forever()


def make_root():
    """Make the root certificate, its user, and the server's certificate for the subset; return the user's id."""
    from consults.models import PROFILE, Staff
    from morango.models.certificates import Certificate, Key

    root = Certificate.generate_root_certificate(ends.ROOT)
    user = Staff(_morango_source_id=root.id, username=ends.USERNAME, is_superuser=True)
    user.set_password(ends.PASSWORD)
    user.save()
    subset = Certificate(
        parent=root,
        profile=PROFILE,
        scope_definition_id=ends.SUBSET,
        scope_version=1,
        scope_params=json.dumps(ends.subset_of(user.id)),
        private_key=Key(),
    )
    root.sign_certificate(subset)
    subset.save()
    return user.id


if __name__ == "__main__":
    main()
