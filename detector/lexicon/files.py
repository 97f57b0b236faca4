"""The lexicon's YAML files, each read once."""

from __future__ import annotations

from functools import cache
from typing import Any

from detector.resources import resource


@cache
def lexicon_file(name: str) -> Any:
    """What ``corpora/lexicon/NAME.yml`` holds; shared by all who ask, so never to be changed.

    Every scalar stays a string ("no" stays "no").

    Args:
        name: Path below ``corpora/lexicon``, without the suffix.

    Raises:
        ResourceError: The file is missing (a damaged installation).
    """
    import yaml

    # C makes it fast where libyaml is there.
    loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return yaml.load(resource(f"corpora/lexicon/{name}.yml").read_text("utf-8"), loader)
