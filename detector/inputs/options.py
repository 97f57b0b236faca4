"""How to read stories: which field is what, and what happens to a row that cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from detector.errors import InputError


@dataclass(frozen=True)
class FieldNames:
    """The input's names for what storyfault knows; other fields are kept as metadata."""

    id: str = "id"
    text: str = "text"
    prompt: str = "prompt"
    genre: str = "genre"
    premise: str = "premise"
    expects_formula: str = "expects_formula"
    model: str = "model"
    sample_id: str = "sample_id"


@dataclass
class Progress:
    """How far reading has come, in bytes of the files as they lie on disk."""

    total_bytes: int = 0
    finished_bytes: int = 0
    current_bytes: int = 0

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where the size is not known (standard input)."""
        if not self.total_bytes:
            return None
        return min(1.0, (self.finished_bytes + self.current_bytes) / self.total_bytes)


@dataclass
class Reading:
    """The state of one reading of stories.

    Attributes:
        fields: The input's field names.
        skip_bad: Report what cannot be used and go on, rather than stop.
        on_bad: Gets each error that was skipped.
        progress: How far it is.
        n_bad: Rows and files skipped so far.
    """

    fields: FieldNames = field(default_factory=FieldNames)
    skip_bad: bool = False
    on_bad: Callable[[InputError], None] | None = None
    progress: Progress = field(default_factory=Progress)
    n_bad: int = 0
    _seen: set[int] = field(default_factory=set)

    def bad(self, error: InputError) -> None:
        """Raise an error, or report and count it where bad rows are skipped."""
        if not self.skip_bad:
            raise error
        self.n_bad += 1
        if self.on_bad is not None:
            self.on_bad(error)

    def is_new(self, story_id: str) -> bool:
        """Whether no earlier story has this id. Remembers a 64-bit hash of each, not the id."""
        key = hash(story_id)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True
