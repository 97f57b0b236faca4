"""Stories and prompts from files: text, JSONL, CSV, Parquet, run folders."""

from detector.inputs.options import FieldNames, Progress
from detector.inputs.prompts import describe_prompts, prompts_sha256, read_prompts
from detector.inputs.read import read_stories
from detector.inputs.sources import is_run_folder
from detector.inputs.story import StoryInput, from_story, line_and_column

__all__ = [
    "FieldNames",
    "Progress",
    "StoryInput",
    "describe_prompts",
    "from_story",
    "is_run_folder",
    "line_and_column",
    "prompts_sha256",
    "read_prompts",
    "read_stories",
]
