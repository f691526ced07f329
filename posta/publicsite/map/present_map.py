"""Presents the map for its template: the base, the points with their labels, the list and the legend.

    map = present_map(network, "es", "index.html", list_at="donde-trabajamos.html")
    map.wide.marks[0].name, map.narrow.marks[0].tag

It is drawn twice from one base: wide with names, and narrow (a phone) with numbers that the list explains.
"""

from posta.publicsite.addresses import Address, link, path_of
from posta.publicsite.map.drawing import NARROW, WIDE, draw_points, point_label, point_number
from posta.publicsite.map.geometry import closed_path, read_geometry
from posta.publicsite.map.map_values import Entry, Linked, Map, Mark
from posta.publicsite.map.points import MapPoint, list_points
from posta.publicsite.map.route_line import draw_route
from posta.publicsite.network.partial_dates import is_over
from posta.publicsite.network.public_network import PublicNetwork
from posta.publicsite.place_names import is_spanish, name_in_language


def present_map(network: PublicNetwork, language: str, path: str, *, as_of: str = "", list_at: str = "") -> Map:
    """Return the map for the page at a path.

    `as_of` is the day on which an ended service counts as over (by default the network's own). `list_at` is the path
    of the page that lists each point with its places (by default the same page); a page with its list elsewhere names
    the points only.
    """
    day = as_of or network.as_of
    points = list_points(network, day)
    states = read_geometry().states
    hrefs = [_href(point, language, path, list_at) for point in points]
    wide = draw_points(points, hrefs, WIDE, language, point_label)
    return Map(
        base=read_geometry(),
        tinted=closed_path(states[point.code] for point in points if len(point.code) == 2),
        route=draw_route({point.code: point.at for point in points}),
        wide=wide,
        narrow=draw_points(points, hrefs, NARROW, language, point_number),
        entries=tuple(
            _map_entry(point, mark, language, path, day) for point, mark in zip(points, wide.marks, strict=True)
        ),
        is_whole=list_at in ("", path),
        shapes=frozenset(point.shape for point in points),
    )


def _href(point: MapPoint, language: str, path: str, list_at: str) -> str:
    """Return the link of a mark: to its only place, or to its row of the list."""
    if len(point.places) > 1:
        page = "" if list_at in ("", path) else link(path, list_at)
        return f"{page}#map-{point.code}"
    return link(path, path_of(Address(language, "where", point.places[0].id)))


def _map_entry(point: MapPoint, mark: Mark, language: str, path: str, day: str) -> Entry:
    return Entry(
        id=f"map-{point.code}",
        name=point.name,
        href=mark.href,
        shape=point.shape,
        count=point.count,
        numbered=mark.text is None,
        places=tuple(
            Linked(
                name=name_in_language(place, language),
                href=link(path, path_of(Address(language, "where", place.id))),
                language="es" if is_spanish(place, language) else "",
                over=is_over(place.closed, day),
            )
            for place in point.places
        ),
    )
