"""``ipse rules``: list, show, test, scaffold."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ipse.config import find_config, load_config

if TYPE_CHECKING:
    from ipse.rules import Rule

_FILE = click.Path(path_type=Path, exists=True)
_PACKS = click.option("--ruleset", help="Rule packs: core,./my-pack (default: all, and ipse.toml's own folders).")


@click.group(name="rules")
def command() -> None:
    """List, show, test and scaffold disclosure rules."""


def _load(ruleset: str | None, extra: tuple[Path, ...] = ()) -> tuple[Rule, ...]:
    from ipse.rules import load_rules

    if extra and not ruleset:
        return load_rules((), extra)
    names, root = _packs(ruleset)
    return load_rules(names, extra, root=root)


def _packs(ruleset: str | None) -> tuple[tuple[str, ...], Path]:
    """The named packs, else all that are shipped and the project's own; and the folder that paths start from."""
    from ipse.rules import own_pack, pack_names

    here = Path.cwd()
    found = find_config(here)
    if ruleset or found is None:
        return tuple(ruleset.split(",")) if ruleset else pack_names(), here
    config = load_config(found)
    own = tuple(name for name in config.rulesets if own_pack(name, config.root) is not None)
    return (*pack_names(), *own), config.root


@command.command(name="list")
@_PACKS
@click.option("--json", "as_json", is_flag=True, help="The rules as one JSON array.")
def list_rules(ruleset: str | None, as_json: bool) -> None:
    """One line a rule: id, pack, category, severity, where and since when, title.

    The pack is what `rulesets` in ipse.toml and --ruleset name.
    """
    rules = _load(ruleset)
    if as_json:
        click.echo(json.dumps([_facts(rule) for rule in rules], ensure_ascii=False, indent=1))
        return
    width = max((len(rule.pack) for rule in rules), default=0)
    for rule in rules:
        click.echo(f"{rule.id:<34} {rule.pack:<{width}} {rule.spec.category.value:<24} {rule.severity.value:<9} "
                   f"{_scope(rule):<28} {rule.spec.title}")  # fmt: skip


def _facts(rule: Rule) -> dict[str, Any]:
    applies = rule.spec.applies
    return {
        "id": rule.id,
        "pack": rule.pack,
        "path": rule.path,
        "category": rule.spec.category.value,
        "severity": rule.severity.value,
        "disposition": rule.disposition.value,
        "certainty": rule.spec.certainty,
        "jurisdictions": applies.jurisdictions,
        "platforms": applies.platforms,
        "from": applies.since.isoformat() if applies.since else None,
        "until": applies.until.isoformat() if applies.until else None,
        "title": rule.spec.title,
    }


def _scope(rule: Rule) -> str:
    applies = rule.spec.applies
    places = ",".join([*applies.jurisdictions, *applies.platforms]) or "everywhere"
    dates = f" {applies.since or ''}–{applies.until or ''}" if applies.since or applies.until else ""
    return f"{places}{dates}"


@command.command()
@click.argument("rule_id")
@_PACKS
def show(rule_id: str, ruleset: str | None) -> None:
    """Everything about one rule: why, the law, what it needs, examples, known false alarms."""
    click.echo(describe(_named(rule_id, ruleset)))


def _named(rule_id: str, ruleset: str | None = None) -> Rule:
    from rapidfuzz import process

    from ipse.errors import UsageError

    rules = {rule.id: rule for rule in _load(ruleset)}
    if rule_id not in rules:
        nearest = process.extractOne(rule_id, list(rules))
        hint = f"did you mean `{nearest[0]}`? " if nearest else ""
        raise UsageError(f"no rule `{rule_id}`", remedy=f"{hint}see `ipse rules list`")
    return rules[rule_id]


def describe(rule: Rule) -> str:
    """A rule in words, as Markdown."""
    spec = rule.spec
    facts = (f"`{rule.id}`", spec.category.value, rule.severity.value, rule.disposition.value, _scope(rule))
    lines = [f"# {spec.title}", "", " · ".join((*facts, f"certainty {spec.certainty}")), "", spec.why.strip(), ""]
    if spec.needs:
        lines += [f"Needs: {', '.join(spec.needs)}", ""]
    lines += ["## Sources", ""]
    lines += [
        f"- {s.cite}{f' <{s.url}>' if s.url else ''}{f' (read {s.read})' if s.read else ''}" for s in spec.sources
    ]
    for language in spec.message:
        lines += ["", f"## Message and fix ({language})", "", spec.message[language], "", spec.fix[language]]
    for side, title in (("bad", "Found in"), ("good", "Not found in")):
        lines += ["", f"## {title}", ""]
        for language, cases in getattr(spec.examples, side).items():
            lines += [f"- ({language}) {_example(case)}" for case in cases]
    if spec.known_false_alarms:
        lines += ["", "## Known false alarms", "", *(f"- {text}" for text in spec.known_false_alarms)]
    return "\n".join([*lines, "", "Not legal advice."])


def _example(case: object) -> str:
    turns = getattr(case, "turns", None)
    if turns is None:
        return str(case)
    return " / ".join(
        f"{role}: {text}" for t in turns for role in ("fan", "clone", "human") if (text := getattr(t, role))
    )


@command.command()
@click.argument("paths", nargs=-1, type=_FILE)
@_PACKS
@click.option("--verbose", "-v", is_flag=True, help="Show every example that is decided wrong.")
def test(paths: tuple[Path, ...], ruleset: str | None, verbose: bool) -> None:
    """Run each rule's own examples (all packs, or PATHS): a confusion table a rule; exit code 1 when one fails."""
    from ipse.rules.selftest import run_self_tests

    failed = 0
    click.echo(f"{'rule':<36}{'bad found':>10}{'bad missed':>12}{'good clean':>12}{'good found':>12}")
    for table in run_self_tests(_load(ruleset, paths)):
        cells = (table.count("bad", True), table.count("bad", False),
                 table.count("good", False), table.count("good", True))  # fmt: skip
        click.echo(f"{table.rule_id:<36}{cells[0]:>10}{cells[1]:>12}{cells[2]:>12}{cells[3]:>12}")
        failed += not table.passed
        for result in table.results:
            if not result.right and (verbose or paths):
                click.echo(f"    {result.side} ({result.language}): {result.text}")
    click.echo(f"{failed} rules fail" if failed else "every example is decided right")
    sys.exit(1 if failed else 0)


@command.command()
@click.argument("fingerprint")
@click.argument("result", type=_FILE)
def explain(fingerprint: str, result: Path) -> None:
    """Why a finding of RESULT (made with `ipse audit --json`) is one: its words, its fix, and the rule with its law."""
    from ipse.errors import UsageError
    from ipse.report.json_reader import read_findings

    found = [f for f in read_findings(result) if f.fingerprint.startswith(fingerprint)]
    if not found:
        raise UsageError(f"no finding `{fingerprint}`", remedy="take a fingerprint from the file", path=str(result))
    for finding in found:
        what = f"{finding.category.value}, {finding.disposition.value}, confidence {finding.confidence:.2f}"
        click.echo(f"{finding.conversation_id} turn {finding.turn}: {what}")
        click.echo(f"  “{finding.quote}”\n  {finding.message}\n  fix: {finding.fix}")
        if finding.also:
            click.echo(f"  other rules concerned: {', '.join(finding.other_rules)}")
        for citation in finding.evidence:
            click.echo(f"  {citation.relation}: {citation.source} {citation.locator or ''}: {citation.quote[:200]}")
        if finding.verdict is None:
            click.echo("\n" + describe(_named(finding.rule_id)))
        else:
            click.echo(f"  verdict {finding.verdict.value} ({finding.reason}); see `ipse explain` for every tier")


@command.command()
@_PACKS
def coverage(ruleset: str | None) -> None:
    """Which duties are decided, partly decided or out of reach, by which rules, and what input each needs."""
    from ipse.rules.coverage import coverage as duties

    names, root = _packs(ruleset)
    for duty in duties(names, root=root):
        rules = ", ".join(duty.rules) or "no rule"
        needs = f" · needs {', '.join(duty.needs)}" if duty.needs else ""
        click.echo(f"{duty.duty:<34} {duty.reach:<14} {duty.certainty:<7} {rules}{needs}")


@command.command()
@click.argument("path", type=click.Path(path_type=Path))
def new(path: Path) -> None:
    """Write a scaffold for a rule to PATH (for instance my-pack/no-countdown.yaml).

    The rule's id comes from the folder and the file: my-pack-no-countdown. Name the folder in `rulesets` of
    ipse.toml, or with --ruleset, as a path: ./my-pack.
    """
    from ipse.rules.scaffold import new_rule

    written = new_rule(path)
    click.echo(f"wrote {written}; edit it, then run: ipse rules test {written}")
