"""The label page served until the user stops it, and what the labels say so far."""

from __future__ import annotations

import shlex
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from detector.cli.failure import say
from detector.cli.interrupt import stop_on_interrupt
from detector.cli.visible import one_line

if TYPE_CHECKING:
    from detector.labels.agreement import Agreement
    from detector.labels.records import Sampling
    from detector.labels.session import LabelSession
    from detector.runs import RunFolder


def serve(
    folder: RunFolder,
    sampling: Sampling,
    path: Path,
    labeller: str,
    *,
    blind: bool,
    port: int,
    browser: bool,
) -> None:
    """Serve the questions of a sample until Ctrl-C; then say how far the labels are.

    Raises:
        UsageError: The port is taken.
        RunError: The labels are damaged, or written by another process.
    """
    from detector.checks.registry import all_checks
    from detector.labels.queue import queue_of
    from detector.labels.server import LabelServer
    from detector.labels.session import LabelSession
    from detector.labels.store import LabelStore

    names = {check.code: (check.name, check.category.value) for check in all_checks()}
    with LabelStore(path) as store:
        for repair in store.repairs:
            say(repair)
        session = LabelSession(queue_of(folder, sampling), store, labeller, names, blind=blind)
        with LabelServer(session, port) as server:
            for line in _drawn(sampling):
                typer.echo(line)
            typer.echo(
                f"Label page for {one_line(labeller)}: {server.url}\nStop with Ctrl-C; answers go to {path}."
            )
            if browser:
                _open(server.url)
            _serve_until_stopped(server)
        typer.echo(_far(session))
    print_agreement([path])
    typer.echo(f"Next: storyfault calibrate {shlex.quote(str(folder.path))}")


def _serve_until_stopped(server: object) -> None:
    from detector.labels.server import LabelServer

    assert isinstance(server, LabelServer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True)
    thread.start()
    with stop_on_interrupt("Stopping; every answer is on disk.") as stopped:
        while not stopped() and thread.is_alive():
            thread.join(0.2)
    server.shutdown()


def _open(url: str) -> None:
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _drawn(sampling: Sampling) -> list[str]:
    plural = "stories" if sampling.unit == "story" else "sentences"
    lines = []
    for category in dict.fromkeys(stratum.category for stratum in sampling.strata):
        strata = [stratum for stratum in sampling.strata if stratum.category == category]
        parts = [
            f"{stratum.drawn} of {stratum.population:,} "
            + (f"flagged by {stratum.check}" if stratum.flagged else "unflagged")
            for stratum in strata
        ]
        lines.append(f"{category.value}: {plural} drawn at random (seed {sampling.seed}): {', '.join(parts)}")
    return lines


def _far(session: LabelSession) -> str:
    items = session.state()["items"]
    done = Counter(item["answer"] for item in items if item["answer"])
    answered = sum(done.values())
    return (
        f"{answered} of {len(items)} questions answered: {done['error']} error, {done['fine']} no error, "
        f"{done['unsure']} unsure."
    )


def print_agreement(paths: Sequence[Path]) -> None:
    """Print how well each pair of labellers agrees; nothing where one labeller answered alone."""
    from detector.labels.agreement import agreements
    from detector.labels.store import latest, read_labels

    standing = latest(read_labels(paths))
    found = agreements(standing)
    for each in found:
        typer.echo(agreement_line(each))
    if not found:
        who = sorted({labeller for _, labeller in standing})
        typer.echo(f"No agreement yet: {', '.join(who) or 'nobody'} answered alone.")


def agreement_line(found: Agreement) -> str:
    """One pair of labellers on one kind of question, in a line."""
    from detector.rates.words import count, percent

    plural = {"story": "stories", "sentence": "sentences", "finding": "findings"}[found.kind]
    head = (
        f"{one_line(found.a)} and {one_line(found.b)} on {count(found.n, found.kind, plural)}: "
        f"same answer {percent(found.observed)}"
    )
    if found.kappa is None or found.low is None or found.high is None:
        kappa = f"kappa {found.method}"
    else:
        kappa = (
            f"Cohen's kappa {found.kappa:.2f} (95% CI {found.low:.2f} to {found.high:.2f}, {found.method})"
        )
    unsure = f"; {found.n_unsure} more left unsure" if found.n_unsure else ""
    return f"{head}, {kappa}{unsure}"
