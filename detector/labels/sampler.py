"""Which stories or sentences a person is asked about: a stratified random sample with known chances."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from detector.errors import UsageError
from detector.labels.frame import Frame, Member
from detector.labels.records import Drawn, Sampling, Stratum, Unit
from detector.records import utc_now


def draw(
    frame: Frame, *, unit: Unit, n: int, seed: int, flagged_share: float = 0.5, salt: str = ""
) -> Sampling:
    """Draw ``n`` items of each category, flagged and unflagged ones, each stratum without replacement.

    A stratum is the flagged items of one check, or the unflagged ones of a category. The flagged part is
    spread evenly over the checks, and what one side lacks goes to the other. A larger ``n`` with the same
    seed keeps, within each stratum, what the smaller one drew.

    Args:
        frame: All items there are.
        unit: What an item is.
        n: Items of each category.
        seed: Of the draw and of the order of asking.
        flagged_share: The part of ``n`` for flagged items.
        salt: Told apart samples of the same settings, where the frame changed.

    Raises:
        UsageError: The frame is empty, or a number is out of range.
    """
    if n < 1 or not 0 <= flagged_share <= 1:
        raise UsageError(
            "A sample needs a size of at least 1 and a share from 0 to 1.", "Mend --n or --flagged."
        )
    if not frame.members:
        raise UsageError("No story is scored, so there is nothing to label.", "Scan the run first.")
    strata: list[Stratum] = []
    items: list[Drawn] = []
    for category in sorted({member.category for member in frame.members}, key=lambda each: each.value):
        groups = _groups(member for member in frame.members if member.category == category)
        sizes = _allocation({name: len(group) for name, group in groups.items()}, n, flagged_share)
        for name, group in groups.items():
            chosen = _chosen(group, sizes[name], f"{seed}/{name}")
            first = group[0]
            strata.append(
                Stratum(
                    name=name,
                    category=category,
                    flagged=first.check is not None,
                    check=first.check,
                    population=len(group),
                    drawn=len(chosen),
                )
            )
            items += [
                Drawn(
                    item_id=member.item_id,
                    stratum=name,
                    story_id=member.story_id,
                    category=category,
                    start=member.start,
                    end=member.end,
                )
                for member in chosen
            ]
    items.sort(key=lambda item: item.item_id)
    random.Random(f"{seed}/order").shuffle(items)
    key = f"{frame.run_id}\0{frame.scan_id}\0{unit}\0{seed}\0{n}\0{flagged_share}\0{salt}"
    return Sampling(
        sampling_id=hashlib.sha256(key.encode()).hexdigest()[:12],
        run_id=frame.run_id,
        scan_id=frame.scan_id,
        unit=unit,
        seed=seed,
        n=n,
        flagged_share=flagged_share,
        created=utc_now(),
        strata=tuple(strata),
        items=tuple(items),
    )


def _groups(members: Iterable[Member]) -> dict[str, list[Member]]:
    groups: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        groups[f"{member.category.value}/{member.check or 'unflagged'}"].append(member)
    return dict(sorted(groups.items()))


def _chosen(group: Sequence[Member], size: int, seed: str) -> list[Member]:
    """The first ``size`` of a random order that depends on the seed and the group alone."""
    order = sorted(group, key=lambda member: member.item_id)
    random.Random(seed).shuffle(order)
    return order[:size]


def _allocation(sizes: Mapping[str, int], n: int, flagged_share: float) -> dict[str, int]:
    """How many to draw of each stratum: even over the flagged ones, the rest unflagged."""
    flagged = {name: size for name, size in sizes.items() if not name.endswith("/unflagged")}
    clean = {name: size for name, size in sizes.items() if name not in flagged}
    n_clean = min(n - min(round(n * flagged_share), sum(flagged.values())), sum(clean.values()))
    found = dict(_even(flagged, n - n_clean))
    found.update(_even(clean, n_clean))
    return found


def _even(sizes: Mapping[str, int], n: int) -> Iterator[tuple[str, int]]:
    """As even as the sizes allow: the smallest groups are taken whole, the others share what is left."""
    left = n
    for taken, (name, size) in enumerate(sorted(sizes.items(), key=lambda item: (item[1], item[0]))):
        share = min(size, left // (len(sizes) - taken))
        left -= share
        yield name, share
