"""Make the base map of the public page from Natural Earth (public domain): posta/publicsite/map/mexico.json.

    python scripts/make_map.py natural_earth_10m/    a folder that holds the three layers named in LAYERS

The lines become one network: where they meet is a node, what lies between two nodes is an arc, and each arc is
simplified once, so that neighbours share it and no gap opens between them. The faces of the network are the states and
countries; each is recognised by a point that lies in it (its capital). VENDOR.toml says where the layers come from;
`scripts/vendor.py --fetch` runs this.
"""

import json
import math
import struct
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))

from posta.publicsite.map.projection import HEIGHT, WIDTH, Point, project  # noqa: E402

COAST: Final = "ne_10m_coastline.shp"
BORDERS: Final = "ne_10m_admin_0_boundary_lines_land.shp"
STATES: Final = "ne_10m_admin_1_states_provinces_lines.shp"
LAYERS: Final = (COAST, BORDERS, STATES)

CAPITALS: Final = {
    "01": (21.9, -102.3), "02": (32.6, -115.5), "03": (24.1, -110.3), "04": (19.8, -90.5), "05": (25.4, -101.0),
    "06": (19.2, -103.7), "07": (16.8, -93.1), "08": (28.6, -106.1), "09": (19.4, -99.1), "10": (24.0, -104.7),
    "11": (21.0, -101.3), "12": (17.6, -99.5), "13": (20.1, -98.7), "14": (20.7, -103.3), "15": (19.3, -99.7),
    "16": (19.7, -101.2), "17": (18.9, -99.2), "18": (21.5, -104.9), "19": (25.7, -100.3), "20": (17.1, -96.7),
    "21": (19.0, -98.2), "22": (20.6, -100.4), "23": (18.6, -88.4), "24": (22.2, -101.0), "25": (24.8, -107.4),
    "26": (29.1, -111.0), "27": (18.0, -92.9), "28": (23.7, -99.1), "29": (19.3, -98.2), "30": (19.5, -96.9),
    "31": (21.0, -89.6), "32": (22.8, -102.6),
}  # fmt: skip
"""The capital of each state by its INEGI code, to a tenth of a degree: it says which face is which state."""

NEIGHBOURS: Final = {
    "US": (31.0, -99.5),
    "GT": (14.6, -90.5),
    "BZ": (17.2, -88.8),
    "SV": (13.75, -88.9),
    "HN": (14.6, -87.0),
    "NI": (13.2, -85.9),
    "CU": (22.4, -84.0),
}
"""A point in each neighbour that the frame shows."""

SNAP: Final = 6.0
"""How far (units of the map) an end of a line that meets nothing may be from what it was meant to meet."""
DETAIL: Final = 6.0
"""Visvalingam's threshold: a bend that encloses less than this area (square units) is left out."""
ISLAND: Final = 22.0
"""The smallest island that is kept, in square units (one is about 5.8 square kilometres)."""
MARGIN: Final = 6.0
"""How far the lines go on beyond the frame, so that no edge shows."""

Line = list[Point]
Rings = list[list[int]]


def main(words: list[str]) -> int:
    """Write the base map; return the exit code."""
    folder = Path(words[0])
    made = make({layer: (folder / layer).read_bytes() for layer in LAYERS})
    target = HERE / "posta/publicsite/map/mexico.json"
    target.write_text(made, encoding="utf-8")
    sys.stdout.write(f"{target}: {len(made)} bytes\n")
    return 0


def make(layers: Mapping[str, bytes]) -> str:
    """Return the base map as JSON: its arcs in whole units of the map, and what they bound."""
    coast, borders, states = (list(_drawn(read_lines(layers[layer]))) for layer in LAYERS)
    country = Network([*coast, *borders]).face_around(project(23.0, -102.5))
    inside = [line for line in states if contains(country.ring, line[len(line) // 2])]
    return Network([*coast, *borders, *inside]).as_json()


def read_lines(layer: bytes) -> Iterator[Line]:
    """Give each line of a shapefile as (latitude, longitude) points (ESRI Shapefile Technical Description, 1998)."""
    at = 100
    while at < len(layer):
        (words,) = struct.unpack(">i", layer[at + 4 : at + 8])
        record = layer[at + 8 : at + 8 + 2 * words]
        at += 8 + 2 * words
        if not struct.unpack("<i", record[:4])[0]:
            continue
        parts, count = struct.unpack("<2i", record[36:44])
        starts = [*struct.unpack(f"<{parts}i", record[44 : 44 + 4 * parts]), count]
        numbers = struct.unpack(f"<{2 * count}d", record[44 + 4 * parts : 44 + 4 * parts + 16 * count])
        points = list(zip(numbers[1::2], numbers[::2], strict=True))
        yield from (points[start:end] for start, end in pairwise(starts))


def _drawn(lines: Iterable[Line]) -> Iterator[Line]:
    """Project lines, and cut off what lies outside the frame."""
    for line in lines:
        if all(10 < latitude < 36 and -122 < longitude < -79 for latitude, longitude in line):
            yield from _clip([project(*point) for point in line])
        elif any(10 < latitude < 36 and -122 < longitude < -79 for latitude, longitude in line):
            near = [(min(max(lat, 5.0), 45.0), min(max(lon, -135.0), -65.0)) for lat, lon in line]
            yield from _clip([project(*point) for point in near])


def _clip(line: Line) -> Iterator[Line]:
    """Give the pieces of a line inside the frame, each ending exactly on it."""
    piece: Line = []
    for one, other in pairwise(line):
        cut = _clip_segment(one, other)
        if cut is None:
            if len(piece) > 1:
                yield piece
            piece = []
            continue
        piece = piece or [cut[0]]
        piece.append(cut[1])
        if cut[1] != other:
            yield piece
            piece = []
    if len(piece) > 1:
        yield piece


def _clip_segment(one: Point, other: Point) -> tuple[Point, Point] | None:
    """Return the part of a segment inside the frame, or None (Liang and Barsky, 1984)."""
    begin, end = 0.0, 1.0
    across, down = other[0] - one[0], other[1] - one[1]
    for step, room in (
        (-across, one[0] + MARGIN),
        (across, WIDTH + MARGIN - one[0]),
        (-down, one[1] + MARGIN),
        (down, HEIGHT + MARGIN - one[1]),
    ):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            begin = max(begin, room / step)
        else:
            end = min(end, room / step)
    if begin >= end:
        return None
    first = one if begin == 0 else (one[0] + begin * across, one[1] + begin * down)
    last = other if end == 1 else (one[0] + end * across, one[1] + end * down)
    return first, last


def contains(ring: Sequence[Point], point: Point) -> bool:
    """Return whether a point lies inside a closed ring (even-odd rule)."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside


def area(ring: Sequence[Point]) -> float:
    """Return the signed area of a closed ring, in square units."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]])) / 2


def simplify(line: Line, threshold: float = DETAIL) -> Line:
    """Leave out bends that enclose less than an area, smallest first; the ends stay (Visvalingam and Whyatt, 1993)."""
    kept = list(line)
    closed = line[0] == line[-1]
    while len(kept) > (4 if closed else 2):
        bends = [abs(area(kept[at - 1 : at + 2])) for at in range(1, len(kept) - 1)]
        smallest = min(bends)
        if smallest >= threshold:
            break
        del kept[bends.index(smallest) + 1]
    return kept


class Face:
    """A region of the network: its arcs in order (`~n` is arc n backwards) and its ring before simplifying."""

    def __init__(self, arcs: list[int], ring: Line) -> None:
        self.arcs, self.ring, self.size = arcs, ring, area(ring)


class Network:
    """Lines that were cut where they meet, and the faces between them."""

    def __init__(self, lines: Iterable[Line]) -> None:
        rounded = [[(round(x, 2), round(y, 2)) for x, y in line] for line in lines]
        rounded = _snapped([line for line in map(_without_repeats, rounded) if len(line) > 1])
        self.arcs = _joined(_pruned(_cut([*rounded, *_frame(rounded)])))
        self.faces = list(self._walk())

    def face_around(self, point: Point) -> Face:
        """Return the smallest face that contains a point."""
        return min((face for face in self.faces if contains(face.ring, point)), key=lambda face: face.size)

    def as_json(self) -> str:
        """Return what the map draws: arcs, the ring of each state and neighbour, the country's outline, the islands."""
        states = {code: self.face_around(project(*place)).arcs for code, place in CAPITALS.items()}
        neighbours = [self.face_around(project(*place)).arcs for place in NEIGHBOURS.values()]
        ours, theirs = self._islands({arc for ring in states.values() for arc in ring})
        outline = _dissolve(states.values(), self.arcs)
        rings = [*states.values(), *neighbours, *ours, *theirs]
        used = sorted({max(arc, ~arc) for ring in rings for arc in ring})
        number = {arc: at for at, arc in enumerate(used)}
        renumbered = [
            [[number[arc] if arc >= 0 else ~number[~arc] for arc in ring] for ring in group]
            for group in (states.values(), [*outline, *ours], [*neighbours, *theirs])
        ]
        return _dump([_whole(simplify(self.arcs[arc])) for arc in used], list(states), *renumbered)

    def _islands(self, state_arcs: set[int]) -> tuple[list[list[int]], list[list[int]]]:
        """Return the islands (faces of one closed arc) of the country and those of its neighbours."""
        ours, theirs = [], []
        mainland = [point for arc in state_arcs for point in self.arcs[max(arc, ~arc)]]
        others = [point for arc, line in enumerate(self.arcs) if arc not in state_arcs and ~arc not in state_arcs
                  for point in line if line[0] != line[-1]]  # fmt: skip
        for face in self.faces:
            if len(face.arcs) == 1 and face.size > ISLAND and len(simplify(face.ring)) > 3:
                near, far = (min(math.dist(face.ring[0], point) for point in group) for group in (mainland, others))
                (ours if near < far else theirs).append(face.arcs)
        return ours, theirs

    def _walk(self) -> Iterator[Face]:
        """Give each face once: from every arc on both sides, turning as sharply as possible at each node."""
        leaving: dict[Point, list[tuple[float, int]]] = defaultdict(list)
        for at in range(len(self.arcs)):
            for arc in (at, ~at):
                line = self._line(arc)
                leaving[line[0]].append((math.atan2(line[1][1] - line[0][1], line[1][0] - line[0][0]), arc))
        turn = {}
        for ends in leaving.values():
            ends.sort()
            for (_, arc), (_, after) in pairwise([*ends, ends[0]]):
                turn[~arc] = after
        seen: set[int] = set()
        for start in turn:
            arcs, arc = [], start
            while arc not in seen:
                seen.add(arc)
                arcs.append(arc)
                arc = turn[arc]
            if arcs:
                ring = [point for arc in arcs for point in self._line(arc)[:-1]]
                yield Face(arcs, ring)

    def _line(self, arc: int) -> Line:
        return self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]


def _without_repeats(line: Line) -> Line:
    return [point for at, point in enumerate(line) if not at or point != line[at - 1]]


def _snapped(lines: list[Line]) -> list[Line]:
    """Move each end that meets no other line to the nearest point of one, where that is close."""
    owners: dict[Point, set[int]] = defaultdict(set)
    for at, line in enumerate(lines):
        for point in line:
            owners[point].add(at)
    for at, line in enumerate(lines):
        for end in (0, -1):
            if line[0] != line[-1] and owners[line[end]] == {at} and not _on_frame(line[end]):
                others = (point for point, who in owners.items() if who != {at})
                nearest = min(others, key=lambda point: math.dist(point, line[end]))
                if math.dist(nearest, line[end]) < SNAP:
                    line[end] = nearest
                    owners[nearest].add(at)
    return [line for line in map(_without_repeats, lines) if len(line) > 1]


def _on_frame(point: Point) -> bool:
    return min(point[0] + MARGIN, point[1] + MARGIN, WIDTH + MARGIN - point[0], HEIGHT + MARGIN - point[1]) < 0.02


def _frame(lines: list[Line]) -> Iterator[Line]:
    """Give the edge of the frame in pieces, from each point on it to the next."""
    left, top, right, bottom = -MARGIN, -MARGIN, WIDTH + MARGIN, HEIGHT + MARGIN
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    points = {*corners, *(point for line in lines for point in (line[0], line[-1]) if _on_frame(point))}
    middle = (WIDTH / 2, HEIGHT / 2)
    around = sorted(points, key=lambda point: math.atan2(point[1] - middle[1], point[0] - middle[0]))
    yield from ([one, other] for one, other in pairwise([*around, around[0]]))


def _cut(lines: list[Line]) -> list[Line]:
    """Cut lines where they meet; what two lines share is kept once."""
    met: dict[Point, int] = defaultdict(int)
    for line in lines:
        for point in set(line):
            met[point] += 1
        for end in (line[0], line[-1]):
            met[end] += 2
    pieces: dict[tuple[Point, ...], Line] = {}
    for line in lines:
        start = 0
        for at in range(1, len(line)):
            if met[line[at]] > 1:
                piece = line[start : at + 1]
                pieces.setdefault(min(tuple(piece), tuple(piece[::-1])), piece)
                start = at
    return list(pieces.values())


def _pruned(arcs: list[Line]) -> list[Line]:
    """Leave out arcs with a loose end, until there is none."""
    while True:
        ends: dict[Point, int] = defaultdict(int)
        for arc in arcs:
            ends[arc[0]] += 1
            ends[arc[-1]] += 1
        kept = [arc for arc in arcs if ends[arc[0]] > 1 and ends[arc[-1]] > 1]
        if len(kept) == len(arcs):
            return arcs
        arcs = kept


def _joined(arcs: list[Line]) -> list[Line]:
    """Join two arcs where nothing else meets them, until every node is a place where three meet, or a ring's end."""
    touching: dict[Point, set[int]] = defaultdict(set)
    for at, arc in enumerate(arcs):
        touching[arc[0]].add(at)
        touching[arc[-1]].add(at)
    joined = dict(enumerate(arcs))
    loops = {arc[0] for arc in arcs if arc[0] == arc[-1]}
    for node, pair in touching.items():
        if len(pair) != 2 or node in loops:
            continue
        one, other = sorted(pair)
        first = joined[one] if joined[one][-1] == node else joined[one][::-1]
        second = joined.pop(other)
        joined[one] = first + (second if second[0] == node else second[::-1])[1:]
        for end in (second[0], second[-1]):
            if end != node:
                touching[end] = {one if at == other else at for at in touching[end]}
        if joined[one][0] == joined[one][-1]:
            loops.add(joined[one][0])
    return list(joined.values())


def _dissolve(rings: Iterable[list[int]], arcs: list[Line]) -> list[list[int]]:
    """Return the outlines of several faces together: their arcs that have none of them on the other side, chained."""
    sides = {arc for ring in rings for arc in ring}
    edge = {arc for arc in sides if ~arc not in sides}
    begins = {(arcs[arc][0] if arc >= 0 else arcs[~arc][-1]): arc for arc in edge}
    outlines = []
    while begins:
        start, arc = next(iter(begins.items()))
        ring = []
        while start in begins:
            arc = begins.pop(start)
            ring.append(arc)
            start = arcs[arc][-1] if arc >= 0 else arcs[~arc][0]
        outlines.append(ring)
    return outlines


def _whole(line: Line) -> Line:
    return _without_repeats([(round(x), round(y)) for x, y in line])


def _dump(arcs: list[Line], codes: list[str], states: Rings, outline: Rings, neighbours: Rings) -> str:
    """Return the JSON text: one arc, one state a line; the points of an arc each relative to the one before."""
    lines = []
    for arc in arcs:
        steps = [arc[0], *((x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(arc))]
        lines.append("[" + ",".join(f"{x},{y}" for x, y in steps) + "]")
    rings = ",\n".join(
        f'"{code}":{json.dumps(ring, separators=(",", ":"))}' for code, ring in zip(codes, states, strict=True)
    )
    country, around = (json.dumps(group, separators=(",", ":")) for group in (outline, neighbours))
    source = "Natural Earth 1:10m, public domain; made by scripts/make_map.py"
    return (
        f'{{"source":"{source}",\n"arcs":[\n' + ",\n".join(lines) + f'\n],\n"states":{{\n{rings}\n}},\n'
        f'"country":{country},\n"neighbours":{around}}}\n'
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
