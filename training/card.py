"""Write the model card from the results: ``python -m training.card --results FILE --out FILE``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

LICENCES = (
    ("BEGIN dev (cmu, tc, wow)", "google/BEGIN-dataset", "CC BY 4.0 / CDLA-Sharing-1.0"),
    ("Breaking NLI", "BIU-NLP/Breaking_NLI", "CC BY-SA 4.0"),
    ("Counterfactually augmented SNLI", "acmi-lab/counterfactually-augmented-data", "Apache-2.0"),
    ("ChatProtect", "eth-sri/ChatProtect", "Apache-2.0"),
    ("Dialogue NLI of CLASP", "GU-CLASP", "MIT"),
    ("ConjNLI, adversarial part", "swarnaHub/ConjNLI", "MIT"),
    ("FEVER dev", "fever.ai", "CC BY-SA 3.0"),
    ("GQNLI, French", "published set", "BSD-2-Clause repository"),
    ("HELP", "verypluming/HELP", "CC BY-SA 4.0"),
    ("IndoNLI train", "ir-nlp-csui/indonli", "CC BY-SA"),
    ("MED", "verypluming/MED", "CC BY-SA 4.0"),
    ("MultiNLI, 3,000 training pairs", "cmnfriend/O-LoRA", "OANC and others"),
    ("RTE3-fr dev", "mskandalis/rte3-french", "BSD-2-Clause repository"),
    ("Semi-automatic NLI over Wikipedia (base, sim, translate)", "published sets", "CC BY-SA 3.0"),
    ("SNLI dev and test", "nlp.stanford.edu/projects/snli", "CC BY-SA 4.0"),
    (
        "Textual Entailment New Protocols (base, contrast, edit)",
        "google-research-datasets/Textual-Entailment-New-Protocols",
        "CC BY-SA 3.0 / GFDL",
    ),
    ("Ipse creator passages and clone claims", "written for this project", "CC BY 4.0"),
)
_AIMS = {
    "domain (all)": "0.65 / 0.85",
    "mnli-sample": "0.70 / 0.80",
    "rte3-fr-test": "0.62 / 0.74",
}


def _span(values: list[float]) -> str:
    return f"{values[0]:.3f} to {values[1]:.3f}"


def dev_table(figures: dict[str, Any]) -> list[str]:
    """Three-way figures on the held half of every dev set."""
    lines = [
        "| set (held half) | n | accuracy | 95 % | floor / aim | false support | 95 % | support found | ECE |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, row in figures.items():
        lines.append(
            f"| {name} | {row['n']} | {row['accuracy']:.3f} | {_span(row['interval'])} | {_AIMS.get(name, '')} | "
            f"{row['false_support']:.3f} | {_span(row['false_support_interval'])} | "
            f"{row['support_recall']:.3f} | {row['ece']:.3f} |"
        )
    return lines


def bench_table(figures: dict[str, Any]) -> list[str]:
    """Two-way figures on the sets that were never trained on."""
    lines = [
        "| set | n | AUC | 95 % | balanced accuracy at the shipped threshold | 95 % | at the best threshold |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, row in figures.items():
        lines.append(
            f"| {name} | {row['n']} | {row['auc']:.3f} | {_span(row['auc_interval'])} | "
            f"{row['balanced_accuracy']:.3f} | {_span(row['balanced_interval'])} | {row['balanced_best']:.3f} |"
        )
    return lines


def card(results: dict[str, Any], text: str) -> str:
    """The whole card: the prose of ``card.md`` with tables and licences filled in."""
    licences = ["| data | origin | licence |", "|---|---|---|"]
    licences += [f"| {a} | {b} | {c} |" for a, b, c in LICENCES]
    parts = {
        "DEV": "\n".join(dev_table(results["dev"])),
        "BENCH": "\n".join(bench_table(results["bench"])),
        "LICENCES": "\n".join(licences),
        "THRESHOLD": f"{results['support_threshold']:.2f}",
        "TEMPERATURE": ", ".join(f"{k} {v:.2f}" for k, v in results["temperature"].items()),
    }
    for name, value in parts.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    results = json.loads(options.results.read_text(encoding="utf-8"))
    text = (Path(__file__).parent / "card.md").read_text(encoding="utf-8")
    options.out.write_text(card(results, text), encoding="utf-8")


if __name__ == "__main__":
    main()
