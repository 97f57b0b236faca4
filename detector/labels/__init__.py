"""What people say about findings and stories: drawn at random, asked in a local page, kept."""
