"""The web application of a node, as a WSGI callable; importing it sets Django up, so the keys must be held before."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posta.config.settings.base")

application = get_wsgi_application()
