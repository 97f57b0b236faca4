"""The grammar's data: every plot can be told in every genre that has it, and damage is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from detector.errors import InputError
from detector.synthesis import grammar_data
from detector.synthesis.grammar import generate_story, plot_ids
from detector.synthesis.grammar_data import lines_of, load_grammar


def test_grammar_data_every_plot_of_every_genre_can_be_told() -> None:
    for genre in load_grammar().genres:
        for plot in plot_ids(genre):
            story = generate_story(11, genre=genre, plot=plot, rates={"formula": 1.0, "commonsense": 1.0})
            assert story.injections
            assert 120 <= len(story.text.split()) <= 250, (genre, plot)


def test_grammar_data_plots_are_complete() -> None:
    grammar = load_grammar()
    plots = [*grammar.plots, *(plot for genre in grammar.genres.values() for plot in genre.plots)]
    for plot in plots:
        assert len(plot.beats) == 4
        assert all(len(lines) >= 2 for lines in plot.beats), plot.id
        assert plot.hold
        assert set(plot.hold) <= {1, 2, 3, 4}, plot.id


def test_grammar_data_every_opening_and_ending_names_its_hero() -> None:
    for genre in load_grammar().genres.values():
        assert all("{hero}" in line for line in genre.lines["openings"]), genre.id
        for key in ("endings", "endings_any"):
            assert all("{hero}" in line and "obj}" in line for line in genre.lines[key]), genre.id


def test_grammar_data_lines_of_drops_blank_lines() -> None:
    assert lines_of("one\n\n  two  \n") == ("one", "two")


def test_grammar_data_names_the_line_of_broken_yaml(tmp_path: Path) -> None:
    path = tmp_path / "broken.yml"
    path.write_text("label: tale\nask: [unclosed\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        grammar_data._read(path)
    assert str(path) in str(caught.value)
    assert caught.value.line is not None


def test_grammar_data_names_the_plot_that_lacks_a_field(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="plot stub has no 'hold'"):
        grammar_data._plot({"id": "stub", "b1": "x", "b2": "x", "b3": "x", "b4": "x"}, tmp_path / "plots.yml")
