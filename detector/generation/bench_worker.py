"""A contestant's own process: ``python -m detector.generation.bench_worker``, spoken to in frames.

It gets ``{"type": "load", "setting": …, "contestant": …}``, says ``{"type": "ready"}``, and answers each
``{"type": "run", "start": …, "stop": …}`` with ``{"type": "round", "round": …}`` until its input ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from detector.errors import StoryfaultError
from detector.generation.bench_others import Limit, Loop
from detector.generation.bench_ours import OurEngine
from detector.generation.bench_protocol import Contestant, Round, Setting
from detector.generation.child import take_pipes
from detector.generation.engine_log import NativeLog
from detector.generation.protocol import read_frame, write_frame


class _Runs(Protocol):
    def run(self, share: range) -> Round: ...


_KINDS: dict[str, Callable[[Setting, Contestant, NativeLog], _Runs]] = {
    "storyfault": OurEngine,
    "llama-cpp-python loop": Loop,
    "llama_decode alone": Limit,
}


def main() -> None:
    """Load, and run rounds until the input ends."""
    commands, events = take_pipes()
    load = read_frame(commands)
    if load is None:
        return
    try:
        contestant = Contestant.model_validate(load["contestant"])
        worker = _KINDS[contestant.kind](Setting.model_validate(load["setting"]), contestant, NativeLog(2))
        worker.run(range(contestant.n_sequences if contestant.table == "decode" else 1))  # warms up
        write_frame(events, {"type": "ready"})
        while (message := read_frame(commands)) is not None:
            done = worker.run(range(message["start"], message["stop"]))
            write_frame(events, {"type": "round", "round": done.model_dump(mode="json")})
    except StoryfaultError as error:
        write_frame(events, {"type": "failed", "message": error.message})


if __name__ == "__main__":
    main()
