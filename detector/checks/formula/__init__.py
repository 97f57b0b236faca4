"""F01 and its siblings: what a formula looks like, and whether it belongs here."""
