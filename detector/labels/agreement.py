"""Do two labellers agree? Cohen's kappa with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from detector.labels.records import Label

KINDS = ("finding", "story", "sentence")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two labellers over the questions of one kind that both answered.

    Attributes:
        n: Questions that both answered with "error" or "fine".
        n_unsure: Questions that one of them, or both, left unsure; they are not in ``n``.
        both_error: Of ``n``, those that both call an error.
        only_a: Those that only the first calls one.
        only_b: Those that only the second calls one.
        both_fine: Those that neither calls one.
        kappa: None where it is not defined: no question, or both gave every question the same answer.
        low: Lower end of its 95% interval.
        high: Upper end.
        method: How the interval was made, or why there is no kappa.
    """

    a: str
    b: str
    kind: str
    n: int
    n_unsure: int
    both_error: int
    only_a: int
    only_b: int
    both_fine: int
    kappa: float | None
    low: float | None
    high: float | None
    method: str

    @property
    def observed(self) -> float | None:
        """The share of questions with the same answer."""
        return (self.both_error + self.both_fine) / self.n if self.n else None


def agreements(latest: Mapping[tuple[str, str], Label]) -> list[Agreement]:
    """Every pair of labellers, for each kind of question that both answered.

    Args:
        latest: Item and labeller to the standing answer.
    """
    return list(_pairs(latest.values()))


def _pairs(labels: Iterable[Label]) -> Iterator[Agreement]:
    given: dict[str, dict[str, dict[str, str]]] = {}
    for label in labels:
        if label.kind in KINDS:
            given.setdefault(label.kind, {}).setdefault(label.labeller, {})[label.item_id] = label.answer
    for kind in KINDS:
        for a, b in combinations(sorted(given.get(kind, {})), 2):
            one, other = given[kind][a], given[kind][b]
            shared = sorted(one.keys() & other.keys())
            if shared:
                yield agreement(a, b, kind, [(one[item], other[item]) for item in shared])


def agreement(a: str, b: str, kind: str, answers: Iterable[tuple[str, str]]) -> Agreement:
    """Cohen's kappa of two labellers.

    The interval is the asymptotic one of Fleiss, Cohen and Everitt. Where the labellers never differ, its
    width is zero, which no sample can show: there Wilson's interval of the share of equal answers is carried
    over to kappa with the chance agreement that was seen.

    Args:
        a: The first labeller.
        b: The second.
        kind: Of the questions.
        answers: The two answers to each question.

    References:
        Cohen, J. (1960), Educational and Psychological Measurement 20: 37-46.
        Fleiss, J. L., Cohen, J. and Everitt, B. S. (1969), Psychological Bulletin 72: 323-327.
    """
    listed = list(answers)
    sure = [(one == "error", other == "error") for one, other in listed if "unsure" not in (one, other)]
    counts = [sum(pair == (x, y) for pair in sure) for x in (True, False) for y in (True, False)]
    kappa, low, high, method = _kappa(counts)
    yes_yes, yes_no, no_yes, no_no = counts
    return Agreement(
        a,
        b,
        kind,
        n=len(sure),
        n_unsure=len(listed) - len(sure),
        both_error=yes_yes,
        only_a=yes_no,
        only_b=no_yes,
        both_fine=no_no,
        kappa=kappa,
        low=low,
        high=high,
        method=method,
    )


def _kappa(counts: list[int]) -> tuple[float | None, float | None, float | None, str]:
    yes_yes, yes_no, no_yes, no_no = counts
    n = sum(counts)
    if not n:
        return None, None, None, "no question that both answered with yes or no"
    if n in (yes_yes, no_no):
        return None, None, None, "not defined: both gave every question the same answer"
    if yes_no or no_yes:
        from statsmodels.stats.inter_rater import cohens_kappa

        found = cohens_kappa([[yes_yes, yes_no], [no_yes, no_no]])
        low, high = max(-1.0, float(found.kappa_low)), min(1.0, float(found.kappa_upp))
        return float(found.kappa), low, high, "asymptotic"
    from detector.rates.intervals import Cluster, share

    chance = (yes_yes / n) ** 2 + (no_no / n) ** 2
    same = share([Cluster(n, n, n)] if n == 1 else [Cluster(1, 1)] * n)
    least = same.low if same else 0.0
    return 1.0, (least - chance) / (1 - chance), 1.0, "Wilson's for the share of equal answers"
