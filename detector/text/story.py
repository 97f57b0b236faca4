"""A story as checks see it: its unmodified text, what is known of it, and views computed when asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from spacy.tokens import Doc

View = TypeVar("View")


class StoryDoc:
    """A story's text with lazily computed views; every offset any view gives is into ``text``.

    Args:
        text: The unmodified completion.
        story_id: The id its findings carry.
        prompt: The request the story answers, where known.
        genre: Its genre, where known.
        premise: What the request takes for granted, where known.
        expects_formula: The request makes mathematics belong in the story.
        parse: Turns text into a spaCy Doc whose character offsets equal the text's;
            ``detector.text.pipeline`` gives one. Called at most once.
    """

    def __init__(
        self,
        text: str,
        *,
        story_id: str = "",
        prompt: str | None = None,
        genre: str | None = None,
        premise: str | None = None,
        expects_formula: bool = False,
        parse: Callable[[str], Doc] | None = None,
    ) -> None:
        self.text = text
        self.story_id = story_id
        self.prompt = prompt
        self.genre = genre
        self.premise = premise
        self.expects_formula = expects_formula
        self._parse = parse
        self._views: dict[Callable[[str], Any], Any] = {}
        self._readings: dict[Callable[[StoryDoc], Any], Any] = {}

    def view(self, build: Callable[[str], View]) -> View:
        """What ``build`` makes of the text, computed once a story and shared by all checks that ask."""
        if build not in self._views:
            self._views[build] = build(self.text)
        found: View = self._views[build]
        return found

    def reading(self, build: Callable[[StoryDoc], View]) -> View:
        """What ``build`` makes of the story and its parse, computed once a story and shared."""
        if build not in self._readings:
            self._readings[build] = build(self)
        found: View = self._readings[build]
        return found

    @cached_property
    def doc(self) -> Doc:
        """The spaCy Doc of the text (parsed on first use)."""
        if self._parse is None:
            from detector.text.pipeline import default_parse

            return default_parse(self.text)
        return self._parse(self.text)
