"""How long a person waits: a cold `checker audit` of one text, each run in a process of its own.

A short paper (8 KB) and a contract of full length (33 KB) are timed. The targets are for the short one.

    python benchmarks/cold.py [RUNS]

The first run of all compiles the modules, as an installation does, and fills the private cache; it is told apart
("first"). The targets are for two cores.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parents[1]
SHORT, LONG = ROOT / "samples" / "poor-kyotaku.txt", ROOT / "samples" / "kyotaku-kaigo-shien.txt"
COMMANDS = (  # what, arguments of Python, target in milliseconds
    ("python -c pass", ["-c", "pass"], None),
    ("checker --help", ["-m", "checker", "--help"], None),
    ("audit, 8 KB", ["-m", "checker", "audit", str(SHORT), "--color", "always"], 250),
    ("audit, 33 KB", ["-m", "checker", "audit", str(LONG), "--color", "always"], None),
    ("json, 8 KB", ["-m", "checker", "audit", str(SHORT), "--format", "json"], 150),
    ("json, 33 KB", ["-m", "checker", "audit", str(LONG), "--format", "json"], None),
)


def wait(arguments: list[str], cache: str) -> float:
    """Milliseconds from start to exit."""
    environment = {**os.environ, "XDG_CACHE_HOME": cache, "PYTHONPYCACHEPREFIX": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    begun = perf_counter()
    ran = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)
    if ran.returncode not in (0, 1):
        sys.exit(ran.stderr)
    return (perf_counter() - begun) * 1000


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    print(f"{'command':<16}{'first':>9}{'median':>9}{'best':>9}{'target':>9}   ms, {runs} runs")
    for what, arguments, target in COMMANDS:
        with tempfile.TemporaryDirectory() as cache:
            first, *times = (wait(arguments, cache) for _ in range(runs + 1))
        told = f"{what:<16}{first:>9.0f}{median(times):>9.0f}{min(times):>9.0f}{target or '':>9}"
        print(told + ("" if target is None else "   met" if median(times) <= target else "   missed"))


if __name__ == "__main__":
    main()
