"""Run folders with known stories, findings and scores, for tests of rates and reports."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from detector.records import (
    Category,
    CheckInfo,
    ClassifierInfo,
    Dataset,
    Finding,
    ModelInfo,
    Related,
    RunInfo,
    Scan,
    Score,
    Severity,
    Status,
    Story,
    Usage,
)
from detector.runs import RunFolder

CODES = ("C05", "C07", "F01")
SCAN = Scan(
    scan_id="scan01",
    started_at=datetime(2026, 1, 2, 3, 4, tzinfo=timezone.utc),
    checks=tuple(CheckInfo(code=code, version="1") for code in CODES),
    classifiers=(ClassifierInfo(name="formula", sha256="ab" * 32, threshold=0.5),),
)
GENRES = ("fantasy", "mystery", "romance")

_OPEN = "The harbour lay grey under the cranes, and {name} counted the gulls on the wall."
_PLAIN = (
    "Nobody had swept the yard since the festival. Paper lanterns hung from the hooks, soft with rain, and "
    "the dog slept under the bench as it did every morning.",
    "{name} poured the tea twice and forgot it twice. “You are early,” said the baker and did not turn.",
    "There was a letter in the drawer that she had never opened. She knew the hand, and the ink.",
    "By the time the ferry came in, the wind had gone round to the north and the flags stood out stiff.",
)
_SUM = (
    "She put four apples and five pears into the basket and closed the lid.",
    "At the gate she opened it and shared out all twelve pieces of fruit.",
)
_DATE = ("It was Tuesday when they sailed.", "The next day, a Monday, the fog lifted.")
_FORMULA = r"\nabla \cdot \mathbf{E} = \frac{\rho}{\varepsilon_0}"
_NAMES = ("Ines", "Tomas", "Wren", "Odile", "Bram", "Sefa")


def story_text(rng: random.Random, code: str | None = None, paragraphs: int = 14) -> str:
    """A story of made-up paragraphs that holds one failure of a check, or none."""
    name = rng.choice(_NAMES)
    parts = [_OPEN] + [rng.choice(_PLAIN) for _ in range(paragraphs)]
    if code == "C07":
        parts[2] += " " + _SUM[0]
        parts[-2] += " " + _SUM[1]
    if code == "C05":
        parts[4] = " ".join(_DATE) + " " + parts[4]
    if code == "F01":
        parts[3] += f" The stones hummed ${_FORMULA}$ under her boots."
    return "\n\n".join(part.replace("{name}", name) for part in parts)


def findings_in(story_id: str, text: str, probability: float = 0.9) -> list[Finding]:
    """The failures that ``story_text`` put there, with exact spans."""
    found = []
    for code, quote, other, why in (
        (
            "C07",
            "all twelve pieces of fruit",
            "four apples and five pears",
            "four and five make nine, not twelve",
        ),
        ("C05", "The next day, a Monday", "It was Tuesday", "the day after a Tuesday is a Wednesday"),
        (
            "F01",
            f"${_FORMULA}$",
            None,
            "LaTeX in narration; nothing in the scene writes, reads or computes it",
        ),
    ):
        if quote not in text:
            continue
        related = ()
        if other is not None:
            start = text.index(other)
            related = (Related(start=start, end=start + len(other), text=other, role="contradicts"),)
        found.append(finding(story_id, text, quote, code, why, related, probability))
    return found


def finding(
    story_id: str,
    text: str,
    quote: str,
    code: str = "C07",
    why: str = "because",
    related: tuple[Related, ...] = (),
    probability: float | None = 0.9,
) -> Finding:
    """A finding whose span is the first place of a quote in the text."""
    start = text.index(quote)
    return Finding(
        finding_id=f"{story_id}-{code}-{start}",
        story_id=story_id,
        scan_id=SCAN.scan_id,
        code=code,
        category=Category.FORMULA if code.startswith("F") else Category.COMMONSENSE,
        start=start,
        end=start + len(quote),
        text=quote,
        related=related,
        probability=probability,
        severity=Severity.ERROR,
        explanation=why,
    )


def scores_for(story: Story, findings: Sequence[Finding]) -> list[Score]:
    """Both categories' scores of a story; one that is not ok is not scored."""
    scores = []
    for category in Category:
        made = [found for found in findings if found.category == category]
        ok = story.status is Status.OK
        scores.append(
            Score(
                story_id=story.story_id,
                scan_id=SCAN.scan_id,
                category=category,
                value=(1 if made else 0) if ok else None,
                n_findings=len(made),
                n_words=len(story.completion.split()),
                findings_by_code={code: sum(f.code == code for f in made) for code in {f.code for f in made}},
                unscored_reason=None if ok else f"status {story.status.value}",
            )
        )
    return scores


def build_run(
    path: Path,
    n: int = 40,
    *,
    model: str = "gpt-oss-20b",
    epochs: int = 1,
    flagged: float = 0.2,
    failed: float = 0.05,
    requested: int | None = None,
    paragraphs: int = 14,
    seed: int = 7,
    run_id: str | None = None,
) -> Path:
    """Write a run of n stories; about ``flagged`` of them hold a failure, about ``failed`` have no text."""
    rng = random.Random(seed)
    info = RunInfo(
        run_id=run_id or path.name,
        status="complete",
        created=datetime(2026, 1, 2, 3, 0, tzinfo=timezone.utc),
        command=f"storyfault run --model {model}.gguf --seed {seed}",
        model=ModelInfo(
            name=model,
            sha256="0123456789abcdef" * 4,
            architecture="gpt-oss",
            quantization="MXFP4",
            n_params=20_914_757_184,
        ),
        generate_config={"temperature": 0.9, "top_p": 0.95, "max_tokens": 900},
        seed=seed,
        dataset=Dataset(name="prompts", version="1", sha256="fe" * 32, n_prompts=n // epochs),
        epochs=epochs,
        n_requested=n if requested is None else requested,
    )
    with RunFolder.create(path, info) as folder:
        folder.append_scan(SCAN)
        for number in range(n):
            code = rng.choice(CODES) if rng.random() < flagged else None
            status = (
                rng.choice([Status.NO_FINAL, Status.EMPTY, Status.ERROR])
                if rng.random() < failed
                else Status.OK
            )
            text = story_text(rng, code, paragraphs) if status is Status.OK else ""
            story = Story(
                story_id=f"{info.run_id}-{number:04d}",
                run_id=info.run_id,
                sample_id=f"prompt-{number // epochs:03d}",
                epoch=number % epochs + 1,
                input=f"Write a story about harbour number {number // epochs}.",
                seed=1000 + number,
                completion=text,
                status=status,
                model=model,
                model_usage=Usage(input_tokens=20, output_tokens=len(text) // 4),
                metadata={"genre": GENRES[number % len(GENRES)]},
            )
            found = findings_in(story.story_id, text, round(0.5 + rng.random() / 2, 3))
            folder.append_story(story)
            folder.append_finding(*found)
            folder.append_score(*scores_for(story, found))
    return path
