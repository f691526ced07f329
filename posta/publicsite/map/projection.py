"""Projects latitude and longitude to the plane of the map: one formula for the base map and all drawn on it.

Lambert's conformal conic on a sphere, with the parameters that INEGI uses for maps of the whole country (standard
parallels 17.5 and 29.5 degrees north, central meridian 102 degrees west): Mexico is upright and keeps its shape.
Formula: J. P. Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395, 1987), equations 15-1 to 15-5.

    project(19.4, -99.1)  # Mexico City: (x, y) in units of the map, y downwards
"""

from math import cos, log, pi, radians, sin, tan
from typing import Final

WIDTH: Final = 1500
HEIGHT: Final = 1020
"""The frame of the map in its own units: Mexico with the south of the United States and the north of Central America."""

_SOUTH: Final = radians(17.5)
_NORTH: Final = radians(29.5)
_MERIDIAN: Final = radians(-102)
_SCALE: Final = 2700.0
"""Units of the map in one radius of the Earth: one unit is about 2.4 km."""
_LEFT: Final = -650.0
_TOP: Final = 5622.0
"""What stands at the upper left corner of the frame, in units from the axis and the apex of the cone."""

Point = tuple[float, float]


def _spread(latitude: float) -> float:
    return tan(pi / 4 + latitude / 2)


_CONE: Final = log(cos(_SOUTH) / cos(_NORTH)) / log(_spread(_NORTH) / _spread(_SOUTH))
_APEX: Final = cos(_SOUTH) * _spread(_SOUTH) ** _CONE / _CONE


def project(latitude: float, longitude: float) -> Point:
    """Return the position on the map: x to the right and y downwards, from the frame's upper left corner."""
    radius = _SCALE * _APEX / _spread(radians(latitude)) ** _CONE
    angle = _CONE * (radians(longitude) - _MERIDIAN)
    return radius * sin(angle) - _LEFT, radius * cos(angle) - _TOP
