from __future__ import annotations

from detector.text.dialogue import quote_at, quotes
from detector.text.story import StoryDoc


def test_dialogue_curly_and_straight_quotes_are_found_with_their_marks() -> None:
    text = '“Come in,” said Mara. "No," he said.'
    assert [text[q.start : q.end] for q in quotes(text)] == ["“Come in,”", '"No,"']


def test_dialogue_speaker_after_and_before() -> None:
    text = "“Come in,” said Mara.\n\nThe old man said, “No.”\n\n“Why?”"
    assert [q.speaker for q in quotes(text)] == ["Mara", "The old man", None]


def test_dialogue_open_curly_quote_ends_with_its_paragraph() -> None:
    text = "“I began,\n\n“and I went on.”"
    assert [text[q.start : q.end] for q in quotes(text)] == ["“I began,", "“and I went on.”"]


def test_dialogue_single_quotes_count_where_there_are_no_others() -> None:
    text = "‘It’s late,’ said Tom, who didn’t care."
    assert [text[q.start : q.end] for q in quotes(text)] == ["‘It’s late,’"]


def test_dialogue_quote_at_offset() -> None:
    story = StoryDoc("He sat. “Sit,” she said.")
    assert quote_at(story, 2) is None
    found = quote_at(story, story.text.index("Sit,"))
    assert found is not None
    assert found.speaker == "she"


def test_dialogue_hostile_quotes_take_linear_time() -> None:
    assert quotes("“" * 50_000) is not None
    assert quotes('"' * 50_000) is not None
