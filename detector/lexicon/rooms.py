"""Words for rooms (``corpora/lexicon/places.yml``)."""

from __future__ import annotations

from functools import cache

from detector.lexicon.files import lexicon_file


@cache
def indoors() -> tuple[str, ...]:
    """Rooms under a roof."""
    rows = lexicon_file("places")
    return tuple(rows["indoors"].split("|"))
