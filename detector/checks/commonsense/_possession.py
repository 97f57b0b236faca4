"""Things put away for good or given away, and then in hand again with nothing that brought them back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told
from detector.text.cued import Cued

_OWN = "the|his|her|my|their"
_ADJ = (
    r"(?!(?:in|on|at|to|of|for|the|an?|and|or|from|with|into|as|that|which|by|when|his|her|my|who|himself|"
    r"herself|itself|themselves|myself|one|after|before|behind|until|too|again|away|down|up|out|off|over|"
    r"under|then)\b)"
    r"[a-z’'-]+"
)
_NOUN = (
    r"(?!(?:in|on|at|to|of|for|the|and|or|from|with|into|as|that|which|by|when|his|her|my|who|himself|"
    r"herself|itself|themselves|myself|one|after|before|behind|until|too|again|away|down|up|out|off|over|"
    r"under|then)\b)[a-z]{3,}"
)
_FIXED = (
    "walls?|altar|sockets?|console|portal|grinder|fires?|flames?|river|sea|lake|well|abyss|chasm|furnace|"
    "grave|earth|soil|"
    "mortar|stone|machine|core|engine|slot|keyhole|vault|mechanism|statue|water|waves|ocean|hearth|"
    "fireplace|stove|vat|void|"
    "vortex|crater|pedestal|niche|reactor|cauldron|foundations?|ground|coffin|tomb|canal|harbou?r|bay|"
    "stream|gears?|"
    "clockwork|lens|crevice|hollow|receptacle|recess|rift|ravine|incinerator|forge|crucible"
)
_PUT = re.compile(
    r"\b(?:placed|set|slipped|slid|pressed|inserted|embedded|sealed|mortared|fitted|slotted|buried|dropped|"
    r"threw|"
    r"tossed|cast|flung|hurled|fed|lowered|locked|thrust|wedged|lodged) "
    rf"(?:{_OWN}) (?P<adjectives>(?:{_ADJ} ){{0,2}})(?P<noun>{_NOUN}) (?:deep |gently |carefully |back )?"
    r"(?:in|into|inside|within|beneath|under|down|onto|to) "
    rf"(?:the|a|an|its|that) (?:[a-z’'-]+ ){{0,4}}?(?:{_FIXED})\b"
)
_GAVE = re.compile(
    r"\b(?:gave|handed|sold|surrendered|bequeathed|presented) (?:the|his|her|my) "
    rf"(?P<adjectives>(?:{_ADJ} ){{0,2}})"
    rf"(?P<noun>{_NOUN}) (?:back )?to (?:(?:the|a|an|his|her|my) [a-z]+|[A-Z][a-z]+)\b"
)
_SOLD = Cued(
    rf"\b(?:sold|pawned|gave away|threw away) (?:his|her|my|the) (?P<adjectives>(?:{_ADJ} ){{0,2}})"
    rf"(?P<noun>{_NOUN})\b(?! to\b)"
)
_LEFT = re.compile(
    rf"\bleft (?:his|her|my|the) (?P<adjectives>(?:{_ADJ} ){{0,2}})(?P<noun>{_NOUN}) (?:on|in) the "
    r"(?:[a-z0-9’'-]+ ){0,3}?(?:bus|train|taxi|cab|tram|plane|ferry)\b"
)
_BODY = (
    "hands?|palms?|pockets?|fists?|grip|fingers?|coat|apron|belt|satchel|bag|sleeve|chest|lap|wrist|neck|arms"
)
_BODY_AND_MIND = (
    "hand hands head face lips eyes feet foot palm fingers finger arms body back forehead ear words door "
    "mouth nose voice "
    "gaze weight call attention name story truth car ball others rest light fire hope fear hair tongue "
    "knee shoulder "
    "water bread paper money food drink"
)
_NOT_THINGS = frozenset(_BODY_AND_MIND.split())
_BACK = (
    r"(?:retriev\w+|took|taken|takes?|pull\w*|drew|draw\w*|lift\w*|pluck\w*|remov\w+|recover\w*|reclaim\w*|"
    r"fish\w*|pick\w*|"
    r"gather\w*|pried|pry\w*|return\w*|caught|catch\w*|snatch\w*|grab\w*|fetch\w*|found|emerg\w*|gave|"
    r"handed|hand\w*|"
    r"offer\w*|receiv\w*|another|second|new|spare|reach\w*|slid|scoop\w*|collect\w*|came back|unlock\w*|"
    r"extract\w*|eject\w*|"
    r"rose|rises?|float\w*|bought|borrow\w*|surfac\w*|dug|unearth\w*|dislodg\w*|freed|releas\w*|held out|"
    r"gave back|stole\w*)"
)


def back_in_hand(prose: Prose) -> Iterator[Candidate]:
    """The ring is in the console, and then on the finger."""
    for kind, pattern in (("put", _PUT), ("gave", _GAVE), ("sold", _SOLD), ("left", _LEFT)):
        for gone in pattern.finditer(prose.text):
            noun = gone["noun"]
            if noun in _NOT_THINGS or not _single(prose.text, noun) or not plainly_told(prose, *gone.span()):
                continue
            held = _holding(noun).search(prose.text, gone.end())
            if held is None or not plainly_told(prose, *held.span()) or not _same(gone, held):
                continue
            between = prose.text[gone.end() : held.start()]
            if _returns(noun).search(between) or (kind != "put" and _elsewhere(between)):
                continue
            yield Candidate(
                "C03",
                *held.span(),
                f"The {noun} is {'not at hand' if kind == 'put' else 'gone'}, and nothing brings it back.",
                (clashes_with(prose.text, *gone.span()),),
                {"kind": f"possession_{kind}", "noun": noun, "distance": held.start() - gone.end()},
                scope="asserted",
                in_dialogue=False,
            )
            break


def _single(text: str, noun: str) -> bool:
    """No plural of the noun and no second one of its kind in the story."""
    return not re.search(rf"\b{noun}(?:s|es)\b|\b(?:another|second|new|other|spare) (?:\w+ )?{noun}\b", text)


@lru_cache(maxsize=512)
def _holding(noun: str) -> re.Pattern[str]:
    own = "(?:the|his|her|my|their)"
    return re.compile(
        rf"\b(?:held|clutched|gripped|tucked|pocketed|cradled|squeezed|clasped|fetched|clutching|gripping|"
        rf"holding|cradling) {own} "
        rf"(?P<a>(?:{_ADJ} ){{0,2}}){noun}\b|"
        rf"\b(?:slipped|slid|pushed|put) {own} (?P<b>(?:{_ADJ} ){{0,2}}){noun} (?:back )?(?:in|into|"
        rf"onto|on) (?:his|her|my) (?:{_BODY})\b|"
        rf"\bopened (?:his|her|my) (?P<c>(?:{_ADJ} ){{0,2}}){noun}\b|"
        rf"\b[Tt]he (?P<d>(?:{_ADJ} ){{0,2}}){noun}(?:,? (?:[a-z]+ ){{0,4}}|[^.,;!?\n]{{0,40}} )(?:in|"
        rf"against|around|on|upon) (?:his|her|my) (?:{_BODY})\b"
    )


@lru_cache(maxsize=512)
def _returns(noun: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b{_BACK} (?:\w+,? ){{0,5}}?{noun}\b|\b{_BACK} (?:up |out |back )?(?:it|them)\b|\b(?:{noun}|[Ii]"
        rf"t)\b (?:\w+ ){{0,3}}?{_BACK}\b"
    )


def _same(gone: re.Match[str], held: re.Match[str]) -> bool:
    """The adjectives of the two mentions can be of one thing: one has none, or they share a word."""
    one = set(gone["adjectives"].split())
    other = set((held["a"] or held["b"] or held["c"] or held["d"] or "").split())
    return not one or not other or bool(one & other) or len(one) == len(other) == 1


def _elsewhere(between: str) -> bool:
    return bool(
        re.search(
            r"\b(?:years|months|weeks) (?:later|passed|went)\b|\* ?\* ?\*|\bdream\w*|\bremember\w*", between
        )
    )
