import pytest

from detector.text.lemmas import noun_lemma, verb_lemma


@pytest.mark.parametrize(
    ("word", "tag", "lemma"),
    [
        ("broke", "VBD", "break"),
        ("torn", "VBN", "tear"),
        ("smashed", "VBD", "smash"),
        ("stopped", "VBD", "stop"),
        ("filled", "VBN", "fill"),
        ("saved", "VBD", "save"),
        ("carried", "VBD", "carry"),
        ("agreed", "VBD", "agree"),
        ("lay", "VBD", "lie"),
        ("laid", "VBD", "lay"),
        ("found", "VBD", "find"),
        ("tying", "VBG", "tie"),
        ("running", "VBG", "run"),
        ("making", "VBG", "make"),
        ("sing", "VBG", "sing"),
        ("watches", "VBZ", "watch"),
        ("has", "VBZ", "have"),
        ("was", "VBD", "be"),
    ],
)
def test_verb_lemma(word: str, tag: str, lemma: str) -> None:
    assert verb_lemma(word, tag, word) == lemma


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("knives", "knife"),
        ("watches", "watch"),
        ("ladies", "lady"),
        ("glasses", "glasses"),
        ("shoes", "shoe"),
        ("children", "child"),
        ("horses", "horse"),
        ("boxes", "box"),
        ("news", "news"),
    ],
)
def test_noun_lemma(word: str, lemma: str) -> None:
    assert noun_lemma(word, "NNS", word) == lemma


def test_a_guess_settles_what_rules_leave_open() -> None:
    assert verb_lemma("wiled", "VBD", "wile") == "wile"
    assert noun_lemma("lamp", "NN", "xx") == "lamp"
