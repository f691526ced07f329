"""Bech32 (BIP 173): how age writes its keys.

The checksum is BIP 173's of 2017, and the prefix `age` that of the age format, version 1 (C2SP).

>>> bech32("age", bytes(32))
'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z'
"""

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def bech32(prefix: str, data: bytes) -> str:
    """Return bytes as letters after a prefix, with a checksum of six."""
    number = int.from_bytes(data, "big") << (-len(data) * 8) % 5
    digits = -(-len(data) * 8 // 5)
    values = [number >> 5 * place & 31 for place in reversed(range(digits))]
    spread = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = _sum(spread + values + [0] * 6) ^ 1
    values += [check >> 5 * place & 31 for place in reversed(range(6))]
    return f"{prefix}1{''.join(_LETTERS[value] for value in values)}"


def _sum(values: list[int]) -> int:
    total = 1
    for value in values:
        top = total >> 25
        total = (total & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate(_GENERATOR):
            total ^= generator if top >> place & 1 else 0
    return total
