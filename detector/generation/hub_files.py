"""Which files of a repository on the Hugging Face Hub make up one model."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from detector.errors import ModelError, StoryfaultError, UsageError
from detector.generation.gguf_split import part_number

REPOSITORIES = {
    "gpt-oss-20b": "ggml-org/gpt-oss-20b-GGUF",
    "gpt-oss-120b": "ggml-org/gpt-oss-120b-GGUF",
}
"""Names for short."""


@dataclass(frozen=True)
class HubFile:
    """A file as the hub lists it.

    Attributes:
        path: In the repository.
        size: In bytes.
        sha256: Of its content (the LFS oid); None for files that the hub keeps in git.
        git_sha1: Of its git blob, where it is kept in git.
    """

    path: str
    size: int
    sha256: str | None
    git_sha1: str | None

    @property
    def name(self) -> str:
        """The file's name without its folders."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True)
class HubModel:
    """One model of a repository, at one commit.

    Attributes:
        license: As its card says, or None.
        files: The parts, in order.
    """

    repository: str
    revision: str
    license: str | None
    files: tuple[HubFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def find_model(
    api: Any, repository: str, pattern: str | None = None, revision: str | None = None
) -> HubModel:
    """Ask the hub for a repository's GGUF files, and pick the model among them.

    Args:
        api: A ``huggingface_hub.HfApi``.
        repository: ``OWNER/NAME``, or a name of ``REPOSITORIES``.
        pattern: Which file, as ``*Q8_0*``; of a split model it matches the parts.
        revision: A branch, tag or commit.

    Raises:
        UsageError: The name is none, or several models match.
        ModelError: The repository is not there, wants consent, or has no such file.
        StoryfaultError: The hub cannot be reached.
    """
    repository = REPOSITORIES.get(repository, repository)
    if repository.count("/") != 1 or not all(repository.split("/")):
        raise UsageError(
            f"{repository}: this is no repository.", f"Give OWNER/NAME, or {' or '.join(REPOSITORIES)}."
        )
    try:
        info = api.model_info(repository, revision=revision, files_metadata=True)
    except Exception as error:
        raise hub_error(repository, error) from error
    files = [_file(row) for row in info.siblings or ()]
    chosen = _choose(repository, files, pattern)
    return HubModel(repository, info.sha, _license(info), chosen)


def hub_error(repository: str, error: Exception) -> StoryfaultError:
    """What went wrong at the hub, in a sentence, with a cure."""
    from huggingface_hub import errors

    if isinstance(error, errors.GatedRepoError):
        cure = "Accept its terms on its page, then set HF_TOKEN to a token of your account."
        return ModelError(f"{repository}: the repository asks for consent first.", cure)
    if isinstance(error, errors.RepositoryNotFoundError | errors.RevisionNotFoundError):
        cure = "Check its name; for a private one set HF_TOKEN."
        return ModelError(f"{repository}: the hub has no such repository or revision.", cure)
    if isinstance(error, errors.HFValidationError):
        return UsageError(f"{repository}: this is no repository.", "Give OWNER/NAME.")
    status = getattr(getattr(error, "response", None), "status_code", None)
    what = f"answered {status}" if status else (str(error).splitlines() or [type(error).__name__])[0][:200]
    return StoryfaultError(
        f"{repository}: the hub cannot be used ({what.rstrip('.')}).",
        "Check the network, then run the same command again: it goes on where it was.",
    )


def _choose(repository: str, files: Iterable[HubFile], pattern: str | None) -> tuple[HubFile, ...]:
    models: dict[str, list[HubFile]] = {}
    for file in files:
        if file.name.lower().endswith(".gguf") and not file.name.lower().startswith("mmproj"):
            models.setdefault(_model_of(file.path), []).append(file)
    every = sorted(models)
    if pattern is not None:
        models = {
            name: parts
            for name, parts in models.items()
            if any(fnmatch.fnmatch(text, pattern) for part in parts for text in (part.path, part.name))
        }
    if not models:
        has = f"it has {_some(every)}" if every else "it has none at all"
        which = f"matches {pattern!r}" if pattern is not None else "is there"
        raise ModelError(
            f"{repository}: no GGUF file {which}; {has}.", "Give another --pattern or repository."
        )
    if len(models) > 1:
        raise UsageError(
            f"{repository}: has several models: {_some(sorted(models))}.", "Choose one with --pattern."
        )
    (parts,) = models.values()
    return tuple(sorted(parts, key=lambda file: file.path))


def _model_of(path: str) -> str:
    """A file's path with the number of its part left out."""
    if part_number(Path(path)) is None:
        return path
    return path[: -len("-00001-of-00001.gguf")] + ".gguf"


def _some(names: list[str]) -> str:
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")


def _file(row: Any) -> HubFile:
    lfs = row.lfs
    sha256 = None if lfs is None else lfs["sha256"] if isinstance(lfs, dict) else lfs.sha256
    return HubFile(row.rfilename, int(row.size or 0), sha256, row.blob_id)


def _license(info: Any) -> str | None:
    card = info.card_data
    named = card.get("license") if card is not None else None
    if isinstance(named, list):
        named = ", ".join(map(str, named))
    tagged = next((tag[8:] for tag in info.tags or () if tag.startswith("license:")), None)
    return str(named) if named else tagged
