"""Invisible signs: which signs a line of text may hold, so that readers see what was typed.

>>> clean_text("Ana\u202e\u200b Ruiz"), clean_text("\u3164\u200d"), clean_text("👩\u200d⚕️")
('Ana Ruiz', '', '👩\u200d⚕️')
"""

import re

# Control signs (but tab and line feed), soft hyphens, signs of no width, marks and overrides of direction, tags. The two
# joiners stay: emoji and several scripts are written with them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_BLANK = re.compile("[\\s\u200c\u200d\u115f\u1160\u2800\u3164\uffa0\ufe00-\ufe0f]*")


def clean_text(text: str) -> str:
    """Return the text without invisible signs; empty if nothing visible is left."""
    plain = _UNSEEN.sub("", text)
    return "" if _BLANK.fullmatch(plain) else plain
