from __future__ import annotations

import pytest

from detector.text.scenes import paragraph_at, paragraphs, scene_at, scenes
from detector.text.story import StoryDoc


def test_scenes_paragraphs_are_parted_by_blank_lines() -> None:
    text = "One\ntwo.\n\nThree."
    assert [text[p.start : p.end] for p in paragraphs(text)] == ["One\ntwo.", "Three."]


def test_scenes_paragraphs_are_lines_where_there_is_no_blank_line() -> None:
    text = "One.\nTwo.\nThree."
    assert [text[p.start : p.end] for p in paragraphs(text)] == ["One.", "Two.", "Three."]


@pytest.mark.parametrize("mark", ["* * *", "---", "# Two", "Chapter 2", "⁂"])
def test_scenes_are_parted_by_drawn_breaks_and_headings(mark: str) -> None:
    text = f"First scene.\n\n{mark}\n\nSecond scene."
    assert [text[s.start : s.end] for s in scenes(text)] == ["First scene.", "Second scene."]


def test_scenes_text_without_breaks_is_one_scene() -> None:
    assert [(s.start, s.end) for s in scenes("One.\n\nTwo.")] == [(0, 10)]
    assert scenes(" \n ") == ()


def test_scenes_stretch_at_offset() -> None:
    story = StoryDoc("One.\n\nTwo.\n\n***\n\nThree.")
    second = paragraph_at(story, 7)
    assert second is not None
    assert story.text[second.start : second.end] == "Two."
    last = scene_at(story, story.text.index("Three"))
    assert last is not None
    assert story.text[last.start : last.end] == "Three."
    assert paragraph_at(story, 5) is None
