"""What the parser's distillation decides by itself: trees out of scores, sentence starts, repairs."""

import importlib.util
import itertools
from types import ModuleType

import numpy as np
import pytest

from detector.resources import resource


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, resource(f"models/en_storyfault/distil/{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


trees, mend = _script("trees"), _script("mend")


def _rate(scores: np.ndarray, heads: list[int]) -> float:
    return sum(scores[word, head] for word, head in enumerate(heads))


def _every_tree(size: int) -> list[list[int]]:
    given = itertools.product(range(size + 1), repeat=size)
    return [list(heads) for heads in given if heads.count(0) == 1 and not trees.cycle([0, *heads])]


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_tree_has_one_root_and_no_cycle_and_is_nearly_always_the_best(size):
    random, best = np.random.default_rng(size), 0
    for _ in range(60):
        scores = random.normal(size=(size, size + 1))
        heads = trees.tree(scores)
        every = _every_tree(size)
        assert heads in every
        best += _rate(scores, heads) >= max(_rate(scores, other) for other in every) - 1e-9
    assert best >= 51


def test_spanning_is_the_best_tree_of_any_number_of_roots():
    random = np.random.default_rng(3)
    for _ in range(60):
        scores = np.full((5, 5), -np.inf)
        scores[1:] = random.normal(size=(4, 5))
        np.fill_diagonal(scores, -np.inf)
        given = itertools.product(range(5), repeat=4)
        rated = [_rate(scores[1:], list(heads)) for heads in given if not trees.cycle([0, *heads])]
        assert _rate(scores[1:], trees.spanning(scores)[1:]) == pytest.approx(max(rated))


def test_starts_are_never_at_a_closing_quote_or_a_small_letter():
    words = ['"', "Go", "!", '"', "he", "said", ".", '"', "Now", '"']
    spaces = [0, 0, 0, 1, 1, 0, 1, 0, 0, 0]
    assert trees.starts(words, spaces, [0.9] * 10) == [1, 1, 0, 0, 0, 0, 0, 1, 1, 0]


def _row(words: str, tags: str, heads: list[int], deps: str) -> dict:
    pos = {"P": "PRON", "V": "VERB", "D": "DET", "N": "NOUN", "I": "ADP", "M": "AUX"}
    tags = tags.split()
    return {
        "words": words.split(),
        "tags": tags,
        "pos": [pos[tag[0]] for tag in tags],
        "feats": [""] * len(tags),
        "heads": heads,
        "deps": deps.split(),
    }


def test_mend_gives_an_invariant_past_its_tense():
    row = _row("She put it down", "PRP VB PRP IN", [1, 1, 1, 1], "nsubj ROOT obj advmod")
    assert mend.mend_tense(row) == 1
    assert (row["tags"][1], row["feats"][1]) == ("VBD", mend.PAST)


@pytest.mark.parametrize(
    "row",
    [
        _row("She could put it", "PRP MD VB PRP", [2, 2, 2, 2], "nsubj aux ROOT obj"),
        _row("Put it down", "VB PRP IN", [0, 0, 0], "ROOT obj advmod"),
        _row("I put it there", "PRP VBP PRP IN", [1, 1, 1, 1], "nsubj ROOT obj advmod"),
        _row("He saw it cut wood", "PRP VBD PRP VB NN", [1, 1, 3, 1, 3], "nsubj ROOT nsubj ccomp obj"),
    ],
)
def test_mend_leaves_other_base_forms(row):
    assert mend.mend_tense(row) == 0


def test_mend_makes_a_switch_a_particle_and_its_device_an_object():
    row = _row("She turned on the TV", "PRP VBD IN DT NN", [1, 1, 4, 4, 1], "nsubj ROOT case det obl")
    assert mend.mend_particles(row) == 1
    assert (row["deps"], row["heads"][2]) == (["nsubj", "ROOT", "compound:prt", "det", "obj"], 1)


def test_mend_leaves_a_place_and_a_person_turned_on():
    row = _row("She turned on the stairs", "PRP VBD IN DT NNS", [1, 1, 4, 4, 1], "nsubj ROOT case det obl")
    assert mend.mend_particles(row) == 0
