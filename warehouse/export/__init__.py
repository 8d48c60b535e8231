"""Exports: the marts as a data package that other tools read, without any article's text."""
