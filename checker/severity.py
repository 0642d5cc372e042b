"""Verdict -> severity: what a paper must say weighs more than what it may leave to other papers, law more than advice."""

from __future__ import annotations

from .model import INCONSISTENT, MISSING, WEAK, Rule

# (class, duty) -> severity of missing; anything else is a note
_MISSING = {
    ("document", "statute"): "error",
    ("document", "notice"): "warning",
    ("office", "statute"): "warning",
    ("civil", "statute"): "warning",
}
_WEAK = {("document", "statute"): "warning", ("office", "statute"): "warning", ("civil", "statute"): "warning"}
_INCONSISTENT = {("document", "statute"): "error", ("office", "statute"): "error", ("civil", "statute"): "warning"}


def severity_of(rule: Rule, verdict: str) -> str:
    """error, warning, note or none. A rule may say otherwise for a verdict under `severity:`."""
    if verdict in rule.severity:
        return rule.severity[verdict]
    table = {MISSING: _MISSING, WEAK: _WEAK, INCONSISTENT: _INCONSISTENT}.get(verdict)
    return "none" if table is None else table.get((rule.klass, rule.duty), "note")
