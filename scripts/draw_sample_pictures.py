"""Draw the pictures of the sample site: four quiet scenes without a person, in the colours of the page.

python scripts/draw_sample_pictures.py            write them
python scripts/draw_sample_pictures.py --check    change nothing; exit 1 where one would be drawn otherwise
"""

import argparse
import io
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parents[1] / "posta" / "publicsite" / "sample" / "pictures"
WIDTH, HEIGHT = 1600, 1067
FINER = 2
PAPER, SAND, CLAY, EARTH = "#f7f5f0", "#ead9bd", "#c98f5f", "#8a5a3c"
SKY, HAZE, HILL, FAR = "#dcebea", "#f3e6cf", "#5d9093", "#a3c3c2"
BRAND, INK, GREEN, LEAF = "#0b5c63", "#17282b", "#3c6b4a", "#6f9a6a"
GREY, IRON, SUN, WHITE = "#9a9488", "#57544d", "#f0b45a", "#ffffff"


class Sheet:
    """A drawing in the units of the finished picture, made finer so that its edges come out smooth."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), ground)
        self._draw = ImageDraw.Draw(self.image)

    def shape(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """Draw a filled shape."""
        self._draw.polygon([(x * FINER, y * FINER) for x, y in points], fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: str, radius: float = 0) -> None:
        """Draw a filled box, with round corners where a radius is given."""
        corners = (x * FINER, y * FINER, (x + width) * FINER, (y + height) * FINER)
        self._draw.rounded_rectangle(corners, radius * FINER, fill=colour)

    def disc(self, x: float, y: float, across: float, colour: str, flat: float = 1) -> None:
        """Draw a filled disc; `flat` below 1 presses it to an ellipse."""
        half, high = across / 2, across / 2 * flat
        self._draw.ellipse(
            ((x - half) * FINER, (y - high) * FINER, (x + half) * FINER, (y + high) * FINER), fill=colour
        )

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float) -> None:
        """Draw a line with round bends."""
        self._draw.line(
            [(x * FINER, y * FINER) for x, y in points], fill=colour, width=round(width * FINER), joint="curve"
        )

    def hills(self, base: float, high: float, waves: float, shift: float, colour: str) -> None:
        """Draw a range of hills down to the lower edge."""
        top = [(x, base - high * (0.6 + 0.4 * math.sin(x / WIDTH * waves + shift)) * (0.8 + 0.2 * math.sin(x / 97 + shift)))
               for x in range(0, WIDTH + 10, 10)]  # fmt: skip
        self.shape([(0, HEIGHT), *top, (WIDTH, HEIGHT)], colour)

    def png(self) -> bytes:
        """Return the finished picture."""
        out = io.BytesIO()
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()


def draw_tracks() -> Sheet:
    """Return a railway that goes north between hills, early in the day."""
    sheet = Sheet(HAZE)
    for number, colour in enumerate((SKY, "#e1ece7", "#e6ebe1", "#ebe9db")):
        sheet.box(0, number * 75, WIDTH, 76, colour)
    sheet.disc(1150, 400, 190, SUN)
    sheet.hills(560, 190, 7, 0.4, FAR)
    sheet.hills(620, 130, 9, 2.2, HILL)
    sheet.shape([(0, 600), (WIDTH, 590), (WIDTH, HEIGHT), (0, HEIGHT)], SAND)
    sheet.shape([(0, 640), (330, 600), (640, 595), (200, HEIGHT), (0, HEIGHT)], "#d9c49c")
    sheet.shape([(788, 592), (812, 592), (1240, HEIGHT), (360, HEIGHT)], "#cbb795")
    for number in range(24):
        depth = (number / 23) ** 2.2
        y, half = 600 + depth * 455, 14 + depth * 400
        sheet.box(800 - half, y, 2 * half, 4 + depth * 24, EARTH, 2)
    for end in (-1, 1):
        sheet.shape(
            [(800 + end * 8, 594), (800 + end * 10, 594), (800 + end * 318, HEIGHT), (800 + end * 284, HEIGHT)], IRON
        )
    for x, y, size in ((140, 800, 1.5), (430, 690, 0.7), (1290, 700, 0.8), (1470, 860, 1.7), (1120, 640, 0.4)):
        _bush(sheet, x, y, size)
    for number in range(5):
        x, y = 1180 + number * 95, 560 + number * number * 9
        high = 90 + number * 62
        sheet.line([(x, y + 40), (x, y + 40 - high)], IRON, 4 + number * 1.6)
        sheet.line([(x - 14 - number * 7, y + 58 - high), (x + 14 + number * 7, y + 58 - high)], IRON, 3 + number)
    return sheet


def _bush(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.disc(x, y + 34 * size, 150 * size, "#c4ad84", 0.3)
    for dx, dy, across, colour in ((-38, 6, 70, GREEN), (34, 8, 78, GREEN), (0, -18, 92, LEAF), (-8, 14, 80, GREEN)):
        sheet.disc(x + dx * size, y + dy * size, across * size, colour)


def draw_boots() -> Sheet:
    """Worn boots beside a basin of water, at a door."""
    sheet = Sheet("#e9dfce")
    sheet.box(0, 0, WIDTH, 760, "#dbe7e4")
    sheet.box(980, 60, 470, 700, BRAND, 8)
    sheet.box(1010, 92, 410, 668, "#0e6f77", 4)
    for y in (130, 440):
        sheet.box(1050, y, 330, 270, BRAND, 4)
    sheet.disc(1062, 425, 30, SUN)
    sheet.box(0, 740, WIDTH, 30, "#bfae90")
    for x in range(-80, WIDTH, 320):
        sheet.line([(x + 90, 770), (x - 60, HEIGHT)], "#d6c8ae", 5)
    sheet.line([(0, 905), (WIDTH, 905)], "#d6c8ae", 5)
    sheet.disc(330, 915, 470, "#cdbd9f", 0.22)
    sheet.shape([(130, 800), (530, 800), (490, 925), (170, 925)], "#f6f3ec")
    sheet.disc(330, 925, 320, "#f6f3ec", 0.18)
    sheet.disc(330, 800, 400, WHITE, 0.2)
    sheet.disc(330, 806, 360, "#8fbcc0", 0.18)
    sheet.line([(240, 806), (320, 812), (400, 803)], "#b9d9da", 6)
    sheet.shape([(470, 790), (560, 800), (590, 900), (545, 915), (520, 850), (500, 812)], CLAY)
    sheet.disc(860, 962, 620, "#cdbd9f", 0.16)
    _boot(sheet, 660, 590, "#7b4b31", "#5d3825")
    _boot(sheet, 860, 625, "#8a5a3c", "#6a422b")
    return sheet


def _boot(sheet: Sheet, x: float, y: float, leather: str, dark: str) -> None:
    shaft = [(x, y), (x + 150, y - 8), (x + 158, y + 170), (x + 215, y + 228), (x + 285, y + 262), (x + 300, y + 320)]
    sheet.shape([*shaft, (x - 6, y + 320), (x - 12, y + 150)], leather)
    sheet.disc(x + 75, y - 2, 152, dark, 0.2)
    sheet.shape(
        [
            (x - 14, y + 318),
            (x + 306, y + 318),
            (x + 308, y + 348),
            (x + 64, y + 350),
            (x + 60, y + 340),
            (x - 14, y + 350),
        ],
        INK,
    )
    sheet.shape([(x + 214, y + 232), (x + 284, y + 264), (x + 298, y + 318), (x + 205, y + 318)], dark)
    for number in range(4):
        top = y + 34 + number * 44
        sheet.line([(x + 92, top), (x + 150, top + 14)], PAPER, 7)
        sheet.line([(x + 92, top + 18), (x + 150, top)], PAPER, 7)
    sheet.line([(x + 120, y + 30), (x + 60, y + 84), (x + 84, y + 120)], PAPER, 6)
    sheet.line([(x + 4, y + 215), (x + 70, y + 240)], dark, 6)


def draw_chairs() -> Sheet:
    """Return a half circle of empty chairs under a tree, ready for a group."""
    sheet = Sheet("#e8dcc2")
    sheet.box(0, 0, WIDTH, 520, "#f0e2ca")
    sheet.box(0, 120, WIDTH, 400, "#d9a97f")
    sheet.box(0, 104, WIDTH, 34, "#b9825a")
    for x in (140, 1220):
        sheet.box(x, 230, 240, 290, "#f6ead6", 4)
        sheet.box(x + 24, 254, 192, 266, "#2d7076")
    sheet.box(0, 512, WIDTH, 24, "#c7ae86")
    sheet.disc(830, 830, 1280, "#ddceae", 0.42)
    sheet.shape([(770, 150), (850, 150), (872, 640), (930, 690), (700, 690), (760, 640)], EARTH)
    for x, y, across, colour in (
        (560, 110, 430, GREEN), (1060, 120, 460, GREEN), (810, 30, 520, GREEN), (670, 40, 330, LEAF),
        (980, 30, 360, LEAF), (820, 150, 380, LEAF), (480, 190, 240, LEAF), (1180, 200, 250, GREEN),
    ):  # fmt: skip
        sheet.disc(x, y, across, colour, 0.72)
    seats = sorted(((800 + 560 * math.cos(a), 735 + 175 * math.sin(a)) for a in _angles(7)), key=lambda seat: seat[1])
    for number, (x, y) in enumerate(seats):
        _chair(sheet, x, y, 0.62 + (y - 560) / 700, (BRAND, CLAY, "#b1493f", SUN)[number % 4])
    return sheet


def _angles(count: int) -> list[float]:
    return [math.radians(8 + number * (344 - 180) / (count - 1)) for number in range(count)]


def _chair(sheet: Sheet, x: float, y: float, size: float, colour: str) -> None:
    sheet.disc(x, y + 118 * size, 190 * size, "#cdbb94", 0.26)
    for dx, foot in ((-58, 118), (58, 118), (-46, 96), (46, 96)):
        sheet.line([(x + dx * 0.86 * size, y), (x + dx * size, y + foot * size)], IRON, 11 * size)
    sheet.box(x - 62 * size, y - 150 * size, 124 * size, 118 * size, colour, 18 * size)
    sheet.box(x - 40 * size, y - 124 * size, 80 * size, 20 * size, WHITE, 9 * size)
    sheet.line([(x - 52 * size, y - 40 * size), (x - 52 * size, y + 4 * size)], colour, 13 * size)
    sheet.line([(x + 52 * size, y - 40 * size), (x + 52 * size, y + 4 * size)], colour, 13 * size)
    sheet.box(x - 72 * size, y - 14 * size, 144 * size, 34 * size, colour, 14 * size)


def draw_clinic() -> Sheet:
    """Return a van with an awning and a table: a clinic that comes to where people wait."""
    sheet = Sheet("#e6d7b8")
    sheet.box(0, 0, WIDTH, 600, SKY)
    sheet.disc(300, 190, 130, WHITE)
    sheet.hills(560, 170, 6, 1.3, FAR)
    sheet.hills(610, 90, 8, 3.1, "#7da8a6")
    sheet.shape([(0, 600), (WIDTH, 600), (WIDTH, HEIGHT), (0, HEIGHT)], SAND)
    sheet.shape([(0, 930), (WIDTH, 880), (WIDTH, HEIGHT), (0, HEIGHT)], "#d2bd95")
    sheet.disc(920, 868, 1120, "#cbb68e", 0.1)
    sheet.shape([(560, 380), (1270, 380), (1330, 420), (1420, 590), (1440, 620), (1440, 830), (560, 830)], WHITE)
    sheet.shape([(560, 690), (1440, 690), (1440, 790), (560, 790)], BRAND)
    sheet.shape([(1225, 425), (1300, 425), (1382, 590), (1225, 590)], "#8fbcc0")
    sheet.box(640, 440, 220, 140, "#8fbcc0", 10)
    sheet.box(900, 430, 240, 400, "#eef1ee", 6)
    sheet.box(930, 460, 180, 130, "#8fbcc0", 8)
    sheet.box(1100, 640, 14, 60, IRON, 6)
    sheet.box(560, 820, 890, 28, IRON, 8)
    for x in (720, 1280):
        sheet.disc(x, 845, 168, INK)
        sheet.disc(x, 845, 84, GREY)
    sheet.disc(1424, 735, 40, SUN)
    for number in range(8):
        x = 190 + number * 62
        shade = WHITE if number % 2 else CLAY
        sheet.shape([(400 + number * 32, 400), (432 + number * 32, 400), (x + 62, 500), (x, 500)], shade)
        sheet.disc(x + 31, 500, 62, shade, 0.7)
    for x in (200, 672):
        sheet.line([(x, 500), (x, 860)], IRON, 9)
    sheet.box(270, 700, 330, 26, EARTH, 6)
    for x in (300, 560):
        sheet.line([(x, 720), (x - 16, 868)], EARTH, 12)
    sheet.box(330, 640, 90, 62, BRAND, 8)
    sheet.box(362, 654, 26, 34, WHITE)
    sheet.box(354, 665, 42, 12, WHITE)
    sheet.box(470, 662, 26, 40, "#8fbcc0", 5)
    sheet.box(508, 654, 26, 48, CLAY, 5)
    _bush(sheet, 90, 820, 1.1)
    return sheet


PICTURES: dict[str, Callable[[], Sheet]] = {
    "tracks": draw_tracks, "boots": draw_boots, "chairs": draw_chairs, "clinic": draw_clinic,
}  # fmt: skip


def _pixels(content: bytes) -> bytes:
    """Return what is seen of a picture: the same whichever library wrote its file."""
    with Image.open(io.BytesIO(content)) as image:
        return image.convert("RGB").tobytes()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pictures, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    wrong = []
    for name, draw in PICTURES.items():
        path, content = HERE / f"{name}.png", draw().png()
        if given.check and not (path.exists() and _pixels(path.read_bytes()) == _pixels(content)):
            wrong.append(path.name)
        elif not given.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    sys.stderr.write("".join(f"{name} would be drawn otherwise\n" for name in wrong))
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
