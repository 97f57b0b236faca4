import numpy as np
import pytest
from scipy.stats import beta

from detector.rates.boundary import TAIL, tail_shift, upper_tail
from detector.rates.calibrating import error_rate
from detector.rates.calibration import Calibration, LabelledStory
from detector.rates.claims import MIN_PROMPTS, REASONS
from detector.rates.correct import NO_CALIBRATION, corrected
from detector.rates.intervals import Cluster
from detector.rates.powered import prediction_powered
from detector.rates.rogan_gladen import Evidence, estimate, interval


def _singles(flagged: int, n: int) -> list[Cluster]:
    return [Cluster(1, 1)] * flagged + [Cluster(0, 1)] * (n - flagged)


def _calibration(sensitivity: float, specificity: float, n: float = 200) -> Calibration:
    return Calibration(
        calibration_id="c",
        category="formula",
        sensitivity=error_rate(sensitivity, n),
        specificity=error_rate(specificity, n),
    )


def test_rogan_and_gladen_by_hand() -> None:
    """(0.23 - 0.02) / (0.8 - 0.02), and an interval wider than the uncorrected one."""
    found = corrected(_singles(46, 200), _calibration(0.8, 0.98))
    assert found.estimate == pytest.approx(0.21 / 0.78)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.21 / 0.78 < found.high
    assert found.high - found.low > 0.12
    assert found.claimed
    assert found == corrected(_singles(46, 200), _calibration(0.8, 0.98))


def test_a_perfect_detector_changes_nothing() -> None:
    found = corrected(_singles(46, 200), _calibration(1.0, 1.0, 1e7))
    low, high = beta.ppf([TAIL, 1 - TAIL], 46.5, 154.5)
    assert found.estimate == pytest.approx(0.23)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.002)


def test_no_calibration_is_a_visible_state() -> None:
    found = corrected(_singles(4, 200), None)
    assert (found.estimate, found.calibration, found.method) == (None, None, "none")
    assert found.observed == pytest.approx(0.02)
    assert found.reasons == (NO_CALIBRATION,)


@pytest.mark.parametrize(("sensitivity", "specificity"), [(0.5, 0.5), (0.1, 0.9), (0.0, 0.99)])
def test_a_coin_corrects_nothing_and_says_why(sensitivity: float, specificity: float) -> None:
    found = corrected(_singles(20, 200), _calibration(sensitivity, specificity))
    assert found.estimate is None
    assert not found.claimed
    assert "no more than 1" in found.reasons[0]


def test_zero_flags_have_an_upper_end_no_lower_than_a_perfect_detector_would_give() -> None:
    found = corrected(_singles(0, 100), _calibration(0.8, 0.95))
    assert found.low == 0
    assert found.estimate == 0
    assert found.high is not None
    assert found.high >= beta.ppf(1 - TAIL, 0.5, 100.5) / 0.8 - 1e-9


def test_few_prompts_and_weak_detectors_are_not_claimed() -> None:
    few = corrected(_singles(4, MIN_PROMPTS - 1), _calibration(0.9, 0.98))
    weak = corrected(_singles(20, 200), _calibration(0.12, 0.95))
    assert REASONS["prompts"] in few.reasons
    assert few.estimate is not None
    assert REASONS["detector"] in weak.reasons
    assert not few.claimed
    assert not weak.claimed


def test_coarse_specificity_is_not_claimed() -> None:
    """One false alarm in 25 sound stories says little of a rate near zero in 2,000 stories."""
    found = corrected(_singles(60, 2000), _calibration(0.9, 0.96, 25))
    assert REASONS["false alarms"] in found.reasons


@pytest.mark.parametrize("mean", [0.0, 0.5, 1.0, 1.5, 1.95])
def test_feldman_and_cousins_regions_hold_95_percent(mean: float) -> None:
    """Table IV of the paper at 90% is not 95%: here the region itself is checked by drawing."""
    draws = np.random.default_rng(3).normal(mean, 1, 400_000)
    above = -np.sort(-draws)[int(upper_tail(mean) * len(draws))]
    ratio_at_end = np.exp(-((above - mean) ** 2) / 2)
    best = np.maximum(draws, 0)
    ratios = np.exp(-((draws - mean) ** 2) / 2 + (draws - best) ** 2 / 2)
    assert (ratios >= ratio_at_end).mean() == pytest.approx(0.95, abs=0.003)


def test_tails_are_equal_far_from_both_ends() -> None:
    assert float(tail_shift(5.0, 5.0)) == 0
    assert float(tail_shift(0.0, 5.0)) == pytest.approx(0.6 * 0.025)
    assert float(tail_shift(5.0, 0.0)) == pytest.approx(-0.6 * 0.025)


def test_interval_holds_its_estimate_and_stays_within_0_and_1() -> None:
    rng = np.random.default_rng(5)
    n = 200
    alarms = rng.uniform(0, 0.2, n)
    evidence = Evidence(
        rng.uniform(0, 1, n),
        rng.uniform(5, 500, n),
        np.minimum(alarms + rng.uniform(0.05, 0.8, n), 1),
        rng.uniform(10, 300, n),
        alarms,
        rng.uniform(10, 300, n),
    )
    low, high = interval(evidence, rng, 400)
    found = estimate(evidence)
    assert ((low >= 0) & (low <= found) & (found <= high) & (high <= 1)).all()


def _labels(flagged: bool, failing: int, n: int, inclusion: float) -> list[LabelledStory]:
    return [
        LabelledStory(
            story_id=f"{flagged}{i}",
            prompt=f"{flagged}{i}",
            category="formula",
            flagged=flagged,
            failing=i < failing,
            inclusion=inclusion,
        )
        for i in range(n)
    ]


def test_prediction_powered_by_hand() -> None:
    """20% flagged, 90% of them right; 5% of the others fail: 0.2 x 0.9 + 0.8 x 0.05."""
    labels = [*_labels(True, 36, 40, 1.0), *_labels(False, 4, 80, 0.5)]
    found = prediction_powered(_singles(40, 200), labels)
    assert found is not None
    assert found.estimate == pytest.approx(0.22)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.22 < found.high
    assert prediction_powered(_singles(40, 200), labels[:12]) is None


def test_prediction_powered_covers() -> None:
    rng = np.random.default_rng(8)
    rate, hit, alarm, n, held, times = 0.15, 0.7, 0.03, 300, 0, 300
    for _ in range(times):
        failing = rng.random(n) < rate
        flagged = np.where(failing, rng.random(n) < hit, rng.random(n) < alarm)
        labels = []
        for kind, most in ((True, 40), (False, 120)):
            chosen = rng.permutation(np.flatnonzero(flagged == kind))[:most]
            share = len(chosen) / max((flagged == kind).sum(), 1)
            labels += [
                LabelledStory(
                    story_id=str(i),
                    prompt=str(i),
                    category="formula",
                    flagged=kind,
                    failing=bool(failing[i]),
                    inclusion=share,
                )
                for i in chosen
            ]
        found = prediction_powered(_singles(int(flagged.sum()), n), labels)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= rate <= found.high
    assert held / times >= 0.92
