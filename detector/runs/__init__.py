"""One run on disk: a folder of append-only JSONL that survives kill -9, a full disk and a second writer."""

from detector.runs.folder import RunFolder
from detector.runs.keys import ResumeKey, resume_key

__all__ = ["ResumeKey", "RunFolder", "resume_key"]
