"""Sun, moon and season against the hour, the date and each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from detector.checks.base import Candidate
from detector.checks.commonsense._told import Told, clash
from detector.text.cued import Cued
from detector.text.dates import MONTH, MONTHS, find_dates

ELSEWHERE = re.compile(
    r"\b(?:Australia\w*|Sydney|Melbourne|Perth|Brisbane|New Zealand|Auckland|Wellington|Argentin\w+|"
    r"Buenos Aires|Chile\w*|"
    r"Santiago|Patagoni\w+|South Africa\w*|Cape Town|Johannesburg|Antarctic\w*|Brazil\w*|Rio|Peru\w*|"
    r"Uruguay|southern (?:hemisphere|"
    r"half|summer|winter|ocean)|Tasmani\w+|Zimbabwe|Madagascar|Falkland\w*|Invercargill|Dunedin|"
    r"Christchurch|Hobart|Adelaide|Darwin|Queensland|Lima|Montevideo|Durban|Pretoria|Windhoek|Botswana|"
    r"Ushuaia|Punta Arenas|outback|kangaroos?|koalas?|crossed the line|planet|moons|twin suns|two suns|"
    r"Mars|Martian|colony|orbit|"
    r"starship|spaceship|spacecraft|alien\w*|calendar|upside[- ]down|on that world)\b",
)
_POLAR = Cued(
    r"\b(?:Arctic|Antarctic\w*|polar|pole|Norw\w+|Tromsø|Lapland|Finland|Alaska\w*|Svalbard|Iceland\w*|"
    r"Greenland\w*|midnight sun|Siberia\w*|"
    r"eclips\w+|white nights?|Petersburg|north of the circle|fjord\w*|Shetland|Murmansk|far north|"
    r"underground|cave\w*|mine|cellar|"
    r"blinds|curtains|shutters|storm\w*|smoke|ash|fog|nuclear|apocalyp\w+|magic\w*|spell|curse\w*|"
    r"dream\w*|vision|simulat\w+|"
    r"screen|painting|photograph|film|planet\w*|space\w*|station|orbit\w*|Mars|Martian|alien\w*|portal|"
    r"world|universe|"
    r"ghost\w*|sun went out|darkened|time zones?|jet[- ]?lag\w*|clock (?:had|was|must)|stopped clock)\b",
    re.IGNORECASE,
)
_DAY = Cued(
    rf"\bIt was (?:already |just |now |still |nearly )?(?:(?:late |early |mid-?)?(?:{MONTH})"
    rf"[^.!?\n]{{0,14}}? )?(?P<what>(?:just )?(?:past |after )?(?:noon|midday|high noon)|"
    rf"an? (?:bright|sunny|clear|fine|hot|blazing|warm|glorious|brilliant|lovely|cloudless)(?:,? [a-z]+)"
    rf"?(?: (?:{MONTH}|spring|summer|autumn|winter))? (?:morning|afternoon|noon|day))\b"
)
_DARK = re.compile(
    r"\b(?P<what>[Ii]t was (?:already |quite |pitch[- ]|completely |fully )?(?:dark|night|midnight|"
    r"nightfall)\b|[Tt]he (?:moon|stars?) (?:had (?:set|risen)|shone|was (?:high|full|up|bright)|"
    r"hung|were (?:out|bright|shining)|glittered|twinkled)[^.!?\n]{0,40}|[Tt]he (?:first|pale|grey|gray)"
    r"(?: [a-z]+){0,2} (?:of )?dawn (?:showed|broke|crept|lit)[^.!?\n]{0,30}|"
    r"[Tt]he night (?:was|sky)[^.!?\n]{0,20})"
)
_NIGHT = Cued(
    r"\b[Ii]t was (?:already |just |now |nearly |exactly |almost |long )?(?P<what>(?:just )?(?:past |"
    r"after )?(?:midnight|the middle of the night|the dead of night|(?:one|two|three) (?:o['’]clock )?in "
    r"the morning))\b"
)
_SUN = Cued(
    r"\b(?P<what>[Tt]he (?:noon|midday|morning|afternoon|hot|bright|blazing)?\s?sun (?:was (?:high|"
    r"overhead|blazing|hot|bright|shining|directly)|stood high|shone|blazed|beat|burned|burnt|glared|"
    r"poured|"
    r"streamed|hung high|dazzled|warmed)[^.!?\n]{0,40}|[Ss]unlight (?:poured|streamed|flooded|fell|filled|"
    r"lay)[^.!?\n]{0,40}|[Ii]t was (?:broad daylight|noon|midday)\b)"
)
_PASSES = re.compile(
    r"\b(?:hours?|later|until|till|waited|all (?:day|night|afternoon|morning|evening)|by (?:now|then|"
    r"evening|nightfall|dusk|dark|the time|noon|morning)|next|following|"
    r"that (?:night|evening|afternoon)|evening|dusk|sunset|sundown|sunrise|daybreak|when (?:he|she|they|I|"
    r"we|it)|once|before|after(?:wards)?|finally|at last|"
    r"passed|slept|woke|wakes?|day after|tomorrow|yesterday|remember\w*|meanwhile|soon|eventually|drove|"
    r"journey|arriv\w+|walked|day wore|would|used to|years?|weeks?|days|"
    r"months|as (?:he|she|they|I|we)|turned|then)\b|\n\s*(?:\*|#|-{3})",
    re.IGNORECASE,
)


def wrong_sky(told: Told) -> Iterator[Candidate]:
    """Dark at a bright noon, sun at midnight, the shortest day in June, full and new moon days apart."""
    yield from _hours(told)
    yield from _solstices(told)
    yield from _seasons(told)
    yield from _moons(told)
    yield from _rises(told)


def _hours(told: Told) -> Iterator[Candidate]:
    text = told.text
    for anchor, denied, kind in ((_DAY, _DARK, "dark_day"), (_NIGHT, _SUN, "night_sun")):
        for found in anchor.finditer(text):
            if not told.plain(*found.span("what")) or _POLAR.search(
                text[max(0, found.start() - 500) : found.end() + 600]
            ):
                continue
            for other in denied.finditer(text, found.end(), min(len(text), found.end() + 420)):
                between = text[found.end() : other.start()]
                far = told.sentences_between(found.start(), other.start())
                if (
                    "\n" in between.strip()
                    or far > 5
                    or _PASSES.search(between)
                    or not told.plain(*other.span("what"))
                ):
                    break
                if (
                    re.search(
                        r"\b(?:inside|in the|room|house|cellar|under|hall|where)\b",
                        told.prose.around(other.start(), 0, 0)[:-1],
                    )
                    and "dark" in other[0]
                    and "already" not in other[0]
                ):
                    break
                yield clash(
                    told.prose,
                    "C05",
                    (other.start(), _clause_end(told, other)),
                    f"“{text[slice(*found.span('what'))]}” a moment before.",
                    [(found.start(), found.end("what"))],
                    kind,
                    sure=far <= 4,
                    sentences=far,
                )
                break


def _clause_end(told: Told, found: re.Match[str]) -> int:
    return found.start() + len(found[0].rstrip(" ,;"))


_SOLSTICE = Cued(r"\bthe (?P<which>shortest|longest) (?P<part>day|night) of the year\b")
_WINTER = frozenset({12})
_SUMMER = frozenset({6})


def _solstices(told: Told) -> Iterator[Candidate]:
    text = told.text
    for found in _SOLSTICE.finditer(text):
        sentence = told.prose.sentence(found.start())
        low, high = max(sentence.start, found.start() - 70), min(sentence.end, found.end() + 70)
        dates = list(find_dates(text, low, high))
        months = {d.month for d in dates} or {
            MONTHS.index(m[1]) + 1
            for m in re.finditer(rf"\b(?:in|of|late|early) ({MONTH})\b", text[low:high])
        }
        if len(months) != 1 or ELSEWHERE.search(text) or not told.real(found.start()):
            continue
        winter = (found["which"] == "shortest") == (found["part"] == "day")
        month = months.pop()
        if month in ((11, 12, 1) if winter else (5, 6, 7)):
            continue
        span = (min(found.start(), dates[0].start), max(found.end(), dates[0].end)) if dates else found.span()
        yield clash(
            told.prose,
            "C05",
            span,
            f"The {found['which']} {found['part']} of the year falls in "
            f"{'December' if winter else 'June'} (north of the equator).",
            [],
            "solstice",
        )


_SEASON_MONTH = re.compile(
    rf"\b(?:(?P<s1>winter|summer|midwinter|midsummer|spring|autumn) (?:morning|evening|day|night|"
    rf"afternoon)s? (?:in|of) (?:late |early |mid-)?(?P<m1>{MONTH})|"
    rf"(?:in|on) (?:a |an |the )?(?:[a-z]+ )?(?P<m2>{MONTH})(?:,| was| is|, in) (?:in )?(?:the (?:depths?|"
    rf"height|middle|heart|dead) of )(?P<s2>winter|summer|spring|autumn)|"
    rf"(?:the (?:depths?|height|middle|heart|dead) of )(?P<s3>winter|summer|spring|autumn),? (?:in |of )"
    rf"?(?:late |early |mid-)?(?P<m3>{MONTH})|"
    rf"(?P<s4>[Mm]idsummer|[Mm]idwinter|[Mm]idsummer['’]s (?:day|eve)),? (?:in |on |of )?(?:the \w+ of )"
    rf"?(?P<m4>{MONTH}))\b"
)
_SEASONS = {
    "winter": {11, 12, 1, 2, 3},
    "summer": {5, 6, 7, 8, 9},
    "spring": {2, 3, 4, 5, 6},
    "autumn": {8, 9, 10, 11, 12},
}


def _seasons(told: Told) -> Iterator[Candidate]:
    for found in _SEASON_MONTH.finditer(told.text):
        i = next(i for i in "1234" if found[f"s{i}"])
        season = found[f"s{i}"].lower().replace("mid", "")[:6]
        season = "autumn" if season.startswith("autumn") else season.split("’")[0].split("'")[0]
        month = MONTHS.index(found[f"m{i}"]) + 1
        if (
            month in _SEASONS.get(season, set(range(13)))
            or ELSEWHERE.search(told.text)
            or not told.real(found.start())
        ):
            continue
        if re.search(
            r"\b(?:like|as if|as cold as|unseasonabl\w+|felt)\b", told.prose.around(found.start(), 0, 0)
        ):
            continue
        yield clash(
            told.prose,
            "C05",
            found.span(),
            f"{found[f'm{i}']} is no month of {season} (north of the equator).",
            [],
            "season_month",
        )


_MOON = Cued(
    r"\b(?P<what>(?:[Tt]he |a |[Nn]o )?(?P<full>full moon|moon (?:was|hung|rose|shone) full)|(?:[Tt]he |a "
    r")?(?P<new>new moon|moonless night|night was moonless|(?:thin|thinnest|slender|narrow) (?:sliver|"
    r"crescent)(?: of a?)?(?: moon)?))\b"
)
_NIGHTS = Cued(
    r"\b(?P<n>the next|the following|one|two|three|four|five|a|1|2|3|4|5) (?P<unit>nights?|days?)(?: "
    r"later| after(?:wards)?| before|,)?\b",
    re.IGNORECASE,
)
_FEW = {"the next": 1, "the following": 1, "one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def _moons(told: Told) -> Iterator[Candidate]:
    text = told.text
    found = [m for m in _MOON.finditer(text) if told.plain(*m.span("what"))]
    for one, two in pairwise(found):
        if bool(one["full"]) == bool(two["full"]) or two.start() - one.end() > 700:
            continue
        between = text[one.end() : two.start()]
        steps = list(_NIGHTS.finditer(between))
        if (
            len(steps) != 1
            or ELSEWHERE.search(text)
            or re.search(
                r"\b(?:weeks?|months?|years?|last|until|every|each|planet|werewol\w+|eclipse)\b", between
            )
        ):
            continue
        n = (
            _FEW.get(steps[0]["n"].lower(), 0) or int(steps[0]["n"])
            if steps[0]["n"].isdigit()
            else _FEW.get(steps[0]["n"].lower(), 9)
        )
        if n <= 5 and (
            " later" in steps[0][0] or steps[0]["n"].lower().startswith("the ") or "after" in steps[0][0]
        ):
            yield clash(
                told.prose,
                "C05",
                two.span("what"),
                "From full to new moon it is two weeks.",
                [one.span("what"), (one.end() + steps[0].start(), one.end() + steps[0].end())],
                "moon",
                nights=n,
            )


_RISES = Cued(
    r"\b(?P<what>(?:[Tt]he )?(?:sun (?P<v>rose|set|came up|went down|was (?:rising|setting)|sank)|"
    r"sun(?P<v2>rise|set)|(?P<v3>dawn|dusk)(?: broke| came| fell)?)[^.!?;,\n]{0,18}? at (?:about |exactly "
    r"|around |almost )?(?P<h>\w+|\d{1,2})(?:[:.]\d\d)?"
    r"(?P<half>\s?[ap]\.?\s?m\b\.?| (?:o['’]clock )?(?:in the (?:morning|afternoon|evening)|at night)))"
)


def _rises(told: Told) -> Iterator[Candidate]:
    text = told.text
    for found in _RISES.finditer(text):
        if not told.plain(*found.span("what")) or _POLAR.search(text):
            continue
        half = found["half"].lower()
        morning = "morning" in half or re.match(r"\s?a", half) is not None
        up = (found["v"] or found["v2"] or found["v3"]).lower() in (
            "rose",
            "came up",
            "was rising",
            "rise",
            "dawn",
        )
        if morning != up:
            yield clash(
                told.prose,
                "C05",
                found.span("what"),
                f"The sun does not {'rise' if up else 'set'} "
                f"{'in the morning' if morning else 'after noon'}.",
                [],
                "sun_clock",
            )
