import pytest

from detector.text.clauses import Clause, read_clauses
from detector.text.scope import Scope
from detector.text.story import StoryDoc


def clause(text: str, lemma: str) -> Clause:
    found = [c for c in StoryDoc(text).reading(read_clauses) if c.lemma == lemma]
    assert found, f"no clause {lemma!r} in {[c.lemma for c in StoryDoc(text).reading(read_clauses)]}"
    return found[0]


def words(text: str, argument: object) -> str:
    return text[argument.start : argument.end]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "lemma", "scopes"),
    [
        ("He broke the vase.", "break", set()),
        ("She did not break the vase.", "break", {Scope.NEGATED}),
        ("She never opened the letter.", "open", {Scope.NEGATED}),
        ("Nobody opened the letter.", "open", {Scope.NEGATED}),
        ("The pages refused to burn.", "burn", {Scope.NEGATED, Scope.UNREALISED}),
        ("If the lamp died, they slept.", "die", {Scope.CONDITIONAL}),
        ("He would sell the horse.", "sell", {Scope.MODAL}),
        ("He could hear the rain.", "hear", set()),
        ("They said that the king died.", "die", {Scope.REPORTED}),
        ("He dreamed that he burned the letter.", "burn", {Scope.IMAGINED}),
        ("He tried to open the box.", "open", {Scope.UNREALISED}),
        ("He opened the box to take the ring.", "take", {Scope.UNREALISED}),
        ("He had given the key to the beggar.", "give", {Scope.REMEMBERED}),
        ("She was burning the letter.", "burn", {Scope.PROGRESSIVE}),
        ("She ran as if wolves chased her.", "chase", {Scope.FIGURATIVE}),
        ("She always burned the letters.", "burn", {Scope.HABITUAL}),
        ("Did he sell the horse?", "sell", {Scope.QUESTION}),
        ("“I sold the horse,” said Tom.", "sell", {Scope.QUOTED, Scope.REPORTED}),
    ],
)
def test_clause_scope(text: str, lemma: str, scopes: set[Scope]) -> None:
    assert clause(text, lemma).scopes == scopes


def test_clauses_told_occurs_denied() -> None:
    assert clause("He broke the vase.", "break").occurs
    denied = clause("He did not break the vase.", "break")
    assert denied.told
    assert denied.denied
    assert not denied.occurs
    assert not clause("If he broke the vase, they left.", "break").told


@pytest.mark.parametrize(
    ("text", "lemma", "role", "expected"),
    [
        ("He put the ring into the console and left.", "leave", "subject", "He"),
        ("He put the ring into the console and left.", "put", "object", "the ring"),
        ("She turned on the TV.", "turn on", "object", "the TV"),
        ("He put the cup on the table.", "put", "object", "the cup"),
        ("He gave her the ring.", "give", "indirect", "her"),
        ("The letter was burned by Tom.", "burn", "agent", "Tom"),
        ("The letter was burned by Tom.", "burn", "patient", "The letter"),
        ("He tried to open the box.", "open", "subject", "He"),
        ("Taking the lantern, she stepped outside.", "take", "subject", "she"),
    ],
)
def test_clause_arguments(text: str, lemma: str, role: str, expected: str) -> None:
    assert words(text, getattr(clause(text, lemma), role)) == expected


def test_clause_oblique_by_preposition() -> None:
    text = "He put the ring into the console."
    found = clause(text, "put").oblique("into", "in")
    assert found is not None
    assert words(text, found) == "the console"


@pytest.mark.parametrize("text", ["", " \n ", "?!", "“", "a" * 5000, "and " * 300, "* * *\n\n…"])
def test_clauses_of_odd_text(text: str) -> None:
    for found in StoryDoc(text).reading(read_clauses):
        assert 0 <= found.start < found.end <= len(text)


def test_clause_spans_lie_in_their_text() -> None:
    text = "“Stop!” cried Ada.\n\nShe ran to the well,\nthrew the key in and wept. It sank."
    for found in StoryDoc(text).reading(read_clauses):
        assert text[found.start : found.end].strip()
