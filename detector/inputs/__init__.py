"""Stories and prompts from files: text, JSONL, CSV, Parquet, run folders."""
