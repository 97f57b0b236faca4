import pytest

from detector.state import read_conflicts
from detector.state.frames import frames
from detector.state.things import can_befall
from detector.state.trace import may_track
from detector.text.story import StoryDoc


def conflicts(text: str) -> list[tuple[str, str, str]]:
    found = StoryDoc(text).reading(read_conflicts)
    return [(c.fact.frame.name, c.fact.noun, c.use.clause.lemma) for c in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ann smashed the radio. Ann turned on the radio.", ("destroyed", "radio", "turn on")),
        ("He chopped the chair into pieces. He sat on the chair.", ("destroyed", "chair", "sit on")),
        (
            "Nils sold his violin in the spring. Nils fetched his violin from the house.",
            ("gone", "violin", "fetch"),
        ),
        ("Tom threw the ring into the lake. Tom gripped the ring.", ("gone", "ring", "grip")),
        ("Ann lent her skateboard to Bill. Ann used her skateboard.", ("gone", "skateboard", "use")),
        ("Ann unplugged the lamp. The lamp glowed.", ("unplugged", "lamp", "glow")),
        ("The old king died in the night. The old king walked into the hall.", ("dead", "king", "walk")),
    ],
)
def test_conflict_is_found(text: str, expected: tuple[str, str, str]) -> None:
    assert conflicts(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Ann smashed the radio. She repaired the radio. Ann turned on the radio.",
        "Ann almost smashed the radio. Ann turned on the radio.",
        "If Ann smashed the radio, he would know. Ann turned on the radio.",
        "Ann dreamed that she smashed the radio. Ann turned on the radio.",
        "Ann smashed the radio. She bought a new radio. Ann turned on the radio.",
        "Ann smashed the radio. She swept up the radio.",
        "Nils sold his violin to Tom. Tom held the violin.",
        "Nils sold his violin. He bought it back. Nils played his violin.",
        "Ann unplugged the lamp. She plugged it in. The lamp glowed.",
        "“I smashed the radio,” said Ann. Ann turned on the radio.",
        "Ann broke the silence. Ann listened to the silence.",
        "The old king died in the night. His ghost rose from his chair.",
        "I died a thousand deaths. I opened my eyes.",
        "",
    ],
)
def test_no_conflict(text: str) -> None:
    assert conflicts(text) == []


def test_conflict_says_where_and_how_far() -> None:
    text = "Tom threw the ring into the lake.\n\n* * *\n\nIt rained. Tom gripped the ring."
    (found,) = StoryDoc(text).reading(read_conflicts)
    assert text[found.fact.clause.start : found.fact.clause.end] == "Tom threw the ring into the lake"
    assert text[found.use.clause.start : found.use.clause.end] == "Tom gripped the ring"
    assert not found.same_scene
    assert found.alone


def test_frames_name_a_known_check_and_rule_something_out() -> None:
    for frame in frames():
        assert frame.code in {"C01", "C02", "C03", "C12"}
        out = frame.ruled_out
        assert out.patient or out.subject or out.places
        assert frame.restores
        assert any(frame.event.values()) or frame.place


@pytest.mark.parametrize(
    ("lemma", "things", "expected"),
    [("radio", "device", 1.0), ("silence", "artefact", 0.0), ("dog", "living", 1.0), ("bread", "food", 1.0)],
)
def test_can_befall(lemma: str, things: str, expected: float) -> None:
    assert can_befall(lemma, things) == expected


def test_may_track_promises_nothing_missed() -> None:
    assert may_track("C02", "She smashed the vase.")
    assert may_track("C01", "He had died.")
    assert not may_track("C02", "A quiet day.")
