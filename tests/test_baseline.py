"""The baseline: old findings are left out, new ones are not, and it only ever gets smaller."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from checker import baseline, engine
from checker.cli import main
from checker.errors import UsageProblem
from checker.model import Pack, Report

DAY = date(2026, 11, 20)
DRAFT = "居宅介護支援 利用契約書\n{above}第１条（目的）　支援します。\n第２条（記録）　事業者は、サービスの提供に関する記録を、{years}年間保存します。\n{below}"
BLANK = "第{n}条（連絡）　窓口は○○とします。\n"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return engine.load()


@pytest.fixture
def audit(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def audit(name: str = "a.txt", years: int = 2, above: str = "", below: str = "") -> Report:
        Path(name).write_text(DRAFT.format(years=years, above=above, below=below), encoding="utf-8")
        return engine.audit([name], pack=pack, as_of=DAY)

    return audit


def findings(report: Report) -> list[str]:
    return [result.rule for result in report.results() if result.severity != "none"]


def known(report: Report) -> baseline.Known:
    return baseline.write(report, None, Path()).held


def test_what_is_known_is_left_out_and_the_rest_is_not(audit) -> None:
    old = known(audit())
    same = baseline.compare(audit(), old, Path())
    assert findings(same.report) == []
    assert same.known == old.total()
    assert not same.gone
    worse = baseline.compare(audit(below=BLANK.format(n=3)), old, Path())
    assert findings(worse.report) == ["placeholder"]
    assert [result.rule for result in same.report.results() if result.verdict == "satisfied"]


def test_findings_are_known_again_after_edits_above_and_with_other_numbers(audit, pack: Pack) -> None:
    old = known(audit(below=BLANK.format(n=3)))
    text = Path("a.txt").read_text(encoding="utf-8")
    for number in "３２１":  # every article moves down by one
        text = text.replace(f"第{number}条", f"第{chr(ord(number) + 1)}条").replace(f"第{ord(number) - 0xFF10}条", f"第{ord(number) - 0xFF0F}条")
    text = text.replace("第２条（目的）", "\n第１条（総則）　この契約は、次のとおりです。\n\n第２条（目的）")
    Path("a.txt").write_text(text, encoding="utf-8")
    assert "第４条（連絡）" in text or "第4条（連絡）" in text
    assert findings(baseline.compare(engine.audit(["a.txt"], pack=pack, as_of=DAY), old, Path()).report) == []


def test_a_second_finding_of_the_same_words_is_new(audit) -> None:
    same = "第{n}条（連絡）　窓口は○○とします。\n"
    old = known(audit(below=same.format(n=3)))
    twice = baseline.compare(audit(below=same.format(n=3) + same.format(n=4)), old, Path())
    assert findings(twice.report) == ["placeholder"]


def test_it_only_shrinks(audit) -> None:
    old = known(audit(below=BLANK.format(n=3)))
    done = baseline.write(audit(), old, Path())
    assert (done.lost, done.new) == (1, 0)
    assert done.held < old
    grown = baseline.write(audit(below=BLANK.format(n=3)), done.held, Path())
    assert (grown.held, grown.lost, grown.new) == (done.held, 0, 1)


def test_files_that_were_not_checked_keep_their_entries_and_deleted_ones_lose_them(audit) -> None:
    old = known(audit("b.txt")) + known(audit("a.txt"))
    assert not baseline.compare(audit("a.txt"), old, Path()).gone
    assert baseline.write(audit("a.txt"), old, Path()).held == old
    Path("b.txt").unlink()
    assert baseline.compare(audit("a.txt"), old, Path()).gone.keys() == {entry for entry in old if entry[0] == "b.txt"}


def test_what_cannot_be_judged_without_the_other_papers_is_not_gone(audit, pack: Pack) -> None:
    alone = audit("a.txt")
    Path("b.txt").write_text("居宅介護支援 重要事項説明書\n１．事業所\n所在地　山川市１丁目\n", encoding="utf-8")
    both = engine.audit(["a.txt", "b.txt"], pack=pack, as_of=DAY, together=True)
    old = known(both)
    assert {entry[1] for entry in old} - {entry[1] for entry in known(alone)}
    assert not baseline.compare(alone, old, Path()).gone
    assert baseline.write(alone, old, Path()).held == old


def test_the_file_is_sorted_one_finding_a_line_and_read_back(tmp_path: Path) -> None:
    held = Counter({("b.txt", "y", "2"): 1, ("a.txt", "x", "1"): 2, ("a.txt", "x", "0"): 1})
    text = baseline.text(held)
    assert json.loads(text)["files"]["a.txt"][1] == {"rule": "x", "fingerprint": "1", "count": 2}
    assert [line.strip()[:13] for line in text.splitlines() if "rule" in line] == ['{"rule": "x",', '{"rule": "x",', '{"rule": "y",']
    file = tmp_path / "b.json"
    file.write_text(text, encoding="utf-8")
    assert baseline.read(file) == held
    assert json.loads(baseline.text(Counter())) == {"schema": baseline.SCHEMA, "files": {}}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "checker-baseline/2", "files": {}}', '{"schema": "checker-baseline/1", "files": {"a": [1]}}'])
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "b.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageProblem, match="ベースラインのファイルではありません"):
        baseline.read(file)


def test_on_the_command_line(audit, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> tuple[int, str, str]:
        status = main([*arguments, "--as-of", "2026-11-20"])
        out, err = capsys.readouterr()
        assert "内部エラー" not in err
        return status, out, err

    audit(below=BLANK.format(n=3))
    gate = ("audit", "a.txt", "--fail-on", "note", "--baseline", "b.json")
    assert "checker baseline write で作れます" in run(*gate)[2]
    assert "書きました" in run("baseline", "write", "a.txt", "--baseline", "b.json")[1]
    status, out, err = run(*gate)
    assert (status, "○○" in out) == (0, False)
    assert err.startswith("b.json: 前からある指摘 ")
    for name in ("terminal", "markdown", "html"):  # 「直すところは見つかりませんでした」 alone would say too much
        assert "ベースラインにある指摘 " in run(*gate, "--format", name)[1]
    audit()
    assert run(*gate)[0] == 0
    status, _, err = run(*gate, "--ratchet")
    assert status == 1
    assert "なくなった指摘が 1件残っています" in err
    assert "（なくなった 1件を除きました）" in run("baseline", "write", "a.txt", "--baseline", "b.json")[1]
    assert run(*gate, "--ratchet")[0] == 0
    audit(below=BLANK.format(n=3))
    assert run(*gate)[0] == 1
    assert "新しい指摘 1件は加えません" in run("baseline", "write", "a.txt", "--baseline", "b.json")[1]
    assert run("baseline", "a.txt")[0] == run("baseline", "write")[0] == 2
    Path("checker.yaml").write_text("baseline: b.json\npaths: ['.']\nfail_on: note\n", encoding="utf-8")
    audit()
    assert run("audit")[0] == 0
