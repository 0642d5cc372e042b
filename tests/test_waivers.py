"""Waivers: what they take out of the count, until when, and how those that do no good are found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from changed import replace

from checker import cli, engine, packs, waivers
from checker.model import Origin, Pack, Report, Result, Settings, Source, Waiver

DAY = date(2026, 11, 20)
DRAFT = "居宅介護支援 利用契約書\n第１条（目的）　支援します。\n第２条（記録）　事業者は、サービスの提供に関する記録を、その完結の日から{years}年間保存します。\n{more}\n"
INLINE = "<!-- checker: waive {rule} until {until}: {reason} -->"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return engine.load()


@pytest.fixture
def audit(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def audit(more: str = "", *granted: Waiver, years: int = 2, as_of: date = DAY, until: date | None = None, waive: bool = True) -> Report:
        Path("a.txt").write_text(DRAFT.format(years=years, more=more), encoding="utf-8")
        settings = Settings("checker.yaml", str(tmp_path), waivers=granted, waive=waive)
        return engine.audit(["a.txt"], pack=pack, as_of=as_of, until=until, settings=settings)

    return audit


def inline(rule: str = "record-retention", until: str = "2027-03-31", reason: str = "条例の改正待ち") -> str:
    return INLINE.format(rule=rule, until=until, reason=reason)


def waiver(**more: object) -> Waiver:
    plain = Waiver("record-retention", "条例の改正待ち", date(2027, 3, 31), "本部", origin=Origin("checker.yaml", 7))
    return replace(plain, **more)  # type: ignore[arg-type]


def of(report: Report, rule: str) -> Result:
    return next(result for result in report.results() if result.rule == rule)


def states(report: Report) -> list[str]:
    """Which of the rules on waivers found something."""
    return [result.rule for result in report.results() if result.rule.startswith("waiver-") and result.verdict == "inconsistent"]


# -------------------------------- waiving


@pytest.mark.parametrize("more, granted", [(inline(), []), ("", [waiver()]), ("", [waiver(paths=("*.txt",))])])
def test_a_waived_finding_no_longer_counts_and_says_why(audit, more: str, granted: Sequence[Waiver]) -> None:
    plain, waived = audit(), audit(more, *granted)
    result = of(waived, "record-retention")
    assert result.waived is not None
    assert (result.waived["reason"], result.waived["until"]) == ("条例の改正待ち", "2027-03-31")
    assert result.waived["by"] == ("a.txt:4" if more else "checker.yaml:7")
    assert result.waived.get("owner") == (None if more else "本部")
    assert waived.count("warning") == plain.count("warning") - 1
    assert states(waived) == []


def test_no_waiver_counts_when_none_shall(audit) -> None:
    report = audit(inline(), waiver(), waive=False)
    assert of(report, "record-retention").waived is None
    assert of(report, "waiver-unused").verdict == "not-applicable"


@pytest.mark.parametrize(("as_of", "holds"), [(date(2027, 3, 31), True), (date(2027, 4, 1), False)])
def test_the_last_day_is_included(audit, as_of: date, holds: bool) -> None:
    for report in (audit(inline(), as_of=as_of), audit("", waiver(), as_of=as_of)):
        assert (of(report, "record-retention").waived is not None) is holds
        assert states(report) == ([] if holds else ["waiver-expired"])


def test_what_a_waiver_hides_begins_again_after_its_last_day(audit) -> None:
    report = audit(inline(until="2026-12-31"), until=date(2027, 1, 31))
    (later,) = [day for day in report.later if day.as_of == date(2027, 1, 1)]
    assert {"record-retention", "waiver-expired"} <= {result.rule for result in later.results()}


@pytest.mark.parametrize(
    ("narrow", "holds"),
    [
        ({"clause": "第2条"}, True),
        ({"clause": "第1条"}, False),
        ({"paths": ("b.txt", "x/*")}, None),
        ({"fingerprint": "0123456789abcdef"}, False),
        ({"rule": "record-keeping"}, False),
    ],
)
def test_a_waiver_is_for_what_it_names_only(audit, narrow: dict[str, object], holds: bool | None) -> None:
    """None: it is not about this paper at all, and all that can be said is that nothing needs it."""
    report = audit("", waiver(**narrow))
    assert (of(report, "record-retention").waived is not None) is bool(holds)
    assert states(report) == ([] if holds else ["waiver-unused"])


def test_a_fingerprint_names_one_finding(audit) -> None:
    found = of(audit(), "record-retention").fingerprint
    assert of(audit("", waiver(fingerprint=found)), "record-retention").waived


@pytest.mark.parametrize(
    ("clause", "wide", "inside"),
    [("第6条第3項", "第6条", True), ("第6条", "第6条", True), ("第6条の2", "第6条", False), ("第61条", "第6条", False),
     ("8(1)②", "8(1)", True), ("8(1)", "8", True), ("81", "8", False), ("第6条", "第6条第3項", False)],
)  # fmt: skip
def test_a_clause_holds_what_is_in_it(clause: str, wide: str, inside: bool) -> None:
    assert waivers._within(clause, wide) is inside


# -------------------------------- waivers that do no good


def test_an_unused_waiver_is_found_where_it_is_written(audit) -> None:
    for more, granted, place in ((inline(), [], ("a.txt", 4)), ("", [waiver()], ("checker.yaml", 7))):
        assert of(audit(more, *granted), "waiver-unused").verdict == "satisfied"
        result = of(audit(more, *granted, years=10), "waiver-unused")
        assert result.verdict == "inconsistent"
        assert (result.locations[0].path, result.locations[0].start_line) == place


def test_nobody_calls_a_waiver_unused_when_papers_it_is_for_were_not_checked(audit) -> None:
    wide = waiver(rule="stale-date")
    assert states(audit("", wide)) == ["waiver-unused"]
    Path("b.txt").write_text(DRAFT, encoding="utf-8")
    assert states(audit("", wide)) == []
    assert states(audit("", replace(wide, paths=("a.txt",)))) == ["waiver-unused"]


@pytest.mark.parametrize(
    ("comment", "said"),
    [
        ("<!-- checker: waive record-retention: 理由だけ -->", "期限"),
        ("<!-- checker: waive record-retention until 2027-02-30: 理由 -->", "期限"),
        ("<!-- checker: waive record-retention until 2027-03-31 -->", "理由がありません"),
        ("<!-- checker: wave record-retention until 2027-03-31: 理由 -->", "読めない指示"),
        ("<!-- checker: waive record-retension until 2027-03-31: 理由 -->", "「record-retention」のことですか"),
        ("<!-- checker: waive waiver-expired until 2027-03-31: 理由 -->", "承認できないルール"),
    ],
)
def test_a_waiver_that_cannot_count_is_found(audit, comment: str, said: str) -> None:
    report = audit(comment)
    assert states(report) == ["waiver-invalid"]
    assert said in of(report, "waiver-invalid").reasons[0]
    assert of(report, "record-retention").waived is None


def test_rules_on_waivers_cannot_be_waived(audit) -> None:
    report = audit("", waiver(rule="waiver-invalid"))
    assert states(report) == ["waiver-invalid"]


def test_rules_may_be_marked_unwaivable(pack: Pack, audit, monkeypatch: pytest.MonkeyPatch) -> None:
    strict = replace(pack, rules=tuple(replace(rule, waivable=rule.id != "record-retention") for rule in pack.rules))
    report = engine.audit(texts={"a.txt": DRAFT.format(years=2, more=inline())}, pack=strict, as_of=DAY)
    assert states(report) == ["waiver-invalid"]
    assert of(report, "record-retention").waived is None


# -------------------------------- inline


def test_the_words_of_a_waiver_are_no_words_of_the_paper(audit) -> None:
    reason = "事業者は、虐待の防止のための対策を検討する委員会を定期的に開催し、その結果を従業者に周知徹底します。"
    report = audit(inline(reason=reason))
    assert of(report, "abuse-committee") == of(audit(), "abuse-committee")
    assert "checker:" not in report.bundles[0].documents[0].text


def test_only_text_files_have_inline_waivers_and_positions_stay() -> None:
    text = f"一\n{inline()}二"
    source, (found,) = waivers.inline(Source("a.md", text))
    assert (found.rule, found.until, found.origin) == ("record-retention", date(2027, 3, 31), ("a.md", 2))
    assert len(source.text) == len(text)
    assert source.text.split() == ["一", "二"]
    assert waivers.inline(Source("a.docx", text)) == (Source("a.docx", text), ())


def test_a_file_full_of_waivers_is_one_finding() -> None:
    _, found = waivers.inline(Source("a.md", "<!-- checker: waive a until 2027-03-31: x -->\n" * 100_000))
    assert len(found) == waivers._MOST + 1
    assert found[-1].origin.line == waivers._MOST + 1
    assert "200件まで" in found[-1].fault


def test_an_owner_may_be_named(audit) -> None:
    _, (found,) = waivers.inline(Source("-", "<!--checker: waive a-b until 2027-03-31 by 本部 総務： 理由: 二つ -->"))
    assert (found.rule, found.owner, found.reason) == ("a-b", "本部 総務", "理由: 二つ")


def test_the_command_line_counts_and_ignores_them(audit, capsys: pytest.CaptureFixture[str]) -> None:
    audit(inline())
    arguments = ["audit", "a.txt", "--as-of", "2026-11-20", "--fail-on", "never"]
    cli.main(arguments)
    assert "承認済み 1" in capsys.readouterr().out
    cli.main([*arguments, "--no-waivers"])
    assert "承認済み" not in capsys.readouterr().out


def test_in_checker_yaml_everything_of_a_waiver_is_read() -> None:
    text = "waivers:\n  - {rule: a, path: [x, y], clause: 第1条, reason: 理由, until: 2027-03-31, owner: 本部, fingerprint: 0123456789abcdef}\n"
    (found,) = packs.settings(text.encode(), "checker.yaml").waivers
    assert found == Waiver(
        "a", "理由", date(2027, 3, 31), "本部", ("x", "y"), "第1条", "0123456789abcdef", origin=found.origin
    )
    assert found.origin == ("checker.yaml", 2)
