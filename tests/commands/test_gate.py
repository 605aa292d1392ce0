"""``ipse gate`` and ``ipse baseline`` through the command line, on tiny rooms and real files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tiny_rooms import CONFIG, make_project, write_talks

TRUE, FALSE = "I live in Ghent.", "I live in Namur."
Cli = Callable[..., tuple[int, str]]


def test_pass_is_zero_and_says_how_much_was_audited(ipse: Cli, tmp_path: Path) -> None:
    """A true draft passes."""
    code, printed = ipse("gate", make_project(tmp_path, TRUE))
    assert (code, printed.splitlines()[0]) == (0, "PASS: 1 clone turn audited")


def test_block_is_one_and_the_reason_is_in_the_first_line(ipse: Cli, tmp_path: Path) -> None:
    """A false draft blocks, and the finding is named below."""
    code, printed = ipse("gate", make_project(tmp_path, TRUE, FALSE))
    assert (code, printed.splitlines()[0]) == (1, "BLOCK: 1 finding blocks (false_personal_claim 1)")
    assert "talk-001 turn 1: “I live in Namur”" in printed


def test_usage_is_two(ipse: Cli, tmp_path: Path) -> None:
    """An unknown option, a missing transcript, a wrong key, a broken baseline: each names its remedy."""
    talks = make_project(tmp_path, TRUE)
    assert ipse("gate", talks, "--no-such")[0] == 2
    assert ipse("gate", tmp_path / "nothing.jsonl")[0] == 2
    (tmp_path / "broken.json").write_text("{}")
    for words in (("--baseline", tmp_path / "broken.json"), ("--json", tmp_path / "sources" / "about.md" / "x.json")):
        code, printed = ipse("gate", talks, *words)
        assert code == 2
        assert "remedy:" in printed
    (tmp_path / "ipse.toml").write_text(CONFIG.replace("name", "nmae"))
    code, printed = ipse("gate", talks)
    assert code == 2
    assert "did you mean `name`?" in printed


def test_nothing_audited_is_three(ipse: Cli, tmp_path: Path) -> None:
    """A transcript without a clone turn is no pass."""
    make_project(tmp_path, TRUE)
    rows = json.dumps({"conversation_id": "a", "turns": [{"role": "fan", "text": "Hi"}]})
    (tmp_path / "fans.jsonl").write_text(rows + "\n")
    code, printed = ipse("gate", tmp_path / "fans.jsonl")
    assert (code, printed.splitlines()[0]) == (3, "EMPTY: no clone turn was audited")


def test_incomplete_is_four(ipse: Cli, tmp_path: Path) -> None:
    """A crashed check, an unreadable line, an empty corpus: each leaves the run incomplete, never a pass."""
    make_project(tmp_path)
    code, printed = ipse("gate", write_talks(tmp_path / "crash.jsonl", TRUE, "CRASH"))
    assert code == 4
    assert "crashed: claims on talk-001" in printed
    broken = write_talks(tmp_path / "broken.jsonl", TRUE)
    broken.write_text(broken.read_text() + "{not json\n")
    code, printed = ipse("gate", broken)
    assert code == 4
    assert "unread:" in printed
    assert "broken.jsonl:2" in printed
    (tmp_path / "sources" / "about.md").unlink()
    code, printed = ipse("gate", write_talks(tmp_path / "talks.jsonl", "Thanks!"))
    assert code == 4
    assert "no readable source" in printed


def test_block_wins_over_incomplete(ipse: Cli, tmp_path: Path) -> None:
    """A finding that blocks is reported as such even when another conversation crashed."""
    code, printed = ipse("gate", make_project(tmp_path, FALSE, "CRASH"))
    assert code == 1
    assert printed.startswith("BLOCK: 1 finding blocks (false_personal_claim 1); 1 check crashed")


def test_a_baseline_lets_old_findings_pass_and_new_ones_block(ipse: Cli, tmp_path: Path) -> None:
    """Write, re-order and edit around, then add: only what is new blocks."""
    talks = make_project(tmp_path, FALSE, TRUE)
    assert ipse("audit", talks, "--json", "old.json")[0] == 1
    assert ipse("baseline", "write", "old.json")[0] == 0
    code, printed = ipse("gate", talks)
    assert code == 0
    assert "1 known in the baseline" in printed
    rows = talks.read_text().splitlines()
    edited = rows[0].replace("I live in Namur.", "Good question!  i LIVE in Namur, as it were.")
    talks.write_text(rows[1] + "\n" + edited.replace("i LIVE in Namur, as it were", "I live in  NAMUR") + "\n")
    assert ipse("gate", talks)[0] == 0
    assert ipse("gate", talks, "--no-baseline")[0] == 1
    write_talks(talks, FALSE, "I live in Bruges.")
    code, printed = ipse("gate", talks)
    assert code == 1
    assert printed.count("I live in") == 1
    assert "Bruges" in printed


def test_fixed_findings_are_reported_and_pruned(ipse: Cli, tmp_path: Path) -> None:
    """A gone finding is named with the command that prunes it; afterwards it would block again."""
    talks = make_project(tmp_path, FALSE, "I live in Bruges.")
    ipse("audit", talks, "--json", "old.json")
    ipse("baseline", "write", "old.json")
    write_talks(talks, FALSE, TRUE)
    code, printed = ipse("gate", talks, "--json", "new.json")
    assert code == 0
    assert "1 of the baseline not seen" in printed
    assert "ipse baseline prune" in printed
    assert "1 gone finding removed, 1 kept" in ipse("baseline", "prune", "ipse-baseline.json", "new.json")[1]
    write_talks(talks, FALSE, "I live in Bruges.")
    assert ipse("gate", talks)[0] == 1


def test_an_incomplete_run_prunes_nothing(ipse: Cli, tmp_path: Path) -> None:
    """What was not audited is not gone."""
    talks = make_project(tmp_path, FALSE)
    ipse("audit", talks, "--json", "old.json")
    ipse("baseline", "write", "old.json")
    before = (tmp_path / "ipse-baseline.json").read_bytes()
    write_talks(talks, "CRASH")
    assert ipse("gate", talks, "--json", "new.json")[0] == 4
    code, printed = ipse("baseline", "prune", "ipse-baseline.json", "new.json")
    assert code == 2
    assert "the run is not complete" in printed
    assert (tmp_path / "ipse-baseline.json").read_bytes() == before


def test_a_block_of_which_a_check_crashed_prunes_nothing(ipse: Cli, tmp_path: Path) -> None:
    """A new finding makes the run a block; what the crash hid is not fixed for all that."""
    talks = make_project(tmp_path, FALSE, TRUE)
    ipse("audit", talks, "--json", "old.json")
    ipse("baseline", "write", "old.json")
    write_talks(talks, f"{FALSE} CRASH", FALSE)
    code, printed = ipse("gate", talks, "--json", "new.json")
    assert code == 1
    assert "fixed:" not in printed
    assert "prune nothing" in printed
    assert ipse("baseline", "prune", "ipse-baseline.json", "new.json")[0] == 2


@pytest.mark.parametrize("redact", [(), ("--redact",)])
def test_a_conversation_that_is_not_there_is_not_fixed(ipse: Cli, tmp_path: Path, redact: tuple[str, ...]) -> None:
    """Half of the transcripts, also under redacted ids: their findings may be gone, the others stay in the baseline."""
    talks = make_project(tmp_path, FALSE, "I live in Bruges.", "I live in Antwerp.")
    rows = talks.read_text().replace("talk-00", "maelle.b@mail.example-")
    talks.write_text(rows)
    ipse("audit", talks, "--json", "old.json", *redact)
    ipse("baseline", "write", "old.json")
    talks.write_text("\n".join(rows.replace("Bruges", "Ghent").splitlines()[:2]))
    code, printed = ipse("gate", talks, "--json", "new.json", *redact)
    assert code == 0
    assert printed.splitlines()[0].endswith("; 1 known in the baseline; 2 of the baseline not seen")
    assert "fixed: 1 baseline finding is gone" in printed
    assert "not audited: 1 baseline finding in conversations that are not in these transcripts" in printed
    assert "1 gone finding removed, 2 kept" in ipse("baseline", "prune", "ipse-baseline.json", "new.json")[1]


def test_a_finding_whose_rule_lacked_its_context_is_not_fixed(ipse: Cli, tmp_path: Path) -> None:
    """The same draft without the field that its rule needs: the gate says so, and the baseline keeps the finding."""
    talks = make_project(tmp_path, "No label.", "I live in Bruges.")
    ipse("audit", talks, "--json", "old.json")
    ipse("baseline", "write", "old.json")
    rows = [json.loads(row) for row in write_talks(talks, "No label.", TRUE).read_text().splitlines()]
    del rows[0]["send_mode"]
    talks.write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, printed = ipse("gate", talks, "--json", "new.json")
    assert code == 0
    assert "fixed: 1 baseline finding is gone" in printed
    assert "not decided: 1 baseline finding in conversations in which a rule lacked its context" in printed
    assert "1 gone finding removed, 1 kept" in ipse("baseline", "prune", "ipse-baseline.json", "new.json")[1]
    write_talks(talks, "No label.", TRUE)
    assert ipse("gate", talks)[0] == 0


def test_waivers_pass_expire_and_fall_out_of_use(ipse: Cli, tmp_path: Path) -> None:
    """A waiver in force passes the finding, an expired one does not, and both leftovers are named."""
    waiver = '\n[[waivers]]\nrule = "{rule}"\nreason = "agreed"\nowner = "ops"\nexpires = 2030-01-01\n'
    used, unused = waiver.format(rule="false_personal_claim"), waiver.format(rule="invented_offer")
    talks = make_project(tmp_path, FALSE, config=CONFIG + used + unused)
    code, printed = ipse("gate", talks, "--today", "2026-11-01")
    assert code == 0
    assert printed.count("unused waiver (ops): invented_offer: agreed") == 1
    assert "unused waiver (ops): false_personal_claim" not in printed
    code, printed = ipse("gate", talks, "--today", "2030-01-02")
    assert code == 1
    assert printed.count("expired waiver (2030-01-01, ops)") == 2


def test_fail_on_widens_what_blocks(ipse: Cli, tmp_path: Path) -> None:
    """A finding for review passes by default and fails on demand."""
    talks = make_project(
        tmp_path, FALSE, config=CONFIG + '\n[policy]\ndispositions = { false_personal_claim = "review" }\n'
    )
    assert ipse("gate", talks)[0] == 0
    code, printed = ipse("gate", talks, "--fail-on", "review")
    assert code == 1
    assert "false_personal_claim" in printed


def test_what_was_not_evaluated_is_named(ipse: Cli, tmp_path: Path) -> None:
    """A rule without its context field is in the output of a passing gate, and its number in the decision."""
    code, printed = ipse("gate", make_project(tmp_path, TRUE, TRUE, send_mode=None))
    assert (code, printed.splitlines()[0]) == (0, "PASS (1 rule not evaluated): 2 clone turns audited")
    assert "not evaluated: core/x needs send_mode (2 conversations)" in printed
    assert ipse("gate", write_talks(tmp_path / "b.jsonl", FALSE, send_mode=None))[1].startswith("BLOCK: 1 finding")


@pytest.mark.parametrize("words", [["-q"], ["--workers", "1", "-q"], []])
def test_every_audit_that_passes_says_what_it_does_not_speak_for(ipse: Cli, tmp_path: Path, words: list[str]) -> None:
    """In its first line, told in brief or run on workers too."""
    code, printed = ipse("audit", make_project(tmp_path, TRUE, TRUE, send_mode=None), *words)
    assert code == 0
    assert printed.splitlines()[0].casefold().startswith("pass (1 rule not evaluated)")


def test_every_format_is_written_at_once(ipse: Cli, tmp_path: Path) -> None:
    """One run writes all the files that it was asked for; nothing is left half-written beside them."""
    talks = make_project(tmp_path, FALSE)
    names = {"--json": "a.json", "--jsonl": "a.jsonl", "--junit": "a.xml", "--sarif": "a.sarif", "--gitlab": "gl.json",
             "--markdown": "a.md"}  # fmt: skip
    words = [word for pair in names.items() for word in pair]
    assert ipse("gate", talks, "--github", *words)[0] == 1
    written = {p.name for p in tmp_path.iterdir() if p.is_file()} - {"ipse.toml", "talks.jsonl"}
    assert written == set(names.values())
    assert all((tmp_path / name).stat().st_size for name in written)


def test_a_rate_below_the_limit_passes_although_one_finding_blocks(ipse: Cli, tmp_path: Path) -> None:
    """The sample decides: 1 of 60 turns is below 10 % at 95 % confidence."""
    code, printed = ipse("gate", make_project(tmp_path, FALSE, *[TRUE] * 59), "--max-rate", "0.1")
    assert code == 0
    assert printed.startswith("PASS: 1 of 60 turns violate: the rate is below 10 % at 95 % confidence")
    assert "rate: 1 of 60 turns" in printed


def test_a_rate_above_the_limit_blocks(ipse: Cli, tmp_path: Path) -> None:
    """Four of five is above 10 %."""
    code, printed = ipse("gate", make_project(tmp_path, TRUE, *[FALSE] * 4), "--max-rate", "0.1")
    assert code == 1
    assert printed.startswith("BLOCK: 4 of 5 turns violate: the rate is above 10 %")


def test_too_few_turns_are_incomplete_and_the_missing_number_is_enough(ipse: Cli, tmp_path: Path) -> None:
    """The gate asks for a number of turns; with exactly that many more clean ones it passes."""
    code, printed = ipse("gate", make_project(tmp_path, *[TRUE] * 5), "--max-rate", "0.1")
    assert code == 4
    assert "need at least 24 more without a violation" in printed
    assert ipse("gate", make_project(tmp_path, *[TRUE] * 29), "--max-rate", "0.1")[0] == 0


def test_a_rate_never_hides_what_could_not_be_audited(ipse: Cli, tmp_path: Path) -> None:
    """Enough clean turns and one crash: incomplete."""
    code, printed = ipse("gate", make_project(tmp_path, *[TRUE] * 40, "CRASH"), "--max-rate", "0.1")
    assert code == 4
    assert "1 check crashed" in printed


def test_severity_narrows_what_the_rate_counts(ipse: Cli, tmp_path: Path) -> None:
    """A rate of critical findings does not count errors; a denial is critical."""
    talks = make_project(tmp_path, "I am human.", *[TRUE] * 60)
    assert "1 of 61 turns" in ipse("gate", talks, "--max-rate", "0.2", "--severity", "critical")[1]


def test_labels_correct_the_rate_and_both_are_shown(ipse: Cli, tmp_path: Path) -> None:
    """One false alarm among the labels: the corrected rate stands beside the flagged one."""
    talks = make_project(tmp_path, *[FALSE] * 4, *[TRUE] * 36)
    labels = [{"conversation_id": f"talk-{n:03d}", "turn": 1, "violation": n in (1, 2, 3)} for n in range(20)]
    (tmp_path / "labels.jsonl").write_text("".join(json.dumps(row) + "\n" for row in labels))
    printed = ipse("gate", talks, "--max-rate", "0.3", "--labels", "labels.jsonl")[1]
    assert "rate: 4 of 40 turns = 10.000%" in printed
    assert "finds 3 of 3 violations, leaves 16 of 17 clean turns alone" in printed
    assert "corrected rate: 4.375%" in printed
    (tmp_path / "labels.jsonl").write_text('{"turn": 1}\n')
    code, printed = ipse("gate", talks, "--max-rate", "0.3", "--labels", "labels.jsonl")
    assert code == 2
    assert "labels.jsonl:1" in printed


def test_plan_names_the_published_sample_size(ipse: Cli) -> None:
    """598 clean turns show a rate below 0.5 %; the plan marks one row."""
    code, printed = ipse("plan", "--max-rate", "0.005")
    assert code == 0
    assert "598" in printed
    assert printed.count("<- the plan") == 1
    assert ipse("plan", "--max-rate", "0")[0] == 2


def test_two_releases_on_the_same_prompts_are_paired(ipse: Cli, tmp_path: Path) -> None:
    """Nine prompts mended, none broken: better, by McNemar's test."""
    ipse("audit", make_project(tmp_path, *[FALSE] * 9, *[TRUE] * 21), "--json", "old.json")
    ipse("audit", make_project(tmp_path, *[TRUE] * 30), "--json", "new.json")
    code, printed = ipse("compare", "old.json", "new.json")
    assert code == 0
    assert "9 violate in the old release only, 0 in the new one only, 0 in both" in printed
    assert "McNemar's exact test: p = 0.003906" in printed
    assert "BETTER" in printed
    assert "WORSE" in ipse("compare", "new.json", "old.json")[1]


def test_two_releases_on_different_prompts_are_two_samples(ipse: Cli, tmp_path: Path) -> None:
    """Other conversations: Fisher's test; pairing them is refused."""
    make_project(tmp_path)
    ipse("audit", write_talks(tmp_path / "a.jsonl", FALSE, TRUE), "--json", "a.json")
    rows = (tmp_path / "a.jsonl").read_text().replace("talk-", "other-")
    (tmp_path / "b.jsonl").write_text(rows)
    ipse("audit", tmp_path / "b.jsonl", "--json", "b.json")
    printed = ipse("compare", "a.json", "b.json")[1]
    assert "Fisher's exact test: p = 1" in printed
    assert "NO CLEAR CHANGE" in printed
    code, printed = ipse("compare", "a.json", "b.json", "--paired")
    assert code == 2
    assert "share no prompt" in printed


@pytest.mark.parametrize(
    ("drafts", "more", "reason"),
    [
        ((TRUE, "CRASH"), "", "on which a check crashed: 1"),
        ((FALSE, "CRASH"), "", "on which a check crashed: 1"),
        ((TRUE,), "not JSON\n", "inputs that could not be read: 1"),
        ((FALSE,), "not JSON\n", "inputs that could not be read: 1"),
        ((), "", "no clone turn was audited"),
    ],
)
def test_a_run_that_is_not_complete_is_not_compared(
    ipse: Cli, tmp_path: Path, drafts: tuple[str, ...], more: str, reason: str
) -> None:
    """What was not audited is not better, even where a finding made the run a block: refused, whichever side it is."""
    ipse("audit", make_project(tmp_path, FALSE, FALSE), "--json", "old.json")
    talks = write_talks(tmp_path / "talks.jsonl", *drafts)
    talks.write_text(talks.read_text() + more)
    ipse("audit", talks, "--json", "new.json")
    for pair in (("old.json", "new.json"), ("new.json", "old.json")):
        code, printed = ipse("compare", *pair)
        assert code == 2
        assert reason in printed
        assert "new.json" in printed
        assert "remedy:" in printed
        assert "BETTER" not in printed


@pytest.mark.parametrize("ids", ["talk-", "other-"])
def test_a_rule_that_one_run_could_not_decide_makes_nothing_better(ipse: Cli, tmp_path: Path, ids: str) -> None:
    """The same drafts without the context that the rule needs: refused, on the same prompts and on others."""
    talks = make_project(tmp_path, "No label.", TRUE)
    ipse("audit", talks, "--json", "old.json")
    write_talks(talks, "No label.", TRUE, send_mode=None)
    talks.write_text(talks.read_text().replace("talk-", ids))
    ipse("audit", talks, "--json", "new.json")
    for pair in (("old.json", "new.json"), ("new.json", "old.json")):
        code, printed = ipse("compare", *pair)
        assert code == 2
        assert "old.json are not known to have been decided here: core/x" in printed
        assert "BETTER" not in printed


@pytest.mark.parametrize(("disposition", "code"), [("block", 2), ("review", 0)])
def test_a_rule_that_only_rides_along_need_not_be_decided(
    ipse: Cli, tmp_path: Path, disposition: str, code: int
) -> None:
    """A further rule of a finding counts when it would make the turn violate by itself."""
    talks = make_project(tmp_path, FALSE, TRUE)
    for name in ("old.json", "new.json"):
        ipse("audit", talks, "--json", name)
    old, new = (json.loads((tmp_path / name).read_text()) for name in ("old.json", "new.json"))
    finding = old["conversations"][0]["findings"][0]
    said = {name: finding[name] for name in ("severity", "confidence", "message", "fix", "evidence", "subcategory")}
    finding["also"] = [{**said, "rule_id": "core/light", "disposition": disposition}]
    new["conversations"][0]["not_evaluated"].append({"rule_id": "core/light", "needs": ["send_mode"]})
    for name, document in (("old.json", old), ("new.json", new)):
        (tmp_path / name).write_text(json.dumps(document))
    ended, printed = ipse("compare", "old.json", "new.json")
    assert ended == code
    assert ("are not known to have been decided here: core/light" in printed) is (code == 2)


def test_a_rule_that_neither_run_could_decide_is_no_matter(ipse: Cli, tmp_path: Path) -> None:
    """Where the same conversations lack the context in both runs, nothing that was found is lost."""
    talks = make_project(tmp_path, "No label.", TRUE)
    bare = talks.read_text().replace("talk-", "bare-").replace('"send_mode": "auto", ', "")
    for name, text in (("old.json", talks.read_text()), ("new.json", talks.read_text().replace("No label", "Hello"))):
        talks.write_text(text + bare)
        ipse("audit", talks, "--json", name)
    code, printed = ipse("compare", "old.json", "new.json")
    assert code == 0
    assert "1 violate in the old release only, 0 in the new one only" in printed


def test_redacted_output_holds_no_name_of_a_fan(ipse: Cli, tmp_path: Path) -> None:
    """``--redact`` reaches every format that the gate writes, and what it prints."""
    turns = [{"role": "fan", "text": "Write to me: @mina_lindqvist"},
             {"role": "clone", "text": "I live in Namur, @mina_lindqvist."}]  # fmt: skip
    talks = make_project(tmp_path, "x", turns=turns)
    names = {"--json": "a.json", "--junit": "a.xml", "--sarif": "a.sarif", "--markdown": "a.md"}
    words = [word for pair in names.items() for word in pair]
    code, printed = ipse("gate", talks, "--redact", *words)
    assert code == 1
    written = printed + "".join((tmp_path / name).read_text(encoding="utf-8") for name in names.values())
    assert "lindqvist" not in written
