"""Words of the reports that go to files, beside those of `_words`: for readers who know no linter, in Japanese and English.

Private to the reports.
"""

from __future__ import annotations

# Verdict -> its mark in the matrix of papers and requirements.
VERDICT_MARKS = {
    "satisfied": "●",
    "weak": "▲",
    "missing": "×",
    "inconsistent": "≠",
    "not-applicable": "–",
    "undetermined": "?",
    "waived": "◇",
}

_LABELS = {
    "product": ("介護契約書チェッカー", "Care contract checker"),
    "title": ("介護サービス契約書類の検査結果", "Check of care-service contract papers"),
    "several": ("{bundles}件の書類の検査結果", "Check of {bundles} sets of papers"),
    # what each severity means to somebody who has to do something
    "error": ("直すところ", "To mend"),
    "warning": ("見直すところ", "To review"),
    "note": ("提案", "Suggestions"),
    "undetermined": ("判定できない項目", "Undetermined"),
    "satisfied": ("適合", "Satisfied"),
    "not-applicable": ("該当なし", "Not applicable"),
    "waived": ("承認済み", "Waived"),
    "error:help": ("必要なことが書かれていないか、誤っています", "something required is absent or wrong"),
    "warning:help": ("足りないか、この書面では確かめられません", "too weak, or not to be seen from these papers"),
    "note:help": ("よりよくするための提案です", "to make the papers better"),
    "undetermined:help": ("この書面だけでは分かりません", "cannot be told from these papers"),
    "satisfied:help": ("必要な記載がありました", "what is required was found"),
    "not-applicable:help": ("このサービスには求められません", "not asked of this service"),
    "waived:help": ("理由と期限を決めて認めたものです", "accepted with a reason and an end"),
    "left_out": ("この報告では省いています（--profile template で載ります）", "left out here (--profile template shows them)"),
    "on_request": ("--show-satisfied で一覧が載ります", "--show-satisfied lists them"),
    # the page
    "filter": ("表示する指摘を選ぶ", "Choose what is shown"),
    "filter:severity": ("重さ", "Weight"),
    "filter:verdict": ("判定", "Verdict"),
    "nothing": ("選ばれた条件に当てはまる指摘はありません。", "Nothing matches this choice."),
    "draft": ("書面の全文（色のついた所が指摘の場所です）", "The papers in full (marked where something was found)"),
    "draft:plain": ("書面の全文", "The papers in full"),
    "howto": (
        "指摘の場所（青い字）を押すと書面のその行が示され、書面の中の見出し札を押すと指摘に戻ります。",
        "A place (in blue) leads to its line in the papers, a tag in the papers leads back to the finding.",
    ),
    "skip": ("書面の全文へ", "To the papers"),
    "findings": ("指摘", "Findings"),
    "papers": ("書面", "Papers"),
    "item": ("項目", "Requirement"),
    "why": ("なぜ", "Why"),
    "rule": ("ルール", "Rule"),
    "overview": ("書類ごとの件数", "Counts of each set of papers"),
    "matrix": ("書類と項目の一覧", "Papers and requirements"),
    "matrix:size": ("{papers}件の書類 × {rules}項目（指摘の重いものから）", "{papers} sets of papers × {rules} requirements (worst first)"),
    "matrix:rest": (
        "ほか{count}項目は適合か該当なしです（--show-satisfied で表示）",
        "{count} further requirements are satisfied or not applicable (--show-satisfied shows them)",
    ),
    "matrix:minor": (
        "ほか{count}項目には提案があります（--profile template で表示）",
        "{count} further requirements have notes (--profile template shows them)",
    ),
    "matrix:nothing": ("指摘も判定できない項目もありません。", "Nothing was found, nothing is undetermined."),
    "refused": ("読めなかったファイル", "Files that could not be read"),
    "read": ("書面の読み取り", "reading the papers"),
    "later": ("{day} から始まる指摘", "Findings that begin on {day}"),
    "until": ("{day} まで", "until {day}"),
    "legend": (
        "『直すところ』は使う前に必ず直すところ、『見直すところ』は内容を確かめるところです。"
        "法律上の助言ではありません。指摘がないことは、適法であることの証明ではありません。",
        "'To mend' must be mended before the papers are used, 'to review' needs a look. "
        "This is no legal advice, and no findings are no proof of lawfulness.",
    ),
    "cut": (
        "ここに載せきれない指摘がほかに{count}件あります。",
        "{count} more findings did not fit here.",
    ),
    # a waiver
    "waiver:reason": ("理由", "reason"),
    "waiver:until": ("期限", "until"),
    "waiver:owner": ("責任者", "owner"),
    "waiver:by": ("承認の記載", "written in"),
    # columns of the table
    "column:bundle": ("書類", "papers"),
    "column:service": ("サービス", "service"),
    "column:severity": ("重さ", "severity"),
    "column:verdict": ("判定", "verdict"),
    "column:title": ("項目", "requirement"),
    "column:told": ("指摘の内容", "finding"),
    "column:path": ("ファイル", "file"),
    "column:part": ("書面の種類", "part"),
    "column:clause": ("条項", "clause"),
    "column:line": ("行", "line"),
    "column:page": ("ページ", "page"),
    "column:place": ("表・段落", "place"),
    "column:text": ("書面の記載", "text"),
    "column:also": ("関連する場所", "also"),
    "column:remedy": ("文例・直し方", "remedy"),
    "column:basis": ("根拠", "basis"),
    "column:waived": ("承認", "waived"),
    "column:from": ("いつから", "from"),
    "column:rule": ("ルール", "rule"),
    "column:fingerprint": ("照合番号", "fingerprint"),
    "column:papers": ("指摘のある書類の数", "papers with findings"),
    "unreadable": ("読めません", "not read"),
}

_COLUMN = {"ja": 0, "en": 1}


def label(lang: str, key: str, **values: object) -> str:
    """The words for a key, filled in."""
    words = _LABELS[key][_COLUMN[lang]]
    return words.format(**values) if values else words


def names(paths: list[str]) -> list[str]:
    """Names of papers without the folders that they all share; one paper keeps its whole name."""
    if len(paths) < 2:
        return paths
    folders = [path.split("/")[:-1] for path in paths]
    shared = 0
    while all(len(folder) > shared and folder[shared] == folders[0][shared] for folder in folders):
        shared += 1
    return ["/".join(path.split("/")[shared:]) for path in paths]
