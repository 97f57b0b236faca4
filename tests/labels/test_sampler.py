from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from detector.errors import UsageError
from detector.labels.frame import Frame, Member, frame_of
from detector.labels.records import Sampling
from detector.labels.sampler import draw
from detector.records import Category
from detector.runs import RunFolder
from detector.text.sentences import find_sentences


def members(**sizes: int) -> Frame:
    """A frame with so many stories of each check; ``clean`` are the unflagged ones."""
    listed = [
        Member(f"{check}-{i}", f"{check}-{i}", Category.COMMONSENSE, None if check == "clean" else check)
        for check, size in sizes.items()
        for i in range(size)
    ]
    return Frame("r", "s", tuple(listed))


def drawn(sampling: Sampling) -> dict[str, int]:
    return {stratum.name.partition("/")[2]: stratum.drawn for stratum in sampling.strata}


def test_sampler_takes_flagged_and_unflagged_items_evenly_over_the_checks() -> None:
    sample = draw(members(C05=30, C07=3, clean=500), unit="story", n=40, seed=1)
    assert drawn(sample) == {"C05": 17, "C07": 3, "unflagged": 20}
    assert len(sample.items) == len({item.item_id for item in sample.items}) == 40


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"C05": 2, "clean": 500}, {"C05": 2, "unflagged": 38}),
        ({"C05": 500, "clean": 3}, {"C05": 37, "unflagged": 3}),
        ({"C05": 4, "clean": 4}, {"C05": 4, "unflagged": 4}),
        ({"clean": 50}, {"unflagged": 40}),
    ],
)
def test_sampler_gives_what_one_side_lacks_to_the_other(
    sizes: dict[str, int], expected: dict[str, int]
) -> None:
    assert drawn(draw(members(**sizes), unit="story", n=40, seed=1)) == expected


def test_sampler_is_the_same_for_a_seed_and_another_for_another() -> None:
    frame = members(C05=30, clean=300)
    one, same, other = (draw(frame, unit="story", n=20, seed=seed).items for seed in (1, 1, 2))
    assert one == same
    assert {item.item_id for item in one} != {item.item_id for item in other}


def test_sampler_with_a_larger_n_keeps_what_the_smaller_one_drew() -> None:
    frame = members(C05=30, clean=300)
    small, large = ({item.item_id for item in draw(frame, unit="story", n=n, seed=5).items} for n in (20, 40))
    assert small < large


def test_sampler_draws_every_item_as_often_as_it_says() -> None:
    """Over 600 seeds each of 12 unflagged stories is drawn with its inclusion probability of 1/3."""
    frame = members(C05=4, clean=12)
    times: Counter[str] = Counter()
    for seed in range(600):
        sample = draw(frame, unit="story", n=8, seed=seed)
        assert {s.name: s.inclusion for s in sample.strata} == {
            "commonsense/C05": 1.0,
            "commonsense/unflagged": 4 / 12,
        }
        times.update(item.item_id for item in sample.items)
    assert all(150 <= times[f"clean-{i}"] <= 250 for i in range(12))  # 200 ± 4.3 standard deviations


def test_sampler_mixes_the_strata() -> None:
    sample = draw(members(C05=40, clean=40), unit="story", n=80, seed=1)
    flagged = ["C05" in item.stratum for item in sample.items]
    assert 5 < sum(flagged[:20]) < 15


def test_sampler_refuses_an_empty_frame_and_senseless_numbers() -> None:
    with pytest.raises(UsageError, match="nothing to label"):
        draw(Frame("r", "s", ()), unit="story", n=5, seed=1)
    with pytest.raises(UsageError, match="size of at least 1"):
        draw(members(clean=3), unit="story", n=5, seed=1, flagged_share=1.5)


def test_frame_of_stories_holds_every_scored_story_once(run: Path) -> None:
    folder = RunFolder.open(run)
    frame = frame_of(folder)
    scored = [score for score in folder.scores() if score.value is not None]
    assert len(frame.members) == len(scored) > 100
    flagged = {(score.story_id, score.category) for score in scored if score.value == 1}
    assert {(m.story_id, m.category) for m in frame.members if m.check} == flagged


def test_frame_of_sentences_flags_those_that_hold_a_finding(run: Path) -> None:
    folder = RunFolder.open(run)
    frame = frame_of(folder, "sentence", Category.COMMONSENSE)
    texts = {story.story_id: story.completion for story in folder.stories()}
    quotes = {(f.story_id, f.text) for f in folder.findings() if f.category is Category.COMMONSENSE}
    flagged = [m for m in frame.members if m.check]
    assert len(flagged) == len(quotes) > 5
    for member in flagged:
        sentence = texts[member.story_id][member.start : member.end]
        assert any(quote in sentence for story, quote in quotes if story == member.story_id)
    one = texts[flagged[0].story_id]
    assert sum(m.story_id == flagged[0].story_id for m in frame.members) <= len(list(find_sentences(one)))
