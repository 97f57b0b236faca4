"""A story's tokens, entities and sentences in one hand, with the small questions that several checks ask."""

from __future__ import annotations

from collections.abc import Iterator

from detector.text.clauses import UNTOLD, Clause, read_clauses
from detector.text.entities import Entities, read_entities
from detector.text.mentions import Mention
from detector.text.scope import Scope
from detector.text.story import StoryDoc
from detector.text.tokens import Tokens, read_tokens

_INTO_THINGS = frozenset(
    (
        "obj iobj obl nmod conj obl:unmarked obl:agent obl:tmod xcomp nmod:unmarked ccomp acl advmod fixed "
        "compound:prt appos nmod:poss"
    ).split()
)
_NOUNS = frozenset(("NOUN", "PROPN"))
_UNTOLD = UNTOLD - {Scope.HABITUAL}
_DENYING = frozenset(
    ("no", "not", "never", "without", "n't", "nor", "neither", "forged", "if", "nobody", "like")
)


class SentenceReader:
    """What the checks on said and unsaid ask of a story; for ``StoryDoc.reading``."""

    def __init__(self, story: StoryDoc) -> None:
        self.text = story.text
        self.tokens: Tokens = story.reading(read_tokens)
        self.entities: Entities = story.reading(read_entities)
        self.clauses: tuple[Clause, ...] = story.reading(read_clauses)
        self.first_of: dict[int, int] = {}
        self.last_of: dict[int, int] = {}
        for i, n in enumerate(self.tokens.sentence):
            self.first_of.setdefault(n, i)
            self.last_of[n] = i
        self._around: dict[int, frozenset[str]] = {}
        self._clause_at = {clause.head: clause for clause in self.clauses}

    def sentence(self, index: int) -> str:
        """The words of a sentence."""
        first, last = self.first_of.get(index, 0), self.last_of.get(index, 0)
        return self.text[self.tokens.start[first] : self.tokens.end[last]]

    def link(self, head: int) -> float:
        """How sure the mention at a token is: a pronoun whose entity is named earlier in its sentence is."""
        quality = self.entities.quality_at(head)
        entity, mention = self.entities.entity_at(head), self.entities.mention_at(head)
        if entity is None or mention is None or quality >= 0.6:
            return quality
        for index in entity.mentions:
            other = self.entities.mentions[index]
            if other.sentence == mention.sentence and other.head < head and other.kind != "pronoun":
                return 0.8
        return quality

    def clause_of(self, head: int) -> Clause | None:
        """The clause that a token stands in."""
        at, steps = head, 0
        while at not in self._clause_at and self.tokens.head[at] != at and steps < 60:
            at, steps = self.tokens.head[at], steps + 1
        return self._clause_at.get(at)

    def told(self, head: int) -> bool:
        """The narrator says it of the story's world."""
        clause = self.clause_of(head)
        if clause is not None and clause.scopes & _UNTOLD:
            return False
        sentence = self.sentence(self.tokens.sentence[head])
        return not sentence.rstrip('”" ').endswith("?") and not self.tokens.quoted[head]

    def has(self, clause: Clause, word: str) -> bool:
        """Whether the word hangs on the clause's predicate."""
        quoted = self.tokens.quoted
        return any(
            self.tokens.lower[i] == word and quoted[i] == quoted[clause.head]
            for i in self.tokens.children[clause.head]
        )

    def around(self, index: int) -> frozenset[str]:
        """Every noun of a sentence in the singular."""
        if index not in self._around:
            first, last = self.first_of.get(index, 0), self.last_of.get(index, 0)
            nouns = (i for i in range(first, min(last, first + 120) + 1) if self.tokens.pos[i] in _NOUNS)
            self._around[index] = frozenset(self.lemma(i) for i in nouns)
        return self._around[index]

    def nouns(self, head: int) -> Iterator[str]:
        """Nouns below a token (owners as ``~name``), not through another predicate's subject."""
        tokens = self.tokens
        stack, seen = [head], 0
        while stack and seen < 40:
            at = stack.pop()
            seen += 1
            for child in tokens.children[at]:
                dep = tokens.dep[child]
                if dep not in _INTO_THINGS or tokens.sentence[child] != tokens.sentence[head]:
                    continue
                case = tokens.child(child, "case")
                if case is not None and tokens.lower[case] == "as":  # as a child
                    continue
                if tokens.pos[child] in _NOUNS:
                    yield f"~{self.lemma(child)}" if dep == "nmod:poss" else self.lemma(child)
                    stack.append(child)
                elif tokens.pos[child] in ("ADJ", "ADV", "NUM", "PRON", "DET") and dep != "conj":
                    stack.append(child)

    def lemma(self, head: int) -> str:
        """The noun at a token in the singular."""
        mention = self.entities.mention_at(head)
        return mention.lemma if mention is not None else self.tokens.lemma[head]

    def below(self, head: int) -> Iterator[Mention]:
        """What hangs on a noun with a preposition: *the guests at the **funeral***."""
        for child in self.tokens.children[head]:
            if self.tokens.dep[child] == "nmod":
                mention = self.entities.mention_at(child)
                if mention is not None:
                    yield mention

    def named_before(self, head: int) -> int | None:
        """The first name or pronoun of the sentence, where it stands before the token."""
        for i in range(self.first_of[self.tokens.sentence[head]], head):
            mention = self.entities.mention_at(i)
            if mention is not None and mention.kind != "noun":
                return i
        return None

    def denied_noun(self, head: int) -> bool:
        """Whether a word of denial stands right before the noun."""
        first = max(self.first_of[self.tokens.sentence[head]], head - 5)
        return bool(set(self.tokens.lower[first:head]) & _DENYING)
