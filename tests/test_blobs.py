"""Bytes under a key: right answers, shared by runs, honest about damage."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ipse.blobs import BlobCache, blob_key
from ipse.errors import CacheError


def test_key_depends_on_every_part_and_border() -> None:
    """Moving a character over a border gives another key, and so does another part."""
    keys = {blob_key("m", "ab", "c"), blob_key("m", "a", "bc"), blob_key("ma", "b", "c"), blob_key("m", "ab", "d")}
    assert len(keys) == 4
    assert blob_key("m", "lone \ud83d surrogate", "c")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    """It is a CacheError with the file's name and a remedy, not a crash later on."""
    path = tmp_path / "verdicts.sqlite"
    path.write_bytes(b"this is not a database at all, " * 50)
    with pytest.raises(CacheError) as caught:
        BlobCache(path)
    assert "verdicts.sqlite" in str(caught.value)
    assert "delete" in caught.value.remedy


def test_two_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    """Writers in parallel on one file: every value of every writer is there afterwards."""
    path = tmp_path / "v.sqlite"
    keys = [[blob_key("m", str(run), str(i)) for i in range(40)] for run in range(4)]

    def write(mine: list[bytes]) -> None:
        for key in mine:
            BlobCache(path).put({key: key[:4]})

    threads = [threading.Thread(target=write, args=(mine,)) for mine in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert BlobCache(path).get([key for mine in keys for key in mine]) == {k: k[:4] for mine in keys for k in mine}


class Busy(sqlite3.Connection):
    """A connection to a file that another run is just making: it may not switch the mode yet."""

    refusals = 2

    def execute(self, sql: str, *more: Any) -> sqlite3.Cursor:
        """Refuses the switch as often as it is told to."""
        if "journal_mode" in sql and Busy.refusals:
            Busy.refusals -= 1
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error
        return super().execute(sql, *more)


def test_runs_that_begin_together_wait_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that another run is just making is waited for, not called unusable."""
    monkeypatch.setattr(BlobCache, "_connect", lambda self: sqlite3.connect(self.path, factory=Busy))
    cache = BlobCache(tmp_path / "v.sqlite")
    cache.put({b"k": b"v"})
    assert cache.get([b"k"]) == {b"k": b"v"}
    assert Busy.refusals == 0


@pytest.mark.parametrize("damage", ["UPDATE blobs SET value = x'00'", "UPDATE blobs SET value = 7",
                                    "UPDATE blobs SET value = NULL, seal = NULL", "UPDATE blobs SET key = x'01'"])  # fmt: skip
def test_a_damaged_value_is_as_good_as_absent(tmp_path: Path, damage: str) -> None:
    """Another value, another type, nothing, and a value that moved to another key are not handed out."""
    cache = BlobCache(tmp_path / "v.sqlite")
    cache.put({b"k": b"good"})
    with closing(sqlite3.connect(cache.path)) as base, base:
        base.execute(damage)
    assert cache.get([b"k", b"\x01"]) == {}
    cache.put({b"k": b"good"})
    assert cache.get([b"k"]) == {b"k": b"good"}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=30))
def test_changed_bytes_give_no_wrong_value(tmp_path: Path, changes: list[tuple[float, int]]) -> None:
    """Bytes changed anywhere in the file: what is handed out is right, or the file is refused."""
    shutil.rmtree(tmp_path / "c", ignore_errors=True)
    path = tmp_path / "c" / "v.sqlite"
    whole = {blob_key(str(n)): bytes([n]) * 40 for n in range(60)}
    BlobCache(path).put(whole)
    data = bytearray(path.read_bytes())
    for share, change in changes:
        data[int(share * len(data))] ^= change
    path.write_bytes(data)
    found: dict[bytes, bytes] = {}
    with suppress(CacheError):
        found = BlobCache(path).get(whole)
    assert found.items() <= whole.items()
