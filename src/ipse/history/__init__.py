"""What earlier runs found: kept in one SQLite file, listed, compared, exported.

SQLite, because it comes with Python, commits or rolls back as a whole, survives a killed process and a cut power
line, is one file to copy or delete, and is read by every data tool.
"""

from ipse.history.difference import Difference, compare_runs
from ipse.history.model import Gaps, KeptFinding, KeptRun, KeptTurn, Run
from ipse.history.open import open_runs, pick_run
from ipse.history.store import History, Recorder

__all__ = [
    "Difference",
    "Gaps",
    "History",
    "KeptFinding",
    "KeptRun",
    "KeptTurn",
    "Recorder",
    "Run",
    "compare_runs",
    "open_runs",
    "pick_run",
]
