"""Standard output and error, when their reader may leave early, as ``head`` does."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Patient(io.FileIO):
    """A pipe that takes what is written, also when nobody reads it any more."""

    def write(self, words: ReadableBuffer, /) -> int:
        try:
            return super().write(words)
        except BrokenPipeError:
            return memoryview(words).nbytes


class _AtOnce(io.BufferedWriter):
    """Keeps nothing back, as an unbuffered stream does, and yet writes all of it."""

    def write(self, words: ReadableBuffer, /) -> int:
        written = super().write(words)
        self.flush()
        return written


def outlive_readers() -> None:
    """Let a closed pipe end the reading and nothing else: the work goes on, and so do its files and its exit code."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is getattr(sys, f"__{name}__") and isinstance(stream, io.TextIOWrapper) and _is_pipe(stream):
            setattr(sys, name, _patient(stream))


def is_output(path: Path) -> bool:
    """Whether ``path`` is standard output, as ``/dev/stdout`` is."""
    try:
        return os.path.samestat(path.stat(), os.fstat(sys.__stdout__.fileno())) if sys.__stdout__ else False
    except (OSError, ValueError):
        return False


def _is_pipe(stream: io.TextIOWrapper) -> bool:
    mode = os.fstat(stream.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _patient(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """The same stream, buffered as it was: by blocks, by lines, or not at all (``PYTHONUNBUFFERED``)."""
    stream.flush()
    buffered = _AtOnce if stream.write_through else io.BufferedWriter
    return io.TextIOWrapper(
        buffered(_Patient(stream.fileno(), "wb", closefd=False)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
