"""Chunks of conversations through one or several processes, in order whatever finishes first."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context

from ipse.auditor import Auditor
from ipse.bulk.records import encode
from ipse.errors import BulkError
from ipse.types import Conversation, ConversationResult

AHEAD = 2  # chunks waiting for each worker: enough to keep it busy, few enough to bound memory
Build = Callable[[], Auditor]
Clean = Callable[[Auditor], Callable[[ConversationResult], ConversationResult]]
Task = Callable[[Sequence[Conversation]], list[bytes]]
_task: Task | None = None  # the worker process's own, set once by its initialiser


def make_task(auditor: Auditor, clean: Clean | None) -> Task:
    """A function from a chunk to its journal records."""
    tidy = clean(auditor) if clean else None

    def run(chunk: Sequence[Conversation]) -> list[bytes]:
        results = auditor.stream(iter(chunk))
        return [encode(tidy(result) if tidy else result) for result in results]

    return run


def ordered(
    chunks: Iterable[Sequence[Conversation]], auditor: Auditor, build: Build, clean: Clean | None, workers: int
) -> Generator[list[bytes], None, None]:
    """The records of each chunk, in the chunks' order. With one worker no process is started.

    Raises:
        BulkError: a worker process died.
    """
    if workers <= 1:
        task = make_task(auditor, clean)
        yield from (task(chunk) for chunk in chunks)
        return
    with _pool(build, clean, workers) as pool:
        yield from _in_order(pool, chunks, workers * AHEAD)


def worker_count() -> int:
    """One process for each processor that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_order(pool: ProcessPoolExecutor, chunks: Iterable[Sequence[Conversation]], ahead: int) -> Iterator[list[bytes]]:
    waiting: deque[Future[list[bytes]]] = deque()
    try:
        for chunk in chunks:
            waiting.append(pool.submit(_work, chunk))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        remedy = "go on with --resume, and with fewer --workers if memory is short"
        raise BulkError("a worker process died", remedy=remedy) from error


@contextmanager
def _pool(build: Build, clean: Clean | None, workers: int) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_load, initargs=(build, clean, os.getpid())
    )
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _load(build: Build, clean: Clean | None, parent: int) -> None:
    global _task
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    _task = make_task(build(), clean)


def _follow(parent: int) -> None:
    """End with the parent: a killed parent cannot tell its workers to stop."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _work(chunk: Sequence[Conversation]) -> list[bytes]:
    assert _task is not None
    return _task(chunk)
