import pytest
from scipy.stats import chi2
from statsmodels.stats.proportion import proportion_confint

from detector.rates.intervals import Cluster, count_rate, share


def _singles(flagged: int, n: int) -> list[Cluster]:
    return [Cluster(1, 1)] * flagged + [Cluster(0, 1)] * (n - flagged)


@pytest.mark.parametrize(("flagged", "n"), [(0, 1), (1, 1), (0, 200), (1, 40), (46, 200), (200, 200)])
def test_share_of_single_stories_is_wilson(flagged: int, n: int) -> None:
    interval = share(_singles(flagged, n))
    low, high = proportion_confint(flagged, n, method="wilson")
    assert interval is not None
    assert interval.method == "wilson"
    assert interval.deff == 1
    assert (interval.estimate, interval.low, interval.high) == pytest.approx(
        (flagged / n, max(low, 0), min(high, 1))
    )


@pytest.mark.parametrize(("flagged", "n"), [(0, 1), (1, 1), (0, 200), (1, 40), (46, 200), (200, 200)])
def test_exact_share_of_single_stories_is_clopper_pearson(flagged: int, n: int) -> None:
    interval = share(_singles(flagged, n), exact=True)
    assert interval is not None
    assert interval.method == "clopper-pearson"
    assert (interval.low, interval.high) == pytest.approx(proportion_confint(flagged, n, method="beta"))


def test_exact_share_of_clusters_is_wider_than_of_single_stories() -> None:
    clustered, plain = (
        share([Cluster(4, 4)] * 5 + [Cluster(0, 4)] * 45, exact=True),
        share(_singles(20, 200), exact=True),
    )
    assert clustered is not None
    assert plain is not None
    assert clustered.high - clustered.low > 1.5 * (plain.high - plain.low)
    assert clustered.method.startswith("clopper-pearson, clustered by prompt")


def test_share_known_values() -> None:
    """1 of 40: 0.4 to 12.9 percent; 0 of 200: at most 1.9 percent."""
    one, none = share(_singles(1, 40)), share(_singles(0, 200))
    assert one is not None
    assert none is not None
    assert (round(one.low, 3), round(one.high, 3)) == (0.004, 0.129)
    assert (none.low, round(none.high, 3)) == (0.0, 0.019)


def test_share_without_stories_is_none() -> None:
    assert share([]) is None
    assert count_rate([]) is None
    assert count_rate([Cluster(0, 0)]) is None


def test_share_of_perfectly_correlated_prompts_counts_prompts() -> None:
    """50 prompts of 4 stories that fail always or never say as much as 50 stories."""
    interval = share([Cluster(4, 4)] * 20 + [Cluster(0, 4)] * 30)
    assert interval is not None
    assert interval.deff == pytest.approx(4, rel=0.06)
    low, high = proportion_confint(20, 50, method="wilson")
    assert interval.low == pytest.approx(low, abs=0.01)
    assert interval.high == pytest.approx(high, abs=0.01)
    assert "clustered by prompt" in interval.method


def test_share_design_effect_by_hand() -> None:
    """Cluster-robust variance over binomial variance, worked out in the open."""
    clusters = [Cluster(2, 2)] * 30 + [Cluster(1, 2)] * 40 + [Cluster(0, 2)] * 130
    n, x, m = 400, 100, 200
    p = x / n
    robust = m / (m - 1) * sum((c.events - p * 2) ** 2 for c in clusters) / n**2
    by_hand = robust / (p * (1 - p) / n)
    interval = share(clusters)
    assert interval is not None
    assert by_hand == pytest.approx(1.47, abs=0.01)
    assert interval.deff == pytest.approx(by_hand, rel=0.03)
    assert interval.n_effective == pytest.approx(n / interval.deff)


def test_share_never_gains_from_clusters() -> None:
    """Prompts that are more alike than chance make no interval narrower than independent stories have."""
    interval = share([Cluster(1, 4)] * 50)
    plain = share(_singles(50, 200))
    assert interval is not None
    assert plain is not None
    assert interval.deff == 1
    assert interval.high - interval.low == pytest.approx(plain.high - plain.low)


@pytest.mark.parametrize("flagged", [0, 1])
def test_share_of_clusters_does_not_collapse_at_zero_or_all(flagged: int) -> None:
    clustered = share([Cluster(4 * flagged, 4)] * 50)
    plain = share(_singles(200 * flagged, 200))
    assert clustered is not None
    assert plain is not None
    assert clustered.high - clustered.low > 1.5 * (plain.high - plain.low)
    assert "assumed" in clustered.method
    assert 0 <= clustered.low <= clustered.high <= 1


def test_share_upper_end_grows_with_events() -> None:
    """One more event never lowers the upper end, zero events included."""
    highs = [share([Cluster(1, 4)] * k + [Cluster(0, 4)] * (50 - k)) for k in range(6)]
    ends = [interval.high for interval in highs if interval is not None]
    assert ends == sorted(ends)


def test_share_of_one_prompt_is_worth_one_story() -> None:
    interval = share([Cluster(3, 8)])
    assert interval is not None
    assert interval.n_effective == pytest.approx(1)


@pytest.mark.parametrize("events", [0, 1, 7])
def test_count_rate_is_garwood_where_stories_are_even(events: int) -> None:
    clusters = [Cluster(1, 1000)] * events + [Cluster(0, 1000)] * (400 - events)
    interval = count_rate(clusters)
    assert interval is not None
    assert interval.estimate == pytest.approx(events / 40)
    assert interval.high == pytest.approx(chi2.ppf(0.975, 2 * events + 2) / 2 / 40, rel=0.02)
    assert interval.low == pytest.approx(chi2.ppf(0.025, 2 * events) / 2 / 40 if events else 0, rel=0.02)


def test_count_rate_widens_where_one_story_holds_many() -> None:
    even = count_rate([Cluster(1, 1000)] * 20 + [Cluster(0, 1000)] * 80)
    heaped = count_rate([Cluster(10, 1000)] * 2 + [Cluster(0, 1000)] * 98)
    assert even is not None
    assert heaped is not None
    assert even.estimate == heaped.estimate
    assert heaped.high - heaped.low > 2 * (even.high - even.low)
    assert "clustered by story" in heaped.method
