"""Which model judges: a file, a server, or the model that wrote the stories."""

from __future__ import annotations

import re
from pathlib import Path

from detector.errors import UsageError
from detector.generation.runner_source import FileSource, Source
from detector.generation.server import Patience
from detector.records import ModelInfo

SELF = "self"
_HOST = re.compile(r"(?:\[[0-9a-fA-F:]{2,45}\]|[\w.-]{1,200}):\d{1,5}(?:/\S{0,500})?")


def judge_source(
    judge: str, *, writer: ModelInfo | None = None, name: str | None = None, timeout: float | None = None
) -> Source:
    """The model that ``--judge`` names.

    Args:
        judge: A GGUF file, a server's address, or ``self``.
        writer: What wrote the stories, where that is known.
        name: The model's name at a server that has several.
        timeout: Seconds to wait for each next piece of a server's answer.

    Raises:
        UsageError: ``self``, and nothing is known of what wrote the stories; or no address.
    """
    if judge == SELF:
        if writer is None or not writer.path:
            raise UsageError(
                "--judge self: it is not recorded where the model is that wrote these stories.",
                "Name it: --judge MODEL.gguf, or the address of its server.",
            )
        judge, name = writer.path, name or (writer.name if _is_address(writer.path) else None)
    if _is_address(judge):
        from detector.generation.server_source import ServerSource

        return ServerSource(judge, name, Patience() if timeout is None else Patience(timeout=timeout))
    return FileSource(Path(judge))


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) or (
        not Path(text).exists() and _HOST.fullmatch(text) is not None
    )
