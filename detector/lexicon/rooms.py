"""Words for rooms (``corpora/lexicon/places.yml``)."""

from __future__ import annotations

from functools import cache
from typing import Any

from detector.resources import resource


@cache
def indoors() -> tuple[str, ...]:
    """Rooms under a roof."""
    import yaml

    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    rows = yaml.load(resource("corpora/lexicon/places.yml").read_text("utf-8"), loader)
    return tuple(rows["indoors"].split("|"))
