"""What a report says about each check: its name, and what its docstring explains."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckPage:
    """A check, for people.

    Attributes:
        first: The first sentence of its docstring.
        rest: The rest of it.
        category: Empty where the check is not installed here and its code does not tell.
    """

    code: str
    name: str
    category: str
    severity: str = "warning"
    first: str = ""
    rest: str = ""
    version: str = ""


def check_pages(codes: Iterable[str]) -> dict[str, CheckPage]:
    """The pages of these checks, sorted by code; one that is not installed here has its code for a name."""
    from detector.checks.registry import all_checks

    known = {check.code: check for check in all_checks()}
    pages = {}
    for code in sorted(set(codes)):
        check = known.get(code)
        if check is None:
            pages[code] = CheckPage(code, code, {"F": "formula", "C": "commonsense"}.get(code[:1], ""))
            continue
        first, _, rest = inspect.cleandoc(type(check).__doc__ or "").partition("\n\n")
        pages[code] = CheckPage(
            code,
            check.name,
            check.category.value,
            check.severity.value,
            " ".join(first.split()),
            rest.strip(),
            check.version,
        )
    return pages
