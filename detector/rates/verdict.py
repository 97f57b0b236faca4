"""The verdict: one sentence that says what was found in whom, with its uncertainty in it."""

from __future__ import annotations

from detector.rates.records import Rate
from detector.rates.words import percent, percent_range, stories

_FAILURE = {
    "formula": ("a formula injection", "formula injection"),
    "commonsense": ("a common-sense error", "common-sense error"),
}
_LOWER_BOUND = "found without a language model: a lower bound"
_FEW = 20


def verdict(rate: Rate, *, name: str | None = None) -> str:
    """The sentence for one rate of a whole category.

    Args:
        rate: The rate.
        name: Whose stories these are (a model); left out where it is None.

    Returns:
        For example "gpt-oss-20b, 200 stories: 23% contain a common-sense error (95% CI 18–29, found without a
        language model: a lower bound)." or "… no formula injection was found (at most 1.9%)."
    """
    one, none = _FAILURE.get(
        rate.category, (f"a failure of kind {rate.category}", f"failure of kind {rate.category}")
    )
    who = f"{name}, " if name else ""
    if not rate.n_scored:
        return f"{who}{stories(rate.n_stories)}: none was scored for {none}s, so there is no rate."
    head = f"{who}{stories(rate.n_scored)}: "
    remarks = [_LOWER_BOUND] if rate.category == "commonsense" and rate.corrected is None else []
    if not rate.n_flagged:
        remark = f"at most {percent(rate.high)}"
        if remarks:
            remark = f"looking without a language model; {remark} contain one that rules can see"
        return f"{head}no {none} was found ({'; '.join([remark, *_corrected(rate)])})."
    interval = f"95% CI {percent_range(rate.low, rate.high)}"
    if corrected := _corrected(rate):
        interval = "; ".join([interval, *corrected])
    if rate.n_scored == 1:
        bracket = ", ".join([interval, *remarks])
        return f"{head}it contains {one}; one story says little about a rate ({bracket})."
    if rate.n_scored < _FEW:
        verb = "contains" if rate.n_flagged == 1 else "contain"
        share = f"{percent(rate.rate)}, {interval}"
        return f"{head}{rate.n_flagged} {verb} {one} ({', '.join([share, *remarks])})."
    return f"{head}{percent(rate.rate)} contain {one} ({', '.join([interval, *remarks])})."


def _corrected(rate: Rate) -> list[str]:
    """What the correction says, and whether its interval is claimed."""
    if rate.corrected is None:
        return []
    known = f"{percent(rate.corrected)}, {percent_range(rate.corrected_low, rate.corrected_high)}"
    doubt = "" if rate.corrected_claimed else "; not claimed: " + rate.corrected_reasons[0]
    return [f"corrected for the detector's errors {known}{doubt}"]
