"""A deed, affirmed or denied, and the words that say when and how firmly."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detector.text.cued import Cued

BACK = Cued(
    r"\b(?:again|last time|(?:was|were|had) last|usual|as (?:always|ever|every|usual)|always|twice|"
    r"(?:second|third|fourth|fifth|sixth|seventh|tenth|hundredth) (?:time|visit|trip|journey)|many times|"
    r"(?:several|three|four|five|ten|a few|countless) times|as a (?:child|boy|girl|young)|in (?:his|her|my) "
    r"youth|childhood|used to|long ago|years (?:ago|before|earlier)|for [\w-]+ years|every (?:day|"
    r"morning|night|"
    r"evening|week|month|year|spring|summer|autumn|winter|sunday|monday|friday|saturday)|all (?:that|"
    r"his|her) "
    r"(?:morning|day|life)|when (?:he|she|I) was (?:a|an|\w+teen|young|ten|nine|eight|seven|six|five|"
    r"four))\b",
    re.IGNORECASE,
)
FIRST = Cued(
    r"\b(?:(?:for the|the very|his|her|my|their) first|first time|at last|finally|after all|at long last|"
    r"eventually|in the end|one day|later in life|years later|from then on|for once|suddenly)\b",
    re.IGNORECASE,
)
AFTER = Cued(
    r"\b(?:never|not) (?:\w+ ){0,4}?(?:again|any ?more|since|until|till|yet|before (?:now|that|this|then)|"
    r"quite|really|fully|truly|just)\b|\bno longer\b|\bnever[- ](?:ending|mind)\b",
    re.IGNORECASE,
)
ANY = Cued(
    r"\b(?:any(?:one|body)|(?:one|a|a single) (?:word|soul)|never|ever)\b|\bno (?:one|man|"
    r"soul) (?:ever|has|had)\b",
    re.IGNORECASE,
)
LIFE = Cued(
    r"\b(?:never once|not once|in (?:all )?(?:his|her|my|their) (?:whole |entire )?life|all (?:his|her|"
    r"my) life|"
    r"nobody ever|no one ever|never did|(?:nobody|no one) (?:ever )?did|"
    r"ever after|then (?:or|and) ever|at all|whatever|not a single|not one|"
    r"(?:nor|or) (?:by )?any(?:one|body) else|however (?:often|hard|much|long)|never had (?:been )?able)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done, or not done.

    Attributes:
        start: First code point of the words that say it.
        end: One past the last.
        at: Token of the verb or noun.
        sentence: Index of the sentence.
        verb: The verb, or the noun that speaks of the deed.
        kinds: Deeds it may be (``deeds.yml``), and the verb itself with ``=``.
        agent: Entity of the one who does it.
        link: How sure that entity is.
        who: Words of the doer (``nobody``, ``others``, a name).
        patient: Entity that it happens to.
        things: Head nouns of object, obliques and what hangs on them.
        denied: Said not to be.
        never: For all time so far, or for all time.
        life: And firmly so (*not once in his life*).
        refused: *Would not*, *refused to*, *could not*.
        perfect: *Had never V-ed*, *had V-ed*: it looks back from its place.
        back: Something says that it was so before, or is so always.
        first: Something says that it is now for the first time, or at last.
        noun: A noun or an adjective speaks of it, not a verb.
        quoted: Its doer says so (*“I was there,” she said*).
        could: *Could not*: no refusal.
        around: Every noun of its sentence.
        relative: It tells somebody or something apart (*who had paid*).
        open_end: A clause hangs on it (*could not read what was written*).
    """

    start: int
    end: int
    at: int
    sentence: int
    verb: str
    kinds: frozenset[str]
    agent: int | None
    link: float
    who: str
    patient: int | None
    things: frozenset[str]
    denied: bool
    never: bool
    life: bool
    refused: bool
    perfect: bool
    back: bool
    first: bool
    noun: bool = False
    quoted: bool = False
    could: bool = False
    around: frozenset[str] = frozenset()
    relative: bool = False
    open_end: bool = False
