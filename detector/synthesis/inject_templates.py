"""The templates of injected common-sense errors: ``corpora/injections``, a train and a test half."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from detector.errors import UsageError
from detector.resources import resource
from detector.synthesis.inject_draws import DRAWS

Split = Literal["train", "test"]
GROUPS = ("numbers", "static", "said_unsaid", "state")


@dataclass(frozen=True, slots=True)
class Template:
    """A scene in two sentences that clash, or in one.

    Attributes:
        name: Its name, unique within its half.
        kind: ``group:kind``.
        code: The check that the error belongs to.
        draw: Which numbers it needs.
        sets: Values that go together; one set is drawn.
        first: Ways to say the first end; empty where one sentence holds both.
        bad: Ways to say the end that clashes with it.
        good: Ways to say it so that nothing clashes.
        framed: ``bad`` may be put into a dream or a mouth to make it right.
    """

    name: str
    kind: str
    code: str
    draw: str
    sets: tuple[dict[str, str], ...]
    first: tuple[str, ...]
    bad: tuple[str, ...]
    good: tuple[str, ...]
    framed: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is in no story yet, with pronouns."""

    name: str
    female: bool


@dataclass(frozen=True, slots=True)
class Half:
    """One half of the templates, with its people and its frames."""

    templates: tuple[Template, ...]
    people: tuple[Person, ...]
    frames: tuple[str, ...]

    def of(self, kind: str) -> tuple[Template, ...]:
        """The templates of a kind."""
        return tuple(template for template in self.templates if template.kind == kind)


@cache
def load_half(split: Split) -> Half:
    """The templates of a split.

    Raises:
        UsageError: There is no such split, or a template is malformed; names it.
    """
    import yaml

    if split not in ("train", "test"):
        raise UsageError(f"There is no split {split!r}.", "Give train or test.")
    folder = resource("corpora/injections")
    templates: list[Template] = []
    for group in GROUPS:
        data = yaml.safe_load((folder / f"{group}_{split}.yml").read_text(encoding="utf-8"))
        for kind, rows in data.items():
            templates += [_template(f"{group.replace('_', '-')}:{kind}", row) for row in rows]
    cast = yaml.safe_load((folder / f"cast_{split}.yml").read_text(encoding="utf-8"))
    people = [Person(name, True) for name in cast["women"]] + [Person(name, False) for name in cast["men"]]
    return Half(tuple(templates), tuple(people), tuple(cast["frames"]))


def _template(kind: str, row: dict[str, Any]) -> Template:
    try:
        made = Template(
            row["name"],
            kind,
            row["code"],
            row.get("draw", "none"),
            tuple({k: str(v) for k, v in chosen.items()} for chosen in row.get("sets", [{}])),
            tuple(row.get("first", ())),
            tuple(row["bad"]),
            tuple(row["good"]),
            bool(row.get("framed", bool(row.get("first")))),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"A template of {kind} is malformed ({error}): {row}.", "Mend the file.") from None
    if made.draw not in DRAWS:
        raise UsageError(f"{kind}, {made.name}: there is no draw {made.draw!r}.", f"There are {list(DRAWS)}.")
    return made
