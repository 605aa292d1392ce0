"""The sample reports of the repository are what the code writes today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

SAMPLES = Path(__file__).resolve().parents[2] / "reports"


def plain(page: str) -> list[str]:
    """What a page says, line by line: without its packed data, and with the models' shares rounded away."""
    body = re.sub(r'<script type="application/octet-stream".*?</script>', "", page, flags=re.S)
    text = re.sub(r"<[^>]+>", "\n", re.sub(r"<(style|script|svg)\b.*?</\1>", "", body, flags=re.S))
    text = re.sub(r"\d+([.,]\d+)?\s?%", "…%", text)
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.slow
def test_the_samples_are_made_by_the_demo(tmp_path: Path) -> None:
    """`make reports` gives the committed pages: same findings, same words, confidences aside."""
    from ipse.commands.demo import command

    done = CliRunner().invoke(command, ["--output", str(tmp_path)])
    assert done.exit_code == 0, done.output
    names = sorted(p.name for p in SAMPLES.glob("*.html"))
    assert names == sorted(p.name for p in tmp_path.glob("*.html"))
    assert len(names) == 4
    for name in names:
        made, kept = ((f / name).read_text(encoding="utf-8") for f in (tmp_path, SAMPLES))
        assert plain(made) == plain(kept), name
