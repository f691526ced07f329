"""The values of the map's template: whole numbers in units of the map, and words."""

from dataclasses import dataclass

from posta.publicsite.map.geometry import Geometry
from posta.publicsite.map.points import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLabel:
    """A line of text on the map: the position of its beginning, end or middle (`anchor`), its baseline, and its size."""

    words: str
    x: int
    y: int
    anchor: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point as it is drawn. `text` is its name, `tag` its number instead; neither if there is no room."""

    name: str
    href: str
    shape: Shape
    count: int
    x: int
    y: int
    reach: int
    leader: str
    text: MapLabel | None
    tag: MapLabel | None
    tag_x: int = 0
    tag_y: int = 0

    @property
    def left(self) -> int:
        """Return the left edge of a square mark, in units of the drawing."""
        return self.x - self.reach

    @property
    def top(self) -> int:
        """Return the upper edge of a square mark, in units of the drawing."""
        return self.y - self.reach

    @property
    def edge(self) -> int:
        """Return the side of a square mark, in units of the drawing."""
        return 2 * self.reach

    @property
    def radius(self) -> int:
        """Return the radius of the full disc; a mark of several places has a ring around it."""
        return round(self.reach * 0.55) if self.shape == "several" else self.reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One drawing: its `viewBox`, marks, the names of countries and seas, and the edge of a tag."""

    view: str
    marks: tuple[Mark, ...]
    names: tuple[MapLabel, ...]
    tag: int

    @property
    def tag_corner(self) -> int:
        """Return the radius of the corners of a tag, in units of the drawing."""
        return round(self.tag * 0.22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A place in the list, the language of its name if different, and whether work there has ended."""

    name: str
    href: str
    language: str
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A point in the list; `numbered` if the wide drawing also shows its number instead of its name."""

    id: str
    name: str
    href: str
    shape: Shape
    count: int
    numbered: bool
    places: tuple[Linked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """The whole map. `tinted` draws the states with something shown by the state alone; `shapes` are for the legend."""

    base: Geometry
    tinted: str
    route: str
    wide: Drawing
    narrow: Drawing
    entries: tuple[Entry, ...]
    is_whole: bool
    shapes: frozenset[Shape]
