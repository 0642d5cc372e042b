"""The pipeline is a pipeline: stages know what is below them, not each other, and each third party has one door."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "checker"

LAYERS = (
    ("errors", "records"),
    ("text", "plugins", "resources", "cache"),
    ("expressions",),
    ("grammars", "model", "numerals", "punctuation"),
    ("lines", "tree", "facts", "reading", "patterns", "predicates", "conditions", "subjects", "packs", "readers", "checks", "reports"),
    ("engine", "files", "places", "services", "areas", "severity", "results", "workbench", "mutation", "dates", "examples",
     "globs", "bundles", "waivers", "baseline", "config", "init"),
    ("cli", "__main__", "__init__"),
)  # fmt: skip
LAYER = {name: level for level, names in enumerate(LAYERS) for name in names}
STAGES, ENGINE, SURFACE = 4, 5, 6
PLUGINS = ("readers", "checks", "reports")

# Third party -> the modules through which it comes in (with their private siblings).
DOORS = {
    "lark": {"grammars"},
    "yaml": {"packs"},
    "rich": {"reports.terminal", "reports.matrix"},
    "pypdfium2": {"readers.pdf"},
}


def name_of(path: Path) -> str:
    """checker/readers/text.py -> readers.text; checker/readers/__init__.py -> readers; checker/__init__.py -> __init__"""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


MODULES = {name_of(path): path for path in sorted(ROOT.rglob("*.py"))}


@cache
def imports(module: str) -> frozenset[str]:
    """What a module imports, lazily or not: own modules by dotted name, others by their top name."""
    return frozenset(_imports(module))


def _imports(module: str) -> Iterator[str]:
    path = MODULES[module]
    package = list(path.relative_to(ROOT).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1]
            for alias in node.names:
                found = [*base, *(node.module or "").split("."), alias.name]
                found = [part for part in found if part]
                while found and ".".join(found) not in MODULES:
                    found.pop()
                yield ".".join(found) or "__init__"


def is_private(module: str) -> bool:
    return module.rpartition(".")[2].startswith("_") and not module.endswith("__")


@cache
def owners(module: str) -> frozenset[str]:
    """The public modules that a private one serves, directly or through other private ones."""
    users = {other for other in MODULES if module in imports(other)}
    public = {other for other in users if not is_private(other)}
    return frozenset(public.union(*(owners(other) for other in users - public - {module})))


def layer(module: str) -> int:
    if is_private(module):
        return max((layer(owner) for owner in owners(module)), default=SURFACE)
    return LAYER[module.partition(".")[0]]


@pytest.mark.parametrize("module", [module for module in MODULES if not is_private(module)])
def test_every_public_module_has_its_layer(module: str) -> None:
    assert module.partition(".")[0] in LAYER


@pytest.mark.parametrize("module", [module for module in MODULES if is_private(module)])
def test_a_private_module_serves_one_stage(module: str) -> None:
    found = owners(module)
    assert found, "nobody uses it"
    if layer(module) == STAGES:
        assert len({owner.partition(".")[0] for owner in found}) == 1 or found <= {"lines", "tree"}, sorted(found)


@pytest.mark.parametrize("module", MODULES)
def test_stages_know_only_what_is_below_them(module: str) -> None:
    own = layer(module)
    family = owners(module) if is_private(module) else {module}
    package = module.partition(".")[0]
    for other in sorted(imports(module) & MODULES.keys()):
        if layer(other) < own or other == module:
            continue
        if own in (ENGINE, SURFACE) and layer(other) == own:  # the parts of the engine, and of the command line
            continue
        siblings = is_private(other) and not family.isdisjoint(owners(other))
        shared = package in PLUGINS and (other == package or (is_private(other) and other.startswith(f"{package}.")))
        assert siblings or shared, f"{module} (layer {own}) imports {other} (layer {layer(other)})"


@pytest.mark.parametrize("module", MODULES)
def test_third_parties_come_in_through_their_door(module: str) -> None:
    foreign = imports(module) - MODULES.keys() - sys.stdlib_module_names
    for name in sorted(foreign):
        assert name in DOORS, f"{module} imports {name}"
        family = owners(module) if is_private(module) else {module}
        assert family <= DOORS[name], f"{module} imports {name}"


def test_the_lowest_layers_need_the_standard_library_only() -> None:
    for module in (*LAYERS[0], *LAYERS[1]):
        assert not imports(module) - sys.stdlib_module_names - MODULES.keys()


@pytest.mark.parametrize(
    ("format_", "unwanted"),
    [
        ("json", {"rich", "yaml", "docx", "lxml", "pypdfium2", "lark", "inspect"}),
        ("terminal", {"docx", "lxml", "pypdfium2", "rich.console", "lark"}),
    ],
)
def test_a_text_file_loads_no_more_than_it_needs(tmp_path: Path, format_: str, unwanted: set[str]) -> None:
    draft = tmp_path / "契約書.txt"
    draft.write_text("通所介護 利用契約書\n第１条（目的）　事業者は、サービスを提供します。\n", encoding="utf-8")
    program = (
        "import sys; from checker.cli import main\n"
        f"for _ in range(2): main(['audit', sys.argv[1], '--format', '{format_}', '--fail-on', 'never'])\n"
        "print(' '.join(sys.modules), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(draft)], capture_output=True, text=True, check=True)
    warm = subprocess.run([sys.executable, "-c", program, str(draft)], capture_output=True, text=True, check=True)
    loaded = set(warm.stderr.split())
    assert "checker.engine" in loaded, ran.stderr
    assert not loaded & unwanted
    assert not {name for name in loaded if name.startswith("checker.readers.") and name != "checker.readers.text"}
