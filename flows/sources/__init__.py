"""Sources of past articles, a module each."""
