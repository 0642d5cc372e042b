"""How long reading takes: the samples as text, Word and PDF, and a few large drafts.

    python benchmarks/readers.py [RUNS]

Makes its files with the test tools (reportlab is needed). Imports are paid before the clock starts.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import paper  # noqa: E402
import word  # noqa: E402

from checker.model import Source  # noqa: E402
from checker.readers import docx, pdf, text  # noqa: E402

Reader = Callable[[str, bytes], Source]
SENTENCE = "事業者は、利用者が可能な限り自宅で自立した日常生活を送ることができるよう、必要な支援を行います。"


def best(read: Reader, data: bytes, runs: int) -> float:
    """The shortest of some runs, in milliseconds."""
    times = []
    for _ in range(runs):
        begun = perf_counter()
        read("draft", data)
        times.append(perf_counter() - begun)
    return min(times) * 1000


def formats(draft: str) -> tuple[tuple[str, Reader, bytes], ...]:
    return (
        ("txt", text.read, draft.encode()),
        ("docx typed", docx.read, word.typed(draft)),
        ("docx automatic", docx.read, word.automatic(draft)),
        ("pdf", pdf.read, paper.printed(draft)),
    )


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    print(f"{'sample':<28}{'format':<16}{'KB':>8}{'ms':>9}")
    for path in sorted((ROOT / "samples").glob("*.txt")):
        draft = path.read_text(encoding="utf-8")
        for name, read, data in formats(draft):
            print(f"{path.name:<28}{name:<16}{len(data) / 1024:>8.0f}{best(read, data, runs):>9.1f}")
    for articles in (500, 5_000, 50_000):
        draft = "\n".join(f"第{number}条　{SENTENCE * 2}" for number in range(1, articles + 1))
        for name, read, data in formats(draft):
            if name != "pdf" or articles < 10_000:
                print(f"{f'{articles} articles':<28}{name:<16}{len(data) / 1024:>8.0f}{best(read, data, 1):>9.0f}")
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
