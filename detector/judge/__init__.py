"""The judge: a local model reads stories for errors, proves each by two quotes, and is measured itself."""
