import json

from detector.inputs.story import StoryInput
from detector.records import Related
from detector.report import Location, locations_of, to_sarif
from tests.support.runs import finding

TEXT = "Øne line.\n\n🚢 She had four apples and five pears.\nAll twelve were hers."


def test_sarif_counts_code_points_in_lines_and_columns() -> None:
    other = "four apples and five pears"
    start = TEXT.index(other)
    made = finding(
        "s",
        TEXT,
        "All twelve",
        "C07",
        "nine, not twelve",
        (Related(start=start, end=start + len(other), text=other, role="contradicts"),),
    )
    log = to_sarif([made], locations_of([StoryInput(id="s", text=TEXT, source="stories/a file.txt")]))
    (run,) = log["runs"]
    (result,) = run["results"]
    assert log["version"] == "2.1.0"
    assert run["columnKind"] == "unicodeCodePoints"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "stories/a%20file.txt"
    assert {name: place["region"][name] for name in ("startLine", "startColumn", "endLine", "endColumn")} == {
        "startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 11,
    }  # fmt: skip
    offset, length = place["region"]["charOffset"], place["region"]["charLength"]
    assert TEXT[offset : offset + length] == "All twelve"
    (related,) = result["relatedLocations"]
    assert related["message"]["text"] == "contradicts"
    assert (
        related["physicalLocation"]["region"]["startLine"],
        related["physicalLocation"]["region"]["startColumn"],
    ) == (3, 11)
    assert json.loads(json.dumps(log)) == log


def test_sarif_rules_come_from_the_checks() -> None:
    log = to_sarif(
        [
            finding("s", TEXT, "twelve", "C07"),
            finding("s", TEXT, "line", "X99"),
            finding("s", TEXT, "All", "C07"),
        ],
        {},
    )
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["C07", "X99"]
    assert rules[0]["shortDescription"]["text"].endswith(".")
    assert [result["ruleIndex"] for result in log["runs"][0]["results"]] == [0, 1, 0]


def test_sarif_row_of_a_file_and_front_matter_and_stdin() -> None:
    made = finding("s", TEXT, "twelve")

    def region(where: Location) -> object:
        place = to_sarif([made], {"s": where})["runs"][0]["results"][0]["locations"][0]
        return place.get("physicalLocation", {}).get("region")

    assert region(Location("rows.jsonl", TEXT, row=7)) == {"startLine": 7, "snippet": {"text": "twelve"}}
    after = region(Location("a.md", TEXT, line_offset=3))
    assert isinstance(after, dict)
    assert after["startLine"] == 7
    assert "charOffset" not in after
    assert region(Location("-", TEXT)) is None


def test_sarif_without_findings_is_a_log() -> None:
    assert to_sarif([], {})["runs"][0]["results"] == []
