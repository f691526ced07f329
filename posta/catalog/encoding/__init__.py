"""From answers to the parts of an entry and back: compartments, codec, generalised copies."""
