"""What people are said to be for good, and what somebody like that cannot do or have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told

_WHO = (
    r"(?P<who>[Hh]e|[Ss]he|I|(?!(?:He|She|It|They|We|I|You|The|And|But|There)\b)[A-Z][a-z]+(?: [A-Z]"
    r"[a-z]+)?)"
)
_BE = r"(?:was|is|had been|had always been|has always been)"
_MEAT = "steak|lamb|beef|bacon|ham|pork|chicken|sausages?|burger|mutton|veal|venison|roast"
_DRINK = "wine|beer|whisky|whiskey|brandy|rum|gin|vodka|champagne|ale|bourbon|port|sherry"


@dataclass(frozen=True, slots=True)
class Trait:
    """A lasting trait and what it rules out.

    Attributes:
        kind: Its name in the evidence.
        said: The trait is told; group ``who``.
        denied: What it rules out; ``{subject}`` is the person as subject, ``{own}`` the possessive.
        undone: What lifts the contradiction.
        why: The explanation.
    """

    kind: str
    said: re.Pattern[str]
    denied: str
    undone: str
    why: str


def _trait(kind: str, said: str, denied: str, undone: str, why: str) -> Trait:
    return Trait(kind, re.compile(rf"\b{_WHO} {said}"), denied, undone, why)


TRAITS: tuple[Trait, ...] = (
    _trait(
        "only_child",
        rf"{_BE} an only child\b",
        r"\b{own} (?:younger |older |elder |big |little |twin |baby )?(?:brother|sister)\b(?![- ]in[- ]law)",
        r"\b(?:half-|step|adopted|like a|as a|in-law|foster|called|husband|wife|born|pregnant|imaginary)",
        "An only child has neither brother nor sister.",
    ),
    _trait(
        "bald",
        rf"{_BE} (?:completely |totally |quite |entirely )?bald(?: as an? \w+)?(?=[.,;]| and\b)",
        r"\b(?:blew|swept|tossed|combed|brushed|ruffled|smoothed|tugged|pulled|pushed back|tied back) "
        r"(?:at )?{own} (?:[a-z]+ )?hair\b|"
        r"\bthrough {own} (?:[a-z]+ )?hair\b|\b{own} (?:[a-z]+ )?hair (?:fell|blew|hung|was plastered|"
        r"stood)\b",
        r"\b(?:wig|toupee|toupée|beard|chest|grew|grown|used to|transplant|once|before)\b",
        "Someone bald has no hair to move.",
    ),
    _trait(
        "one_hand",
        r"(?:had )?lost (?:his|her|my) (?:left|right) (?:hand|arm)\b",
        r"\bboth (?:of )?{own} (?:[a-z]+ )?(?:hands|arms)\b",
        r"\b(?:prosthe\w+|artificial|hook|mechanical|wooden|grew|phantom|magic\w*)\b(?=[^.]*\bboth\b)|"
        r"\bgrew back\b|\bcards?\b",
        "One hand is lost, so there are not two.",
    ),
    _trait(
        "bachelor",
        rf"(?:{_BE} a (?:lifelong|confirmed|perpetual) bachelor|(?:had )?never (?:been )?married)\b",
        r"\b{own} (?:late |dead |ex-)?(?:wife|husband)\b",
        r"\b(?:would-be|future|imaginary|work wife|brother['’]s|friend['’]s|until|married (?:at last|in)|"
        r"wedding|engaged|proposed)\b",
        "Someone who never married has no husband or wife.",
    ),
    _trait(
        "vegetarian",
        rf"{_BE} a (?:strict |lifelong |devout )?(?:vegetarian|vegan)\b",
        rf"\b{{subject}} (?:ate|chewed|devoured|bit into|tucked into|had|ordered|finished|enjoyed) (?:\w+ "
        rf"){{0,4}}?(?:{_MEAT})\b",
        r"\b(?:fake|vegan|tofu|soy|mock|until|gave up|once|before|no longer|lapsed|secret\w*|confess\w*|"
        r"guilt\w*|first time)\b",
        "A vegetarian eats no meat.",
    ),
    _trait(
        "illiterate",
        r"could (?:neither read nor write|not read(?: or write)?|not read a word)\b",
        r"\b{subject} (?:read|reread) (?:the|a|an|it|his|her|aloud)\b",
        r"\b(?:learn\w*|taught|teach\w*|school|until|lesson\w*|lips|face|sky|signs|stars|read (?:it )?to|"
        r"pretend\w*|the script|language|handwriting|dark|glasses|tears)\b",
        "Someone who cannot read reads.",
    ),
    _trait(
        "mute",
        rf"{_BE} (?:deaf and dumb|mute|a mute)(?: from birth| since birth)?(?=[.,;]| and\b)",
        r"\b{subject} (?:said|sang|shouted|called out|whispered|answered aloud|cried out)\b",
        r"\b(?:sign(?:s|ed|ing)?|hands|wrote|voice (?:came|returned)|cured|healed|miracle|magic\w*|spell|"
        r"curse|until|slate|mind|button)\b",
        "Someone mute speaks.",
    ),
    _trait(
        "childless",
        r"(?:had no children|(?:had )?never had (?:any )?children|bore no children|was childless)\b",
        r"\b{own} (?:eldest |youngest |only |own |first |little )?(?:son|daughter)\b(?![- ]in[- ]law)",
        r"\b(?:adopt\w*|step|god|foster|like a|as a|until|born|birth|pregnant|brother['’]s|sister['’]s|yet|"
        r"laundress|heir|raised)",
        "Someone without children has neither son nor daughter.",
    ),
    _trait(
        "teetotal",
        rf"(?:{_BE} a teetotall?er|(?:had )?never touched (?:alcohol|a drop|drink))\b",
        rf"\b{{subject}} (?:drank|sipped|drained|downed|swallowed) (?:\w+ ){{0,4}}?(?:{_DRINK})\b",
        r"\b(?:until|that night|for the first time|first|again|ginger|non-alcoholic|water)\b",
        "Someone who never drinks drinks.",
    ),
)
_UNREAL = re.compile(
    r"\b(?:dream\w*|imagin\w*|remember\w*|if|as if|would|wish\w*|not|never|n['’]t|no|twin|clone|disguis\w*|"
    r"pretend\w*|joke\w*|lied)\b",
    re.IGNORECASE,
)


def clashing_traits(prose: Prose) -> Iterator[Candidate]:
    """``She was an only child. … Her brother rang.``"""
    for trait in TRAITS:
        for said in trait.said.finditer(prose.text):
            if prose.quoted(*said.span()) or re.search(
                r"\bif\b", prose.around(said.start(), 0, 0), re.IGNORECASE
            ):
                continue
            persons = _person(prose, said)
            if persons is None:
                continue
            denied = _denied(trait.denied, *persons).search(prose.text, said.end(), said.end() + 2500)
            if denied is None or not plainly_told(prose, *denied.span()):
                continue
            between = prose.text[said.end() : denied.start()]
            sentence = prose.around(denied.start(), 0, 0)
            if re.search(trait.undone, between + sentence, re.IGNORECASE) or _UNREAL.search(sentence):
                continue
            if _another(between, persons[1]):
                continue
            yield Candidate(
                "C04",
                *denied.span(),
                trait.why,
                (clashes_with(prose.text, *said.span()),),
                {"kind": f"trait_{trait.kind}", "distance": denied.start() - said.end()},
                scope="asserted",
                in_dialogue=False,
            )
            break


@lru_cache(maxsize=256)
def _denied(pattern: str, subject: str, own: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("{subject}", f"(?:{subject})").replace("{own}", f"(?:{own})"))


def _person(prose: Prose, said: re.Match[str]) -> tuple[str, str] | None:
    """The person as subject and as possessor, where the text tells the gender."""
    who = said["who"]
    if who == "I":
        return "I", "[Mm]y"
    pronoun = who.lower()
    if pronoun not in ("he", "she"):
        following = re.search(
            r"\b(?:he|she|his|her)\b", prose.text[said.end() : said.end() + 160], re.IGNORECASE
        )
        if following is None:
            return None
        pronoun = "he" if following[0].lower() in ("he", "his") else "she"
        name = re.escape(who)
        own = "[Hh]is" if pronoun == "he" else "[Hh]er"
        return f"{name}|{pronoun}|{pronoun.capitalize()}", f"{own}|{name}['’]s"
    return f"{pronoun}|{pronoun.capitalize()}", "[Hh]is" if pronoun == "he" else "[Hh]er"


def _another(between: str, own: str) -> bool:
    """Somebody else of that gender enters in between, by name or by role."""
    men = (
        r"\b(?:Mr|Sir|king|man|boy|uncle|father|grandfather|friend|neighbou?r|cousin|colleague|captain|"
        r"doctor)\b"
    )
    women = (
        r"\b(?:Mrs|Miss|Ms|queen|woman|girl|aunt|mother|grandmother|friend|neighbou?r|cousin|colleague|"
        r"nurse)\b"
    )
    if "y" in own and "is" not in own and "er" not in own:
        return False
    return (
        bool(re.search(men if "is" in own else women, between))
        or len(set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b", between))) > 4
    )
