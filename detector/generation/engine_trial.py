"""What an engine tries out before any story depends on it."""

from __future__ import annotations

import time
from collections.abc import Callable

from detector.generation.engine import Engine

_TEXT, _STEPS, _BESIDE = 5, 4, 4
_SIZES = (1, 2, 4, 8, 16, 32, 64)
_WORTH_IT = 1.05  # so much more tokens a second must another size give
_ROUNDS = 3
_PATIENCE = 20.0  # seconds


def is_batch_invariant(engine: Engine) -> bool:
    """Go on with one text beside one neighbour, and beside several others: the same logits to the bit?

    For an engine that has written nothing yet. With one story at a time nothing else is ever in the batch.
    Both kinds of llama.cpp's kernels, for one token and for many, have run after it.
    """
    most = min(engine.config.stories_at_a_time, _BESIDE)
    return _logits(engine, 2 if most > 1 else 1, 11) == _logits(engine, most, 23)


def _logits(engine: Engine, n_sequences: int, other: int) -> list[bytes]:
    """Of a text, token by token, beside others that ``other`` chooses."""
    native, batch = engine.native, engine.batch
    batch.clear()
    last = batch.add([_token(engine, i) for i in range(_TEXT)], 0, 0, output=True)
    engine.decode()
    found = [native.logits(last).tobytes()]
    for step in range(_STEPS):
        batch.clear()
        batch.add_one(_token(engine, _TEXT + step), _TEXT + step, 0)
        for sequence in range(1, n_sequences):
            batch.add_one(_token(engine, other * sequence + step), step, sequence)
        engine.decode()
        found.append(native.logits(0).tobytes())
    for sequence in range(n_sequences):
        native.clear(sequence)
    batch.clear()
    return found


def fastest_parallel(engine: Engine, most: int, clock: Callable[[], float] = time.perf_counter) -> int:
    """How many stories at a time give most tokens a second here, by a short trial.

    Args:
        engine: With a context of at least ``most`` sequences.
        most: No more than these.
        clock: Seconds.

    Returns:
        The smallest number of those tried that no larger one beats by a twentieth.
    """
    began = clock()
    best, rate = 1, 0.0
    for size in (*(size for size in _SIZES if size < most), most):
        seconds = _seconds(engine, size, clock)
        if size / seconds > rate * _WORTH_IT:
            best, rate = size, size / seconds
        elif size > 4 * best:
            break
        if clock() - began > _PATIENCE:
            break
    return best


def _seconds(engine: Engine, size: int, clock: Callable[[], float]) -> float:
    """Of one decode of a token for each of so many sequences; the least of a few."""
    taken = []
    for position in range(_ROUNDS + 1):
        engine.batch.clear()
        for sequence in range(size):
            engine.batch.add([_token(engine, 7 * sequence + position)], position, sequence, output=True)
        began = clock()
        engine.decode()
        engine.native.logits(0)
        taken.append(clock() - began)
    for sequence in range(size):
        engine.native.clear(sequence)
    engine.batch.clear()
    return max(min(taken[1:]), 1e-9)


def _token(engine: Engine, i: int) -> int:
    """Tokens that are unlike one another, as those of a text are: experts differ by token."""
    return (engine.native.any_token + 7919 * i) % engine.native.n_vocab
