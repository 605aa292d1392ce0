"""The built wheel: complete, and enough to run the demo."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_rules_templates_models_and_fixtures(wheel: Path) -> None:
    """Everything that a run reads travels with the package."""
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "ipse/report/templates/audit.html.j2",
        "ipse/report/i18n/fr.yaml",
        "ipse/messages/fr.yaml",
        "ipse/models/verifier/model.onnx",
        "ipse/models/verifier/CARD.md",
        "ipse/models/nearest/weights.npz",
        "ipse/models/nearest/model.json",
        "ipse/py.typed",
    ):
        assert needed in names, needed
    for folder in ("ipse/rulesets/core/", "ipse/fixtures/"):
        assert any(n.startswith(folder) for n in names), folder


def test_the_demo_runs_from_the_wheel_in_a_clean_venv(wheel: Path, tmp_path: Path) -> None:
    """The package's own files come from the wheel alone; its dependencies are borrowed from this environment."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-deps", wheel], check=True, capture_output=True)
    site = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"], text=True
    ).strip()
    Path(site, "borrowed.pth").write_text(sysconfig.get_paths()["purelib"] + "\n")
    command = [tmp_path / "venv" / "bin" / "ipse", "demo", "--output", tmp_path / "reports"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert len(list((tmp_path / "reports").glob("audit-*.html"))) == 2
