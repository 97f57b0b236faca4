from __future__ import annotations

import pytest

from detector.text.documents import document_at, documents
from detector.text.story import StoryDoc


@pytest.mark.parametrize(
    ("kind", "paragraph"),
    [
        ("log", "Log entry, day 12: the pump is dead."),
        ("log", "04:12 — pressure falling"),
        ("log", "Captain's log: nothing."),
        ("screen", "> HELLO, DAVE"),
        ("screen", "[ACCESS DENIED] Try again."),
        ("italic", "*We have had wind since Monday.*"),
        ("blockquote", "> I am well. The dog is well."),
        ("fence", "```\nCLOSED\n```"),
    ],
)
def test_documents_are_recognised(kind: str, paragraph: str) -> None:
    text = f"She read it twice.\n\n{paragraph}\n\nThen she slept."
    found = {d.kind: text[d.start : d.end] for d in documents(text)}
    assert found.get(kind) == paragraph


def test_documents_letter_runs_from_greeting_to_close() -> None:
    text = "It came.\n\nDear Nell,\n\nWe are well.\n\nYours, Tom\n\nShe wept."
    story = StoryDoc(text)
    inside = document_at(story, text.index("We are"))
    assert inside is not None
    assert text[inside.start : inside.end] == "Dear Nell,\n\nWe are well.\n\nYours, Tom"
    assert document_at(story, text.index("She wept")) is None


@pytest.mark.parametrize("paragraph", ["The log burned.", "She noted it.", "Day broke.", "A *word* only."])
def test_documents_prose_is_none(paragraph: str) -> None:
    assert documents(f"One.\n\n{paragraph}\n\nTwo.") == ()
