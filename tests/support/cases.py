"""Cases of a check: ``tests/cases/CODE.yml`` read into records with exact offsets.

A file holds ``flag:`` (each ``text`` with the ``span`` that must be found and, where the check gives one,
a ``related`` span; ``span_at``/``related_at`` pick the nth occurrence, from 1) and ``clean:`` (texts in which
the check proposes nothing). A formula check proposes and a classifier judges, so ``belongs:`` lists texts
whose formula is proposed and then judged to belong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[1] / "cases"
_KEYS = {
    *("text", "span", "span_at", "related", "related_at", "note"),
    *("prompt", "genre", "premise", "expects_formula"),
}


@dataclass(frozen=True)
class Case:
    """One text of a cases file; ``span`` and ``related`` are offsets into it."""

    code: str
    kind: str
    index: int
    text: str
    span: tuple[int, int] | None = None
    related: tuple[int, int] | None = None
    context: tuple[tuple[str, object], ...] = ()

    @property
    def id(self) -> str:
        """For pytest's output."""
        return f"{self.code}-{self.kind}-{self.index}"


def _locate(text: str, piece: str, nth: int, where: str) -> tuple[int, int]:
    at = -1
    for _ in range(nth):
        at = text.find(piece, at + 1)
        assert at >= 0, f"{where}: {piece!r} does not occur {nth} times in the text"
    return at, at + len(piece)


@cache
def load_cases(code: str) -> tuple[Case, ...]:
    """All cases of a check, empty where it has no file."""
    path = FOLDER / f"{code}.yml"
    if not path.exists():
        return ()
    content = yaml.safe_load(path.read_text("utf-8"))
    assert set(content) <= {"flag", "clean", "belongs"}, f"{path.name}: unknown keys {set(content)}"
    cases = []
    for kind, rows in content.items():
        for index, row in enumerate(rows, 1):
            where = f"{path.name} {kind} {index}"
            assert set(row) <= _KEYS, f"{where}: unknown keys {set(row) - _KEYS}"
            text = row["text"]
            span = _locate(text, row["span"], row.get("span_at", 1), where) if "span" in row else None
            related = (
                _locate(text, row["related"], row.get("related_at", 1), where) if "related" in row else None
            )
            context = tuple(
                (k, row[k]) for k in ("prompt", "genre", "premise", "expects_formula") if k in row
            )
            assert kind != "flag" or span, f"{where}: a flag case names its span"
            cases.append(Case(code, kind, index, text, span, related, context))
    return tuple(cases)
