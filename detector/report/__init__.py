"""What a person reads: HTML, Markdown, tables, SARIF."""
