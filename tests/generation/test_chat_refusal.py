from __future__ import annotations

import pytest

from detector.generation.chat_refusal import looks_like_refusal


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't help with that.",
        "I’m sorry, but I can’t continue with that request.",
        "I am sorry, I cannot assist with this.",
        "Sorry, but I can't write that story.",
        "I apologize, but I'm unable to provide that.",
        "I cannot fulfill this request. I can offer a different story, though.",
        "I can't help with that.",
        "**I'm sorry, but I won't be able to write this.**",
        "As an AI language model, I cannot write about that.",
    ],
)
def test_chat_refusal_is_seen(text):
    assert looks_like_refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "“I’m sorry, but I can’t help with that,” said the robot.",
        "I'm sorry, but I can't stop thinking of the harbour, Mother wrote.",
        "I'm sorry I left. The rain had come by then.",
        "I cannot help remembering the winter of the wolves.",
        "I can't help but laugh when I think of that summer.",
        "Sorry was the only word the parrot knew.",
        "As an aisle of pines closed behind her, I cannot say what she thought.",
        "I'm sorry, but I can't help with that. " + "And yet the tale went on. " * 40,
    ],
)
def test_chat_refusal_stories_are_none(text):
    assert not looks_like_refusal(text)
