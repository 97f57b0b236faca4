"""Things with the material that the narrator gives them, or that their noun settles, as spans of the text.

Read from the surface: the small parser stumbles over rare nouns (*the wooden trough*) where a list of
materials and nouns does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from detector.checks.commonsense._lexicon import by_letter
from detector.lexicon import noun
from detector.lexicon.materials import Material, material_of_word, materials
from detector.lexicon.nouns import Noun
from detector.text.cued import Cued

_DET = r"(?:the|this|that|these|those|an?|his|her|its|their|our|my|your|another|each|every|[A-Z][a-z]+[’']s)"
_LEFT = re.compile(
    rf"(?:\b(?P<det>{_DET}) )?(?:(?!{_DET}\b)[a-z][\w’'-]*,? ){{0,2}}$",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[ ](?P<one>[a-z][a-z-]+)(?:[ ](?P<two>[a-z][a-z-]+))?(?![\w’'-])")
_ADJ = (
    r"(?:an? )?(?:single |solid |one |great |plain |clear |dark |black |white |grey |pale |old |"
    r"pure |polished |"
    r"wrought |cast |hammered |beaten |stainless |rough |finest |fine |heavy |thick |thin |good |real |"
    r"carved |block of |piece of |"
    r"slab of )*$"
)
_MADE = re.compile(
    rf"\b(?P<det>{_DET}) (?:[a-z][\w’-]*,? ){{0,2}}?(?P<noun>[a-z][a-z-]+),? (?:(?:which |that )?(?:was "
    rf"|is |were |"
    r"had been ))?(?:all |entirely |itself )?(?:made|carved|cut|cast|hewn|built|forged|fashioned|"
    r"wrought|shaped|woven|"
    rf"sewn|moulded|molded|of)(?: entirely)? ?(?:from |out of |of |in )?{_ADJ}",
    re.IGNORECASE,
)
_WAS = re.compile(
    rf"\b(?P<det>{_DET}) (?:[a-z][\w’-]*,? ){{0,2}}?(?P<noun>[a-z][a-z-]+)(?:, (?:which|that))? (?:was|"
    rf"were|is|had been) "
    rf"(?:all |entirely |of )?{_ADJ}",
    re.IGNORECASE,
)
_WHOLE = re.compile(rf" of (?P<det>{_DET}) (?:[a-z]+ )??(?P<noun>[a-z][a-z-]+)(?![\w’'-])", re.IGNORECASE)
_ONE = Cued(
    rf"\b(?P<det>{_DET}) (?P<words>[a-z][\w’-]*(?:,? [\w’'-]+){{0,7}}) (?:was|is) (?:an?|the) $",
    re.IGNORECASE,
)
_APPOSED = Cued(
    rf"\b(?P<det>{_DET}) (?P<words>(?:[a-z][\w’-]* ){{0,2}}?[a-z][\w’-]*), an? (?:[a-z]+ )?$", re.IGNORECASE
)
_IT = re.compile(
    rf"(?:^|[.!?][”\"]? |\n)(?P<det>The|His|Her|My|Their|Our|An?) (?:[a-z]+ )?(?P<noun>[a-z][a-z-]+) "
    rf"(?:had|was|is|stood|came|lay|hung|sat)\b[^.!?\n]*[.!?] (?:It|She) (?:was|is|had been) "
    rf"(?:(?:made|built|carved|cut|cast|hewn) )?(?:of |from |out of )?{_ADJ}"
)
_STOP = re.compile(r"[.,;:!?—]|\s*$| and\b")
_AFTER_IT = re.compile(r"[.,;:!?—]|\s*$| and\b| in a\b| from\b")
_PARTICLES = frozenset("down up out back away off over across home fast still well last past".split())
_SKIPPED = frozenset(
    "and or of with from in on at to by was were is are had has but as that which who while when than "
    "then like "
    "where for if so though because after before until".split()
)


@dataclass(frozen=True, slots=True)
class Stuff:
    """A thing and its material.

    Attributes:
        start: Where its phrase begins, determiner included.
        end: Where it ends.
        noun: The head, as written, in small letters.
        material: What it is of; of several that the noun allows, any (they share what is asked of them).
        materials: All that it may be of.
        explicit: The text names the material; else the noun settles it.
        determiner: As written in small letters, or empty.
        itself: The material's own word is the head (*the oak*).
        whole: It is told of the material of the thing (*the cedar of her throne*).
    """

    start: int
    end: int
    noun: str
    material: Material
    materials: tuple[Material, ...]
    explicit: bool
    determiner: str
    itself: bool = False
    whole: bool = False

    def text(self, text: str) -> str:
        """Its words without the determiner, in small letters."""
        words = text[self.start : self.end].split(" ")
        return " ".join(words[1:] if self.determiner and len(words) > 1 else words).lower()


@cache
def _word() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-])(?:{by_letter(material_of_word())})(?![\w’'-])", re.IGNORECASE)


def find_stuff(text: str) -> tuple[Stuff, ...]:
    """Every thing whose material the text names, in order of the material's word; for ``StoryDoc.view``."""
    found: list[Stuff] = []
    for match in _word().finditer(text):
        material = material_of_word()[match[0].lower()]
        thing = _phrase(text, match, material)
        if thing is not None:
            found.append(thing)
    return tuple(found)


def _phrase(text: str, match: re.Match[str], material: Material) -> Stuff | None:
    window = text[max(0, match.start() - 90) : match.start()]
    left = _LEFT.search(window)
    determiner = (left["det"] or "") if left else ""
    start = match.start() - len(window) + left.start("det") if left and left["det"] else match.start()
    following = _NEXT.match(text, match.end(), match.end() + 60)
    if following is not None and following["one"] not in _SKIPPED:
        end, head = following.end("one"), following["one"]
        if head in ("one", "thing", "object"):
            one = _ONE.search(window) or _APPOSED.search(window)
            named = next((w for w in one["words"].lower().split(" ") if _is_noun(w)), None) if one else None
            if one is None or named is None:
                return None
            begin = match.start() - len(window) + one.start()
            return Stuff(begin, end, named, material, (material,), True, one["det"].lower())
        two = following["two"]
        if (
            two
            and two not in _SKIPPED
            and two not in _PARTICLES
            and _is_noun(two)
            and not two.endswith(("ed", "ing"))
        ):
            end, head = following.end("two"), two
        if _is_noun(head) or not head.endswith(("ed", "ing", "ly")):
            return Stuff(start, end, head, material, (material,), True, determiner.lower())
        return None
    whole = _WHOLE.match(text, match.end(), match.end() + 60)
    if whole is not None and _is_noun(whole["noun"].lower()):
        det = whole["det"].lower()
        return Stuff(start, whole.end(), whole["noun"].lower(), material, (material,), True, det, whole=True)
    made = _MADE.search(window)
    if made is None and _STOP.match(text, match.end()):
        made = _WAS.search(window)
    if made is None and _AFTER_IT.match(text, match.end()):
        before = text[max(0, match.start() - 260) : match.start()]
        told = _IT.search(before)
        if told is not None and _is_noun(told["noun"].lower()):
            begin = max(0, match.start() - 260) + before.rfind(". ", 0, len(before)) + 2
            noun_ = told["noun"].lower()
            return Stuff(begin, match.end(), noun_, material, (material,), True, told["det"].lower())
    if made is not None and _is_noun(made["noun"].lower()):
        begin = match.start() - len(window) + made.start()
        return Stuff(
            begin, match.end(), made["noun"].lower(), material, (material,), True, made["det"].lower()
        )
    return Stuff(
        start, match.end(), match[0].lower(), material, (material,), True, determiner.lower(), itself=True
    )


@cache
def _is_noun(word: str) -> bool:
    return noun(word) is not None


@cache
def settled(name: str) -> tuple[Material, ...]:
    """The materials that a bare noun settles: none where it may be anything, or of several senses."""
    known: Noun | None = noun(name)
    if known is None or known.senses > 1 or not known.materials:
        return ()
    every = materials()
    found = tuple(every[name_] for name_ in sorted(known.materials) if name_ in every)
    if known.form == "soft":  # gold and silver thread do not make a shawl hard
        found = tuple(material for material in found if "metal" not in material.properties)
    return found
