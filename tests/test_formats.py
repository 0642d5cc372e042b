"""One draft as text, as Word with typed and with automatic numbers, and as PDF: the same tree, the same verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("reportlab")

import paper
import word

from checker import engine
from checker.model import Clause, Document, InputError, Pack

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = ("poor-kyotaku.txt", "tanki-nyusho.txt", "homon-kaigo.md")
FORMATS = ("typed.docx", "automatic.docx", "printed.pdf")


def plain(name: str) -> str:
    """A sample without Markdown: its tables with tabs, as a text file has them."""
    lines = []
    for line in (SAMPLES / name).read_text(encoding="utf-8").split("\n"):
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if all(set(cell) <= set("-: ") for cell in cells):
                continue
            line = "\t".join(cells)
        lines.append(line.lstrip("#").strip() if line.startswith("#") else line.replace("**", ""))
    return "\n".join(lines)


@cache
def made(folder: Path, name: str) -> Path:
    """The folder with a sample in every format."""
    draft = plain(name)
    (folder / "draft.txt").write_text(draft, encoding="utf-8")
    (folder / "typed.docx").write_bytes(word.typed(draft))
    (folder / "automatic.docx").write_bytes(word.automatic(draft))
    (folder / "printed.pdf").write_bytes(paper.printed(draft))
    return folder


@pytest.fixture(scope="module", params=NAMES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp(request.param.partition(".")[0]), request.param)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return engine.load()


def outline(document: Document) -> list[str]:
    """Every clause with its number, heading and words, without white space."""

    def lines(clause: Clause, depth: int) -> Iterator[str]:
        words = "".join("".join(text[slice(*leaf.span)].split()) for leaf in clause.leaves if leaf.kind != "noise")
        yield f"{'  ' * depth}{clause.kind} {clause.number} {clause.heading} {words}"
        for child in clause.children:
            yield from lines(child, depth + 1)

    text = document.source.text
    return [line for part in document.parts for clause in part.clauses for line in [part.role, *lines(clause, 0)]]


@cache
def tree(path: Path) -> list[str]:
    (document,) = engine.documents([str(path)])
    assert not isinstance(document, InputError)
    return outline(document)


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_tree(folder: Path, format: str) -> None:
    assert tree(folder / format) == tree(folder / "draft.txt")


def verdicts(path: Path, pack: Pack) -> list[tuple[str, str, str]]:
    """Rule, verdict and the clause it is told of."""
    report = engine.audit([str(path)], pack=pack, as_of=date(2026, 11, 20))
    assert not report.errors
    return sorted(
        (result.rule, result.verdict, result.locations[0].clause if result.locations else "")
        for result in report.results()
    )


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_verdicts(folder: Path, format: str, pack: Pack) -> None:
    assert verdicts(folder / format, pack) == verdicts(folder / "draft.txt", pack)
