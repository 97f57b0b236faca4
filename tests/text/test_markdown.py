from __future__ import annotations

from detector.text.markdown import fences, inline_code, lines


def test_markdown_fence_spans_its_markers() -> None:
    text = "One.\n\n```python\nx = 1\n```\n\nTwo."
    (block,) = fences(text)
    assert text[block.start : block.end] == "```python\nx = 1\n```"
    assert text[block.inner_start : block.inner_end] == "x = 1\n"
    assert block.info == "python"


def test_markdown_unclosed_fence_runs_to_the_end() -> None:
    text = "One.\n```\nlost"
    (block,) = fences(text)
    assert (block.start, block.end) == (5, len(text))


def test_markdown_fence_after_words_on_its_line() -> None:
    text = "It fell. ```\nW = F * d\n```\nIt rose."
    (block,) = fences(text)
    assert text[block.start : block.end] == "```\nW = F * d\n```"


def test_markdown_tilde_fence_is_not_closed_by_backticks() -> None:
    text = "~~~\na\n```\nb\n~~~\n"
    (block,) = fences(text)
    assert text[block.inner_start : block.inner_end] == "a\n```\nb\n"


def test_markdown_inline_code_is_found_and_triple_backticks_are_not() -> None:
    text = "Type `ls` and ```wait```."
    assert [text[b.inner_start : b.inner_end] for b in inline_code(text)] == ["ls"]


def test_markdown_lines_tell_quotes_headings_and_rules() -> None:
    text = "# One\n\n> a letter\n\n* * *\n\nTwo - three - four."
    kinds = [(b.kind, text[b.inner_start : b.inner_end]) for b in lines(text)]
    assert kinds == [("heading", "One"), ("quote", "a letter"), ("rule", "* * *")]
