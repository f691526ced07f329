"""The web application of a node, as a WSGI callable; importing it sets Django up, so the keys must be held before."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posta.config.settings.base")
django.setup()

from posta.config.start import start_node  # noqa: E402  its rooms need Django to be set up

start_node()  # before the handler is made: it looks at the gathered files once
application = WSGIHandler()
