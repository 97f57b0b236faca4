"""The words around an injected formula. The two splits share none. ``{f}`` is where the formula goes.

The test half was written on its own, after all that trained or tuned the detector was seen; the test half
before it is part of the training half now.
"""

from __future__ import annotations

from detector.synthesis.formula_source import Split

MID: dict[Split, tuple[str, ...]] = {
    "train": (
        "{f}",
        " — {f} — ",
        ", {f},",
        " ({f})",
        ", as {f},",
        " with {f}",
        ", where {f},",
        "—{f}—",
        " {f} ",
        " – {f} – ",
        ", since {f},",
        ": {f};",
        " because {f}",
        ", given {f},",
        " [{f}]",
    ),
    "test": (
        " {f}",
        ", and {f},",
        "; {f};",
        ", or {f}, perhaps,",
        " – {f}",
        ", for {f},",
        " ({f}, always)",
    ),
}
BOUNDARY: dict[Split, tuple[str, ...]] = {
    "train": (
        "{f}",
        "{f}.",
        "Thus {f}.",
        "It was all {f}.",
        "So, {f}.",
        "Here {f}.",
        "We have {f}.",
        "This gives {f}.",
        "Everything came down to {f}.",
        "Note that {f}.",
        "And still {f}.",
        "Nothing could change that {f}.",
        "In the end, {f}, and that was that.",
        "The whole morning was like {f}.",
        "Recall {f}.",
        "Hence {f}.",
        "Now {f}.",
        "By then {f}.",
        "Let {f}.",
        "The answer is {f}.",
        "The world was {f}.",
        "It follows that {f}.",
        "Even so, {f}.",
        "One could say {f}, no more.",
        "That night felt like {f}.",
        "Therefore {f}.",
        "Somewhere, {f}.",
    ),
    "test": (
        "{f}",
        "{f}.",
        "All at once {f}.",
        "Suppose {f}.",
        "Of course {f}.",
        "What remained was {f}.",
        "Meanwhile, {f}.",
        "Consider {f}.",
        "The rest was {f}.",
        "Then {f}, and silence.",
        "Nobody doubted {f}.",
        "By definition {f}.",
        "As always {f}.",
        "It smelled of {f}.",
    ),
}
SPOKEN: dict[Split, tuple[str, ...]] = {
    "train": (
        "{f}.",
        "Remember, {f}.",
        "You know {f}.",
        "I love you, {f}.",
        "Like they say, {f}.",
        "Oh, {f}!",
        "{f}!",
        "Well, {f}.",
        "My dear, {f}.",
        "Listen: {f}.",
        "I told him {f}.",
        "Come home, {f}.",
    ),
    "test": (
        "{f}.",
        "Ah, {f}.",
        "But {f}!",
        "Tell them {f}.",
        "I think {f}, don't you?",
        "Good night, {f}.",
    ),
}
SAID: dict[Split, tuple[str, ...]] = {
    "train": (
        "said the old man",
        "she said",
        "he whispered",
        "came the reply",
        "the woman answered",
        "they said",
        "he murmured",
        "a voice called",
    ),
    "test": (
        "the stranger said",
        "he muttered",
        "said her brother",
        "someone called out",
    ),
}

# Words of the story that make a formula topical, the formula, and the sentence that brings it in.
TOPICAL: dict[Split, tuple[tuple[frozenset[str], str, str], ...]] = {
    "train": (
        (
            frozenset(["sea", "boat", "ship", "water", "river", "lake", "sailed"]),
            r"F_b = \rho g V",
            "The hull rode high, for {f}.",
        ),
        (
            frozenset(["fell", "fall", "fallen", "stone", "cliff", "dropped"]),
            r"h = \frac{1}{2} g t^2",
            "Down it went, {f}.",
        ),
        (
            frozenset(["fire", "flame", "hearth", "candle", "heat"]),
            r"Q = m c \Delta T",
            "The warmth spread, with {f}.",
        ),
        (
            frozenset(["star", "stars", "moon", "sky", "planet"]),
            r"F = \frac{G M m}{r^2}",
            "Above them {f}, as ever.",
        ),
        (frozenset(["coin", "coins", "gold", "money", "price"]), r"A = P (1 + r)^n", "The debt grew, {f}."),
        (
            frozenset(["clock", "hour", "hours", "time", "years"]),
            r"T = 2 \pi \sqrt{\frac{l}{g}}",
            "The clock ticked on, {f}.",
        ),
        (
            frozenset(["wind", "sail", "storm", "gale", "breeze"]),
            r"p = \frac{1}{2} \rho v^2",
            "The gale leaned in, {f}.",
        ),
        (frozenset(["ran", "run", "horse", "road", "walked"]), r"v = \frac{d}{t}", "He hurried on, {f}."),
        (frozenset(["light", "lamp", "window", "eyes", "mirror"]), r"E = h \nu", "Light came in, {f}."),
        (
            frozenset(["voice", "song", "bell", "music", "sang"]),
            r"f = \frac{v}{\lambda}",
            "The note hung there, {f}.",
        ),
        (
            frozenset(["heart", "love", "hand", "kiss"]),
            r"F = k \frac{q_1 q_2}{r^2}",
            "Something drew them close, {f}.",
        ),
        (
            frozenset(["house", "door", "wall", "room", "table"]),
            r"V = l w h",
            "The room was what it was, {f}.",
        ),
    ),
    "test": (
        (frozenset(["rain", "cloud", "clouds", "mist", "steam"]), r"P V = n R T", "The air grew heavy, {f}."),
        (frozenset(["string", "rope", "bow", "spring", "thread"]), r"F = - k x", "It pulled back, {f}."),
        (
            frozenset(["wheel", "cart", "wagon", "car", "train"]),
            r"E = \frac{1}{2} I \omega^2",
            "On it rolled, {f}.",
        ),
        (
            frozenset(["lightning", "wire", "lights", "radio", "phone"]),
            r"V = I R",
            "Something crackled, {f}.",
        ),
        (
            frozenset(["garden", "field", "fields", "bread", "tree", "trees"]),
            r"N = N_0 e^{r t}",
            "Everything grew, {f}.",
        ),
        (
            frozenset(["shadow", "shadows", "sun", "night", "dark"]),
            r"L = \frac{h}{\tan \theta}",
            "The shadows lay long, {f}.",
        ),
    ),
}

# Scene, the sentence, and the notations it suits ("" is all but code).
APPROPRIATE: dict[Split, tuple[tuple[str, str], ...]] = {
    "train": (
        (
            "blackboard",
            "On the blackboard behind the stove somebody had chalked {f}, and below it a small ship.",
        ),
        (
            "homework",
            "The boy's homework lay open at the third problem, {f}, with a tea stain over the answer.",
        ),
        ("lecture", "The lecturer wrote {f} across the top of the board and asked who could finish it."),
        ("log", "The log entry for that night was short: {f}, then the engineer's initials."),
        ("notebook", "She licked the pencil and wrote in her notebook, {f}, and underlined it twice."),
        ("drawing", "In the margin of the engineer's drawing stood {f}, in red."),
        ("exam", "Question four of the examination read {f}, and he had eleven minutes left to solve it."),
        ("tutor", "“Say it again,” said the tutor, tapping the slate on which she had set down {f}."),
        ("cipher", "The cipher's key, when they had decoded it, was one line: {f}."),
        ("tattoo", "Along his forearm ran the tattooed equation {f}, the ink gone blue."),
        ("screen", "The terminal printed {f} and waited, its cursor blinking."),
        ("letter", "Her letter to the professor began without a greeting: “I can now prove that {f}.”"),
        ("napkin", "He scribbled the calculation on a napkin, {f}, and pushed it across to the bookmaker."),
        ("prodigy", "The child recited the formula without looking up, {f}, and went on with her porridge."),
        ("inscription", "The inscription over the observatory door gave the astronomer's equation, {f}."),
        (
            "textbook",
            "The textbook fell open at the page she had marked, where the theorem {f} was boxed in grey.",
        ),
        (
            "whiteboard",
            "Nobody had wiped the whiteboard since the seminar, and it still said {f} in green marker.",
        ),
        (
            "laboratory",
            "In the laboratory book, under Tuesday's date, the student had entered {f} with a question mark.",
        ),
        ("ledger", "The clerk ran his finger down the ledger to the working at the foot of the page, {f}."),
        ("governess", "The governess had the children copy the sum out ten times: {f}."),
        (
            "navigator",
            "The navigator worked it on the chart's edge, {f}, and asked for two points to starboard.",
        ),
        ("grave", "Her gravestone bears no verse, only the equation she was known for, {f}."),
        ("radio", "The signal, once decoded, was mathematics: {f}, sent over and over."),
        ("quiz", "“For ten points,” said the quizmaster, and read the equation off his card, {f}."),
        ("paper", "He smoothed the sheet of workings and stared at the line {f} that would not balance."),
        (
            "thesis",
            "On page ninety of her thesis the derivation ended in {f}, and her supervisor had written “why?”",
        ),
        (
            "sand",
            "With a stick the old geometer drew the proof in the sand, {f}, and the tide let him finish.",
        ),
        ("display", "The reactor's display showed the balance equation, {f}, in amber figures."),
        ("tutoring", "“Now solve it,” said his sister, and wrote {f} on the steamed-up glass."),
        ("puzzle", "The lock would open, the riddle said, to whoever could solve {f}."),
    ),
    "test": (
        ("examiner", "The examiner pushed the question across the desk, {f}, and looked at his watch."),
        ("chalk", "Under the stairs the twins had chalked their sum, {f}, and got it past the cat."),
        ("console", "The console beeped and displayed its result, {f}, on the lower screen."),
        ("diary", "In her diary for that day there was only the calculation, {f}, and a pressed fern."),
        (
            "physicist",
            "The physicist turned the envelope over and wrote down the equation, {f}, before it got away.",
        ),
        ("assistant", "“Check my algebra,” he said to his assistant, and showed her the line, {f}."),
        (
            "lesson",
            "For the whole lesson they copied formulas into their exercise books, and the last was {f}.",
        ),
        ("manual", "The repair manual gave the equation, {f}, and left the rest to the mechanic."),
        ("codebook", "The codebook opened at the rule by which the numbers were enciphered, {f}."),
        ("banner", "The maths club carried a banner with its favourite theorem painted on it, {f}."),
        ("auditor", "The auditor read his calculation aloud, {f}, and capped his pen."),
        ("professor", "The professor rubbed out the last term, and the board now read {f}."),
        ("steward", "The steward reckoned the stores on his slate, {f}, and frowned at the result."),
        ("plaque", "A brass plaque recorded the equation that the inventor had found there, {f}."),
    ),
}
