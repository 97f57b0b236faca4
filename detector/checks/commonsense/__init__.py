"""C01 to C14: what plain knowledge of the world rules out."""
