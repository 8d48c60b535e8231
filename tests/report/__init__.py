"""The report: its words, its drawings, its figures, and the page in a real browser."""
