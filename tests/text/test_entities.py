import pytest

from detector.text.entities import Entities, read_entities
from detector.text.story import StoryDoc


def entities(text: str) -> Entities:
    return StoryDoc(text).reading(read_entities)


def phrases(text: str, found: Entities, lemma: str) -> list[list[str]]:
    """The mentions of each entity with this head, as written."""
    return [
        [text[found.mentions[i].start : found.mentions[i].end] for i in entity.mentions]
        for entity in found.entities
        if entity.lemma == lemma
    ]


def test_definite_noun_is_the_one_introduced() -> None:
    text = "Mara found an iron key. An hour later she gripped the key."
    assert phrases(text, entities(text), "key") == [["an iron key", "the key"]]


@pytest.mark.parametrize(
    "text",
    [
        "He broke a vase. She brought another vase from the kitchen.",
        "He broke the vase. He bought a new vase.",
        "He lost the red scarf. She wore the blue scarf.",
        "His left hand was cold. His right hand was warm.",
    ],
)
def test_two_of_a_kind_are_two(text: str) -> None:
    heads = {"vase", "scarf", "hand"}
    found = [entity for entity in entities(text).entities if entity.lemma in heads]
    assert len(found) == 2
    assert not any(entity.alone for entity in found)


def test_two_owners_have_two_coats() -> None:
    text = "Tom took off his coat. Clara kept her coat on."
    assert len(phrases(text, entities(text), "coat")) == 2


def test_pronouns_follow_gender_and_subject() -> None:
    text = "Clara gave the old king her lamp. He thanked her, and she left."
    found = entities(text)
    clara = next(e for e in found.entities if e.lemma == "clara")
    king = next(e for e in found.entities if e.lemma == "king")
    assert [found.mentions[i].lemma for i in clara.mentions] == ["clara", "her", "her", "she"]
    assert [found.mentions[i].lemma for i in king.mentions] == ["king", "he"]


def test_surname_and_first_name_are_one() -> None:
    text = "Captain Elena Ruiz saw the ship. Ruiz waved. Elena smiled."
    assert len([e for e in entities(text).entities if "ruiz" in e.lemma]) == 1


def test_narrator_is_one_and_not_in_quotes() -> None:
    text = "I took my coat. “I never wear mine,” said Tom."
    found = entities(text)
    narrator = [e for e in found.entities if e.lemma == "narrator"]
    assert len(narrator) == 1
    assert len(narrator[0].mentions) == 2


def test_links_have_a_quality() -> None:
    text = "He found a key. The key was cold. It shone."
    found = entities(text)
    at = {text[m.start : m.end]: q for m, q in zip(found.mentions, found.quality, strict=True)}
    assert at["a key"] == 1.0
    assert at["The key"] == 0.9
    assert at["It"] < 0.6


@pytest.mark.parametrize("text", ["", "\n\n", "!!!", "the " * 500, "“he said “she said “it"])
def test_odd_text(text: str) -> None:
    found = entities(text)
    assert len(found.of) == len(found.mentions)
