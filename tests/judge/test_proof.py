"""Quotes are found where they stand, or prove nothing."""

import pytest

from detector.judge.answers import Claim
from detector.judge.instructions import CODES, category_of, load_instructions, severity_of
from detector.judge.numbered import NumberedStory
from detector.judge.proof import Proof, prove

TEXT = (
    "“I won’t,” said Zoë… and she *dropped* the glass‑lamp — her only one — down the well.\n\n"
    "She went home. The rain came. She went home.\n\n"
    "At night she read by the glass‑lamp, as she always had."
)
STORY = NumberedStory.of("s", TEXT)


def claim(quote1: str, quote2: str, first: int = 1, second: int = 5) -> Claim:
    return Claim(first=first, quote1=quote1, second=second, quote2=quote2, code="C03", why="lost")


def proved(quote1: str, quote2: str, **numbers: int) -> Proof:
    proof = prove(claim(quote1, quote2, **numbers), STORY, load_instructions())
    assert isinstance(proof, Proof), proof
    return proof


def test_offsets_are_exact_under_typography() -> None:
    proof = proved(
        "'I won't,' said Zoe... and she dropped the glass-lamp - her only one", "read by the glass-lamp,"
    )
    one, other = proof.first, proof.second
    assert TEXT[one.start : one.end] == "I won’t,” said Zoë… and she *dropped* the glass‑lamp — her only one"
    assert TEXT[other.start : other.end] == "read by the glass‑lamp"
    assert (one.number, other.number, proof.moved) == (1, 5, 0)


def test_a_wrong_number_is_set_right_and_counted() -> None:
    proof = proved("dropped the glass-lamp", "She read by the glass-lamp".lower()[4:], first=4, second=2)
    assert (proof.first.number, proof.second.number, proof.moved) == (1, 5, 2)


def test_of_equal_places_the_one_nearest_to_the_number_counts() -> None:
    assert proved("She went home", "dropped the glass-lamp", first=4, second=1).first.number == 4
    assert proved("She went home", "dropped the glass-lamp", first=2, second=1).first.number == 2


@pytest.mark.parametrize(
    ("quote", "flaw"),
    [
        ("she threw the lamp into the sea", "invented"),
        ("ropped the glass-lam", "invented"),
        ("the well. The rain", "invented"),
        ("", "too_short"),
        ("...", "too_short"),
        ("a", "too_short"),
        ("the cracked pitcher down the quarry", "parroted"),
        ("Teodric poured himself milk from the cracked pitcher.", "parroted"),
    ],
)
def test_a_quote_that_is_none_kills_the_claim(quote: str, flaw: str) -> None:
    assert prove(claim(quote, "read by the glass-lamp"), STORY, load_instructions()) == flaw
    assert prove(claim("dropped the glass-lamp", quote), STORY, load_instructions()) == flaw


def test_a_long_quote_may_be_cut_off_within_a_word() -> None:
    assert proved("and she dropped the glass-la", "read by the glass-lamp").first.number == 1


def test_a_short_quote_must_stand_beside_its_number() -> None:
    far = claim("home", "read by the glass-lamp", first=60)
    assert prove(far, STORY, load_instructions()) == "invented"
    assert proved("home", "read by the glass-lamp", first=3).first.number == 2


def test_parroted_counts_even_where_the_story_holds_the_example() -> None:
    story = NumberedStory.of("s", "Teodric dropped the cracked pitcher down the quarry shaft. He slept.")
    same = claim("Teodric dropped the cracked pitcher", "He slept", second=2)
    assert prove(same, story, load_instructions()) == "parroted"


def test_instructions_tell_every_kind() -> None:
    instructions = load_instructions()
    assert tuple(instructions.kinds) == CODES
    for code in CODES:
        assert f"- {code} {instructions.kinds[code]}" in instructions.system
        assert severity_of(code).value in ("error", "warning", "note")
    assert category_of("F00").value == "formula"
    assert "{" not in instructions.system.replace('{"findings":[{', "").replace("{kinds}", "x")
