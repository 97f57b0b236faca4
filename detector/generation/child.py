"""The child process: one engine, driven by the messages of ``protocol`` on its standard input and output.

Run as ``python -m detector.generation.child PARENT_PID``. Whatever else writes to standard output (llama.cpp,
a library) goes to standard error, which the parent points at a log file.
"""

from __future__ import annotations

import faulthandler
import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO

from detector.errors import EngineCrashed, StoryfaultError
from detector.generation.child_death import die_first, die_with_parent
from detector.generation.child_faults import faults_from_environment
from detector.generation.config import EngineConfig
from detector.generation.engine import Engine
from detector.generation.engine_fit import choose_parallel, fit
from detector.generation.engine_log import NativeLog
from detector.generation.engine_trial import is_batch_invariant
from detector.generation.models import describe
from detector.generation.protocol import EngineInfo, Request, read_frame, write_frame

PROGRESS_SECONDS = 0.5


def main() -> None:
    """Serve one parent until it says stop or is gone."""
    commands, events = take_pipes()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()
    die_with_parent(int(sys.argv[1]))
    die_first()
    inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(commands, inbox), daemon=True).start()
    try:
        _serve(inbox, events)
    except EngineCrashed:
        raise  # a traceback in the log, and an exit code that is not 0: the parent starts another child
    except StoryfaultError as error:
        failure = {
            "type": "failed",
            "kind": type(error).__name__,
            "message": error.message,
            "cure": error.cure,
        }
        write_frame(events, failure)
    except BrokenPipeError:
        os._exit(0)


def take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Our own copies of the two pipes; 0 becomes empty, and 1 the log."""
    commands, events = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.dup2(2, 1)
    return commands, events


def _receive(commands: BinaryIO, inbox: queue.SimpleQueue[dict[str, Any]]) -> None:
    try:
        while (message := read_frame(commands)) is not None:
            inbox.put(message)
    finally:
        os._exit(0)  # the parent is gone: at once, even in the middle of a decode


def _serve(inbox: queue.SimpleQueue[dict[str, Any]], events: BinaryIO) -> None:
    load = inbox.get()
    if load["type"] != "load":
        raise ValueError(f"the first message is {load['type']!r}, not load")
    description = describe(Path(load["model"]), digest=False)
    asked = EngineConfig.model_validate(load["engine"])
    config, sentence = fit(description, asked)
    if sentence:
        write_frame(events, {"type": "notice", "text": sentence})
    chosen = config.n_parallel != "auto"
    with Engine(description, config, NativeLog(2), faults_from_environment()) as engine:
        write_frame(events, {"type": "probing"})
        invariant = is_batch_invariant(engine)
        if not chosen:
            choose_parallel(engine, description)
            invariant = is_batch_invariant(engine)
        write_frame(events, {"type": "ready", "engine": _info(engine, invariant).model_dump(mode="json")})
        _write_stories(engine, inbox, events)


def _info(engine: Engine, invariant: bool) -> EngineInfo:
    return EngineInfo(
        build=engine.native.build(),
        chat_format=engine.chat.name,
        n_ctx=engine.native.n_ctx,
        n_parallel=engine.config.stories_at_a_time,
        n_threads=engine.native.n_threads,
        n_gpu_layers=engine.native.n_gpu_layers,
        use_extra_bufts=engine.config.use_extra_bufts,
        flash_attention=engine.config.flash_attention,
        n_batch=engine.config.n_batch,
        batch_invariant=invariant,
    )


def _write_stories(engine: Engine, inbox: queue.SimpleQueue[dict[str, Any]], events: BinaryIO) -> None:
    said = time.monotonic()
    while True:
        while engine.idle or not inbox.empty():
            message = inbox.get()
            if message["type"] == "stop":
                return
            if message["type"] == "drop":
                write_frame(events, {"type": "dropped", "request_ids": engine.drop_waiting()})
                continue
            engine.submit(Request.model_validate(message["request"]))
        for outcome in engine.step():
            counts = {"tokens": engine.written, "evaluated": engine.evaluated}
            write_frame(events, {"type": "done", "outcome": outcome.model_dump(mode="json"), **counts})
        if (now := time.monotonic()) - said >= PROGRESS_SECONDS:
            said = now
            write_frame(events, {"type": "progress", "tokens": engine.written})


if __name__ == "__main__":
    main()
