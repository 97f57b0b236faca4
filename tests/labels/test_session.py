from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from detector.errors import UsageError
from detector.labels.session import LabelSession
from detector.labels.store import LABELS, read_labels
from detector.labels.view import Mark, one_to_one, paragraphs

Sit = Callable[..., LabelSession]


def first(session: LabelSession, kind: str, **more: object) -> int:
    """The first question of a kind whose view has these values."""
    for index, item in enumerate(session.state()["items"]):
        if item["kind"] == kind:
            view = session.view(index)
            if all(view[name] == value for name, value in more.items()):
                return index
    raise AssertionError(f"no {kind} with {more}")


def test_session_asks_each_finding_of_a_story_before_the_story(sitting: Sit) -> None:
    session = sitting()
    for before, question in zip(session.queue.questions, session.queue.questions[1:], strict=False):
        if before.kind == "finding":
            assert question.drawn == before.drawn
    stories = [q for q in session.queue.questions if q.kind == "story"]
    assert len(stories) == len(session.queue.sampling.items) == 40
    assert all(bool(q.findings) == q.stratum.flagged for q in stories)


def test_session_stores_answers_with_their_weights(sitting: Sit, run: Path) -> None:
    session = sitting()
    index = first(session, "finding")
    view = session.view(index)
    session.answer(view["id"], "error", 4.23)
    (row,) = read_labels([run / LABELS])
    stratum = session.queue.questions[index].stratum
    assert (row.kind, row.answer, row.labeller, row.seconds) == ("finding", "error", "ann", 4.2)
    assert row.inclusion == pytest.approx(stratum.drawn / stratum.population)
    assert row.weight == pytest.approx(stratum.population / stratum.drawn, rel=1e-5)
    assert row.text == session.queue.questions[index].finding.text  # type: ignore[union-attr]
    assert session.view(index)["answer"] == "error"


def test_session_goes_on_where_the_labeller_stopped(sitting: Sit) -> None:
    before = sitting()
    before.answer(before.view(0)["id"], "unsure")
    assert sitting().state()["items"][0]["answer"] == "unsure"
    assert sitting("bob").state()["items"][0]["answer"] is None


def test_session_blind_tells_no_probability(sitting: Sit) -> None:
    index = first(sitting(), "finding")
    assert sitting().view(index)["notes"][0]["probability"] is not None
    blind = sitting("ann", blind=True)
    assert all(note["probability"] is None for note in blind.view(index)["notes"])
    blind.answer(blind.view(index)["id"], "fine")
    assert "probability" not in str(blind.view(index)["paragraphs"])


def test_session_adds_and_removes_a_missed_span(sitting: Sit, run: Path) -> None:
    session = sitting()
    index = first(session, "story", notes=[])
    view = session.view(index)
    span = session.add_span(view["id"], 4, 11, "commonsense", "C05")
    (shown,) = session.view(index)["spans"]
    text = session.queue.stories[session.queue.questions[index].drawn.story_id].completion
    assert (shown["quote"], shown["code"]) == (text[4:11], "C05")
    session.remove_span(view["id"], span)
    assert session.view(index)["spans"] == []
    assert [row.answer for row in read_labels([run / LABELS])] == ["error", "removed"]


def test_session_does_not_let_a_story_be_sound_that_holds_a_marked_error(sitting: Sit) -> None:
    session = sitting()
    index = first(session, "finding")
    session.answer(session.view(index)["id"], "error")
    story = next(
        i
        for i, q in enumerate(session.queue.questions)
        if q.kind == "story" and q.drawn == session.queue.questions[index].drawn
    )
    assert session.view(story)["implied"] is True
    with pytest.raises(UsageError, match="You marked a failure"):
        session.answer(session.view(story)["id"], "fine")
    session.answer(session.view(story)["id"], "error")


@pytest.mark.parametrize(
    ("start", "end", "category", "code"),
    [
        (-1, 4, "formula", None),
        (5, 5, "formula", None),
        (0, 10**9, "formula", None),
        (0, 3, "spelling", None),
        (0, 3, "formula", "C05"),
        (0, 3, "commonsense", "X99"),
    ],
)
def test_session_refuses_spans_that_cannot_be(
    sitting: Sit, run: Path, start: int, end: int, category: str, code: str | None
) -> None:
    session = sitting()
    with pytest.raises(UsageError):
        session.add_span(session.view(0)["id"], start, end, category, code)
    assert list(read_labels([run / LABELS])) == []


def test_session_refuses_unknown_questions_and_answers(sitting: Sit) -> None:
    session = sitting()
    for call in (
        lambda: session.answer("nothing", "error"),
        lambda: session.answer(session.view(0)["id"], "maybe"),
        lambda: session.answer(session.view(0)["id"], "removed"),
        lambda: session.view(10_000),
        lambda: session.remove_span(session.view(0)["id"], session.view(0)["id"]),
    ):
        with pytest.raises(UsageError):
            call()


def test_view_marks_both_ends_of_a_contradiction(sitting: Sit) -> None:
    session = sitting()
    index = first(session, "finding", category="commonsense")
    marked = {
        name: text for line in session.view(index)["paragraphs"] for text, _, names in line for name in names
    }
    finding = session.queue.questions[index].finding
    assert finding is not None
    assert marked["f0"] == finding.text
    assert marked["r0"] == finding.related[0].text


@pytest.mark.parametrize(
    "text",
    [
        "one\r\ntwo\rthree\n\nfour",
        "\ud800 lone \x1b[31m \u202e \U0001f600 e\u0301",
        "",
        "\n",
        "\r\n\r\n",
        "x",
    ],
)
def test_view_pieces_keep_every_offset(text: str) -> None:
    marks = [Mark(a, b, f"m{a}") for a in range(len(text)) for b in (a + 1, a + 3) if b <= len(text)]
    covered: set[int] = set()
    for line in paragraphs(text, marks):
        for shown, start, names in line:
            assert shown == one_to_one(text[start : start + len(shown)])
            covered.update(range(start, start + len(shown)))
            for mark in marks:
                inside = mark.start <= start and start + len(shown) <= mark.end
                assert (mark.name in names) >= inside
    left_out = {text[i] for i in range(len(text)) if i not in covered}
    assert left_out <= {"\n", "\r"}
    assert len(one_to_one(text)) == len(text)
