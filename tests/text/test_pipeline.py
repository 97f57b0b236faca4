from __future__ import annotations

import pytest

from detector.errors import UsageError
from detector.text.pipeline import MAX_CHARS, default_parse, load_pipeline, normalised, parse


def test_pipeline_normalised_view_has_the_same_length_and_plain_typography() -> None:
    text = "“It’s a non\u2011starter,”\nshe\u00a0said."
    view = normalised(text)
    assert len(view) == len(text)
    assert view == '"It\'s a non-starter," she said.'


def test_pipeline_offsets_are_into_the_unmodified_text() -> None:
    text = "“Don’t,” he said.\n\nThe door — old, brown — closed."
    doc = default_parse(text)
    door = next(token for token in doc if token.text == "door")
    assert text[door.idx : door.idx + len(door)] == "door"
    assert len(list(doc.sents)) >= 2


def test_pipeline_is_loaded_once() -> None:
    assert load_pipeline("blank") is load_pipeline("blank")


def test_pipeline_unknown_name_is_refused_with_a_cure() -> None:
    with pytest.raises(UsageError, match="no_such_pipeline") as caught:
        load_pipeline("no_such_pipeline")
    assert "spacy download" in caught.value.cure


def test_pipeline_too_long_text_is_refused() -> None:
    with pytest.raises(UsageError, match="too long"):
        parse("a" * (MAX_CHARS + 1), "blank")
