"""What to call a group of stories, so that no two groups have one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from detector.rates.records import Group


def group_names(groups: Sequence[Group]) -> dict[Group, str | None]:
    """Each group's name: its model; with prompt set and run only where models alone do not tell groups apart.

    A single group without a model has no name (None): there is nothing to tell it from.
    """
    names: dict[Group, str | None] = {group: group[1] for group in groups}
    for part in (2, 0):
        uses = Counter(names.values())
        for group, name in names.items():
            if uses[name] > 1 and group[part]:
                names[group] = f"{name}, {group[part]}" if name else group[part]
    if len(groups) > 1:
        return {group: name or "unnamed model" for group, name in names.items()}
    return names
