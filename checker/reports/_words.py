"""The fixed words of the reports and of `checker explain`, in Japanese and English. Private to the reports."""

from __future__ import annotations

from ..model import Basis, Location

MARKS = {"error": "×", "warning": "▲", "note": "・", "satisfied": "○", "not-applicable": "－", "undetermined": "？"}

_WORDS = {
    "error": ("エラー", "errors"),
    "warning": ("警告", "warnings"),
    "note": ("注意", "notes"),
    "satisfied": ("適合", "satisfied"),
    "weak": ("不十分", "too weak"),
    "missing": ("欠落", "missing"),
    "inconsistent": ("不整合", "inconsistent"),
    "not-applicable": ("該当なし", "not applicable"),
    "undetermined": ("判定不能", "undetermined"),
    "waived": ("承認済み", "waived"),
    "silent": ("指摘なし", "silent"),
    # headings of the groups
    "error:about": ("使う前に直してください", "mend before the paper is used"),
    "warning:about": ("内容を確かめて、見直してください", "review"),
    "note:about": ("よりよくするための提案です", "suggestions"),
    "absent": ("書かれていないこと", "Not found in the papers"),
    "anywhere": ("書面全体", "The papers as a whole"),
    # header
    "service": ("サービス", "Service"),
    "papers": ("書面", "Papers"),
    "dated": ("書面の日付", "Dated"),
    "area": ("地域", "Area"),
    "unread": ("読めない所", "Not read"),
    "as_of": ("基準日", "Rules as of"),
    "detected": ("{place}「{text}」から判断", "told from {place} 「{text}」"),
    "given": ("指定", "given"),
    "unknown": ("不明です。--service で指定してください", "unknown; name it with --service"),
    "pages": ("{page}ページ", "page {page}"),
    "line": ("{line}行目", "line {line}"),
    "lines": ("{start}～{end}行目", "lines {start}-{end}"),
    # what needs doing
    "todo": ("直すところが {error}件、見直すところが {warning}件あります。", "To mend: {error}, to review: {warning}."),
    "todo:errors": ("直すところが {error}件あります。", "To mend: {error}."),
    "todo:warnings": ("直すところはありません。見直すところが {warning}件あります。", "Nothing to mend, to review: {warning}."),
    "todo:none": ("直すところは見つかりませんでした。", "Nothing to mend was found."),
    "todo:little": ("判定できた項目には、直すところは見つかりませんでした。", "In what could be judged, nothing to mend was found."),
    "hidden": ("注意が {note}件あります（--profile template で表示）", "Notes: {note} (shown with --profile template)"),
    "undecided": ("判定できなかった項目が {undetermined}件あります（下にまとめました）", "Undetermined: {undetermined} (listed below)"),
    "others": ("ほか{count}件", "{count} more"),
    "overview": ("{bundles}件を検査しました。", "Sets of papers checked: {bundles}"),
    "parted": (
        "契約書と重要事項説明書を別々に検査しました。一組の書面なら、それだけを並べて --together を付けてください。",
        "Contract and explanation were checked apart. If they are one set, name only them, with --together.",
    ),
    "known": ("ベースラインにある指摘 {known}件は除いてあります。", "Findings that the baseline holds are left out: {known}"),
    "refused": ("読めなかったファイルが {errors}件あります。", "Files that could not be read: {errors}"),
    "later:none": ("{day} までに新しく始まる指摘はありません。", "No finding begins up to {day}."),
    "later": ("■ {day} から始まる指摘", "■ Findings that begin on {day}"),
    "nothing": ("検査できる書面がありませんでした。", "There was nothing to check."),
    # a finding
    "near": ("近い記載", "Near"),
    "basis": ("根拠", "Basis"),
    "remedy": ("文例", "Wording"),
    "mend": ("直し方", "To mend"),
    "also": ("関連", "Also"),
    "more": ("くわしく", "More"),
    "unverified": ("出典未確認", "source not verified"),
    "legend": ("《 》は判定のもとになった語です", "《 》 marks the words that decided"),
    # class and duty of a rule
    "class:document": ("書面に記載", "the paper must say it"),
    "class:office": ("事業所の義務（書面は確かめる手がかり）", "a duty of the office (the paper is evidence)"),
    "class:civil": ("契約上の備え", "contract practice"),
    "duty:statute": ("法令義務", "required by law"),
    "duty:notice": ("解釈通知", "required by official notice"),
    "duty:effort": ("努力義務", "duty to endeavour"),
    "duty:advice": ("推奨", "advice"),
}

_COLUMN = {"ja": 0, "en": 1}


def say(lang: str, key: str, **values: object) -> str:
    """The words for a key, filled in."""
    words = _WORDS[key][_COLUMN[lang]]
    return words.format(**values) if values else words


def stretch(lang: str, start: int, end: int) -> str:
    """A line, or from which line to which."""
    return say(lang, "line", line=start) if start == end else say(lang, "lines", start=start, end=end)


def place(lang: str, location: Location) -> str:
    """A place as people look for it: 第6条第3項（116行目、3ページ、表3 2行目）."""
    line = say(lang, "line", line=location.start_line)
    details = [line, *([say(lang, "pages", page=location.page)] if location.page else []), location.place]
    within = "、".join(filter(None, details)) if lang == "ja" else ", ".join(filter(None, details))
    if not location.clause:
        return within
    return f"{location.clause}（{within}）" if lang == "ja" else f"{location.clause} ({within})"


def basis(lang: str, one: Basis) -> str:
    """A legal basis, with the warning where nobody has compared it with the law."""
    notes = [*([] if one.verified else [say(lang, "unverified")]), *filter(None, [one.note])]
    return f"{one.law} {one.article}".strip() + (f"（{'。'.join(notes)}）" if notes else "")
