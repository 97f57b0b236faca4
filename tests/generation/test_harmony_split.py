"""Harmony completions against openai-harmony's parser, over gpt-oss's real vocabulary."""

from __future__ import annotations

import pytest

from detector.generation.harmony import HarmonyMarkers
from detector.generation.harmony_parser import HarmonyParser
from detector.records import Status

oh = pytest.importorskip("openai_harmony", reason="openai-harmony is not installed")

THINK = "<|channel|>analysis<|message|>The user wants a story.\n“Rain”, 日本, 🙂.<|end|>"
START = "<|start|>assistant"
STORY = "<|channel|>final<|message|>It rained on the pier — all night…<|return|>"
COMPLETIONS = {
    "analysis then final": THINK + START + STORY,
    "final alone": STORY,
    "final ended by end": "<|channel|>final<|message|>It rained.<|end|>",
    "two analyses": THINK + START + THINK + START + STORY,
    "commentary": THINK + START + "<|channel|>commentary<|message|>I will write.<|end|>" + START + STORY,
    "commentary alone": "<|channel|>commentary<|message|>I will write.<|end|>",
    "no final": THINK,
    "no final, not ended": THINK.removesuffix("<|end|>"),
    "final not ended": THINK + START + STORY.removesuffix("<|return|>"),
    "empty final": THINK + START + "<|channel|>final<|message|><|return|>",
    "blank final": THINK + START + "<|channel|>final<|message|>\n \n<|return|>",
    "empty final, not ended": THINK + START + "<|channel|>final<|message|>",
    "nothing": "",
    "cut after start": THINK + "<|start|>",
    "cut after assistant": THINK + START,
    "cut after channel": THINK + START + "<|channel|>",
    "cut in the channel's name": THINK + START + "<|channel|>fi",
    "cut before message": THINK + START + "<|channel|>final",
    "cut in the first header": "<|channel|>analysis",
    "cut in the first marker": "<|channel|>",
    "two finals": STORY.replace("<|return|>", "<|end|>") + START + STORY,
    "call with to": "<|channel|>commentary to=functions.f <|constrain|>json<|message|>{}<|call|>",
    "call in the role": THINK
    + START
    + ' to=functions.f<|channel|>commentary json<|message|>{"a": 1}<|call|>',
    "call with code": " to=python<|channel|>analysis code<|message|>print(1)<|call|>",
    "constrain without a space": "<|channel|>commentary to=f<|constrain|>json<|message|>{}<|call|>",
    "constrain alone": "<|channel|>commentary<|constrain|>json<|message|>{}<|call|>",
    "recipient alone": "<|channel|>commentary functions.f<|message|>{}<|call|>",
    "no channel": "<|message|>Just text.<|return|>",
    "spaces in the header": " <|channel|>final <|message|>Hi.<|return|>",
    "unknown channel": "<|channel|>chatter<|message|>Hi.<|return|>",
    "role again": "assistant<|channel|>final<|message|>Hi.<|return|>",
    "start again": START + STORY,
    "a tool speaks": THINK
    + "<|start|>functions.f to=assistant<|channel|>commentary<|message|>ok<|end|>"
    + START
    + STORY,
    "a user speaks": THINK + "<|start|>user<|message|>And then?<|end|>" + START + STORY,
    "markers in the story": "<|channel|>final<|message|>a<|channel|>b<|message|>c<|start|><|constrain|>",
    "reserved in the story": "<|channel|>final<|message|>a<|reserved_200013|>b<|return|>",
    "unknown role": THINK + "<|start|>nobody<|message|>x<|end|>",
    "no role": THINK + "<|start|><|channel|>final<|message|>x<|return|>",
    "channel without a name": "<|channel|><|message|>x<|return|>",
    "words left over": "one two three four<|channel|>final<|message|>x<|return|>",
    "text after the end": STORY + "and more",
    "end in the header": "<|channel|>analysis<|end|>" + START + STORY,
}


def test_harmony_splits_at_least_thirty_completions():
    assert len(COMPLETIONS) >= 30


def reference_split(encoding, ids, role):
    """The reference's messages, and its error where it raised one; what ended before the error counts."""
    parser = oh.StreamableParser(encoding, role=role)
    error = None
    try:
        for token in ids:
            parser.process(token)
        parser.process_eos()
    except oh.HarmonyError as raised:
        error = raised
    if error is None:
        assert parser.messages == encoding.parse_messages_from_completion_tokens(ids, role=role)
    return [as_tuple(message) for message in parser.messages], error


def as_tuple(message):
    (content,) = message.content
    author = message.author
    return (
        author.role.value,
        author.name,
        message.channel,
        message.recipient,
        message.content_type,
        content.text,
    )


def our_split(o200k, ids, role="assistant"):
    parser = HarmonyParser(HarmonyMarkers.find(o200k), o200k, role)
    for token in ids:
        parser.push(token)
        if parser.malformed:
            break
    done = parser.finish()
    split = [(m.role, m.name, m.channel, m.recipient, m.content_type, m.text) for m in done.messages]
    return split, done


@pytest.mark.parametrize("name", COMPLETIONS)
def test_harmony_splits_as_the_reference(encoding, o200k, name):
    ids = encoding.encode(COMPLETIONS[name], allowed_special="all")
    theirs, error = reference_split(encoding, ids, oh.Role.ASSISTANT)
    ours, done = our_split(o200k, ids)
    assert ours == theirs
    # A cut before any header id is no fault of the model's; the reference has one error for both.
    assert (done.malformed is not None) == (error is not None and bool(ids) and ids[-1:] != [200006])


@pytest.mark.parametrize("name", ["analysis then final", "a tool speaks", "unknown role", "no role"])
def test_harmony_splits_as_the_reference_from_the_start_marker(encoding, o200k, name):
    ids = encoding.encode(START + COMPLETIONS[name], allowed_special="all")
    theirs, _ = reference_split(encoding, ids, None)
    ours, _ = our_split(o200k, ids, None)
    assert ours == theirs


def test_harmony_splits_as_the_reference_when_cut_anywhere(encoding, o200k):
    ids = encoding.encode(COMPLETIONS["commentary"], allowed_special="all")
    assert len(ids) > 40
    for cut in range(len(ids) + 1):
        assert our_split(o200k, ids[:cut])[0] == reference_split(encoding, ids[:cut], oh.Role.ASSISTANT)[0]


def test_harmony_splits_bytes_of_cut_characters_as_the_reference(encoding, o200k):
    head = encoding.encode("<|channel|>final<|message|>", allowed_special="all")
    byte = {piece: token for token in range(256) if len(piece := o200k.piece(token)) == 1}
    for raw in (b"a\xe2\x80", b"\xe2\x80\x94!", b"\xff\xfeok", b"\xf0\x9f\x99b", b"\xc3(", b"\xed\xa0\x80x"):
        ids = [*head, *(byte[raw[i : i + 1]] for i in range(len(raw)))]
        for end in ([], [200002]):
            ours, _ = our_split(o200k, [*ids, *end])
            assert ours == reference_split(encoding, [*ids, *end], oh.Role.ASSISTANT)[0], raw


def test_harmony_status_follows_the_split(encoding, o200k):
    expected = {
        "analysis then final": Status.OK,
        "no final": Status.NO_FINAL,
        "cut before message": Status.NO_FINAL,
        "empty final": Status.EMPTY,
        "blank final": Status.EMPTY,
        "final not ended": Status.OK,
    }
    for name, status in expected.items():
        ids = encoding.encode(COMPLETIONS[name], allowed_special="all")
        assert our_split(o200k, ids)[1].status is status, name
