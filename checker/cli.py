"""The command line: arguments in, exit status out. The only place that prints and that asks clock, screen and environment.

Exit status: 0 nothing at or above --fail-on, 1 findings (or failed examples), 2 something could not be checked, and 2
wins; 130 after Ctrl-C. People never see a traceback: every problem is one line on standard error, `path: what; what to do`.
"""

from __future__ import annotations

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from . import __version__, _arguments, expressions, plugins
from ._options import Format, near
from ._output import SCREEN, deliver, formats, make_tolerant, page, progress, spare
from ._settled import folders, loaded, settle
from .config import Resolved, blame, lines, resolve
from .errors import CheckerError, PackProblem, UsageProblem
from .expressions import compiled
from .model import SEVERITIES, InputError, Pack, Report, Rule, Settings
from .reports import clean

_FINE, _FINDINGS, _TROUBLE, _INTERRUPTED, _UNHEARD = 0, 1, 2, 130, 141  # the last as the shell tells SIGINT and SIGPIPE
_PLACED = compiled(r"\S+\.ya?ml:[0-9]+: ")  # a message that says itself where


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    gc.freeze()  # nothing made so far will be garbage, and little is made in a ring later: look for rings seldom
    gc.set_threshold(50_000, 20, 20)
    gc.enable()
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang = _arguments.spoken(arguments)
    try:
        _open_streams()
        status = _run(arguments)
        sys.stdout.flush()
        return status
    except CheckerError as problem:
        first, *rest = str(problem)[len(problem.place) :].splitlines() or [""]
        ours = isinstance(problem, PackProblem)  # the YAML of rules is Japanese, and so is what is said of it
        _complain(problem.place or ("" if _PLACED.match(first) else "checker: "), first, "ja" if ours else lang)
        for line in rest:
            _complain("", line.strip() if problem.path else line)  # a list of faults, or a pattern with its caret
    except KeyboardInterrupt:
        _complain("checker: ", "中断しました", lang)
        return _INTERRUPTED
    except BrokenPipeError:  # the reader of our output went away (`| head`); keep the interpreter from telling so again
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _UNHEARD
    except OSError as error:
        _complain("checker: ", f"入出力に失敗しました（{error.strerror or error}）。空き容量とアクセス権を確認してください", lang)
    except MemoryError:
        _complain("checker: ", "メモリーが足りません。ファイルを分けて検査してください", lang)
    except Exception as error:  # a fault of the program itself: still one line, with what its maintainers need
        if os.environ.get("CHECKER_DEBUG"):
            raise
        _complain("checker: ", f"内部エラーです（{_fault(error)}）。環境変数 CHECKER_DEBUG=1 を付けて実行すると詳細が出ます", lang)
    return _TROUBLE


def _run(arguments: list[str]) -> int:
    lang = _arguments.language(arguments)
    if not arguments or arguments[0] in ("-h", "--help"):
        print(_arguments.overview(lang), end="")
        return _FINE if arguments else _TROUBLE
    word, *rest = arguments
    if word == "--version":
        print(f"checker {__version__}")
        return _FINE
    if word not in _COMMANDS:
        raise _arguments.unknown_command(word, os.path.exists(word))
    try:
        options = _arguments.parse(word, rest, lang)
    except SystemExit:  # after --help
        return _FINE
    status = _COMMANDS[word](options)
    if not getattr(options, "no_cache", False):
        expressions.keep()
    return status


# -------------------------------- commands


def _audit(options: Namespace) -> int:
    outputs = formats(options)
    settled = settle(options)
    spare(options.targets, outputs)
    report = _report(options, settled)
    spare([document.path for bundle in report.bundles for document in bundle.documents], outputs)
    slack = False
    if settled["baseline"]:
        report, slack = _news(report, Path(settled["baseline"]), options.lang)
    deliver(outputs, options, "render", lambda render, page: render(report, page))
    status = _status(report, settled["fail_on"])
    return status or (_FINDINGS if slack and options.ratchet else _FINE)


def _report(options: Namespace, settled: Resolved) -> Report:
    """Audit the drafts; those that cannot be read, or that checker.yaml leaves out by name, are told."""
    from . import bundles, engine

    as_of, until = options.as_of or date.today(), getattr(options, "until", None)
    if until and until < as_of:
        raise UsageProblem(f"--until には基準日（{as_of}）より後の日を書いてください")
    for path in options.targets:
        if os.path.isfile(path) and not bundles.wanted(path, settled.settings):
            said = f"{settled.settings.file} の paths か exclude により検査しません（--no-config で検査できます）"
            _complain(f"{path}: ", said, options.lang)
    try:
        report = engine.audit(
            options.targets,
            folders=folders(settled),
            service=settled["service"] or None,
            as_of=as_of,
            until=until,
            area=settled["area"] or None,
            together=options.together,
            tracked=options.tracked,
            jobs=options.jobs,
            progress=progress(),
            keep=not options.no_cache,
            profile=settled["profile"],
            settings=settled.settings._replace(waive=not options.no_waivers),
        )
    except UsageProblem as problem:
        raise blame(problem, settled) from problem
    if not (report.bundles or report.errors or any(os.path.isfile(path) for path in options.targets)):
        raise UsageProblem(f"検査できる書面がありませんでした。{settled.settings.file} の paths と exclude を確かめてください")
    report = report._replace(errors=tuple(error._replace(message=_worded(error.message, options.lang)) for error in report.errors))
    for error in report.errors:
        _complain(f"{error.path or ('(no name)' if options.lang == 'en' else '（名前なし）')}: ", error.message)
    return report


def _worded(message: str, lang: str) -> str:
    if lang != "en":
        return message
    from ._english import english

    return english(message)


def _news(report: Report, file: Path, lang: str) -> tuple[Report, bool]:
    """The report without what the baseline holds, and whether the baseline holds more than there is."""
    from . import baseline

    found = baseline.compare(report, baseline.read(file), file.absolute().parent)
    if found.known:
        _complain(f"{file}: ", f"前からある指摘 {found.known}件を除きました", lang)
    if found.gone:
        _complain(f"{file}: ", f"なくなった指摘が {found.gone.total()}件残っています。checker baseline write で小さくできます", lang)
    return found.report._replace(known=found.known), bool(found.gone)


def _baseline(options: Namespace) -> int:
    """`checker baseline write PATH…`: a new baseline, or an old one without what is found no more."""
    from . import baseline

    action, *options.targets = options.targets
    if action != "write":
        raise UsageProblem(f"「{action}」という操作はありません。checker baseline write PATH … と指定してください")
    settled = settle(options)
    report = _report(options, settled)
    if report.errors:
        return _TROUBLE
    file = Path(settled["baseline"] or baseline.NAME)
    spare([document.path for bundle in report.bundles for document in bundle.documents], [Format("", str(file))])
    done = baseline.write(report, baseline.read(file) if file.exists() else None, file.absolute().parent)
    try:
        file.write_text(baseline.text(done.held), encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageProblem(f"書き込めません（{error.strerror}）。場所とアクセス権を確認してください", str(file)) from error
    lost = f"（なくなった {done.lost}件を除きました）" if done.lost else ""
    print(clean(f"{file}: 指摘 {done.held.total()}件を書きました{lost}"))
    if done.new:
        print(clean(f"新しい指摘 {done.new}件は加えません。書面を直すか、承認（waiver）してください（作り直すときは {file} を消してから）"))
    return _FINE


def _status(report: Report, fail_on: str) -> int:
    if report.errors:
        return _TROUBLE
    worst = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on != "never" else ()
    return _FINDINGS if any(report.count(severity) for severity in worst) else _FINE


def _tree(options: Namespace) -> int:
    from . import engine

    outputs = formats(options)
    spare(options.targets, outputs)
    documents, refused = [], False
    for found in engine.documents(options.targets, options.tracked):
        if isinstance(found, InputError):
            refused = True
            _complain(f"{found.path}: ", found.message, options.lang)
        else:
            documents.append(found)
    if options.facts:
        told = [(document, engine.facts(document)) for document in documents]
        deliver(outputs, options, "facts", lambda facts, page: facts(told, page))
    else:
        deliver(outputs, options, "tree", lambda tree, page: tree(documents, page))
    return _TROUBLE if refused else _FINE


def _rules(options: Namespace) -> int:
    from . import packs, results

    outputs = formats(options)
    settled = settle(options)
    pack = packs.turned(loaded(options, settled), settled["profile"], settled.settings.switches)
    pack = packs.in_force(pack, options.as_of or date.today())
    try:
        service = packs.service(pack, settled["service"]) if settled["service"] else ""
    except UsageProblem as problem:
        raise blame(problem, settled) from problem
    line = packs.lineage(pack.services, service)
    given = [
        rule._replace(basis=results.bases(rule, service, line))
        for rule in pack.rules
        if packs.applies(pack, rule, service)[0]
    ] if service else pack.rules
    deliver(outputs, options, "rules", lambda rules, page: rules(given, page))
    return _FINE


def _explain(options: Namespace) -> int:
    pack = loaded(options, settle(options), examples=True)
    versions: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        versions.setdefault(rule.id, []).append(rule)
    titles = {rule.title: rule.id for rule in reversed(pack.rules)}  # reports name a rule by its title first
    options.targets = [titles.get(name, name) for name in options.targets]
    _known(options.targets, versions)
    format_ = plugins.load("checker.reports", SCREEN)
    here = page(options)
    print("\n".join(format_.explain(versions[name], pack, here) for name in options.targets), end="")
    return _FINE


def _test(options: Namespace) -> int:
    from . import _trial, engine

    area, further, chosen = _trial.scope(next(iter(options.targets), None))
    given = {"area": options.area or area}
    pack = loaded(options, resolve(Settings(), given, [*options.pack, *further]), examples=True)
    _known(options.rule, {rule.id for rule in pack.rules})
    rules = [rule for rule in pack.rules if chosen(rule) and (not options.rule or rule.id in options.rule)]
    if not rules:
        raise UsageProblem("確かめるルールがありません。ルールのファイルかフォルダー（市町村のものは、そのファイル）を指定してください", "".join(options.targets))
    if options.mutate:
        return _mutate(options, pack, [rule.id for rule in rules])
    tried, failed = _trial.run(pack, rules, keep=not options.no_cache)
    for line in failed:
        print(clean(line))
    if further or not options.targets:  # of a file among the shipped rules nobody can say which words are its own
        base = engine.load(keep=not options.no_cache).vocabulary if further else ()
        if names := _trial.unused(pack, base):
            print(clean(f"注意: どのルールにも使われていない概念があります: {'、'.join(names)}"))
    hints = _trial.hints(pack, rules, keep=not options.no_cache)
    if further or options.rule or options.targets:  # for the author of these rules; of all rules, how many
        for line in hints:
            print(clean(line))
    elif hints:
        print(f"注意: 例に現れないパターンなどが {len(hints)}件あります（--rule RULE で詳細）")
    print(f"ルール {len(rules)}件、例 {tried}件: " + (f"{len(failed)}件が期待と違います" if failed else "すべて期待どおりです"))
    return _FINDINGS if failed else _FINE


def _mutate(options: Namespace, pack: Pack, rules: Sequence[str]) -> int:
    """How many changes of compliant drafts each rule notices; those it does not, with their places."""
    from . import engine, mutation

    drafts: dict[str, str] = {}
    refused = False
    for found in engine.read(options.mutate):
        if isinstance(found, InputError):
            refused = True
            _complain(f"{found.path}: ", found.message, options.lang)
        else:
            drafts[found.path] = found.text
    tried = list(mutation.mutants(drafts, engine.request(pack, date.today(), keep=not options.no_cache), rules))
    for line in mutation.lines(tried):
        print(clean(line))
    return _TROUBLE if refused else _FINDINGS if any(not one.noticed for one in tried) else _FINE


def _init(options: Namespace) -> int:
    from . import init

    root = Path(next(iter(options.targets), "."))
    for path, new in init.write(root, __version__):
        print(clean(f"{path}: 作りました" if new else f"{path}: 既にあるので、そのままにしました"))
    if top := init.repository_above(root):
        print(clean(f"GitHub が読むのは {top / '.github'} だけです。{init.WORKFLOW} はそこへ移し、checker audit に {root} を指定してください"))
    print("checker.yaml を書面に合わせて直し、checker config と checker audit で確かめてください")
    return _FINE


def _config(options: Namespace) -> int:
    for path in options.targets:
        if not os.path.lexists(path):
            raise UsageProblem("ファイルもフォルダーも見つかりません。パスを確認してください", path)
    for key, value, where in lines(settle(options)):
        print(clean(f"{key:<13}{value}" + (f"  ← {where}" if where else "")))
    return _FINE


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "audit": _audit,
    "tree": _tree,
    "explain": _explain,
    "rules": _rules,
    "test": _test,
    "init": _init,
    "config": _config,
    "baseline": _baseline,
}


# -------------------------------- rules and services


def _known(names: Sequence[str], rules: Collection[str]) -> None:
    for name in names:
        if name not in rules:
            raise UsageProblem(f"ルール「{name}」はありません。{near(name, rules)}（checker rules で一覧）")


# -------------------------------- streams


def _complain(place: str, message: str, lang: str = "ja") -> None:
    """One line for people: where it happened (with its colon), and what."""
    with suppress(OSError, ValueError):
        print(clean(place + _worded(message, lang)), file=sys.stderr)


def _open_streams() -> None:
    """Streams that the shell closed (`>&-`) are None in Python: give them nothing to read and nowhere to write."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        make_tolerant(stream)


def _fault(error: Exception) -> str:
    """What went wrong and where in the program, in a few words."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"、{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}: {error}{where}"
