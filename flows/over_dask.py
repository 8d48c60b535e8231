"""Reading texts on a Dask cluster, by Prefect's own runner: the optional extra `dask`."""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.errors import UserError
from flows.filling import Spread
from flows.gazetteer_active import activate_rows, active_rows

AHEAD = 3
"""Parts a worker has waiting."""

BUNDLE = 8
"""Parts of one task: a task costs Prefect some 70 ms, a part of fifty texts takes half a second."""


@contextmanager
def spread_over_dask(runner: str, scheduler: str | None) -> Iterator[Spread]:
    """Spreads work over the Dask cluster at `scheduler`, or over one of this machine's own while the block lasts.

    Raises UserError for another runner, or where the extra is not installed.
    """
    if runner != "dask":
        raise UserError(f"there is no runner {runner!r}; it is processes or dask")
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise UserError("Prefect's Dask runner is not installed; pip install 'hasila[dask]'") from error
    cluster = (
        {"address": scheduler} if scheduler else {"cluster_kwargs": {"dashboard_address": None, "processes": True}}
    )
    with DaskTaskRunner(**cluster) as tasks:
        yield lambda work, parts: spread(tasks, work, parts)


def spread(tasks: Any, work: Callable[[Any], Any], parts: Iterable[Any]) -> Iterator[Any]:
    """The result of `work` on each part, in order, with a bounded number of tasks under way."""
    waiting: deque[Any] = deque()
    most = AHEAD * max(1, len(tasks.client.scheduler_info()["workers"]))
    for bundle in bundle_parts(parts):
        # As bytes, so that Prefect does not search thousands of records for futures.
        waiting.append(tasks.submit(read_bundle, {"packed": pickle.dumps((work, bundle, active_rows()))}))
        if len(waiting) > most:
            yield from pickle.loads(waiting.popleft().result())  # noqa: S301 made by our own worker
    while waiting:
        yield from pickle.loads(waiting.popleft().result())  # noqa: S301


def bundle_parts(parts: Iterable[Any]) -> Iterator[list[Any]]:
    """The parts by eights."""
    source = iter(parts)
    return iter(lambda: list(islice(source, BUNDLE)), [])


@task(task_run_name="texts", cache_policy=NO_CACHE, persist_result=False)
def read_bundle(packed: bytes) -> bytes:
    """The results of a bundle of parts, read by a worker of the cluster."""
    work, bundle, places = pickle.loads(packed)  # noqa: S301 made by spread
    activate_rows(places)
    return pickle.dumps([work(part) for part in bundle])
