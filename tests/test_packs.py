"""The loader of rule packs: what it makes of good files, on which day and for which service, and from the cache."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from changed import replace

from checker import packs, resources
from checker.errors import PackProblem, UsageProblem
from checker.model import Basis, Example, Exemption, Hint, Include, Origin, Pack, Rule

HERE = Path(__file__).parent / "packs"
KINDS: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("requires", "forbids", "refers", "sequence", "agrees", "computes", "defines", "complete"), ()
)
KINDS["sequence"] = ("ignore",)
FILE = "base/national/records.yaml"


@pytest.fixture(autouse=True)
def base(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small national pack in place of the real one."""
    monkeypatch.setattr(resources, "folder", lambda name: HERE / "base")


@pytest.fixture
def pack() -> Pack:
    return packs.load([], KINDS, cache=False)


def rule(pack: Pack, name: str) -> Rule:
    return next(rule for rule in pack.rules if rule.id == name)


# -------------------------------- good files


def test_a_rule_keeps_all_that_its_entry_says(pack: Pack) -> None:
    expected = Rule(
        id="record-retention",
        title="記録の保存期間",
        check="requires",
        klass="office",
        duty="statute",
        services=("居宅介護支援", "総合事業"),
        exceptions=(Exemption(("介護予防支援",), "架空の理由により適用されないため"),),
        roles=("契約書",),
        first=date(2012, 4, 1),
        basis=(Basis("架空省令第1号", "第29条第2項", True, ("居宅介護支援",), "国の基準は2年"),),
        parameters={"minimum": "2年"},
        dated={"minimum": ((date.min, "2年"), (date(2024, 4, 1), "5年"))},
        severity={"missing": "note"},
        requires=("{記録} … $期間:期間 … {保存}",),
        includes=(
            Include(
                "保存期間",
                where="$期間 >= $minimum",
                otherwise="保存期間が$minimumに満たないか、一つに定まっていません",
                origin=Origin(FILE, 23),
            ),
            Include(
                "起算点",
                says=("完結の日", "終了の日"),
                otherwise="起算点が書かれていません",
                within="文",
                severity="note",
                services=("居宅介護支援",),
                origin=Origin(FILE, 24),
            ),
        ),
        hints=(Hint(("{記録} … {保存}",), "期間が書かれていません"),),
        unless=("{体験}", "{減算}"),
        predicate=("義務",),
        why="後から確かめるための手がかりです。",
        message="記録の保存期間は本書面では確認できません",
        remedy="事業者は、記録を$minimum間保存します。",
        examples=(
            Example(
                "satisfied", "記録は完結の日から5年間保存します。", "居宅介護支援", date(2025, 1, 1), Origin(FILE, 33)
            ),
            Example("weak", "第9条 記録\n記録は保存します。\n", origin=Origin(FILE, 34)),
        ),
        origin=Origin(FILE, 6),
    )
    assert rule(pack, "record-retention") == expected


def test_the_vocabulary_and_the_tables_of_all_files_are_merged(pack: Pack) -> None:
    assert pack.ids == (("national", "2026.11"),)
    assert pack.vocabulary == {
        "記録": ("記録",),
        "保存": ("保存", "保管"),
        "減算": ("減算",),
        "体験": ("体験{利用|入居}",),
    }
    assert pack.predicates == {"義務": ("ます",), "努力": ("努めます",)}
    assert pack.fees == {"居宅介護支援費": [{"from": "2024-04-01", "units": 1086, "名称": "居宅介護支援費（Ⅰ）"}]}


def test_an_empty_list_switches_off_what_holds_by_default(pack: Pack) -> None:
    ban, numbering = rule(pack, "no-excuse"), rule(pack, "numbering")
    assert (ban.unless, ban.predicate, ban.options) == ((), (), {"verdict": "weak"})
    assert (numbering.unless, numbering.predicate) == (("{減算}",), None)


def test_no_scalar_is_guessed_by_the_rules_of_yaml_1_1(pack: Pack) -> None:
    body = rule(pack, "numbering").options["body"]
    assert body == {
        "of": ["article", "paragraph"],
        "from": 1,
        "strict": True,
        "at": "12:30",
        "code": "010",
        "on": "no",
        "share": 0.5,
    }
    assert rule(pack, "numbering").options["ignore"] == ["附則"]


def test_a_file_of_ones_own_adds_rules_and_words(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "﻿pack: ours\nversion: 1\nconcepts: {甲: &a [甲]}\nrules:\n- {id: x, title: 題, class: civil, duty: advice,"
        " requires: *a, message: 文}\n",
        encoding="utf-8",
    )
    for where in (mine, tmp_path):
        pack = packs.load([where], KINDS, cache=False)
        assert pack.ids == (("national", "2026.11"), ("ours", "1"))
        assert (pack.rules[-1].id, pack.rules[-1].origin) == ("x", Origin(str(mine), 5))
        assert pack.vocabulary["甲"] == pack.rules[-1].requires == ("甲",)


def test_a_file_that_takes_part_anyway_may_be_given_again(pack: Pack) -> None:
    for path in (HERE / "base", HERE / "base" / "national", HERE / "base" / "national" / ".." / "vocabulary.yaml"):
        assert packs.load([path, path], KINDS, cache=False) == pack


def test_a_concept_of_ones_own_cannot_change_what_other_rules_say(tmp_path: Path) -> None:
    """体験 is a concept, but 利用 and 入居 are plain words of it: a concept 入居 would change what they mean."""
    mine = tmp_path / "mine.yaml"
    mine.write_text("pack: ours\nversion: '1'\nrules: []\nconcepts:\n  朝市: [朝市]\n  入居: [入居, 引っ越し]\n", encoding="utf-8")
    with pytest.raises(PackProblem, match=r"mine\.yaml:6: 「入居」は全国のルールが言葉として使っている"):
        packs.load([mine], KINDS, cache=False)


def test_hidden_files_are_no_packs(tmp_path: Path) -> None:
    (tmp_path / ".github").mkdir()
    for name in ("ours.yaml", ".#ours.yaml", ".github/ci.yml"):
        (tmp_path / name).write_text("pack: ours\nversion: '1'\nrules: []\n" if name[0] != "." else "on: push\n")
    assert packs.load([tmp_path], KINDS, cache=False).ids[-1] == ("ours", "1")


def test_examples_are_left_out_on_request(pack: Pack) -> None:
    lean = packs.load([], KINDS, cache=False, examples=False)
    assert [replace(rule, examples=()) for rule in pack.rules] == list(lean.rules)


# -------------------------------- days and services


def test_a_day_picks_variants_and_values(pack: Pack) -> None:
    def at(day: date) -> dict[str, Rule]:
        return {rule.id: rule for rule in packs.in_force(pack, day).rules}

    assert "record-retention" not in at(date(2012, 3, 31))
    assert at(date(2012, 4, 1))["record-retention"].parameters == {"minimum": "2年"}
    assert at(date(2024, 3, 31))["staff-count"].title == "員数（旧）"
    new = at(date(2024, 4, 1))
    assert new["staff-count"].title == "員数（新）"
    assert new["record-retention"].parameters == {"minimum": "5年"} and not new["record-retention"].dated


def test_texts_for_people_tell_the_value_in_force(pack: Pack) -> None:
    found = rule(packs.in_force(pack, date(2024, 4, 1)), "record-retention")
    assert found.remedy == "事業者は、記録を5年間保存します。"
    assert found.includes[0].otherwise.startswith("保存期間が5年に満たない")
    assert found.includes[0].where == "$期間 >= $minimum"  # what the engine reads stays as it is


def test_a_parameter_without_a_value_yet_keeps_its_rule_out_of_force(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "pack: ours\nversion: '1'\nrules:\n- {id: x, title: 題, class: civil, duty: advice, requires: 甲, message: 文,"
        " parameters: {days: [{from: 2026-10-01, value: 30日}]}}\n",
        encoding="utf-8",
    )
    pack = packs.load([mine], KINDS, cache=False)
    assert "x" not in {rule.id for rule in packs.in_force(pack, date(2026, 9, 30)).rules}
    assert rule(packs.in_force(pack, date(2026, 10, 1)), "x").parameters == {"days": "30日"}


@pytest.mark.parametrize(
    ("name", "service", "expected"),
    [
        ("record-retention", "居宅介護支援", (True, "")),
        ("record-retention", "介護予防ケアマネジメント", (False, "架空の理由により適用されないため")),
        ("record-retention", "通所介護", (False, "居宅介護支援、総合事業についての項目で、通所介護には当てはまらないため")),
        ("record-retention", "", (False, "サービスの種類が分からないため判定できません")),
        ("numbering", "", (True, "")),
        ("numbering", "知らないサービス", (True, "")),
    ],
)
def test_whether_a_rule_applies(pack: Pack, name: str, service: str, expected: tuple[bool, str]) -> None:
    assert packs.applies(pack, rule(pack, name), service) == expected


def test_a_service_may_stand_under_several_families(pack: Pack) -> None:
    line = ("介護予防ケアマネジメント", "介護予防支援", "総合事業", "ケアマネ系")
    assert packs.lineage(pack.services, "介護予防ケアマネジメント") == line
    assert packs.lineage(pack.services, "知らない") == ("知らない",)


def test_a_service_may_be_called_by_a_word_that_only_it_has(pack: Pack) -> None:
    assert packs.service(pack, "第1号介護予防支援事業") == "介護予防ケアマネジメント"
    with pytest.raises(UsageProblem, match="通所介護、地域密着型通所介護のどれか"):
        packs.service(pack, "デイサービス")
    with pytest.raises(UsageProblem, match="「居宅介護支援」のことですか？"):
        packs.service(pack, "居宅介護支縁")


# -------------------------------- local packs


def test_a_local_pack_changes_what_it_names_and_tells_why() -> None:
    pack = packs.load([], KINDS, "架空市", cache=False)
    city = "000001-架空市"
    assert pack.ids == (("national", "2026.11"), (city, ""))
    kept = rule(pack, "record-retention")
    assert kept.decided == (("minimumを変更", city, "架空市条例第1条が2年とするため"),)
    assert kept.examples == ()  # they promise what the national value makes of them
    values = [rule(packs.in_force(pack, date(y, 4, 1)), kept.id).parameters["minimum"] for y in (2020, 2025, 2027)]
    assert values == ["2年", "5年", "3年"]  # before the city's day the national values go on holding
    dropped = rule(pack, "no-excuse")
    assert packs.applies(pack, dropped, "通所介護") == (False, "市の様式が定めるため")
    assert dropped.decided == (("適用しない", city, "市の様式が定めるため"),)
    both = [rule for rule in pack.rules if rule.id == "staff-count"]
    assert [(rule.title, rule.severity) for rule in both] == [("員数（市）", {"inconsistent": "error"})] * 2
    assert rule(pack, "numbering").options["ignore"] == ["別表"] and "body" in rule(pack, "numbering").options
    added = rule(pack, "city-window")
    assert added.decided == (("追加", city, "市の要綱による"),)
    assert added.origin == Origin("base/local/000001-架空市.yaml", 12)


def test_without_an_area_no_local_pack_counts(pack: Pack) -> None:
    assert all(not rule.decided for rule in pack.rules)


def test_areas_are_known_by_the_names_of_their_files(tmp_path: Path) -> None:
    assert packs.areas() == (("000001", "架空市"),)
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "000002-架空町.yaml").write_text(
        'extends: national\narea: {code: "000002", name: 架空町}\nrules: {drop: [{id: numbering, because: 例}]}\n',
        encoding="utf-8",
    )
    (tmp_path / "ours.yaml").write_text("pack: ours\nversion: '1'\nrules: []\n", encoding="utf-8")
    assert packs.areas([tmp_path]) == (("000001", "架空市"), ("000002", "架空町"))
    for area in ("000002", "架空町", "000002-架空町"):
        assert packs.load([tmp_path], KINDS, area, cache=False).ids[-1] == ("000002-架空町", "")


def test_a_folder_may_hold_packs_of_cities_alone(tmp_path: Path) -> None:
    (tmp_path / "local").mkdir()
    file = tmp_path / "local" / "000002-架空町.yaml"
    file.write_text('extends: national\narea: {code: "000002", name: 架空町}\nrules: {drop: [{id: numbering, because: 例}]}\n', "utf-8")
    assert packs.load([tmp_path], KINDS, "架空町", cache=False).ids[-1] == ("000002-架空町", "")
    assert not rule(packs.load([tmp_path], KINDS, cache=False), "numbering").decided
    assert packs.load([file], KINDS, "架空町", cache=False).ids[-1] == ("000002-架空町", "")


def test_a_file_that_extends_the_national_pack_needs_no_area(tmp_path: Path) -> None:
    mine = tmp_path / "house.yaml"
    mine.write_text("extends: national\npack: house\nrules: {drop: [{id: numbering, because: 様式による}]}\n", "utf-8")
    assert rule(packs.load([mine], KINDS, cache=False), "numbering").decided[0][1] == "house"


def test_an_unknown_area_is_told_with_the_nearest_one() -> None:
    with pytest.raises(UsageProblem) as caught:
        packs.load([], KINDS, "架空村", cache=False)
    words = "地域「架空村」のルールパックはありません。「架空市」のことですか？（使える地域: 000001 架空市）"
    assert str(caught.value) == words


def test_a_local_file_must_bear_the_name_of_its_area(tmp_path: Path) -> None:
    folder = tmp_path / "local"
    folder.mkdir()
    file = folder / "000002-架空町.yaml"
    file.write_text('extends: national\narea: {code: "000003", name: 架空町}\nrules: {}\n', encoding="utf-8")
    with pytest.raises(PackProblem, match=r"area（000003-架空町）とファイル名（000002-架空町\.yaml）が合いません"):
        packs.load([file], KINDS, cache=False)


# -------------------------------- the cache


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "care-contract-checker"


@pytest.mark.parametrize("area", [None, "架空市"])
@pytest.mark.parametrize("examples", [True, False])
def test_a_cached_pack_equals_the_decoded_one(home: Path, area: str | None, examples: bool) -> None:
    fresh = packs.load([], KINDS, area, examples=examples)
    cached = packs.load([], KINDS, area, examples=examples)
    assert list(home.iterdir()) and fresh == cached == packs.load([], KINDS, area, cache=False, examples=examples)
    assert [type(value) for rule in cached.rules for value in (rule.requires, rule.decided, rule.first)] == [
        type(value) for rule in fresh.rules for value in (rule.requires, rule.decided, rule.first)
    ]


def test_a_changed_file_is_never_hidden_by_the_cache(home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    text = "pack: ours\nversion: '1'\nrules:\n- {id: x, title: %s, class: civil, duty: advice, sequence: 甲}\n"
    for title in ("一", "二", "一"):
        mine.write_text(text % title, encoding="utf-8")
        assert packs.load([mine], KINDS).rules[-1].title == title
    mine.write_text("pack: ours\n", encoding="utf-8")
    with pytest.raises(PackProblem):
        packs.load([mine], KINDS)


def test_other_check_kinds_are_another_pack(home: Path) -> None:
    packs.load([], KINDS)
    with pytest.raises(PackProblem, match="「ignore」"):
        packs.load([], {**KINDS, "sequence": ()})


@pytest.mark.parametrize("damage", ["", "[]", "{}", "null", "7", '[[],[["x"]],{},{},[],{}]', "[[],[[]],[],{},[],{}]"])
def test_a_damaged_cache_is_as_good_as_none(home: Path, pack: Pack, damage: str) -> None:
    packs.load([], KINDS)
    for file in home.iterdir():
        file.write_text(damage, encoding="utf-8")
    assert packs.load([], KINDS) == pack
    assert all(file.read_text(encoding="utf-8") != damage for file in home.iterdir())


@pytest.mark.parametrize("row", [[], {}, 7, [[], [["x"]], {}, {}, [], {}], [[], [[]], [], {}, [], {}]])
def test_a_row_of_another_shape_is_as_good_as_none(home: Path, pack: Pack, row: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs.kept, "load", lambda key: row)
    assert packs.load([], KINDS) == pack


def test_a_warm_load_imports_no_yaml(home: Path) -> None:
    packs.load([], KINDS)
    code = (
        "import sys, pathlib; from checker import packs, resources;"
        f"resources.folder = lambda name: pathlib.Path({str(HERE / 'base')!r});"
        f"print(len(packs.load([], {KINDS!r}).rules), 'yaml' in sys.modules, 'checker._decode' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["5", "False", "False"]
