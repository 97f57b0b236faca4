"""The shipped pipeline, and the paragraphs it reads."""

import hashlib
import json

import pytest

from detector.resources import resource
from detector.text import pipeline


def test_pipeline_reads_paragraph_by_paragraph_with_offsets_of_the_whole():
    text = "He went\nhome.\nShe stayed.\n\n# Night\nThe lamp burned."
    doc = pipeline.parse(text)
    assert [sentence.text.strip() for sentence in doc.sents if sentence.text.strip()] == [
        "He went home.",
        "She stayed.",
        "# Night",
        "The lamp burned.",
    ]
    assert all(text[token.idx : token.idx + len(token)].strip() == token.text.strip() for token in doc)


@pytest.mark.parametrize("text", ["“It’s”\u2011\nno", "a\ud800b", "\u202e\x00\ufeff", "", " \n\n ", "…" * 50])
def test_pipeline_normalised_view_keeps_every_offset(text):
    assert len(pipeline.normalised(text)) == len(text)
    assert pipeline.parse(text).text.rstrip() == pipeline.normalised(text).rstrip()


def test_pipeline_of_ours_parses_tags_and_lemmatises():
    doc = pipeline.parse("“The old sailor gave the brass lamps to Mara,” he said.")
    gave = next(token for token in doc if token.text == "gave")
    assert (gave.lemma_, gave.pos_) == ("give", "VERB")
    assert {child.text: child.dep_ for child in gave.children if child.text in ("sailor", "lamps")} == {
        "sailor": "nsubj",
        "lamps": "obj",
    }


def test_pipeline_of_ours_is_what_its_card_measured():
    folder = resource("models/en_storyfault")
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    for name, digest in metrics["sha256"].items():
        assert hashlib.sha256((folder / "pipeline" / name).read_bytes()).hexdigest() == digest, name
    assert metrics["bytes"] <= 12_000_000
