"""Make the font of the public page: the font of the screens with only the signs and weights that the site uses.

A reader on a slow network waits for it before the text stands in its final shape. The signs are those of Spanish,
English, French, Haitian Creole and Portuguese and the few that a table or a chart needs; the weights go from 400 to
700; of the features kerning, marks and tabular figures stay. A sign outside these comes from a font of the reader.

`scripts/vendor.py --fetch` calls this; it alone needs fontTools and brotli (`pip install fonttools==4.68.0 brotli`).
"""

from io import BytesIO
from typing import Final

from plain_zero import with_plain_zero

LETTERS: Final = "ÀÁÂÃÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÙÚÛÜÝŒàáâãæçèéêëìíîïñòóôõùúûüýœÿªº"
MARKS: Final = "¡¿«»‹›“”‘’„–—…·•°©®™€£§×÷±−½¼¾²³\u00a0\u2009"
SIGNS: Final = "".join(map(chr, range(0x20, 0x7F))) + LETTERS + MARKS
WEIGHTS: Final = (400, 700)
FEATURES: Final = ["kern", "mark", "ccmp", "locl", "tnum"]


def for_the_site(font: bytes) -> bytes:
    """Return the font with a plain zero, the signs and the weights of the site, as woff2."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    opened = TTFont(BytesIO(with_plain_zero(font)), recalcTimestamp=False)
    options = Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]  # the licence and whose font it is stay in the file
    options.notdef_outline = True
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(text=SIGNS)
    subsetter.subset(opened)
    opened = instantiateVariableFont(opened, {"wght": WEIGHTS})
    made = BytesIO()
    opened.flavor = "woff2"
    opened.save(made)
    return made.getvalue()
