"""Why a formula was proposed, in one sentence."""

from __future__ import annotations

from detector.checks.formula._context import Context

_PLACES = {"italic": "an emphasised paragraph", "blockquote": "a block quotation", "fence": "a fenced block"}
_MOST_REASONS = 3


def explain(label: str, context: Context) -> str:
    """What it is, where it stands, and what in the scene accounts for it, or that nothing does.

    >>> explain("LaTeX", Context("narration", "inside", "other", "lower"))
    'LaTeX in narration; nothing in the scene writes, reads or computes it.'
    """
    place = _PLACES.get(context.setting, context.setting)
    if context.setting in {"log", "letter", "screen"}:
        place = f"a {context.setting}"
    reasons = _reasons(context)[:_MOST_REASONS]
    if not reasons:
        return f"{label} in {place}; nothing in the scene writes, reads or computes it."
    return f"{label} in {place}; {', '.join(reasons)}."


def _reasons(context: Context) -> list[str]:
    reasons = []
    if context.expects:
        reasons.append("the request asks for mathematics")
    if context.presents:
        reasons.append(f"“{context.presents}” leads up to it")
    if context.named:
        reasons.append(f"“{context.named}” names it")
    if context.surface:
        reasons.append(f"“{context.surface}” may carry it")
    elif context.carrier and context.presents:
        reasons.append(f"“{context.carrier}” may carry it")
    if context.numbers_shared:
        reasons.append("the prose names its numbers")
    if context.symbols_shared:
        reasons.append("the prose uses its symbols")
    homes = sorted(context.near, key=lambda name: (-context.near[name], name))
    if homes:
        reasons.append(f"words of {' and '.join(homes[:2])} stand near")
    elif context.presents_near:
        reasons.append(f"“{context.presents_near}” stands near")
    return reasons
