"""What is done with a thing that such a thing cannot do, read from clauses: verb classes and noun classes.

``The anvil bobbed up … and drifted off``, ``He sawed through the bars with the butter``, ``it melted in the
cup``: which verb it is and what the noun lexicon says of its arguments decides, not the wording.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from detector.checks.base import Candidate
from detector.checks.commonsense import _matter_words as matter
from detector.checks.commonsense._meant import meant
from detector.checks.commonsense._prose import Prose
from detector.text.arguments import Argument
from detector.text.clauses import Clause, read_clauses
from detector.text.cued import Cued
from detector.text.entities import read_entities
from detector.text.pipeline import MAX_CHARS
from detector.text.story import StoryDoc
from detector.text.tokens import Tokens, read_tokens

_WATER = Cued(
    r"\b(?:water|waves?|swell|pond|river|lake|sea|stream|tide|current|bay|harbou?r|canal|ocean|splash\w*|"
    r"jetty|quay|dock|shore|downstream|upstream|fjord|lagoon|moat|surf|flood\w*)\b",
    re.IGNORECASE,
)
_AFLOAT = Cued(
    r"\b(?:boat|raft|barge|ship|hull|deck|balloon|space|gravity|string|nose|earlobes?|parachute|crane|rope|"
    r"chain|cork|barrel|buoy|mercury|quicksilver|lava|air|sky|dust|ice|mist|fog|lashed|tied|mud)\b",
    re.IGNORECASE,
)
_FURNACE = Cued(
    r"\b(?:furnace|forge|crucible|kiln|acid|lava|laser|torch|blast|smelt\w*|foundry|dragon\w*|volcano|"
    r"sugar|chocolate|candy|gingerbread|ice|snow|wax|butter|vitriol|nuclear|plasma|blowtorch)\b",
    re.IGNORECASE,
)
_KEEPS = Cued(
    r"\b(?:never (?:lost a|shed a|melted|dripped|softened)|not (?:a|one|so much as a) (?:single )?drop|"
    r"without (?:melting|losing|shedding|a drip)|(?:did|had|does)(?: not|n[’']t) (?:even )?"
    r"(?:melt\w*|drip\w*|soften\w*)|still (?:frozen|frosted|sharp|solid|icy)|sharp and frosted|"
    r"frozen solid|unmelted|"
    r"(?:came|brought|took) (?:it )?out [^.!?]{0,40}(?:frozen|frosted|frosty|icy|sharp|crisp)|"
    r"hard as (?:a )?(?:rock|stone|iron|flint))\b",
    re.IGNORECASE,
)
_TRIED = Cued(
    r"\b(?:tried|try|trying|attempt\w*|in vain|fail\w*|could(?: not|n[’']t)|useless\w*|no use|as easily|"
    r"laser|diamond|frozen|wire|pretend\w*|mim\w+|joke\w*|as if|imagin\w*)\b",
    re.IGNORECASE,
)
_LEAKS = Cued(
    r"\b(?:clay|moss|leaves|pitch|tar\w*|lin(?:ed|ing)|plastic|frozen|ice|ran (?:out|through)|drain\w*|"
    r"dripp\w*|leaked|poured (?:out|through)|tried|try|in vain|empty|pot|bucket|jars?|bottles?|flask|"
    r"skins?|watertight|waterproof|wax\w*|resin|smear\w*|dough|wet|bowl|basin|cans?|jugs?)\b",
    re.IGNORECASE,
)
_HOT = frozenset("oven furnace fire stove flame forge kiln hearth bonfire fireplace grill kettle".split())
_DRINKS = frozenset(
    "tea coffee cup mug water milk soup mouth tongue glass cocoa wine broth saucer rain sunshine".split()
)
_CUTTING = frozenset("cut saw slice carve chop hack hew drill split pierce stab file cleave shave".split())
_DRIVING = frozenset("hammer drive knock pound bang".split())
_SHOT = frozenset("cannonball bullet shell arrow cannon-ball musketball shot spear axe bolt".split())
_HOLED = frozenset("sieve colander strainer net fork riddle basket rake grating birdcage".split())
_LIQUID = frozenset("water milk wine soup beer tea oil juice broth cider".split())
_ICE_HEAT = frozenset("blazing hot desert midday noonday scorching burning fierce summer tropical".split())


@dataclass(frozen=True, slots=True)
class _Deed:
    """A clause with all that its rule may ask."""

    story: StoryDoc
    prose: Prose
    tokens: Tokens
    clause: Clause

    def near(self, before: int = 0, after: int = 0) -> str:
        """The clause's sentence with so many before and after it."""
        return self.prose.around(self.tokens.start[self.clause.head], before, after)

    def thing(self, argument: Argument | None) -> int | None:
        """The noun that an argument names, or the one its pronoun stands for in this very sentence."""
        if argument is None:
            return None
        tokens, head = self.tokens, argument.head
        if tokens.lower[head] not in ("it", "they", "them", "which", "that"):
            return head
        clauses = self.story.reading(read_clauses)
        for earlier in reversed(clauses[max(0, self.clause.index - 3) : self.clause.index]):
            if earlier.sentence != self.clause.sentence:
                break
            for one in (earlier.object, *earlier.obliques, earlier.subject):
                if one is not None and tokens.pos[one.head] == "NOUN" and matter.has_body(tokens, one.head):
                    return one.head
        sentence = self.clause.sentence - 1
        for earlier in reversed(clauses[max(0, self.clause.index - 5) : self.clause.index]):
            patient = earlier.patient
            if earlier.sentence == sentence and patient is not None and matter.is_heavy(tokens, patient.head):
                return patient.head
        entities = self.story.reading(read_entities)
        entity = entities.entity_at(head)
        if entity is None or entity.person:
            return None
        heads = [entities.mentions[i].head for i in entity.mentions]
        return next((i for i in reversed(heads) if i < head and tokens.pos[i] == "NOUN"), None)


def _floats(deed: _Deed) -> str | None:
    head = deed.thing(deed.clause.subject)
    if head is None or deed.clause.passive or not matter.is_heavy(deed.tokens, head):
        return None
    bobs = deed.clause.lemma.split()[0] == "bob"
    if not _WATER.search(deed.near(2 if bobs else 1)) or _AFLOAT.search(deed.near()):
        return None
    return f"A {deed.tokens.lemma[head]} sinks."


def _sinks(deed: _Deed) -> str | None:
    head = deed.thing(deed.clause.subject)
    if head is None or deed.tokens.lemma[head] not in ("cork", "feather", "ping-pong", "buoy"):
        return None
    if not _WATER.search(deed.near(1)) or re.search(
        r"\b(?:weight|lead|stone to|tied|nail|hook)", deed.near()
    ):
        return None
    return f"A {deed.tokens.lemma[head]} floats."


def _melts(deed: _Deed) -> str | None:
    head = deed.thing(deed.clause.subject)
    where = deed.clause.oblique("in", "into", "on")
    if head is None or where is None or matter.word(deed.tokens, where) not in _DRINKS:
        return None
    if not matter.is_stony(deed.tokens, head) or _FURNACE.search(deed.near(1)):
        return None
    return f"A {deed.tokens.lemma[head]} does not melt there."


def _cuts(deed: _Deed) -> str | None:
    tool = deed.clause.oblique("with")
    if tool is None or not matter.is_soft(deed.tokens, tool.head) or _TRIED.search(deed.near()):
        return None
    target = deed.clause.patient or deed.clause.oblique("through", "into")
    if target is None or not matter.is_hard(deed.tokens, target.head):
        return None
    hard, soft = deed.tokens.lemma[target.head], deed.tokens.lemma[tool.head]
    return f"A {hard} is too hard for {soft} to cut."


def _drives(deed: _Deed) -> str | None:
    tool, target = deed.clause.oblique("with"), deed.clause.patient
    if tool is None or matter.word(deed.tokens, target) not in ("nail", "spike", "stake", "peg", "post"):
        return None
    if not matter.is_soft(deed.tokens, tool.head) or _TRIED.search(deed.near()):
        return None
    return f"A {deed.tokens.lemma[tool.head]} is too soft to drive a {matter.word(deed.tokens, target)}."


def _bounces(deed: _Deed) -> str | None:
    if matter.word(deed.tokens, deed.clause.subject) not in _SHOT:
        return None
    screen = deed.thing(deed.clause.oblique("off", "from", "against") or deed.clause.object)
    if screen is None or re.search(r"\b(?:toy|rubber|paper (?:ball|arrow|plane)|nerf)\b", deed.near()):
        return None
    lemma, tokens = deed.tokens.lemma[screen], deed.tokens
    thin = {"paper", "cloth", "cotton"} & (
        matter.named_materials(matter.modifiers(tokens, screen)) | matter.families(lemma)
    )
    if not (thin or lemma in ("paper", "silk", "curtain", "cobweb", "cardboard", "bubble", "petal")):
        return None
    return f"A {matter.word(tokens, deed.clause.subject)} goes through {lemma}."


def _holds(deed: _Deed) -> str | None:
    """Water filled into a sieve, and carried."""
    clause, tokens = deed.clause, deed.tokens
    patient, vessel = clause.patient, clause.oblique("in", "into", "with")
    holed, wet = (patient, clause.oblique("with")) if clause.lemma.startswith("fill") else (vessel, patient)
    if matter.word(tokens, holed) not in _HOLED or matter.word(tokens, wet) not in _LIQUID:
        return None
    if not re.search(
        r"\bwithout (?:spill|leak|los)|\b(?:not|never) (?:a|spill\w*|leak\w*|lost)\b|"
        r"\bto the brim\b|\bcarried\b",
        deed.near(),
    ) or _LEAKS.search(deed.near(1, 1).replace("leaking", "")):
        return None
    return f"Water runs out of a {matter.word(tokens, holed)}."


def _stays_frozen(deed: _Deed) -> str | None:
    tokens, clause = deed.tokens, deed.clause
    place = clause.oblique("in", "into", "on", "onto", "over", "beside", "under")
    if place is None:
        return None
    where = tokens.lemma[place.head]
    sun = where in ("sun", "heat", "sunshine") and matter.modifiers(tokens, place.head) & _ICE_HEAT
    if where not in _HOT and not sun:
        return None
    head = deed.thing(clause.patient or clause.subject)
    near = deed.near(0, 1)
    if head is None or not _KEEPS.search(near):
        return None
    if not matter.is_icy(tokens, head):
        back = deed.near(2)
        if clause.subject is None or tokens.lower[clause.subject.head] != "it":
            return None
        if not re.search(
            r"\b(?:snowman|icicle|ice (?:swan|statue|sculpture|palace)|snow (?:queen|horse))\b", back
        ):
            return None
    return "Ice and snow melt in such heat."


def _folds(deed: _Deed) -> str | None:
    patient = deed.clause.patient
    if patient is None or not matter.is_stony(deed.tokens, patient.head):
        return None
    if re.search(r"\b(?:hinge\w*|tarp\w*|cloth|towel|screen|in two|clay|wet)\b", deed.near()):
        return None
    return f"A {deed.tokens.lemma[patient.head]} does not bend."


def _corrodes(deed: _Deed) -> str | None:
    subject = deed.clause.subject
    if subject is None:
        return None
    named = matter.named_materials(matter.modifiers(deed.tokens, subject.head))
    if not named or not named <= {"wood", "glass", "stone", "cloth", "ceramic", "bone", "paper", "leather"}:
        return None
    if re.search(
        r"\b(?:nails?|hinges?|screws?|bolts?|hoops?|bands?|lock|iron|colou?r\w*|paint)\b", deed.near()
    ):
        return None
    return f"Rust is iron's: {' '.join(sorted(named))} does not rust."


def _soaks(deed: _Deed) -> str | None:
    tool = deed.clause.oblique("with")
    if tool is None or not matter.is_stony(deed.tokens, tool.head):
        return None
    return f"A {deed.tokens.lemma[tool.head]} soaks nothing up."


_Rule = Callable[[_Deed], str | None]
_RULES: dict[str, tuple[_Rule, ...]] = {
    **dict.fromkeys(("bob", "float", "drift"), (_floats,)),
    **dict.fromkeys(("sink", "plummet"), (_sinks,)),
    **dict.fromkeys(("melt", "dissolve"), (_melts,)),
    **dict.fromkeys(_CUTTING, (_cuts,)),
    **dict.fromkeys(_DRIVING, (_drives,)),
    **dict.fromkeys(("bounce", "ricochet", "glance", "rebound"), (_bounces,)),
    **dict.fromkeys(("fill", "carry", "fetch", "draw", "haul", "scoop"), (_holds,)),
    **dict.fromkeys(("put", "stand", "place", "set", "leave", "sit", "lie"), (_stays_frozen,)),
    **dict.fromkeys(("fold", "crumple", "knot", "crease", "wring"), (_folds,)),
    **dict.fromkeys(("rust", "corrode"), (_corrodes,)),
    **dict.fromkeys(("mop", "soak", "blot", "dab"), (_soaks,)),
}


def impossible_deeds(story: StoryDoc, prose: Prose) -> Iterator[Candidate]:
    """Clauses that tell of a thing what it cannot do or suffer; none in a text too long to parse."""
    if len(story.text) > MAX_CHARS:
        return
    tokens = story.reading(read_tokens)
    for clause in story.reading(read_clauses):
        rules = _RULES.get(clause.lemma.split(" ", 1)[0])
        if rules is None or not clause.occurs:
            continue
        deed = _Deed(story, prose, tokens, clause)
        for rule in rules:
            why = rule(deed)
            if why is None:
                continue
            start, end = clause.start, clause.end
            if meant(story, prose, start, end):
                kind = f"deed_{rule.__name__.strip('_')}"
                yield Candidate(
                    "C09", start, end, why, (), {"kind": kind, "verb": clause.lemma, "sure": True},
                    scope="asserted", in_dialogue=False,
                )  # fmt: skip
            break
