"""The shipped zstd dictionaries, by number; trained on synthetic data only, and kept for ever once shipped.

A dictionary gives most of what compressing whole segments would, while each part stays sealed and erasable by itself.

Each thread has a compressor and a decompressor of its own: zstandard lets other threads run while it works, and two in
one context read each other's bytes, or end the process.

Frames and dictionaries are Zstandard's (RFC 8878).
"""

from pathlib import Path
from threading import local

import zstandard

from posta.seal.errors import MalformedSeal

NO_DICTIONARY = 0
CLINICAL = 1
_FOLDER = Path(__file__).parent / "dictionaries"
_LEVEL = 3


class _Own(local):
    """What this thread packs and unpacks with, by dictionary."""

    def __init__(self) -> None:
        self.compressors: dict[int, zstandard.ZstdCompressor] = {}
        self.decompressors: dict[int, zstandard.ZstdDecompressor] = {}


_own = _Own()


def compressor(number: int) -> zstandard.ZstdCompressor:
    """Return this thread's compressor of a dictionary."""
    found = _own.compressors.get(number)
    if found is None:
        found = _own.compressors[number] = _make_compressor(number)
    return found


def decompressor(number: int) -> zstandard.ZstdDecompressor:
    """Return this thread's decompressor of a dictionary. Raises MalformedSeal for one this program does not have."""
    found = _own.decompressors.get(number)
    if found is None:
        found = _own.decompressors[number] = zstandard.ZstdDecompressor(
            format=zstandard.FORMAT_ZSTD1_MAGICLESS, dict_data=_load(number)
        )
    return found


def _make_compressor(number: int) -> zstandard.ZstdCompressor:
    """Make a compressor without magic, size, checksum or id in the frame, since the envelope states them."""
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL,
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        write_content_size=False,
        write_checksum=False,
        write_dict_id=False,
    )
    return zstandard.ZstdCompressor(compression_params=parameters, dict_data=_load(number))


def _load(number: int) -> zstandard.ZstdCompressionDict | None:
    if number == NO_DICTIONARY:
        return None
    try:
        return zstandard.ZstdCompressionDict((_FOLDER / f"{number}.zdict").read_bytes())
    except FileNotFoundError:
        raise MalformedSeal("dictionary_unknown", number=number) from None
