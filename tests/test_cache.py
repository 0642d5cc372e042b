"""The private cache folder: who may have written it, and that nothing in it can do harm."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checker import cache


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "care-contract-checker"


def test_the_folder_is_made_private(home: Path) -> None:
    assert cache.folder() == home
    assert home.stat().st_mode & 0o777 == 0o700


def test_without_the_variable_it_is_under_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for value in ("", "relative/path"):
        monkeypatch.setenv("XDG_CACHE_HOME", value)
        assert cache.folder() == tmp_path / ".cache" / "care-contract-checker"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache.folder() == tmp_path / ".cache" / "care-contract-checker"


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o777])
def test_a_folder_that_others_can_enter_is_not_used(home: Path, mode: int) -> None:
    home.mkdir()
    home.chmod(mode)
    assert cache.folder() is None
    cache.store("a", 1)
    assert cache.load("a") is None and not list(home.iterdir())


def test_a_link_is_not_used(home: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    home.symlink_to(tmp_path / "elsewhere")
    assert cache.folder() is None


def test_a_folder_of_another_user_is_not_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache.folder() == home
    monkeypatch.setattr(os, "getuid", lambda: home.stat().st_uid + 1)
    assert cache.folder() is None


@pytest.mark.parametrize("value", ["file", "file/below", "nul\0"])
def test_where_no_folder_can_be_there_is_none(value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(os, "environ", {"XDG_CACHE_HOME": str(tmp_path / value)})
    assert cache.folder() is None
    cache.store("a", 1)
    assert cache.load("a") is None


def test_what_is_stored_is_found(home: Path) -> None:
    data = {"規則": [1, 2.5, True, None, "記録"]}
    cache.store("a key / with \0 anything", data)
    assert cache.load("a key / with \0 anything") == data
    assert cache.load("another") is None


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"\x80\x04K\x01."])
def test_a_damaged_file_is_as_good_as_none(home: Path, damage: bytes) -> None:
    cache.store("a", 1)
    next(home.iterdir()).write_bytes(damage)
    assert cache.load("a") is None
    cache.store("a", 2)
    assert cache.load("a") == 2


def test_what_was_changed_or_stored_under_another_key_is_not_found(home: Path) -> None:
    cache.store("a", [1, 2])
    (file,) = home.iterdir()
    data = file.read_bytes()
    file.write_bytes(data.replace(b"1", b"3"))
    assert cache.load("a") is None
    cache.store("b", [1])
    other = next(path for path in home.iterdir() if path != file)
    other.write_bytes(data)
    assert cache.load("b") is None
    file.write_bytes(data)
    assert cache.load("a") == [1, 2]


@pytest.mark.parametrize("data", [object(), {1, 2}, float("nan"), "\ud800"])
def test_what_json_cannot_hold_is_not_stored(home: Path, data: object) -> None:
    cache.store("a", data)
    assert cache.load("a") is None and not list(home.iterdir())


def test_it_stays_small(home: Path) -> None:
    for number in range(cache.KEPT + 5):
        cache.store(str(number), number)
        os.utime(max(home.iterdir(), key=lambda file: file.stat().st_mtime), (number, number))
    assert len(list(home.iterdir())) == cache.KEPT
    assert cache.load("0") is None and cache.load(str(cache.KEPT + 4)) == cache.KEPT + 4


def test_an_unreadable_entry_is_no_obstacle(home: Path) -> None:
    cache.store("a", 1)
    file = next(home.iterdir())
    file.unlink()
    file.mkdir()
    assert cache.load("a") is None
    cache.store("a", 1)
    assert cache.load("a") is None
