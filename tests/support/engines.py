"""An engine in the test's own process, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from detector.generation.config import EngineConfig
from detector.generation.engine import Engine
from detector.generation.engine_log import NativeLog
from detector.generation.models import describe
from detector.generation.protocol import Outcome, Request
from detector.generation.sampling import Sampling


@contextmanager
def engine_for(model: Path, **settings: object) -> Iterator[Engine]:
    """An engine whose log goes nowhere."""
    with Path("/dev/null").open("wb") as file:
        config = EngineConfig(**{"n_threads": 1, "n_ctx": 1024, **settings})
        with Engine(describe(model, digest=False), config, NativeLog(file.fileno())) as engine:
            yield engine


def samples(
    n_prompts: int,
    n_samples: int,
    *,
    system: str | None = None,
    story: int = 24,
    reasoning: int = 0,
    **sampling: object,
) -> list[Request]:
    """Requests for several stories of each of several prompts, of different lengths."""
    return [
        Request(
            request_id=f"{prompt}-{sample}",
            system=system,
            prompt=f"Write about rain, {prompt}." + " the rain" * (prompt % 7),
            sampling=Sampling(seed=100 * prompt + sample + 1, **sampling),
            max_story_tokens=story + (prompt * 5 + sample * 3) % 11,
            max_reasoning_tokens=reasoning,
        )
        for prompt in range(n_prompts)
        for sample in range(n_samples)
    ]


def write(engine: Engine, requests: Sequence[Request]) -> dict[str, Outcome]:
    """Write stories, all of them submitted at once."""
    for request in requests:
        engine.submit(request)
    done: dict[str, Outcome] = {}
    while not engine.idle:
        done.update({outcome.request_id: outcome for outcome in engine.step()})
    return done


def texts(outcomes: dict[str, Outcome]) -> dict[str, object]:
    """What was written, without the time it took."""
    return {name: outcome.model_dump(exclude={"seconds"}) for name, outcome in outcomes.items()}
