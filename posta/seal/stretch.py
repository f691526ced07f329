"""From five words to a key: Argon2id, slow on purpose."""

from argon2.low_level import Type, hash_secret_raw

from posta.seal.slots import Parameters
from posta.seal.words import normalise_words


def stretch_words(words: str, salt: bytes, parameters: Parameters) -> bytes:
    """The 32-byte key that words give with a salt; spaces between words do not matter."""
    return hash_secret_raw(
        normalise_words(words).replace(" ", "").encode(),
        salt,
        time_cost=parameters.time_cost,
        memory_cost=parameters.memory_kib,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )
