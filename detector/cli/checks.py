"""``storyfault checks``: which checks there are, and what each one looks for."""

from __future__ import annotations

import inspect
import json
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from detector.checks.base import Check


def checks(
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="Show this check's page.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """List the checks, or show one: what it flags, what it leaves alone, and why."""
    from detector.checks.registry import all_checks, select_checks
    from detector.scanning.setup import known_codes

    chosen = select_checks(codes=known_codes([code])) if code else all_checks()
    if as_json:
        typer.echo(json.dumps({"checks": [_facts(check) for check in chosen]}, ensure_ascii=False))
    elif code:
        _page(chosen[0])
    else:
        _table(chosen)


def _facts(check: Check) -> dict[str, Any]:
    flag, clean = _cases(check.code)
    return {
        "code": check.code,
        "name": check.name,
        "category": check.category.value,
        "severity": check.severity.value,
        "version": check.version,
        "enabled": check.enabled,
        "description": inspect.cleandoc(type(check).__doc__ or ""),
        "cases": {"flag": flag, "clean": clean},
    }


def _cases(code: str) -> tuple[int | None, int | None]:
    """How many cases a check has: to flag, and to leave alone. None where they are not installed."""
    from detector.resources import data_root

    path = data_root() / "tests" / "cases" / f"{code}.yml"
    if not path.is_file():
        return None, None
    import yaml

    cases = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return len(cases.get("flag") or ()), len(cases.get("clean") or ())


def _page(check: Check) -> None:
    facts = _facts(check)
    cases = facts["cases"]
    off = "" if check.enabled else ", off unless asked for with --check"
    kind = f"{facts['category']}, {facts['severity']}, version {check.version}{off}"
    print(f"{check.code} {check.name} ({kind})\n\n{facts['description']}")
    if cases["flag"] is not None:
        print(
            f"\ntests/cases/{check.code}.yml: {cases['flag']} cases to flag, {cases['clean']} to leave alone."
        )


def _table(chosen: tuple[Check, ...]) -> None:
    from rich.table import Table

    from detector.cli.show import PlainConsole

    console = PlainConsole(sys.stdout, 160)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("code", "name", "category", "severity", "what it flags"):
        table.add_column(name, no_wrap=name == "code")
    for check in chosen:
        first = inspect.cleandoc(type(check).__doc__ or "").partition("\n\n")[0]
        off = "" if check.enabled else " (off)"
        table.add_row(
            check.code, check.name + off, check.category.value, check.severity.value, " ".join(first.split())
        )
    console.print(table)
