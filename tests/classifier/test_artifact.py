from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from detector.classifier.artifact import load_estimator, read_card, store_estimator
from detector.classifier.scoring import Scorer
from detector.errors import ModelError, ResourceError
from detector.resources import resource
from detector.text.story import StoryDoc

SHIPPED = "models/formula-classifier"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copied = tmp_path / "formula-classifier"
    shutil.copytree(resource(SHIPPED), copied)
    return copied


def test_artifact_shipped_classifier_loads_and_predicts() -> None:
    folder = resource(SHIPPED)
    card = read_card(folder)
    estimator = load_estimator(folder, card)
    rows = estimator.predict_proba([[0.0] * len(card["features"])])
    assert rows.shape == (1, 2)


def test_artifact_changed_file_is_refused(folder: Path) -> None:
    card = read_card(folder)
    path = folder / card["file"]
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ModelError, match="not the file its card describes"):
        load_estimator(folder, card)


def test_artifact_untrusted_type_is_refused(tmp_path: Path) -> None:
    class Surprise:
        pass

    import sys

    sys.modules[__name__].Surprise = Surprise  # type: ignore[attr-defined]
    Surprise.__qualname__ = "Surprise"
    store_estimator(tmp_path, Surprise(), {"name": "odd", "file": "odd.skops"})
    with pytest.raises(ModelError, match=r"untrusted types .*Surprise"):
        load_estimator(tmp_path, read_card(tmp_path))


def test_artifact_card_that_is_no_json_is_refused(folder: Path) -> None:
    (folder / "card.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match=r"card\.json: not JSON"):
        read_card(folder)


def test_artifact_missing_files_name_the_path(folder: Path) -> None:
    card = read_card(folder)
    (folder / card["file"]).unlink()
    with pytest.raises(ResourceError, match=r"formula\.skops"):
        load_estimator(folder, card)
    (folder / "card.json").unlink()
    with pytest.raises(ResourceError, match=r"card\.json"):
        read_card(folder)


def test_artifact_of_other_features_is_refused(folder: Path) -> None:
    card = read_card(folder)
    card["features"] = card["features"][1:]
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    from detector.checks.formula.delimited_latex import DelimitedLatex

    story = StoryDoc("He fell, $E = mc^2$.")
    with pytest.raises(ModelError, match="other features"):
        Scorer(folder, {}).probabilities(story, list(DelimitedLatex().propose(story)))
