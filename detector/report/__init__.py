"""What a person reads: HTML, Markdown, tables, SARIF."""

from detector.report.sarif import Location, locations_of, to_sarif
from detector.report.source import Source
from detector.report.tables import write_tables
from detector.report.write import write_report

__all__ = ["Location", "Source", "locations_of", "to_sarif", "write_report", "write_tables"]
