"""What else ties ages to the time of a scene: weddings, years of work, twins, elder and younger kin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.commonsense._life_links import Link, owner_at
from detector.checks.commonsense._people import person_at
from detector.checks.commonsense._told import Told
from detector.text.ages import WHO, N
from detector.text.cued import Cued
from detector.text.dialogue import Quote

Quotes = tuple[Quote, ...]
_WED_AT = Cued(
    rf"{WHO} (?:had )?(?:been )?(?:married|wed|got married|gotten married)(?: (?:him|her|"
    rf"[A-Z][\w-]+))?(?: young)?,? "
    rf"(?:at (?:the age of )?|when (?:he|she) was (?:only |just )?)(?P<n>{N})\b(?! o['’]clock)"
)
_WED_FOR = Cued(
    rf"\b(?:had|has|have) (?:now |already |"
    rf"by now )?been married (?:now )?(?:to [A-Za-z ]{{2,20}} )?for (?P<n>{N}) years"
)
_WORK = (
    r"(?:worked|served|taught|practi[sc]ed|farmed|fished|ruled|reigned|been (?:in office|"
    r"an? (?:[a-z]+ )?(?:monk|nun|soldier|"
    r"sailor|teacher|baker|doctor|nurse|priest|policeman|policewoman|mayor|miner|judge|lawyer|smith|blacksmith|carpenter|"
    r"fisherman|farmer|widow|widower|captain|engineer|librarian|clerk|butcher|tailor|driver|pilot|cook|chef|maid|butler|"
    r"gardener|midwife|shepherd|writer|painter)))"
)
_WORKED_FOR = Cued(
    rf"{WHO} (?:had|has|"
    rf"have) (?:now )?{_WORK}[^.!?;\n]{{0,40}}? for (?P<n>{N}) years\b(?! (?:before|earlier|when))"
)
_TWIN = Cued(
    r"\b(?:[Tt]he (?:identical )?twins,? (?P<a>[A-Z][\w’-]+) and (?P<b>[A-Z][\w’-]+)|"
    r"(?P<a2>[A-Z][\w’-]+) and "
    r"(?P<b2>[A-Z][\w’-]+) were (?:identical )?twins)\b"
)
_ELDER = Cued(
    r"(?P<own>\b(?:[Hh]is|[Hh]er|[Mm]y|[A-Z][\w-]+['’]s)) (?P<way>elder|older|big|eldest|oldest|"
    r"younger|little|baby|kid) "
    r"(?P<kin>brother|sister)\b(?:,? (?P<name>[A-Z][\w’-]+))?"
)
_LEAST_WORK = 7.0


def _weddings(told: Told, quotes: Quotes) -> Iterator[Link]:
    people = []
    for found in _WED_AT.finditer(told.prose.shape):
        value, who = told.prose.value(found.span("n")), person_at(told, found.start("who"), quotes)
        if value is not None and who is not None and told.exact(*found.span("n")):
            people.append(who)
            wed = f"wedding of {who}"
            yield Link(found.span(), who, wed, float(value), float(value) + 1, "wed_at")
    if len(set(people)) != 1:
        return
    for found in _WED_FOR.finditer(told.prose.shape):
        value = told.prose.value(found.span("n"))
        if value is not None and told.exact(*found.span("n")):
            wed = f"wedding of {people[0]}"
            yield Link(found.span(), "now", wed, float(value) - 0.2, float(value) + 1, "wed_for")


def _work(told: Told, quotes: Quotes) -> Iterator[Link]:
    for found in _WORKED_FOR.finditer(told.prose.shape):
        value, who = told.prose.value(found.span("n")), person_at(told, found.start("who"), quotes)
        if value is not None and who is not None and told.exact(*found.span("n")):
            yield Link(found.span(), "now", who, float(value) + _LEAST_WORK, 130.0, "ago")


def _twins(told: Told, quotes: Quotes) -> Iterator[Link]:
    for found in _TWIN.finditer(told.text):
        a, b = ("a", "b") if found["a"] else ("a2", "b2")
        one, two = (person_at(told, found.start(group), quotes) for group in (a, b))
        if one is not None and two is not None and one != two:
            yield Link(found.span(), one, two, -0.02, 0.02, "twins")


def _elders(told: Told, quotes: Quotes) -> Iterator[Link]:
    for found in _ELDER.finditer(told.text):
        owner = owner_at(told, found.start("own"))
        at = found.start("name") if found["name"] else found.start("kin")
        entity = told.entities.entity_at(told.tokens.at(at))
        if owner is None or entity is None or entity.id == owner:
            continue
        if re.search(
            r"\b(?:half|step|in-law|foster)", told.text[max(0, found.start() - 10) : found.end() + 10]
        ):
            continue
        older = found["way"] in ("elder", "older", "big", "eldest", "oldest")
        one, two = (entity.id, owner) if older else (owner, entity.id)
        yield Link(found.span(), one, two, 0.36, 40.0, "elder")


MORE_LINKS = (_weddings, _work, _twins, _elders)
