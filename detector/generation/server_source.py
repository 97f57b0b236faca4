"""A model behind an OpenAI-compatible server, as the runner uses one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detector.errors import EngineUnavailable, ModelError
from detector.generation.config import GenerateConfig
from detector.generation.protocol import EngineInfo
from detector.generation.server import Patience, ServerEngine, ask_patiently
from detector.generation.server_http import Exchange, Malformed, Refused
from detector.generation.server_url import KEY_VARIABLE, Endpoint, parse_endpoint
from detector.records import ModelInfo

_AT_A_SERVER = 8
"""Stories at a time where the number is ours to choose; a server queues what it cannot take."""
_LLAMA_CPP_PYTHON = "me"
"""What its server says of each model's owner."""


@dataclass(frozen=True)
class Served:
    """A model that a server has.

    Attributes:
        name: Under which it is asked for.
        n_ctx: Tokens of its context; 0 where the server does not say.
        n_params: Its parameters, where the server says.
        owner: Whom the server says that it belongs to: in practice, which server it is.
    """

    name: str
    n_ctx: int = 0
    n_params: int | None = None
    owner: str = ""


@dataclass
class ServerSource:
    """Stories come from a server: llama-server, vLLM, Ollama, or any that speaks as they do.

    Args:
        url: Its address.
        model: The model's name there; may be left out where the server has one only.
        patience: How long to wait, and how often to try.

    Raises:
        UsageError: The address is none.
    """

    url: str
    model: str | None = None
    patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        self._endpoint: Endpoint = parse_endpoint(self.url)
        self._served: Served | None = None

    @property
    def location(self) -> str:
        """The address, for messages."""
        return self._endpoint.url

    def model_info(self) -> ModelInfo:
        """What the server says of the model.

        Raises:
            EngineUnavailable: It is not there, wants a key, or the address is of something else.
            ModelError: It does not have the model, or several and none was named.
        """
        served = self._find()
        return ModelInfo(
            name=served.name,
            path=self._endpoint.url,
            n_params=served.n_params,
            n_ctx_train=served.n_ctx or None,
        )

    def open(
        self,
        config: GenerateConfig,
        *,
        log: Path,
        on_notice: Callable[[str], None],
        on_progress: Callable[[int], None],
        stop: Callable[[], int],
    ) -> ServerEngine:
        """An engine of the runner's; ``log`` stays unused, as the server has its own."""
        served = self._find()
        info = EngineInfo(
            build=f"OpenAI-compatible server at {self._endpoint.url}",
            chat_format="server",
            n_ctx=served.n_ctx,
            n_parallel=_AT_A_SERVER if config.engine.n_parallel == "auto" else config.engine.n_parallel,
            n_threads=0,
            n_gpu_layers=0,
            use_extra_bufts=False,
        )
        return ServerEngine(
            self._endpoint,
            served.name,
            info,
            self.patience,
            on_notice=on_notice,
            on_progress=on_progress,
            stop=stop,
            takes_grammar=served.owner == _LLAMA_CPP_PYTHON,
        )

    def _find(self) -> Served:
        if self._served is None:
            self._served = self._pick(self._list())
        return self._served

    def _list(self) -> list[Served]:
        url = self._endpoint.url
        not_one = f"Give the address of an OpenAI-compatible server; {url}/models is what was asked for."
        try:
            exchange = Exchange(self._endpoint, self.patience.first_timeout)
            answer = ask_patiently(url, self.patience, lambda: exchange.get("/models"))
        except Refused as error:
            if error.status in (401, 403):
                raise key_refused(url, error) from error
            raise EngineUnavailable(f"{url}: {error}.", not_one) from error
        except Malformed as error:
            raise EngineUnavailable(f"{url}: {error}.", not_one) from error
        rows = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(rows, list):
            raise EngineUnavailable(f"{url}: the answer is no list of models.", not_one)
        return [_served(row) for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]

    def _pick(self, served: list[Served]) -> Served:
        url, names = self._endpoint.url, [model.name for model in served]
        shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
        if not served:
            raise ModelError(f"{url}: the server has no model.", "Load one into it.")
        if self.model is None:
            if len(served) > 1:
                raise ModelError(f"{url}: the server has several models: {shown}.", "Name one with --model.")
            return served[0]
        for model in served:
            if model.name in (self.model, f"{self.model}:latest"):
                return model
        raise ModelError(
            f"{url}: the server does not have the model {self.model!r}; it has {shown}.",
            "Name one of these with --model.",
        )


def key_refused(url: str, error: Refused) -> EngineUnavailable:
    """The error of a server that wants another key, or any."""
    return EngineUnavailable(f"{url}: {error}.", f"Set the environment variable {KEY_VARIABLE} to its key.")


def _served(row: dict[str, Any]) -> Served:
    meta = row.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    sizes = (row.get("max_model_len"), meta.get("n_ctx"), meta.get("n_ctx_train"))
    n_ctx = next((size for size in sizes if isinstance(size, int) and size > 0), 0)
    n_params = meta.get("n_params")
    owner = str(row.get("owned_by") or "")
    return Served(row["id"], n_ctx, n_params if isinstance(n_params, int) else None, owner)
