"""Things in containers too small for them, amounts they cannot hold, fire in a pocket, things afloat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from detector.checks.base import Candidate
from detector.checks.commonsense._lexicon import alternatives
from detector.checks.commonsense._meant import doubtful, meant
from detector.checks.commonsense._prose import Prose
from detector.lexicon import noun
from detector.lexicon.capacity import containers, least_length, measures
from detector.text.cued import Cued
from detector.text.numbers import find_numbers
from detector.text.story import StoryDoc
from detector.text.tokens import read_tokens

_DET = r"(?:the|his|her|their|my|your|our|its|an?|[A-Z][a-z]+[’']s)"
_SMALL = Cued(
    r"\b(?:toy|miniature|tiny|little|model|fold\w*|collapsible|pocket-sized|palm-sized|small|mini|"
    r"shrunk\w*|shrink\w*|"
    r"charm|keychain|origami|paper|plastic|stuffed|brooch|figurine|statuette|carved|carving|chocolate|"
    r"half a|piece|bit|"
    r"slice|handful|doll\w*|bottomless|bigger on the inside|bag of holding|name of|story of|song of|key|"
    r"keys|key to|"
    r"pictures?|photographs?|photos?|drawings?|sketch(?:es)?|postcards?|paintings?|portraits?|plans?|"
    r"map|ticket|"
    r"corner of|end of|tip of|hilt|handle|part of|smell|stuck out|sticking out|poking out|peek\w*|top "
    r"of|protrud\w*|"
    r"joke\w*|clown|conjuror|conjurer|magician|giant\w*|figurative\w*|metaphor\w*)\b",
    re.IGNORECASE,
)
_TOO_SOFT = frozenset(
    {"textile", "clothing", "document", "cord", "plant", "food", "abstract", "place", "body_part", "animal"}
)
_FLAME = (
    r"(?:torch|candle|night-light|match|firebrand|brazier|oil lamp|lantern|taper|ember|cigar|cigarette|"
    r"coal|sparkler|candlestick)"
)
_BURNS = (
    r"(?:(?:coat|hip|breast|trouser|shirt|back|jacket|apron) )?(?:pockets?|envelope|handkerchief|purse|"
    r"handbag|wallet|satchel|"
    r"sleeve|paper bag|drawer|desk drawer|backpack|rucksack|sock|mitten|glove|wardrobe|haystack|"
    r"bookshelf|briefcase|suitcase)"
)
_HEAVY = (
    "anvil|cannonball|millstone|ingot|paving stone|flagstone|gravestone|tombstone|boulder|brick|cannon|"
    "iron bar|"
    "horseshoe|dumbbell|barbell|padlock|crowbar|sledgehammer|paperweight|gold bar|manhole cover|bust|"
    "safe|flatiron|"
    "anchor|bowling ball|steel girder|girder|lead pipe|stove|coin|spanner|wrench|pickaxe"
)
_WATER = (
    r"(?:water|waves?|swell|pond|river|lake|sea|stream|tide|surface|pool|current|bay|harbou?r|canal|"
    r"ocean|well|moat|bath)"
)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    box = alternatives(containers())
    name = r"(?P<thing>[a-z][a-z'’-]+(?: [a-z][a-z-]+)?)"
    inner = r"(?:in|into|inside|within|from|out of)"
    held = (
        rf"\b{_DET} (?:[a-z]+,? ){{0,2}}?{name}(?: (?:ticking|hidden|tucked|concealed|stowed|stuffed|"
        rf"kept|carried|resting|"
        rf"back|away|deep|up))? {inner} {_DET} (?:[a-z]+ ){{0,1}}?(?P<box>{box})\b(?! of\b|[-’'])"
    )
    there = (
        rf"\b(?P<box>{box}) (?:there )?(?:was|were|lay|lies|sat|stood|hung|held|contained|concealed) {_DET} "
        rf"(?:[a-z]+,? ){{0,2}}?{name}(?=[.,;!]| (?:and|that|which|with)\b)"
    )
    inside = (
        rf"\b[Ii]nside (?:{_DET} )(?:[a-z]+ )??(?P<box>{box}) (?:was|were|lay|sat|"
        rf"stood) {_DET} (?:[a-z]+,? ){{0,2}}?{name}"
        rf"(?=[.,;!]| (?:and|that|which|with)\b)"
    )
    under = (
        rf"\b(?:had|hid|kept|carried|"
        rf"found) {_DET} (?:[a-z]+,? ){{0,2}}?{name} under {_DET} (?P<box>hat|cap)\b"
    )
    gone = (
        rf"\b{_DET} (?:[a-z]+,? ){{0,2}}?{name} (?:disappeared|vanished|slid|slipped|went|fitted|"
        rf"fit|fell|dropped|came)"
        rf"(?: (?:easily|neatly|snugly|straight|out|right))? (?:in|into|inside|from|"
        rf"out of) {_DET} (?:[a-z]+ ){{0,1}}?"
        rf"(?P<box>{box})\b(?! of\b|[-’'])"
    )
    it = (
        rf"\b(?:folded|rolled up|picked up|took|"
        rf"lifted) {_DET} (?:[a-z]+,? ){{0,2}}?{name}(?: (?:up|once|twice))?,? and "
        rf"(?:slid|slipped|put|tucked|stuffed|pushed|dropped) it (?:back )?(?:in|into|"
        rf"inside) {_DET} (?:[a-z]+ ){{0,1}}?"
        rf"(?P<box>{box})\b(?! of\b|[-’'])"
    )
    return tuple(re.compile(text, re.IGNORECASE) for text in (held, there, inside, under, gone, it))


@cache
def _amounts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    box, unit = alternatives(containers()), alternatives(measures())
    much = (
        rf"(?P<much>(?:an?|half an?|the whole|[a-z]+(?:-[a-z]+)?|\d+) (?P<unit>{unit}|loaves)(?:s|es)? "
        rf"(?:of )?[a-z]+(?: [a-z]+)?)"
    )
    into = (
        rf"\b(?:poured|emptied|tipped|ladled|squeezed|packed|fitted|crammed|stuffed|put) {much} into "
        rf"{_DET} (?:[a-z]+ ){{0,1}}?(?P<box>{box})\b(?! of\b)"
    )
    held = (
        rf"\b{_DET} (?:[a-z]+ ){{0,1}}?(?P<box>{box}) (?:held|contained|took|could hold|had held|had "
        rf"room for) {much}"
    )
    return re.compile(into, re.IGNORECASE), re.compile(held, re.IGNORECASE)


_FIRE = re.compile(
    rf"\b(?:the|a|his|her|my|their) (?:burning|still-burning|still burning|lit|flaming|blazing|"
    rf"lighted|smouldering|smoldering|glowing|glowing-hot) "
    rf"(?P<thing>{_FLAME})"
    rf"(?: \w+){{0,2}}? (?:in|into|inside|under|beneath) {_DET} (?:[a-z]+ ){{0,1}}?(?P<box>{_BURNS})\b|"
    rf"\b(?:lit|lighted) (?:the|a|his|her|my) (?P<thing2>{_FLAME})(?:,| and) (?:slipped|put|tucked|slid|"
    rf"dropped|stuffed) (?:it )?"
    rf"(?:back )?(?:in|into|inside) {_DET} (?:[a-z]+ ){{0,1}}?(?P<box2>{_BURNS})\b",
    re.IGNORECASE,
)
_AFLOAT = Cued(
    rf"\b(?:the|an?|his|her|their|our|[A-Z][a-z]+[’']s) (?:[a-z]+ ){{0,2}}?(?P<thing>{_HEAVY})s?"
    rf"(?: (?:in|into) the (?:[a-z]+ )?{_WATER}, (?:where|and) it)? (?:bobbed|floated|drifted|was "
    rf"floating|was bobbing|"
    rf"came bobbing|bobbed up and down)(?! (?:to|through|into) the (?:air|ceiling|sky|room))"
    rf"(?:(?= among)|(?=[^.!?\n]{{0,40}}\b{_WATER}\b))(?: (?:on|upon|in|over|across|down|out (?:on|to)) the "
    rf"(?:[a-z]+ )?{_WATER}\b)?",
    re.IGNORECASE,
)
_CORK = Cued(
    r"\bthe (?P<thing>cork|feather|ping-pong ball|beach ball|balsa \w+|styrofoam \w+|life jacket|"
    r"lifebuoy|air mattress) "
    r"(?:sank|went down|plunged) (?:straight |slowly |at once |like a stone )*(?:to the bottom|like a "
    r"stone|beneath the (?:water|waves|surface))\b",
    re.IGNORECASE,
)
_ASCENT = re.compile(
    r"\b(?:lifted|carried|held|hoisted|raised|balanced|picked up|swung|tossed|twirled|held up|juggled) "
    r"(?:the|an?|his|her|their) (?:[a-z]+ ){0,2}?"
    r"(?P<thing>anvil|piano|grand piano|horse|cow|bull|elephant|boulder|church|car|lorry|truck|bus|"
    r"cannon|millstone|"
    r"wardrobe|locomotive|tractor|safe|whale|bathtub|sofa|refrigerator|fridge) (?:up |easily |high "
    r")*(?:with|in|on|between|using) "
    r"(?:one|a single|his little|her little|two|the tip of (?:his|her)|his|her|the palm of (?:his|her)) "
    r"(?:\w+ )?(?:hand|finger|fingers|fingertip|thumb|pinkie|palm)\b",
    re.IGNORECASE,
)
_LITTLE_FINGER = Cued(r"\blittle (?:finger|hand)\b", re.IGNORECASE)
_ONE_HAND = Cued(
    r"\b[Ww]ith (?:one|a single|(?:his|her) (?:little|left|right|bare)) (?:hand|finger),? (?:he|"
    r"she|they|the [a-z]+|[A-Z][a-z]+) "
    r"(?:lifted|picked up|raised|hoisted|threw|tossed|carried) (?:the|an?|his|"
    r"her) (?:[a-z]+ ){0,2}?(?P<thing>anvil|piano|horse|"
    r"cow|bull|elephant|boulder|church|car|lorry|truck|bus|cannon|millstone|wardrobe|locomotive|tractor|safe|whale|bathtub|"
    r"sofa|refrigerator|fridge)\b(?! (?:door|keys?|lid|leg|cushion|reins?))"
)
capacity_trace = Cued(
    r"\b(?:pockets?|purse|handbag|wallet|satchel|\w*box|envelope|thimble|egg ?cup|\w*spoon|glass|cup|"
    r"mug|bottle|jar|teapot|"
    r"bucket|pail|drawer|hat|sock|sleeve|glove|locket|bag|backpack|briefcase|vial|flask|jug|keyhole|"
    r"compartment|rucksack|clutch|muff|\w*float\w*|"
    r"bobb\w+|drifted|sank|finger|hand|palm|lit|burning|birdcage)\b",
    re.IGNORECASE,
)


def beyond_capacity(story: StoryDoc, prose: Prose) -> Iterator[Candidate]:
    """C08: what is too large or too much for its container, or too heavy for a hand."""
    seen: set[int] = set()
    for pattern in _patterns():
        for found in pattern.finditer(prose.text):
            thing = _named(found["thing"])
            if thing is None or found.start("thing") in seen or _is_verb(story, found):
                continue
            length, box = least_length(thing) or 0.0, containers()[found["box"].lower()]
            known = noun(thing)
            if known is not None and known.kinds & _TOO_SOFT and length < 400:
                continue
            if length <= box.length * 1.4 or box.name == thing or not _life_size(prose, found):
                continue
            seen.add(found.start("thing"))
            evidence = {"thing": thing, "container": box.name, "ratio": round(length / box.length, 2)}
            sure = length >= box.length * 2 and box.name not in ("hat", "glass", "drawer", "sleeve")
            yield from _one(
                story,
                prose,
                found,
                "C08",
                f"A {thing} is too large to be in a {box.name}.",
                "too_large",
                evidence,
                sure,
            )
    for pattern in _amounts():
        for found in pattern.finditer(prose.text):
            box = containers()[found["box"].lower()]
            litres = _litres(found["much"], found["unit"])
            if litres > 3 * box.litres and _life_size(prose, found):
                evidence = {
                    "amount": found["much"],
                    "container": box.name,
                    "ratio": round(litres / box.litres, 1),
                }
                yield from _one(
                    story,
                    prose,
                    found,
                    "C08",
                    f"A {box.name} does not hold {found['much']}.",
                    "too_much",
                    evidence,
                    True,
                )
    for found in (*_ASCENT.finditer(prose.text), *_ONE_HAND.finditer(prose.text)):
        if _life_size(prose, found) or _LITTLE_FINGER.search(found[0]):
            thing = found["thing"].lower()
            yield from _one(
                story, prose, found, "C08", f"Nobody lifts a {thing} so.", "too_heavy", {"thing": thing}, True
            )


def fire_and_water(story: StoryDoc, prose: Prose) -> Iterator[Candidate]:
    """C09: a flame carried in cloth or paper, heavy things afloat and light ones sunk."""
    for found in _FIRE.finditer(prose.text):
        thing, box = (found["thing"] or found["thing2"]).lower(), (found["box"] or found["box2"]).lower()
        why = f"A burning {thing} sets the {box} on fire."
        yield from _one(
            story, prose, found, "C09", why, "flame_inside", {"thing": thing, "container": box}, True
        )
    for found in _AFLOAT.finditer(prose.text):
        if not re.search(
            r"\b(?:raft|boat|boats|buoy|cork|styrofoam|inflatable|wooden|toy|pumice|mercury|papier)\b",
            prose.around(found.start(), 0, 0),
        ):
            thing = found["thing"].lower()
            yield from _one(story, prose, found, "C09", f"A {thing} sinks.", "floats", {"thing": thing}, True)
    for found in _CORK.finditer(prose.text):
        thing = found["thing"].lower()
        yield from _one(story, prose, found, "C09", f"A {thing} floats.", "sinks", {"thing": thing}, True)


def _is_verb(story: StoryDoc, found: re.Match[str]) -> bool:
    """The word read as the thing is a verb: *it lands in the cup*."""
    tokens = story.reading(read_tokens)
    at = tokens.at(found.end("thing") - 1)
    before = found["thing"].split(" ")[0].lower()
    return (
        tokens.pos[at] in ("VERB", "AUX")
        or tokens.lower[at] in ("lands", "land")
        or before in ("it", "he", "she")
    )


def _named(words: str) -> str | None:
    """The longest end of the two words that has a known least size."""
    parts = words.lower().replace("’", "'").split(" ")
    for name in (
        " ".join(parts),
        parts[0] if len(parts) == 2 and parts[1] in ("ticking", "back", "hidden") else parts[-1],
    ):
        if least_length(name) is not None:
            return name
    return None


def _life_size(prose: Prose, found: re.Match[str]) -> bool:
    sentence = prose.sentence(found.start())
    return not _SMALL.search(
        prose.text, max(sentence.start, found.start() - 200), min(sentence.end, found.end() + 8)
    )


def _litres(much: str, unit: str) -> float:
    number = next(iter(find_numbers(much)), None)
    count = (
        float(number.value)
        if number is not None and number.value is not None
        else 0.5
        if much.startswith("half")
        else 1.0
    )
    return count * measures()["loaf" if unit == "loaves" else unit]


def _one(
    story: StoryDoc,
    prose: Prose,
    found: re.Match[str],
    code: str,
    why: str,
    kind: str,
    evidence: dict[str, Any],
    sure: bool,
) -> Iterator[Candidate]:
    if not meant(story, prose, *found.span()):
        return
    scopes = doubtful(story, *found.span())
    yield Candidate(
        code,
        *found.span(),
        why,
        evidence={"kind": kind, **evidence, "scopes": scopes, "sure": sure and not scopes},
        scope="asserted",
        in_dialogue=False,
    )
