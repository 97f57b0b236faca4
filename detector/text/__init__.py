"""What any check may ask of a story."""
