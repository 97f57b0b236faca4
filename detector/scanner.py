"""Stories in, findings and scores out: the public face of ``detector.scanning``."""

from __future__ import annotations

from detector.judge.settings import JudgeSettings
from detector.scanning.core import StoryScan, StoryScanner
from detector.scanning.judging import JudgeRequest, judge_run, judge_stories
from detector.scanning.run import scan_run
from detector.scanning.setup import ScanSetup
from detector.scanning.source import scan
from detector.scanning.stream import scan_stories

__all__ = [
    "JudgeRequest",
    "JudgeSettings",
    "ScanSetup",
    "StoryScan",
    "StoryScanner",
    "judge_run",
    "judge_stories",
    "scan",
    "scan_run",
    "scan_stories",
]
