"""The rule files as they are shipped: they load, the schema for editors fits them, the services are all there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker import packs, plugins
from checker.model import Pack
from checker.packs._values import data
from checker.packs._yaml import compose

ROOT = Path(__file__).parents[1]
PACKS = Path(__file__).parent / "packs"
RULES = sorted(path for path in (ROOT / "rules").rglob("*.yaml") if path.parent.name != "fees")
KINDS = {name: tuple(plugins.load("checker.checks", name).OPTIONS) for name in plugins.names("checker.checks")}
FAMILIES = {
    "ケアマネ系": ["居宅介護支援", "介護予防支援", "介護予防ケアマネジメント"],
    "訪問系": ["訪問介護", "訪問看護", "介護予防訪問看護", "第1号訪問事業"],
    "通所系": ["通所介護", "地域密着型通所介護", "第1号通所事業"],
    "短期入所系": ["短期入所生活介護", "介護予防短期入所生活介護"],
    "居住系": ["認知症対応型共同生活介護"],
    "多機能系": ["小規模多機能型居宅介護"],
    "施設系": ["介護老人福祉施設"],
    "福祉用具系": ["福祉用具貸与", "介護予防福祉用具貸与"],
    "総合事業": ["第1号訪問事業", "第1号通所事業", "第1号介護予防支援事業"],
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return packs.load([], KINDS, cache=False)


def plain(file: Path) -> Any:
    """A pack file as an editor sees it."""
    node = compose(file.read_bytes(), file.name, [])
    return node and data(node, [])


def complaints(file: Path) -> list[str]:
    schema = json.loads((ROOT / "rules" / "schema.json").read_text(encoding="utf-8"))
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(plain(file))]


def test_the_schema_is_one_and_knows_every_check_kind() -> None:
    schema = json.loads((ROOT / "rules" / "schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for name in ("rule", "added"):
        assert KINDS.keys() <= {kind["required"][0] for kind in schema["$defs"][name]["oneOf"]}


@pytest.mark.parametrize("file", RULES, ids=lambda file: file.stem)
def test_every_rule_file_fits_the_schema_and_names_it(file: Path) -> None:
    assert complaints(file) == []
    schema = "schema.json" if file.parent.name == "rules" else "../schema.json"
    assert file.read_text(encoding="utf-8").startswith(f"# yaml-language-server: $schema={schema}\n")


@pytest.mark.parametrize("name", ["keys", "values", "fold", "overlay", "services", "twins", "shape", "local", "list"])
def test_the_schema_sees_what_the_loader_refuses(name: str) -> None:
    assert complaints(PACKS / "broken" / f"{name}.yaml")


@pytest.mark.parametrize("name", ["national/records", "local/000001-架空市", "services", "vocabulary"])
def test_the_schema_takes_what_the_loader_takes(name: str) -> None:
    assert complaints(PACKS / "base" / f"{name}.yaml") == []


@pytest.mark.parametrize("code, name", packs.areas())
def test_every_local_pack_loads(code: str, name: str) -> None:
    local = packs.load([], KINDS, name, cache=False)
    assert local.ids[-1][0] == f"{code}-{name}"
    assert any(rule.decided for rule in local.rules)


@pytest.mark.parametrize("family", FAMILIES)
def test_families_hold_their_services(pack: Pack, family: str) -> None:
    for name in FAMILIES[family]:
        assert family in packs.lineage(pack.services, packs.service(pack, name))


def test_municipal_services_are_set_by_the_city(pack: Pack) -> None:
    named = {
        service.name for service in pack.services.values() if "総合事業" in packs.lineage(pack.services, service.name)
    }
    assert named == {service.name for service in pack.services.values() if service.insurer}


def test_every_service_has_an_english_gloss(pack: Pack) -> None:
    assert all(service.en for service in pack.services.values())
