"""The shipped zstd dictionaries, by number; trained on synthetic data only, and kept for ever once shipped.

A dictionary gives most of what compressing whole segments would, while each part stays sealed and erasable by itself.
"""

from functools import cache
from pathlib import Path

import zstandard

from posta.seal.errors import MalformedSeal

NO_DICTIONARY = 0
CLINICAL = 1
_FOLDER = Path(__file__).parent / "dictionaries"
_LEVEL = 3


@cache
def compressor(number: int) -> zstandard.ZstdCompressor:
    """The compressor of a dictionary: no magic, size, checksum or id in the frame, since the envelope states them."""
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        write_content_size=False,
        write_checksum=False,
        write_dict_id=False,
    )
    return zstandard.ZstdCompressor(compression_params=parameters, dict_data=_load(number))


@cache
def decompressor(number: int) -> zstandard.ZstdDecompressor:
    """The decompressor of a dictionary. Raises MalformedSeal for one this program does not have."""
    return zstandard.ZstdDecompressor(format=zstandard.FORMAT_ZSTD1_MAGICLESS, dict_data=_load(number))


def _load(number: int) -> zstandard.ZstdCompressionDict | None:
    if number == NO_DICTIONARY:
        return None
    try:
        return zstandard.ZstdCompressionDict((_FOLDER / f"{number}.zdict").read_bytes())
    except FileNotFoundError:
        raise MalformedSeal(f"A part needs dictionary {number}; update this program to read it.") from None
