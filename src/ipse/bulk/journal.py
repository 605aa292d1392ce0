"""The journal of a long run: results in order, each line with its checksum, so that no stop loses or doubles one."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from ipse.errors import BulkError

VERSION = 2
_OPENING = b'{"ipse_journal"'
_FREE = "free space or choose another folder with --journal"


class Journal:
    """An append-only file: a header that names the run, then one line a conversation.

    A torn last line, as a killed process leaves it, is cut off on resume, and with it the rest of its chunk: chunks
    are audited again from their first conversation, so that a resumed run sees the same chunks as an unbroken one.
    """

    def __init__(self, path: Path, key: str, chunk: int, *, resume: bool, restart: bool = False) -> None:
        """Open or start the journal; ``key`` names everything that the results depend on.

        Raises:
            BulkError: another run writes to it, it belongs to other inputs, it is a file of another kind, it holds
                results of this very run that neither ``resume`` nor ``restart`` was asked for, or it cannot be written.
        """
        self.path = path
        self.done = 0
        self._header = {"ipse_journal": VERSION, "key": key, "chunk": chunk}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = path.open("r+b" if path.exists() else "w+b")
        except OSError as error:
            raise BulkError(f"the journal cannot be opened: {error.strerror}", remedy=_FREE, path=str(path)) from error
        self._lock()
        self._check()
        if resume and path.stat().st_size:
            self._go_on(chunk)
        else:
            self._check_done(chunk, restart)
            self._start()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def append(self, records: Iterable[bytes]) -> None:
        """Append the results of one chunk.

        Raises:
            BulkError: the disk is full; what was written before stays good.
        """
        try:
            self._file.write(b"".join(_line(record) for record in records))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise BulkError(f"the journal cannot be written: {error.strerror}",
                            remedy="free space, then go on with --resume", path=str(self.path)) from error  # fmt: skip

    def records(self) -> Iterator[bytes]:
        """All results, in order."""
        with self.path.open("rb") as file:
            file.readline()
            for line in file:
                record = _record(line)
                if record is None:
                    remedy = "start again with --restart in place of --resume"
                    raise BulkError("the journal is damaged", remedy=remedy, path=str(self.path))
                yield record

    def close(self) -> None:
        """Let go of the file; what is in it stays."""
        self._file.close()

    def remove(self) -> None:
        """Delete the file: the run's outputs are written."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def _check(self) -> None:
        """Refuse to write over a file that no run of Ipse left behind, such as the transcript itself."""
        head = self._file.read(len(_OPENING))
        if head != _OPENING[: len(head)]:
            self._file.close()
            raise BulkError("is no journal, and would be overwritten", remedy="name another file with --journal",
                            path=str(self.path))  # fmt: skip

    def _start(self) -> None:
        self._file.truncate(0)
        self._file.seek(0)
        self._file.write(self._head())
        self._file.flush()

    def _go_on(self, chunk: int) -> None:
        self._file.seek(0)
        head = self._file.readline()
        try:
            found = json.loads(head)
        except (ValueError, RecursionError):
            return self._start()
        if found != self._header:
            remedy = "start again without --resume; sources, transcripts, rules, models or the configuration changed"
            raise BulkError("the journal belongs to another run", remedy=remedy, path=str(self.path))
        self.done, whole = self._whole_chunks(chunk)
        self._file.seek(whole)
        self._file.truncate()
        return None

    def _whole_chunks(self, chunk: int) -> tuple[int, int]:
        """How many results from here on stand in whole chunks, and where the last of these ends."""
        end = whole = self._file.tell()
        good = done = 0
        for line in self._file:
            if _record(line) is None:
                break
            end, good = end + len(line), good + 1
            if good % chunk == 0:
                whole, done = end, good
        return done, whole

    def _check_done(self, chunk: int, restart: bool) -> None:
        """Refuse to drop hours of work because ``--resume`` was forgotten; what another run left is of no use here."""
        self._file.seek(0)
        head = self._file.readline()
        if restart or head != self._head():
            return
        done, _ = self._whole_chunks(chunk)
        if done:
            self._file.close()
            what = f"{done:,} conversations are done"
            raise BulkError(what, remedy="add --resume to go on, or --restart to begin again", path=str(self.path))

    def _head(self) -> bytes:
        return json.dumps(self._header).encode() + b"\n"

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # no such locks on this system
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            raise BulkError("another run writes this journal", remedy="wait for it, or name another with --journal",
                            path=str(self.path)) from error  # fmt: skip


def _line(record: bytes) -> bytes:
    return b"%08x %s\n" % (zlib.crc32(record), record)


def _record(line: bytes) -> bytes | None:
    record = line[9:-1]
    whole = line.endswith(b"\n") and line[:9] == b"%08x " % zlib.crc32(record)
    return record if whole else None
