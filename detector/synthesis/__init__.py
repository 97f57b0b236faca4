"""Stories from a grammar, and failures injected into them with their exact spans."""
