import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.report.highlight import LONGEST, Block, Span, blocks, cut, segments
from detector.report.visible import short, visible


def _text(found: list[Block]) -> str:
    return "".join(s.text for block in found for piece in block.pieces for s in piece.segments)


def _marked(found: list[Block], anchor: str) -> str:
    return "".join(
        s.text
        for block in found
        for piece in block.pieces
        for s in piece.segments
        if any(span.anchor == anchor for span in s.spans)
    )


def _bare(text: str) -> str:
    return "".join(text.replace("␍", "").split())


def test_segments_cut_overlapping_spans_at_every_end() -> None:
    text = "abcdefghij"
    first, second = Span(2, 6, "a"), Span(4, 8, "b")
    found = list(segments(text, [first, second], 0, 10))
    assert [(s.text, len(s.spans)) for s in found] == [("ab", 0), ("cd", 1), ("ef", 2), ("gh", 1), ("ij", 0)]
    assert [s.starts for s in found] == [(), (first,), (second,), (), ()]
    assert [s.ends for s in found] == [(), (), (first,), (second,), ()]


def test_blocks_show_a_span_over_two_paragraphs_in_both() -> None:
    text = "One line.\n\nTwo lines."
    found = blocks(text, [Span(4, 15, "a")])
    assert _marked(found, "a") == "line." + "Two "


def test_blocks_fold_what_is_far_from_a_span() -> None:
    text = "\n\n".join(f"Paragraph {number} has six words here." for number in range(20))
    start = text.index("Paragraph 10")
    found = blocks(text, [Span(start, start + 9, "a")])
    assert [(block.folded, len(block.pieces), block.n_words) for block in found] == [
        (True, 9, 54), (False, 3, 18), (True, 8, 48),
    ]  # fmt: skip
    left_out = blocks(text, [Span(start, start + 9, "a")], whole=False)
    assert [(block.folded, len(block.pieces), block.n_words) for block in left_out] == [
        (True, 0, 54), (False, 3, 18), (True, 0, 48),
    ]  # fmt: skip


def test_cut_keeps_long_paragraphs_in_parts() -> None:
    text = "word " * 2000
    pieces = cut(text)
    assert max(end - start for start, end, _ in pieces) <= LONGEST
    assert [joined for _, _, joined in pieces] == [False] + [True] * (len(pieces) - 1)
    assert "".join(text[start:end] for start, end, _ in pieces) == text


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="ab \n\t\r.<&", max_size=80),
    st.lists(st.tuples(st.integers(0, 80), st.integers(1, 30)), max_size=5),
)
def test_blocks_lose_nothing_but_blank_lines(text: str, places: list[tuple[int, int]]) -> None:
    spans = [Span(a, min(a + n, len(text)), str(i)) for i, (a, n) in enumerate(places) if a < len(text)]
    found = blocks(text, spans)
    assert _bare(_text(found)) == _bare(text)
    for span in spans:
        assert _bare(_marked(found, span.anchor)) == _bare(text[span.start : span.end])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x00", "␛[31mred␀"),
        ("a\tb\nc", "a\tb\nc"),
        ("\ud800x\x9b", "\ufffdx\ufffd"),
        ("cr\rlf\r\n", "cr␍lf\n"),
    ],
)
def test_visible_shows_controls_as_symbols(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_short_keeps_head_and_tail() -> None:
    assert short("a\n b") == "a b"
    cropped = short("begin " + "x" * 500 + " end", 60)
    assert cropped.startswith("begin ")
    assert cropped.endswith(" end")
    assert len(cropped) <= 60
