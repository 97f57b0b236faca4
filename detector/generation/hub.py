"""Download a model from the Hugging Face Hub: resumed after a break, checked against its own sha256."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from detector.errors import StoryfaultError, UsageError, WriteError
from detector.generation.disk import make_folder, require_room
from detector.generation.hub_files import HubFile, HubModel, find_model, hub_error
from detector.generation.models_digest import cache_folder, sha256_of

Progress = Callable[[int, int], None]
"""Called with bytes of the model that are there, and bytes in all."""

_DISK = (errno.ENOSPC, errno.EFBIG, errno.EIO, errno.EROFS)


def pulled_models() -> Path:
    """Where downloads go unless another folder is named (it may not exist yet)."""
    return cache_folder() / "models"


def pull(
    repository: str,
    *,
    pattern: str | None = None,
    to: Path | None = None,
    revision: str | None = None,
    endpoint: str | None = None,
    on_model: Callable[[HubModel], None] = lambda _model: None,
    progress: Progress = lambda _done, _total: None,
) -> Path:
    """Download a model; what is there already, whole or in part, is not downloaded again.

    Args:
        repository: ``gpt-oss-20b``, ``gpt-oss-120b`` or ``OWNER/NAME``.
        pattern: Which file of several, as ``*Q8_0*``.
        to: The folder; else one of the repository's name in ``pulled_models()``.
        revision: A branch, tag or commit.
        endpoint: The hub's address; ``HF_ENDPOINT`` otherwise.
        on_model: Told what will be downloaded, before it is: files, sizes, licence.
        progress: Told as data comes.

    Returns:
        The model's file; of a split model the first.

    Raises:
        UsageError: The name is none, or several models match.
        ModelError: The repository is not there, wants consent, or has no such file.
        WriteError: The disk has too little room, or a file cannot be written.
        StoryfaultError: The hub cannot be reached, or sent something other than it lists.
    """
    from huggingface_hub import HfApi

    api = HfApi(endpoint=endpoint)
    model = find_model(api, repository, pattern, revision)
    on_model(model)
    folder = to if to is not None else pulled_models() / model.repository.replace("/", "--")
    make_folder(folder, "--to")
    there = {file: _there(folder, file) for file in model.files}
    require_room(folder, model.size - sum(there.values()), f"{model.repository}, what of it is not there,")
    done = 0
    for file in model.files:
        before = done
        _fetch(api, model, file, folder, lambda n, before=before: progress(before + n, model.size))  # type: ignore[misc]
        done += file.size
    return folder / model.files[0].name


def _there(folder: Path, file: HubFile) -> int:
    """Bytes of a file that are there."""
    for path in (folder / file.name, _partial(folder, file)):
        with contextlib.suppress(OSError):
            return min(path.stat().st_size, file.size)
    return 0


def _partial(folder: Path, file: HubFile) -> Path:
    """Where a download grows; its name holds the content's, so that another version is not continued."""
    return folder / f".{file.name}.{(file.sha256 or file.git_sha1 or 'unknown')[:16]}.partial"


def _fetch(api: Any, model: HubModel, file: HubFile, folder: Path, progress: Callable[[int], None]) -> None:
    path, partial = folder / file.name, _partial(folder, file)
    if path.exists():
        if path.stat().st_size == file.size and _is_right(path, file):
            progress(file.size)
            return
        raise UsageError(
            f"{path}: a file of this name is there and is not the hub's.",
            "Choose another folder with --to, or remove it.",
        )
    if partial.exists() and partial.stat().st_size > file.size:
        partial.unlink()
    try:
        with _quiet(), partial.open("ab") as out:
            _get(api, model, file, _Counted(out, progress))
            out.flush()
            os.fsync(out.fileno())
        if partial.stat().st_size != file.size or not _is_right(partial, file):
            partial.unlink()
            raise StoryfaultError(
                f"{file.name}: what came is not what the hub lists: its checksum differs; it was removed.",
                "Run the same command again. If it stays so, tell the repository's owner.",
            )
        os.replace(partial, path)
    except OSError as error:
        if error.errno is None:
            raise hub_error(model.repository, error) from error
        raise WriteError(
            f"{path}: could not be written: {error.strerror}.",
            "Make room, then run the same command again: it goes on where it was.",
        ) from error
    with contextlib.suppress(OSError):  # the digest is remembered by size and time, which stay
        os.replace(_record(partial), _record(path))


def _get(api: Any, model: HubModel, file: HubFile, out: _Counted) -> None:
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get

    if out.size >= file.size:
        return
    url = hf_hub_url(model.repository, file.path, revision=model.revision, endpoint=api.endpoint)
    try:
        http_get(
            url,
            cast(BinaryIO, out),
            resume_size=out.size,
            headers=api._build_hf_headers(),
            expected_size=file.size,
        )
    except OSError as error:
        if error.errno in _DISK:
            raise
        raise hub_error(model.repository, error) from error
    except Exception as error:
        raise hub_error(model.repository, error) from error


def _is_right(path: Path, file: HubFile) -> bool:
    """Whether a file's content is what the hub lists: by sha256, or as git names it."""
    if file.sha256 is not None:
        return sha256_of(path) == file.sha256
    if file.git_sha1 is None:
        return False
    digest = hashlib.sha1(b"blob %d\0" % file.size, usedforsecurity=False)
    with path.open("rb") as content:
        while chunk := content.read(2**20):
            digest.update(chunk)
    return digest.hexdigest() == file.git_sha1


def _record(path: Path) -> Path:
    return path.with_name(path.name + ".sha256.json")


class _Counted:
    """A file that tells its size as it grows, and takes back what the hub's client takes back."""

    def __init__(self, file: BinaryIO, progress: Callable[[int], None]) -> None:
        self._file, self._progress = file, progress
        self.size = file.seek(0, os.SEEK_END)
        self.seek, self.tell, self.flush = file.seek, file.tell, file.flush

    def write(self, data: bytes) -> int:
        """Append, and tell."""
        self._file.write(data)
        self.size += len(data)
        self._progress(self.size)
        return len(data)

    def truncate(self, size: int | None = None) -> int:
        """Cut."""
        self.size = self._file.truncate(size)
        return self.size


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Without the hub client's own progress bars and warnings: ours tells, and retries are no news."""
    import logging

    from huggingface_hub import utils as hub_utils

    utils: Any = hub_utils
    was_off = utils.are_progress_bars_disabled()
    logger = logging.getLogger("huggingface_hub.file_download")
    level = logger.level
    utils.disable_progress_bars()
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
        if not was_off:
            utils.enable_progress_bars()
