"""Processor work spread over processes, in order and with a bounded number of results in memory."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from typing import TypeVar

from extractors.gazetteer.rows import Row
from flows.gazetteer_active import activate_rows, active_rows

Item = TypeVar("Item")
Part = TypeVar("Part")
Result = TypeVar("Result")

AHEAD = 2
"""Chunks a process has waiting, so that none idles while results are taken."""

PRELOADED = ["flows.reading", "extractors.article"]
"""Modules that the processes share instead of loading them one by one."""


def map_chunks(
    work: Callable[[list[Item]], list[Result]], items: Iterable[Item], processes: int, chunk: int
) -> Iterator[Result]:
    """The results of `work` on chunks of the items, in the items' order; `work` must be picklable."""
    source = iter(items)
    for results in map_parts(work, iter(lambda: list(islice(source, chunk)), []), processes):
        yield from results


def map_parts(
    work: Callable[[Part], Result], parts: Iterable[Part], processes: int, ahead: int = 0
) -> Iterator[Result]:
    """The result of `work` on each part, in order; `ahead` parts more than usual are worked on before they are taken.

    With one process, or one part, the work is done here: starting processes takes longer than reading a few pages.
    Processes start by forkserver: DuckDB, lxml and Prefect have threads, which a plain fork would copy half-alive, and
    trafilatura is slower in threads than without.
    """
    source = iter(parts)
    first = list(islice(source, 2))
    if len(first) < 2 or processes < 2:
        yield from map(work, chain(first, source))
        return
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    waiting: deque[Future[Result]] = deque()
    with ProcessPoolExecutor(
        processes, mp_context=context, initializer=start_helper, initargs=(active_rows(),)
    ) as pool:
        for part in chain(first, source):
            waiting.append(pool.submit(work, part))
            if len(waiting) > processes * AHEAD + ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def start_helper(places: list[Row]) -> None:
    """Read with the run's own places too, and leave Ctrl-C to the process that gives out the work.

    Each of its helpers would print a traceback. Where that process is killed, its helpers end too: they would wait for
    work for ever, with 200 MB each.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    activate_rows(places)
    set_aside_word_lists()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def set_aside_word_lists() -> None:
    """Load word lists and gazetteer and take them out of the garbage collector's rounds.

    They live as long as the process: 140,000 objects, whose inspection took 5 % of the coder's time. For helpers only,
    which end without a farewell: at a plain exit some libraries report whatever is left as leaked.
    """
    from extractors.casualties import coder_version
    from extractors.lexicon import load_lexicon
    from extractors.places import active_gazetteer

    load_lexicon()
    active_gazetteer()
    coder_version()
    gc.collect()
    gc.freeze()
