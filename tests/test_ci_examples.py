"""The CI examples: as far as a machine without those servers can tell, they are right."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from ipse.cli import COMMANDS
from ipse.commands import gate
from ipse.transcripts.load import READERS

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples" / "ci"


def loaded(path: Path) -> Any:
    """The YAML document."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def options_of(command: click.Command) -> set[str]:
    """Every option of a command."""
    return {name for parameter in command.params for name in parameter.opts}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yml")), ids=lambda p: p.name)
def test_every_command_in_an_example_exists(path: Path) -> None:
    """Each ``ipse COMMAND --option`` that an example runs is one that this version has."""
    text = path.read_text(encoding="utf-8")
    for name, rest in re.findall(r"\bipse ([a-z]+)([^\n`]*)", text):
        assert name in COMMANDS
        if name == "gate":
            assert set(re.findall(r"--[a-z-]+", rest)) <= options_of(gate.command)


def test_the_action_is_a_composite_action_whose_inputs_are_used_safely() -> None:
    """Each step has what GitHub asks for, and no input is pasted into a script."""
    action = loaded(EXAMPLES / "action.yml")
    assert action["runs"]["using"] == "composite"
    for step in action["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert "run" not in step or step["shell"] == "bash"
        assert "${{" not in step.get("run", "")
    named = set(re.findall(r"inputs\.([a-z-]+)", (EXAMPLES / "action.yml").read_text(encoding="utf-8")))
    assert named == set(action["inputs"])
    assert all(value.get("required") or "default" in value for value in action["inputs"].values())


def test_the_actions_step_hands_on_the_exit_code(tmp_path: Path) -> None:
    """The gate's script, run with a stand-in for ipse: its exit code is the step's, and an output."""
    [step] = [s for s in loaded(EXAMPLES / "action.yml")["runs"]["steps"] if s.get("id") == "gate"]
    stand_in = tmp_path / "ipse"
    stand_in.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > words\nexit 4\n')
    stand_in.chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "TRANSCRIPTS": "a.jsonl b.jsonl", "CONFIG": "my ipse.toml",
           "SARIF": "out.sarif", "OPTIONS": "--max-rate 0.005", "GITHUB_OUTPUT": str(tmp_path / "output")}  # fmt: skip
    done = subprocess.run(["bash", "-e", "-c", step["run"]], env=env, cwd=tmp_path, check=False)
    assert done.returncode == 4
    assert (tmp_path / "output").read_text() == "exit-code=4\n"
    words = (tmp_path / "words").read_text().splitlines()
    assert words == ["gate", "a.jsonl", "b.jsonl", "--config", "my ipse.toml", "--github", "--sarif", "out.sarif",
                     "--max-rate", "0.005"]  # fmt: skip


def test_the_workflow_uploads_a_file_that_is_there_and_nothing_else() -> None:
    """A usage error writes no SARIF, and its upload's failure would hide the error that matters."""
    [job] = loaded(EXAMPLES / "github-workflow.yml")["jobs"].values()
    [upload] = [step for step in job["steps"] if "upload-sarif" in step.get("uses", "")]
    written = loaded(EXAMPLES / "action.yml")["inputs"]["sarif"]["default"]
    assert upload["if"] == f"${{{{ !cancelled() && hashFiles('{written}') != '' }}}}"


def test_gitlab_collects_the_reports_that_the_script_writes() -> None:
    """Each report artifact is a file that an option names."""
    job = loaded(EXAMPLES / "gitlab-ci.yml")["persona-gate"]
    script = " ".join(job["script"])
    assert all(path in script for path in job["artifacts"]["reports"].values())
    assert job["artifacts"]["when"] == "always"


def test_the_pre_commit_hook_runs_the_gate_on_transcripts() -> None:
    """One hook, one process, the files that a folder argument would read, and no table of sources."""
    [hook] = loaded(ROOT / ".pre-commit-hooks.yaml")
    assert hook["entry"] == "ipse gate"
    assert hook["require_serial"] is True
    assert [s for s in READERS if not re.search(hook["files"], f"transcripts/2026/may{s}")] == []
    for path in ("README.md", "sources/posts.csv", "sources/may.jsonl", "my/transcripts/a.csv", "transcripts/a.pdf"):
        assert not re.search(hook["files"], path), path


def test_no_example_installs_ipse_by_a_bare_name() -> None:
    """Ipse is on no package index: what pip installs is asked for, and has no default."""
    text = "".join(path.read_text(encoding="utf-8") for path in EXAMPLES.glob("*.yml"))
    installs = re.findall(r"pip install (.*)", text)
    assert len(installs) == 2
    assert all(re.search(r"\$\{?(IPSE_)?PACKAGE\b", words) for words in installs)
    package = loaded(EXAMPLES / "action.yml")["inputs"]["package"]
    assert package["required"] is True
    assert "default" not in package
    [job] = loaded(EXAMPLES / "github-workflow.yml")["jobs"].values()
    given = next(step["with"] for step in job["steps"] if "transcripts" in step.get("with", {}))
    needed = {name for name, value in loaded(EXAMPLES / "action.yml")["inputs"].items() if value.get("required")}
    assert needed <= set(given)
