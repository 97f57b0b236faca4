"""The moon and the polar sun against what the story said of them, and months that a few days cannot pass."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose
from detector.checks.commonsense._telling import fine, one_scene, sentences_apart
from detector.checks.commonsense._told import clash
from detector.text.cued import Cued
from detector.text.dates import MONTH, MONTHS
from detector.text.numbers import value_of

_DARK_MOON = Cued(
    r"\b(?P<what>(?:[Ii]t was |[Bb]eing |at |in )?the dark of the moon|(?:a |the )?moonless(?: night)?|"
    r"[Tt]here was no moon(?: that night| tonight)?\b|night (?:of the|of a) new moon|[Tt]he moon was new|"
    r"no moon (?:that night|"
    r"tonight|in the "
    r"sky)|[Nn]o moon (?:shone|rose|showed))"
)
_FULL_MOON = Cued(
    r"\b(?P<what>(?:by |in |under )?(?:the )?(?:light of )?(?:the |a )(?:\w+ )?(?:full moon|moonlight)|"
    r"[Tt]he moon (?:shone|"
    r"was (?:full|bright|high)|hung full|blazed|poured|lit)|[Mm]oonlight (?:poured|fell|lay|flooded|"
    r"streamed|lit|"
    r"glittered|silvered|shone))"
)
_OTHER_NIGHT = Cued(
    r"\b(?:next|following|nights?|days?|weeks?|months?|years?|morning|later|until|till|tomorrow|last|"
    r"when (?:he|she|they) (?:was|were)|once|remember\w*|painted|painting|picture|song|sang|rose|came out|"
    r"had been|clouds?|like)\b",
    re.IGNORECASE,
)
_POLAR = Cued(
    rf"\b(?P<what>[Ss]un\b[^.!?\n]{{0,70}}(?:would not|wouldn['’]t|will not|won['’]t|not|"
    rf"never)\b[^.!?\n]{{0,60}}"
    rf"\b(?:until|till|before) (?:the )?(?:\w+ ){{0,4}}?(?P<m>{MONTH}))\b"
)
_RISE = Cued(
    r"\b(?P<what>[Tt]he (?:\w+ )?sun (?:rose|came up|shone|poured|was (?:high|shining|up|bright)|blazed|beat|"
    r"streamed|climbed|set|went down)|[Ss]un(?:light|shine) (?:poured|fell|streamed|flooded|"
    r"lay))[^.!?\n,;]{0,30}"
)
_DATED = re.compile(
    rf"\b(?:in|of|on|by) (?:(?:the )?[\w-]+ (?:of )?)?(?P<m>{MONTH})\b|\bNew Year\b|\bChristmas\b"
)

_DAY_STEP = Cued(
    r"\b(?P<step>(?:[Tt]he )?(?P<n>[Nn]ext|[Ff]ollowing|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|"
    r"[Ss]even|[Tt]en|[Aa]) "
    r"(?P<u>days?|mornings?|afternoon|evening|nights?|week)(?: (?:later|after(?:wards)?|on|had passed|"
    r"passed))?|"
    r"[Tt]he (?:day|morning) after|[Tt]omorrow|[Oo]vernight)\b"
)
_WINTER = Cued(
    r"\b(?P<what>Christmas(?: Eve| Day)?|New Year['’]s (?:Eve|Day)|midwinter|(?:mid-)?(?:January|December|"
    r"February)|"
    r"Twelfth Night|Candlemas|Boxing Day|the winter solstice)\b"
)
_SUMMER = Cued(
    r"\b(?P<what>[Mm]idsummer|(?:mid-)?(?:July|August|June)|the summer solstice|St\.? John['’]s (?:Eve|"
    r"Day))\b"
)
_SUMMERY = re.compile(
    r"\b(?P<what>(?:picked|picking|gathered|gathering|ate|eating) (?:\w+ ){0,2}?(?:ripe )?(?:strawberries|"
    r"raspberries|blackberries|"
    r"cherries|peaches|plums|apricots|sunflowers|bluebells|poppies|daffodils|apples|figs|grapes|tomatoes)|"
    r"hay (?:was|had been) (?:cut|mown)|haymaking|(?:brought|bringing) in the (?:hay|harvest)|"
    r"(?:apple|cherry|plum) (?:trees )?(?:in|were in|was in) (?:full )?(?:blossom|bloom)|wheat (?:stood|"
    r"was) (?:golden|"
    r"high|ripe)|swallows nested|roses (?:were|bloomed))"
)
_WINTRY = Cued(
    r"\b(?P<what>(?:skat(?:ed|ing) on the (?:frozen )?(?:pond|lake|river|canal)|(?:built|made|"
    r"rolled) a snowman|snow (?:lay|"
    r"fell|covered|drifted)|snowdrifts?|snowdrops|icicles hung|(?:pond|lake|river) (?:was|had) frozen))"
)
_SOUTH = re.compile(
    r"\b(?:Australia\w*|Sydney|Melbourne|Perth|New Zealand|Argentin\w+|Chile\w*|South Africa\w*|Cape Town|"
    r"greenhouse|hothouse|glasshouse|Brazil\w*|Peru\w*|southern|planet|colony|flew|plane|airport|jet|"
    r"abroad|Florida|"
    r"California|Hawaii|tropic\w*|equator|desert|island|Africa|Caribbean|conservatory|bottled|"
    r"frozen straw|tinned|jar|"
    r"like|dream\w*|magic\w*|witch\w*|fairy|spell)\b"
)


def wrong_moons_told(prose: Prose) -> Iterator[Candidate]:
    """A moonless night with a full moon; a sunrise in the polar night."""
    text = prose.text
    for pattern, denied in ((_DARK_MOON, _FULL_MOON), (_FULL_MOON, _DARK_MOON)):
        for one in pattern.finditer(text):
            if prose.quoted(*one.span()) or not fine(prose, *one.span("what")):
                continue
            for two in denied.finditer(text, one.end(), one.end() + 1200):
                between = text[one.end() : two.start()]
                tail = text[two.start() : prose.sentence(two.start()).end]
                far = sentences_apart(prose, one.start(), two.start())
                if _OTHER_NIGHT.search(
                    re.sub(r"\ba night with\b|\bnight (?=watch|air|sky)", "", between) + tail
                ):
                    break
                if far > 10 or not one_scene(between) or prose.quoted(*two.span()):
                    break
                if not fine(prose, *two.span("what")):
                    break
                yield clash(prose, "C05", two.span("what"), "The night had no moon.", [one.span("what")],
                            "moon_told", sure=far <= 4 or "full" in two[0] + one[0])  # fmt: skip
                break
    for one in _POLAR.finditer(text):
        back = MONTHS.index(one["m"].capitalize()) + 1
        for two in _RISE.finditer(text, one.end()):
            dated = list(_DATED.finditer(text, one.end(), two.start()))
            if not dated or prose.quoted(*two.span()) or not fine(prose, *two.span("what")):
                continue
            month = MONTHS.index(dated[-1]["m"].capitalize()) + 1 if dated[-1]["m"] else 12
            ahead = (back - month) % 12
            between = text[one.end() : two.start()]
            if ahead > 6 or re.search(
                r"\b(?:sun(?:rise)? (?:was )?back|return\w*|south|months?|photograph|lamp)\b", between
            ):
                break
            lead = text[dated[-1].start() - 14 : dated[-1].end()]
            if ahead == 0 and not (
                re.search(r"\b(?:first|second|third|fourth|fifth|[1-9])\b", lead)
                and re.search(r"\b(?:last|end|late|thirtieth|thirty)\b", one[0])
            ):
                break
            yield clash(prose, "C05", two.span("what"), "The sun was to stay below the horizon until then.",
                        [one.span("what")], "polar_sun", sure=True)  # fmt: skip
            break


def wrong_steps(prose: Prose) -> Iterator[Candidate]:
    """A few days that would have to be months: February, and two days afterwards late August."""
    text = prose.text
    for step in _DAY_STEP.finditer(text):
        days = _days(step)
        if days is None or days > 10 or not fine(prose, *step.span("step")):
            continue
        end = prose.sentence(step.start()).end
        tail = text[step.end() : min(end, step.end() + 60)]
        head = text[max(0, step.start() - 900) : step.start()]
        base = max(0, step.start() - 900)
        month = re.search(rf"^(?:,? (?:it was|being|on|in|was|which was))*,? ?(?:the |a |"
                          rf"an )?(?:[\w-]+ ){{0,4}}?(?:of )?"
                          rf"(?:late |early |mid-)?(?P<m>{MONTH})\b", tail)  # fmt: skip
        found: tuple[int, int, int, int] | None = None
        if month and month["m"][0].isupper():
            before = [m for m in re.finditer(rf"\b(?P<m>{MONTH})\b", head) if m["m"][0].isupper()]
            if before:
                one = MONTHS.index(before[-1]["m"].capitalize())
                two = MONTHS.index(month["m"].capitalize())
                lead = head[max(0, before[-1].start() - 30) : before[-1].start()]
                told = re.search(
                    r"\b(?:[Ii]t was|week of|morning of|evening of|day of|night of|in|in (?:late|early|"
                    r"mid)|on the|th of|st of|"
                    r"first of|middle of|end of|beginning of|[Ll]ate|[Ee]arly|"
                    r"[Mm]id)[ -](?:\w+ )?$", lead)  # fmt: skip
                if told and (two - one) % 12 not in (0, 1):
                    found = (before[-1].start() + base, before[-1].end() + base,
                             step.start(), step.end() + month.end())  # fmt: skip
        for season, marks in ((_WINTER, _SUMMERY), (_SUMMER, _WINTRY)):
            marked = marks.search(text, step.end(), min(end, step.end() + 120))
            before = list(season.finditer(head))
            other = (_SUMMER if season is _WINTER else _WINTER).search(head)
            if found is None and marked and before and not other:
                a, b = before[-1].span("what")
                found = (a + base, b + base, step.start(), marked.end("what"))
        if found is None:
            continue
        between = text[found[1] : step.start()]
        steps = list(_DAY_STEP.finditer(between))
        if _SOUTH.search(text[found[0] : end]) or len(steps) > 1 or not one_scene(between):
            continue
        if re.search(r"\b(?:months?|years?|weeks|seasons?|spring|until|till|last (?:year|winter|summer|"
                     r"month)|ago|since|would come|planned|"
                     r"remember\w*|before)\b", between + text[found[2] : found[3]]):  # fmt: skip
            continue
        if prose.quoted(found[0], found[1]) or prose.quoted(found[2], found[3]):
            continue
        yield clash(prose, "C05", found[2:], "So few days cannot pass so much of the year.",
                    [found[:2]], "step_of_days", sure=True, days=days)  # fmt: skip


def _days(step: re.Match[str]) -> float | None:
    if step["n"] is None:
        return 1.0
    n, unit = step["n"].lower(), step["u"].lower()
    later = step["step"].split()[-1] in ("later", "after", "afterwards", "on", "passed")
    if n in ("next", "following"):
        return 7.0 if unit == "week" else 1.0
    if not later:
        return None
    count = 1.0 if n == "a" else float(value_of(n) or 0)
    return count * (7 if unit == "week" else 1) or None
