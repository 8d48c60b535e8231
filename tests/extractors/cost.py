"""What reading a text costs, for tests that compare one length with another."""

from __future__ import annotations

import time
from collections.abc import Callable

from extractors.tokens import Tokens, tokenize

TRIES = 3


def cost(read: Callable[[Tokens], object], text: str) -> float:
    """Seconds of processor time that a reader takes for a text already tokenized: the least of three tries."""
    tokens = tokenize(text)
    best = float("inf")
    for _ in range(TRIES):
        start = time.process_time()
        read(tokens)
        best = min(best, time.process_time() - start)
    return best
