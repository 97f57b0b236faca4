import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.text.sentences import find_lines, find_sentences, sentence_at


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("He ran. She sat.", ["He ran.", "She sat."]),
        ("“Run!” she said. He ran.", ["“Run!” she said.", "He ran."]),
        ("Mr. Lee met Dr. Ames. They spoke.", ["Mr. Lee met Dr. Ames.", "They spoke."]),
        ("One line\nAnother", ["One line", "Another"]),
        ("He waited… then left.", ["He waited… then left."]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences_split(text: str, sentences: list[str]) -> None:
    assert [text[s.start : s.end] for s in find_sentences(text)] == sentences


@given(st.text(alphabet="ab .!?\n“”\"'A", max_size=120))
def test_sentences_cover_all_but_white_space(text: str) -> None:
    kept = "".join(text[s.start : s.end] for s in find_sentences(text))
    assert kept.replace(" ", "") == "".join(text.split()).replace(" ", "")


def test_sentences_lines_are_trimmed() -> None:
    text = "  one \n\n two"
    assert [text[s.start : s.end] for s in find_lines(text)] == ["one", "two"]


def test_sentences_at_offset() -> None:
    found = list(find_sentences("He ran. She sat."))
    assert sentence_at(found, 3) == 0
    assert sentence_at(found, 10) == 1
    assert sentence_at(found, 99) == 1
