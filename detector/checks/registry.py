"""Which checks there are: our own, found in the two check folders, and those other packages register."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import entry_points

from detector.checks.base import Check
from detector.errors import CheckError
from detector.records import Category

ENTRY_POINT_GROUP = "storyfault.checks"
_FOLDERS = ("detector.checks.formula", "detector.checks.commonsense")


def _own() -> Iterator[type[Check]]:
    for folder in _FOLDERS:
        package = importlib.import_module(folder)
        for module_info in pkgutil.iter_modules(package.__path__):
            if module_info.name.startswith("_"):
                continue
            module = importlib.import_module(f"{folder}.{module_info.name}")
            for value in vars(module).values():
                if (
                    isinstance(value, type)
                    and issubclass(value, Check)
                    and value.__module__ == module.__name__
                    and "code" in vars(value)
                ):
                    yield value


@cache
def all_checks() -> tuple[Check, ...]:
    """Every known check, sorted by code.

    Raises:
        CheckError: Two checks claim one code, or an entry point gives something that is no check.
    """
    found: dict[str, Check] = {}
    classes = list(_own())
    for entry in entry_points(group=ENTRY_POINT_GROUP):
        loaded = entry.load()
        if not (isinstance(loaded, type) and issubclass(loaded, Check)):
            raise CheckError(
                f"Entry point {entry.name!r} is {loaded!r}, not a check.", "Uninstall that package."
            )
        classes.append(loaded)
    for cls in classes:
        if cls.code in found:
            raise CheckError(f"Two checks claim the code {cls.code}.", "Give one of them another code.")
        found[cls.code] = cls()
    return tuple(found[code] for code in sorted(found))


def select_checks(only: Category | None = None, codes: Sequence[str] | None = None) -> tuple[Check, ...]:
    """The checks a scan runs: the enabled ones of a category, or exactly those named by code.

    Raises:
        CheckError: A code is unknown.
    """
    checks = all_checks()
    if codes:
        known = {check.code: check for check in checks}
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise CheckError(f"There is no check {', '.join(unknown)}.", f"There are {', '.join(known)}.")
        checks = tuple(known[code] for code in sorted(set(codes)))
    else:
        checks = tuple(check for check in checks if check.enabled)
    return tuple(check for check in checks if only is None or check.category == only)
