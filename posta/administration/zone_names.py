"""Time zones named by their place, with the offset from universal time.

>>> from datetime import UTC, datetime
>>> name_of_zone("America/Tijuana", datetime(2018, 11, 25, tzinfo=UTC))
'hora de Tijuana (UTC-8)'
>>> name_of_zone("Asia/Kolkata", datetime(2018, 11, 25, tzinfo=UTC))
'hora de Kolkata (UTC+5:30)'
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext, gettext_lazy

from posta.clock import get_zone, to_local

NAMES = {
    "America/Mexico_City": gettext_lazy("Mexico City"),
    "America/Cancun": "Cancún",
    "America/Merida": "Mérida",
    "America/Ciudad_Juarez": "Ciudad Juárez",
    "America/Mazatlan": "Mazatlán",
    "America/Bahia_Banderas": "Bahía de Banderas",
    "America/Panama": "Panamá",
    "America/Bogota": "Bogotá",
    "America/Port-au-Prince": "Puerto Príncipe",
}


def name_of_zone(zone: str, moment: datetime) -> str:
    """Return the name of a time zone with its offset at that moment.

    An unknown zone is named by its last part.
    """
    place = str(NAMES.get(zone) or zone.rpartition("/")[2].replace("_", " "))
    return gettext("%(place)s time (UTC%(offset)s)") % {"place": place, "offset": _offset(zone, moment)}


def _offset(zone: str, moment: datetime) -> str:
    """Return the offset from universal time in writing: `-6`, `+5:30`, and `+0` at Greenwich."""
    distance = to_local(moment, get_zone(zone)).utcoffset() or timedelta()
    minutes = round(distance.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")
