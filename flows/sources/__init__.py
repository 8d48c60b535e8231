"""Sources of past articles, a module each, behind one interface (flows.sources.base)."""
