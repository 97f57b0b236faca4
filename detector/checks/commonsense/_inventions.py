"""Things in the hands of people long before anybody had made one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.checks.base import Candidate
from detector.checks.commonsense._prose import Prose
from detector.checks.commonsense._telling import fine, one_scene, sentences_apart
from detector.checks.commonsense._told import clash
from detector.text.cued import Cued

_FIRST: tuple[tuple[int, str], ...] = (
    (1994, r"smart ?phones?|iphones?|wi-?fi|emails?|e-mails?|the internet|web ?sites?|text messages?|"
           r"laptops?|"
           r"usb|selfies?|gps|tablet computer|social media|podcasts?|google[d]?|memory stick|drones?"),
    (1975, r"mobile phones?|cell ?phones?|cellphone|personal computer|video game|walkman|microwave oven|"
           r"(?:compact|floppy) disc|vcr|post-it"),
    (1940, r"computers?|microwave|helicopters?|ballpoint|biro|nylons?|penicillin|antibiotics?|jet (?:plane|"
           r"engine)s?|transistor\w*|atom bomb|satellites?|photocop\w+|credit cards?|scuba|velcro|laser|"
           r"polaroid|dishwasher"),
    (1922, r"televisions?|tv|tv set|radar|traffic lights?|sliced bread|parking meters?|talkies|sellotape"),
    (1905, r"radios?|wireless set|air ?planes?|aeroplanes?|biplanes?|tanks? rolled|vacuum cleaners?|"
           r"hoover|washing machines?|refrigerators?|fridge|zip(?:per)?s?|teddy bears?|plastic (?:bag|"
           r"bottle|cup|chair)s?|neon|tractors?|taxi ?cabs?|wrist-?watch(?:es)?|motorway|air conditioning"),
    (1880, r"motor ?cars?|automobiles?|motorbikes?|motorcycles?|electric (?:light|lamp|bulb|fan|kettle)s?|"
           r"light ?bulbs?|flashlights?|light switch|phonograph|gramophone|record player|skyscrapers?|"
           r"cinema|x-rays?|aspirin|barbed wire|dynamo"),
    (1870, r"telephones?|telephoned|typewriters?|dynamite"),
    (1838, r"telegrams?|telegraph\w*|photographs?|photographed|cameras?|postage stamps?|daguerreotype"),
    (1815, r"railways?|steam (?:train|locomotive|engine)s?|locomotives?|bicycles?|steamships?|steamboats?|"
           r"stethoscope|matchbox|friction matches|safety matches|tin(?:ned|s of) (?:beans|soup|fruit|"
           r"peaches)|tin opener|can opener"),
    (1400, r"printing press|pocket ?watch(?:es)?|muskets?|pistols?|revolvers?|potatoe?s?|tomatoes|"
           r"tobacco|chocolate"),
)  # fmt: skip
_THINGS = tuple((year, Cued(rf"\b(?P<what>{words})\b", re.IGNORECASE)) for year, words in _FIRST)
_YEAR = re.compile(
    r"\b(?:[Ii]t (?:was|is) (?:the year |the (?:spring|summer|autumn|fall|winter|end|start) of |"
    r"(?:[A-Z][a-z]+|early|late|an?|one|the)[^.!?\n]{0,40}?(?:,| of| in) )?|^(?:[A-Z][a-z]+,? )?(?:in )?|"
    r"[Ii]n (?:the (?:year|spring|summer|autumn|fall|winter) (?:of )?|[A-Z][a-z]+ (?:of )?)?|"
    r"[Oo]n the [^.!?\n]{3,30}?,? |[Oo]n [A-Z][a-z]+ \d{1,2}(?:st|nd|rd|th)?,? |"
    r"\b(?:[Tt]he|[Tt]hat) (?:year|spring|summer|autumn|winter)(?: was| of) )(?P<year>1[0-9]\d\d)\b(?!s|-)",
    re.MULTILINE,
)
_ANY_YEAR = re.compile(r"\b(?:1[5-9]\d\d|2[01]\d\d)(?:s\b|\b)")
_OTHER_TIME = Cued(
    r"\b(?:years? (?:later|ago|from now|after)|centur(?:y|ies)|decades?|great-(?:grand|great)\w*|"
    r"historian\w*|"
    r"museum\w*|archive\w*|archaeolog\w*|antique\w*|future|time[- ]?travel\w*|time machine|inventor|"
    r"invent\w+|alternate|steampunk|clockwork|strange (?:device|machine)|prophec\w+|vision|dream\w*|"
    r"ancestor\w*|film|movie|re-?enact\w*|costume\w*|founded|built in|dated|born in|since|until|"
    r"modern|nowadays|to this day|these days|grandchild\w*|edition|published|vintage|alien\w*|robot\w*|"
    r"planet|android|terms?|coined|appeared|words?|essay|studies)\b",
    re.IGNORECASE,
)


def wrong_inventions(prose: Prose) -> Iterator[Candidate]:
    """``It was the autumn of 1891 … took out his smartphone``"""
    text = prose.text
    years = list(_YEAR.finditer(text))
    if not years:
        return
    all_years = [int(m[0][:4]) for m in _ANY_YEAR.finditer(text)]
    for anchor in years[:3]:
        year = int(anchor["year"])
        if any(other > year + 12 for other in all_years) or not fine(prose, *anchor.span("year")):
            continue
        if re.search(r"\b(?:had|have|been|born|built|made|died|dated|founded|laid)\b", anchor[0]):
            continue
        for first, pattern in _THINGS:
            if year >= first - 3:
                break
            found = next(iter(pattern.finditer(text, anchor.end(), anchor.end() + 2500)), None)
            if found is None or not fine(prose, *found.span()):
                continue
            if found[0][0].isupper() and found.start() != prose.sentence(found.start()).start:
                continue
            between = text[anchor.end() : found.start()]
            if _OTHER_TIME.search(text[max(0, anchor.start() - 300) : found.end() + 300]):
                break
            far = sentences_apart(prose, anchor.start(), found.start())
            if not one_scene(between) or far > 15:
                continue
            yield clash(
                prose, "C05", found.span("what"),
                f"Nobody had one in {year}: there was none before about {first}.",
                [anchor.span("year")], "invention", sure=year < first - 15, year=year, first=first,
            )  # fmt: skip
            break
