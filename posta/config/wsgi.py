"""The web application of a node, as a WSGI callable; importing it sets Django up, so the keys must be held before.

What a node does beside answering begins here too, once, when its worker has been opened (see `beginning`).
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posta.config.settings.base")

from posta.node.database import bring_up_to_date  # noqa: E402

bring_up_to_date()

from posta.config.assets import gather_assets  # noqa: E402
from posta.config.beginning import begin  # noqa: E402

gather_assets()
application = get_wsgi_application()
begin()
