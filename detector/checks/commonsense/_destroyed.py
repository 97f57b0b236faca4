"""Things that are destroyed, used up or dead, and then whole or working again with nothing that mended
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose, clashes_with, plainly_told
from detector.text.cued import Cued

_OWN = "(?:the|his|her|my|their|our)"
_ADJ = (
    r"(?!(?:in|on|at|to|of|for|the|an?|and|or|from|with|into|as|that|which|by|when|his|her|my|who|himself|"
    r"herself|itself|themselves|myself|one|after|before|behind|until|too|again|away|down|up|out|off|over|"
    r"under|then)\b)[a-z’'-]+"
)
_NOUN = (
    r"(?P<noun>(?!(?:in|on|at|to|of|for|the|and|or|from|with|into|as|that|which|by|when|his|her|my|who|"
    r"himself|herself|itself|themselves|myself|one|after|before|behind|until|too|again|away|down|up|out|"
    r"off|over|under|then|whole|last|rest)\b)[a-z]{3,})"
)
_NP = rf"{_OWN} (?P<adjectives>(?:{_ADJ} ){{0,2}}){_NOUN}\b"
_DEVICE = (
    "phone|telephone|radio|lamp|torch|flashlight|laptop|computer|television|tablet|engine|car|truck|clock|"
    "watch"
)

_GONE: tuple[tuple[str, Cued], ...] = (
    (
        "destroyed",
        Cued(
            r"\b(?:burned|burnt|smashed|shattered|tore up|ripped up|shredded|incinerated|destroyed|melted "
            r"down|cut up|crushed|"
            rf"demolished|sawed up|chopped up) {_NP}(?! (?:of|off|down|out|open|through|against|door|window))"
        ),
    ),
    (
        "torn",
        Cued(
            rf"\b(?:tore|ripped|smashed|ground|broke|snapped|cut|chopped) {_NP} (?:in|into|to) (?:pieces|"
            rf"strips|shreds|bits|two|half|halves|powder|splinters|ribbons)\b"
        ),
    ),
    (
        "in_pieces",
        Cued(
            rf"\b[Tt]he (?P<adjectives>(?:{_ADJ} ){{0,2}}){_NOUN} (?:was|had been|lay|went) "
            r"(?:smashed|destroyed|incinerated|burned to (?:the ground|ashes|a cinder)|melted down|ground "
            r"to (?:powder|dust)|"
            r"in (?:a (?:hundred|thousand|dozen) |[a-z-]+ )?(?:pieces|shards|bits|splinters|fragments|"
            r"ruins|ashes)|up in smoke)\b"
        ),
    ),
    (
        "consumed",
        Cued(
            rf"\b(?:swallowed|devoured|ate|drank|drained|emptied|finished) {_NP}(?: (?:up|whole|down|to "
            rf"the last (?:drop|crumb)))\b"
        ),
    ),
    (
        "dead_device",
        Cued(
            rf"\b(?:unplugged|pulled the plug (?:of|on)) (?:the|his|her|my) (?P<adjectives>(?:{_ADJ} "
            rf"){{0,2}})(?P<noun>{_DEVICE})\b|"
            rf"\b(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y) (?P<adjectives2>(?:{_ADJ} ){{0,2}})(?P<noun2>{_DEVICE})"
            rf"(?:['’]s "
            rf"battery)? (?:had died|died|went dead|was dead)(?=[.,;!])"
        ),
    ),
)
_WHOLE = (
    r"(?:mend\w*|repair\w*|fix\w*|glu\w+|rebuil\w+|restor\w+|replac\w+|reassembl\w+|put (?:\w+ )?(?:back "
    r")?together|piec\w+ together|stitch\w*|"
    r"sew\w*|sewn|tap\w+|solder\w*|weld\w*|anew|again whole|another|second|new|spare|other|copy|copies|"
    r"bought|borrow\w*|"
    r"plug\w*|charg\w+|recharg\w*|battery|batteries|power (?:came|was|returned)|refill\w*|fill\w*|magic\w*|"
    r"spell\w*|reform\w*|"
    r"regrew|healed|ghost|dream\w*|remember\w*|imagin\w*|(?:one|half|some|part) of|that (?:was|were) left|"
    r"what was left|remains|"
    r"(?:picked|took|gathered|found|joined|fetched|collected) (?:\w+ ){0,4}(?:halves|half|pieces|fragments|"
    r"shards|scraps|ashes))"
)


def used_again(prose: Prose) -> Iterator[Candidate]:
    """The letter is burned, and then unfolded."""
    for kind, pattern in _GONE:
        for gone in pattern.finditer(prose.text):
            groups = gone.groupdict()
            noun = groups.get("noun") or groups.get("noun2") or ""
            if not plainly_told(prose, *gone.span()) or not _single(prose.text, noun):
                continue
            if re.search(
                r"\b(?:almost|nearly|tried to|wanted to|meant to|half|have|as if|would) (?:\w+ )?$",
                prose.text[max(0, gone.start() - 24) : gone.start()],
            ):
                continue
            used = _using(noun, kind).search(prose.text, gone.end(), gone.end() + 2500)
            if used is None or not plainly_told(prose, *used.span()):
                continue
            between = prose.text[gone.end() : used.start()]
            rest = prose.text[used.end() : prose.sentence(used.start()).end]
            if re.search(rf"\b{_WHOLE}\b", between + rest) or re.search(
                r"\* ?\* ?\*|\b(?:years|months|weeks) later\b", between
            ):
                continue
            yield Candidate(
                "C02",
                *used.span(),
                f"The {noun} {'is dead' if kind == 'dead_device' else 'is gone'}, and nothing makes it "
                f"whole again.",
                (clashes_with(prose.text, *gone.span()),),
                {"kind": kind, "noun": noun, "distance": used.start() - gone.end()},
                scope="asserted",
                in_dialogue=False,
            )
            break


def _single(text: str, noun: str) -> bool:
    return bool(noun) and not re.search(
        rf"\b{noun}(?:s|es)\b|\b(?:another|second|new|other|spare) (?:\w+ )?{noun}\b", text
    )


@lru_cache(maxsize=512)
def _using(noun: str, kind: str) -> re.Pattern[str]:
    own, adjectives = "(?:the|his|her|my|their|our)", r"(?:[a-z’'-]+ ){0,2}?"
    lit = (
        rf"\b(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y) {adjectives}{noun} (?:rang|lit up|buzzed|glowed|shone|ticked|"
        rf"chimed|cast|hummed|crackled|played|roared)\b"
    )
    on = rf"\b(?:switched on|turned on|answered|dialled|drove|started) {own} {adjectives}{noun}\b"
    if kind == "dead_device":
        return re.compile(f"{lit}|{on}")
    verbs = (
        "read|reread|unfolded|refolded|opened|lit|wore|put on|rode|played|crossed|polished|folded|"
        "sharpened|drove|filled|hung up|"
        r"looked into|gazed into|drank from|sat(?: \w+){0,4}? (?:on|in|upon)|lay down on|locked|unlocked|"
        "climbed|picked up|poured|tuned"
    )
    return re.compile(rf"\b(?:{verbs}) {own} {adjectives}{noun}\b(?!['’-])|{lit}|{on}")
