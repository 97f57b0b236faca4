"""Where the files that ship with storyfault are: corpora and models."""

from __future__ import annotations

from pathlib import Path

from detector.errors import ResourceError

_HERE = Path(__file__).resolve().parent


def data_root() -> Path:
    """The folder that holds ``corpora/`` and ``models/``: inside the wheel, or the checkout's root."""
    packed = _HERE / "_data"
    return packed if packed.is_dir() else _HERE.parent


def resource(relative: str) -> Path:
    """The path of a shipped file or folder, such as ``corpora/prompts``.

    Raises:
        ResourceError: It is not there (a damaged installation).
    """
    path = data_root() / relative
    if not path.exists():
        raise ResourceError(path)
    return path
