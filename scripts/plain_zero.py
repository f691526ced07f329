"""Give the font of the screens a zero without its stroke, and keep the stroked one for codes.

In a code a zero must not pass for an O; in counts and hours the stroke only distracts, and the font as it is published
knows no other zero. Here its own outline gets a whole counter, mirrored from the quarter of it that the stroke leaves
untouched, at every weight. The stroked zero moves behind OpenType's `zero`: `font-variant-numeric: slashed-zero`.

`scripts/vendor.py --fetch` calls this; it alone needs fontTools and brotli (`pip install fonttools==4.68.0 brotli`).
"""

from copy import deepcopy
from io import BytesIO
from typing import Any

PLAIN, TABULAR = "zero", "zero.tf"
STROKED = {PLAIN: "zero.slash", TABULAR: "zero.slash.tf"}
# Points of the zero as published: the outline, and of the counter the lower left quarter, from its side to its foot.
OUTLINE, QUARTER = 16, (23, 24, 25, 26, 16)
PHANTOMS = 4  # points that stand for the width in a variable font
Point = tuple[int, int]


def with_plain_zero(font: bytes) -> bytes:
    """Return the same font with a plain zero, as woff2."""
    from fontTools.ttLib import TTFont

    opened = TTFont(BytesIO(font), recalcTimestamp=False)
    opened.ensureDecompiled()  # tables read later would miss the new glyphs
    for plain, stroked in STROKED.items():
        _copy_glyph(opened, plain, stroked)
    opened["glyf"][STROKED[TABULAR]].components[0].glyphName = STROKED[PLAIN]
    _copy_kerning(opened)
    _open_counter(opened)
    _add_feature(opened["GSUB"].table)
    made = BytesIO()
    opened.flavor = "woff2"
    opened.save(made)
    return made.getvalue()


def _copy_glyph(font: Any, old: str, new: str) -> None:
    """Copy the same shape, width and changes by weight under a new name."""
    font.setGlyphOrder([*font.getGlyphOrder(), new])
    font["glyf"].glyphs[new] = deepcopy(font["glyf"][old])
    font["hmtx"][new] = font["hmtx"][old]
    font["gvar"].variations[new] = deepcopy(font["gvar"].variations[old])
    widths = font["HVAR"].table.AdvWidthMap.mapping
    widths[new] = widths[old]


def _copy_kerning(font: Any) -> None:
    new = STROKED[PLAIN]
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for pairs in (one for one in lookup.SubTable if hasattr(one, "ClassDef1") and PLAIN in one.Coverage.glyphs):
            pairs.Coverage.glyphs.append(new)
            for classes in (pairs.ClassDef1.classDefs, pairs.ClassDef2.classDefs):
                if PLAIN in classes:
                    classes[new] = classes[PLAIN]


def _open_counter(font: Any) -> None:
    """Outline and one whole counter in place of outline and two halves; what changes by weight is mirrored alike."""
    glyph = font["glyf"][PLAIN]
    flags = list(glyph.flags)
    quarter = [flags[i] for i in QUARTER]
    for change in font["gvar"].variations[PLAIN]:
        change.coordinates = [*_opened(change.coordinates), *change.coordinates[-PHANTOMS:]]
    glyph.coordinates = type(glyph.coordinates)(_opened(list(glyph.coordinates)))
    glyph.flags = bytearray(flags[:OUTLINE] + quarter + quarter[-2::-1] + quarter[1:] + quarter[-2:0:-1])
    glyph.endPtsOfContours = [OUTLINE - 1, 2 * OUTLINE - 1]
    glyph.numberOfContours = 2


def _opened(points: list[Point]) -> list[Point]:
    """Return the outline and the quarter mirrored three times: about the foot's upright, and about the side's level."""
    quarter = [points[i] for i in QUARTER]
    (_, level), (upright, _) = quarter[0], quarter[-1]
    right = [(2 * upright - x, y) for x, y in quarter[-2::-1]]
    above = [(x, 2 * level - y) for x, y in reversed([*quarter[1:], *right[:-1]])]
    return [*points[:OUTLINE], *quarter, *right, *above]


def _add_feature(table: Any) -> None:
    """`zero`, after the feature that makes figures tabular, in every language."""
    from fontTools.otlLib.builder import buildLookup, buildSingleSubstSubtable
    from fontTools.ttLib.tables import otTables

    record = otTables.FeatureRecord()
    record.FeatureTag, record.Feature = "zero", otTables.Feature()
    record.Feature.FeatureParams = None
    record.Feature.LookupListIndex = [len(table.LookupList.Lookup)]
    record.Feature.LookupCount = 1
    table.LookupList.Lookup.append(buildLookup([buildSingleSubstSubtable(STROKED)]))
    number = len(table.FeatureList.FeatureRecord)
    table.FeatureList.FeatureRecord.append(record)
    for script in (one.Script for one in table.ScriptList.ScriptRecord):
        for system in (script.DefaultLangSys, *(one.LangSys for one in script.LangSysRecord)):
            system.FeatureIndex.append(number)
