"""More places for a formula than the generator has: set off by a colon or a dash, or truly announced.

``TRAIN`` placements are trained on, ``DEV`` ones only measured on; neither is one of the generator's. ``{f}``
is where the formula goes. In a *gap* it stands between two words of a sentence, at a *join* between two
sentences (``{next}`` is where the second goes on, its first letter made small); what *belongs* is a sentence.
"""

from __future__ import annotations

GAPS = {
    "train": (
        *(": {f}; ", ": {f}, ", ": {f} — ", " — {f}; ", " — {f}, ", " – {f}, ", "; {f}, ", "—{f}, "),
        *(", that is, {f}, ", ", or rather {f}, ", ", in short {f}, ", ", though {f}, ", " unless {f}, "),
        *(
            " until {f} ",
            " as though {f} ",
            " than {f} ",
            " his {f} ",
            " the {f} ",
            " her {f}, ",
            " from {f} ",
        ),
        *(", always {f}, ", ", for {f}, ", ": {f}: ", " ({f}), ", " (since {f}) ", ", if ever {f}, "),
    ),
    "dev": (
        *(": {f}; ", " — {f}; ", "; {f} — ", ": {f} and ", " – {f} – ", " —{f}— ", " [{f}], "),
        *(", namely {f}, ", " because, {f}, ", ", although {f}, ", ", perhaps {f}, ", " whenever {f} "),
        *(" behind {f} ", " every {f} ", ", after {f}, ", " or {f}, ", " like {f}, ", " through {f} "),
    ),
}

JOINS = {
    "train": (
        *(": {f}; {next}", ": {f}, and {next}", " — {f} — and {next}", ": {f}. {Next}", " — {f}. {Next}"),
        *("; {f}. {Next}", ", {f}. {Next}", ": {f}, but {next}", "; {f}; {next}", ", and {f}. {Next}"),
        *(" while {f}. {Next}", ", with {f} — {next}", ", so {f}. {Next}"),
    ),
    "dev": (
        *(": {f}; {next}", " — {f}; {next}", ": {f} — {next}", "; {f}, and {next}", " – {f}. {Next}"),
        *(": {f}. {Next}", " because {f}. {Next}", ", or {f}, and {next}", " ({f}). {Next}"),
    ),
}

BELONGS = {
    "train": (
        "He chalked one line under the others: {f}; then he sat down and rubbed his wrists.",
        "What she had written was short: {f}, and a date.",
        "There was one thing on the card: {f}.",
        "The old man said it twice — {f} — as if to a child.",
        "The rule, she said, was simple: {f}; the rest was patience.",
        "Between the two stains he could still read it: {f}, in a clerk’s hand.",
        "Only the last step was missing: {f}. He supplied it and handed the sheet back.",
        "The equation was older than the school — {f} — and somebody had carved it over the door.",
        "He muttered the formula as he walked, {f}, over and over, so as not to lose it.",
        "“All right,” said the examiner, and read it from the paper: {f}, nothing more.",
        "The machine printed a single line, {f}, and stopped.",
        "She had the answer before the bell: {f}; nobody else had got past the first fraction.",
        "They worked it out on the back of the menu: {f}, and the waiter agreed.",
        "On the slate was the morning’s problem — {f} — with three wrong answers beside it.",
        "The proof ended where it had to: {f}, boxed twice.",
        "Her grandfather taught her the law with a rope and a bucket: {f}, he said, and let go.",
        "He typed {f} and pressed the key, and the cursor came back empty.",
        "The inspector copied the symbols into his book: {f}; he would ask the professor in the morning.",
        "The captain did the sum on his cuff: {f}, so two days’ water.",
        "“It comes to this,” the engineer said, pencil moving: {f}, and she turned the pad around.",
        "He had substituted everything he knew, and the page now said {f}, which could not be right.",
        "The sampler on the wall bore no proverb; her mother, a geometer, had stitched {f} in red wool.",
        "The spell began with a number the wizard had calculated, {f}, and ended with salt.",
        "By the window the twins tested each other: {f}, said one; wrong, said the other.",
        "It was the second identity on the sheet, {f}, that the whole class had missed.",
        "She drew the triangle again, lettered it, and set down the relation beneath: {f}.",
        "The physicist wiped the pane with her sleeve and with one finger put {f} in the frost.",
        "“Repeat it,” he said. The boy repeated it: {f}, {f}.",
        "The log gave the burn in the pilot’s own shorthand — {f} — and below that the time.",
        "He had expected a signature at the foot of the letter and found an inequality, {f}.",
    ),
    "dev": (
        "The surveyor pencilled it along the edge of the map: {f}; the river would have to move.",
        "Somebody had scratched a line into the cell wall — {f} — and under it a row of days.",
        "“Quiet,” said the mistress, and dictated: {f}, full stop, new line.",
        "It took him the whole evening, but in the end the calculation stood there: {f}.",
        "The monitor blinked, cleared, and showed her {f}, which was what she had feared.",
        "She recited the theorem under her breath, {f}, and stepped off the tram.",
        "The second clue was an equation, {f}, pinned beneath the clock.",
        "He turned the envelope over and jotted {f}, then {f} again, more slowly.",
        "The apprentice reckoned aloud: {f}; the master only nodded.",
        "Her notebook for that week held one entry, {f}, circled in green.",
        "In chalk, over the forge, stood the ratio the smith swore by: {f}.",
        "The answer at the back of the book was {f}, and he could not see how they had got there.",
        "The chemist tapped the diagram — {f} — and asked what was left over.",
        "What the telegraph brought, once deciphered, was algebra: {f}, signed with an M.",
        "They had painted {f} on the side of the bus, for the mathematics team.",
        "He remembered the lesson, and the law that went with it, {f}, and braked.",
        "The display over the airlock gave the pressure as an expression, {f}, and nobody laughed.",
        "She simplified it once more, got {f}, and put down her pen.",
    ),
}
