"""A small private folder of JSON files that spare work done before, keyed by a hash of all that the work depends on.

Nothing here can fail or be trusted blindly: a folder that others could write is not used, a file that is damaged or
stands under another key (it begins with a checksum) is as good as none, and storing is an attempt. Pickles are never
used, since reading one executes it.
"""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from zlib import crc32

NAME = "care-contract-checker"
KEPT = 32  # files; old ones go first
MAX_BYTES = 32_000_000
_SUM = 8  # characters of the checksum


def folder() -> Path | None:
    """The private cache folder, made if need be; None where there is none that only this user can write.

    $XDG_CACHE_HOME/care-contract-checker or ~/.cache/care-contract-checker (XDG Base Directory Specification: a
    relative path in the variable is ignored). It must be a real folder of mode 0700 that this user owns.
    """
    try:
        base = Path(os.environ.get("XDG_CACHE_HOME", ""))
        path = (base if base.is_absolute() else Path.home() / ".cache") / NAME
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = path.lstat()
    except (OSError, RuntimeError, ValueError):  # no home, no permission, a file in the way, NUL in the variable
        return None
    if not stat.S_ISDIR(found.st_mode):
        return None
    if hasattr(os, "getuid") and (found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) != 0o700):
        return None
    return path


def load(key: str) -> Any | None:
    """What was stored under that key, or None."""
    path = _path(key)
    try:
        if path is None or not stat.S_ISREG((found := path.lstat()).st_mode) or found.st_size > MAX_BYTES:
            return None  # a pipe or a device would never end
        data = memoryview(path.read_bytes())
        return json.loads(str(data[_SUM:], "utf-8")) if data[:_SUM] == _checksum(key, data[_SUM:]) else None
    except (OSError, ValueError, RecursionError):  # ValueError: not JSON, not UTF-8
        return None


def store(key: str, data: Any) -> None:
    """Keep data (anything JSON can hold) under a key; whole or not at all, and silently not at all when it cannot."""
    path = _path(key)
    if path is None:
        return
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
        part.write_bytes(_checksum(key, text) + text)
        part.replace(path)
        _prune(path.parent)
    except (OSError, ValueError, TypeError, RecursionError):
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _checksum(key: str, data: bytes | memoryview) -> bytes:
    return b"%08x" % crc32(data, crc32(key.encode("utf-8", "surrogatepass")))


def _path(key: str) -> Path | None:
    home = folder()
    return home and home / f"{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}.json"


def _prune(home: Path) -> None:
    """Keep the newest files only, and sweep up what an interrupted run left behind."""
    files = sorted((entry for entry in os.scandir(home) if entry.is_file()), key=lambda entry: -entry.stat().st_mtime)
    for entry in files[KEPT:]:
        os.unlink(entry.path)
