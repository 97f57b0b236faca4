"""Write ``models.jsonl`` anew: ``python corpora/samples/make.py``; the same stories on the same machine type.

Five writers answer the demo's prompts: the four small models that ship, and the grammar that taught them.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from detector import generate
from detector.generation.config import make_config
from detector.generation.levels import shipped_level
from detector.inputs.prompts import read_prompts
from detector.records import Prompt, Status
from detector.resources import resource
from detector.runs import RunFolder
from detector.synthesis.grammar import generate_story

HERE = Path(__file__).resolve().parent
MODELS = ("storyfault-none", "storyfault-tiny", "storyfault-some", "storyfault-many")
SEED = 7
EPOCHS = 2


def written_by(model: str, prompts: list[Prompt]) -> Iterator[dict[str, Any]]:
    """A small model's whole stories; one that did not come to its end is left out."""
    asked = {prompt.id: prompt for prompt in prompts}
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        config = make_config(temperature=0.5, min_p=0.05)
        generate(shipped_level(model), prompts, out=run, config=config, seed=SEED, epochs=EPOCHS)
        stories = [story for story in RunFolder.open(run).stories() if story.status is Status.OK]
    for story in sorted(stories, key=lambda story: (story.sample_id, story.epoch)):
        yield row(model, asked[story.sample_id], story.epoch, story.completion)


def written_by_grammar(prompts: list[Prompt]) -> Iterator[dict[str, Any]]:
    """Stories of the prompt's genre, with nothing broken in them; their people and things are their own."""
    for prompt in prompts:
        genre = (prompt.genre or "fable").replace(" ", "_")
        for epoch in range(1, EPOCHS + 1):
            seed = Random(f"{SEED}|{prompt.id}|{epoch}").randrange(10**6, 10**7)
            yield row("the grammar", prompt, epoch, generate_story(seed, genre=genre).text)


def row(model: str, prompt: Prompt, epoch: int, text: str) -> dict[str, Any]:
    """A line of the file."""
    return {
        "id": f"{model.replace(' ', '-')}/{prompt.id}-{epoch}",
        "model": model,
        "sample_id": prompt.id,
        "genre": prompt.genre,
        "prompt": prompt.prompt,
        "expects_formula": prompt.expects_formula,
        "text": text,
    }


def main() -> None:
    """Write the file."""
    prompts = list(read_prompts(resource("corpora/prompts/demo.jsonl")))
    rows = [line for model in MODELS for line in written_by(model, prompts)]
    rows += written_by_grammar(prompts)
    lines = [json.dumps(line, ensure_ascii=False) + "\n" for line in rows]
    (HERE / "models.jsonl").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
