"""Stored classifiers: a skops file that may hold only known types, and the JSON card beside it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from detector.errors import ModelError, ResourceError

#: What a stored classifier may hold beside what skops trusts: parts of scikit-learn's calibration.
_ALLOWED = frozenset({"sklearn.calibration._CalibratedClassifier", "sklearn.calibration._SigmoidCalibration"})


def read_card(folder: Path) -> dict[str, Any]:
    """The card of a stored classifier.

    Raises:
        ModelError: There is none, or it is no JSON object.
    """
    path = folder / "card.json"
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ResourceError(path) from None
    except ValueError as error:
        raise ModelError(f"{path}: not JSON ({error}).", "Reinstall storyfault.") from None
    if not isinstance(card, dict):
        raise ModelError(f"{path}: not a card.", "Reinstall storyfault.")
    return card


def load_estimator(folder: Path, card: dict[str, Any]) -> Any:
    """The fitted estimator that the card describes.

    Raises:
        ModelError: The file is missing, is not the card's, or holds types that are not trusted.
    """
    from skops import io

    path = folder / card["file"]
    try:
        content = path.read_bytes()
    except OSError:
        raise ResourceError(path) from None
    if hashlib.sha256(content).hexdigest() != card["sha256"]:
        raise ModelError(f"{path}: not the file its card describes.", "Reinstall storyfault, or train again.")
    untrusted = set(io.get_untrusted_types(data=content)) - _ALLOWED
    if untrusted:
        raise ModelError(
            f"{path}: holds untrusted types {', '.join(sorted(untrusted))}.", "Do not use this file."
        )
    return io.loads(content, trusted=sorted(_ALLOWED))


def store_estimator(folder: Path, estimator: Any, card: dict[str, Any]) -> None:
    """Write the estimator and its card; the card's ``sha256`` and ``calibration_id`` are set here."""
    from skops import io

    content = io.dumps(estimator)
    digest = hashlib.sha256(content).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / card["file"]).write_bytes(content)
    full = {**card, "sha256": digest, "calibration_id": f"{card['name']}-{digest[:12]}"}
    (folder / "card.json").write_text(json.dumps(full, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
