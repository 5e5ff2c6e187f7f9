"""`instrument NAME`, as a user types it."""

import json
from pathlib import Path

import pytest

import trialwright.instruments
from trialwright.cli import DONE, UNUSABLE, main
from trialwright.commands.instrument_registry import INSTRUMENTS
from trialwright.instruments.ctcae.clinical_table import CLINICAL_TERMS
from trialwright.instruments.ctcae.term_list import N_TERMS

SMALL_LESION = "--aphe nonrim --size 15 --washout nonperipheral"
THE_REST = (
    "--at-risk yes --path-proven no --treated no --not-categorizable no --tiv none --benign none "
    "--targetoid no --nontargetoid-m no --capsule none"
)
# What serves the instruments and is none itself, and parts of one that answers as a whole.
NO_INSTRUMENT = {
    *("__init__", "answers", "assay", "calendar", "counts", "inputs", "measured", "partial_date"),
    *(
        "three_valued",
        "bclc_missing",
        "lirads_growth",
        "lirads_read",
        "lirads_risk",
        "lirads_table",
    ),
}


@pytest.fixture
def ask(capsys):
    def run(line):
        assert main(["instrument", *line.split()]) == DONE
        return capsys.readouterr().out

    return run


@pytest.fixture
def ask_json(ask):
    return lambda line: json.loads(ask(f"{line} --json"))


def test_the_instruments_are_listed(ask):
    listed = ask("").splitlines()
    assert [line.split()[0] for line in listed] == list(INSTRUMENTS)


def test_lirads_names_what_is_missing(ask):
    """LIR-07"""
    answer = ask(f"lirads {SMALL_LESION}")
    assert answer.startswith("lirads: cannot be determined\n  missing: at risk, ")
    for name in ("tumour in vein (--tiv)", "targetoid", "capsule"):
        assert name in answer.splitlines()[1]


def test_lirads_with_everything_given_is_lr_5_with_its_rule(ask):
    """LIR-04"""
    answer = ask(f"lirads {SMALL_LESION} {THE_REST}")
    assert answer.startswith("lirads: LR-5\n")
    assert answer.endswith("  rules: LIR-04\n")
    assert "LR-5 as the record words it: yes" in answer


def test_what_has_a_default_of_its_own_is_no_gap(ask_json):
    """BCL-06: candidacy that is not recorded counts as no; classes left out are not known."""
    known = "--n-nodules 1 --max-diam-mm 18 --macrovascular no --extrahepatic no"
    gaps = ask_json(f"bclc {known}")["missing"]
    assert gaps == ["ecog", "ps_tumour_related", "child_pugh_classes"]


# command | what is missing: only what could change the answer
MISSING = """
bclc --n-nodules 1 --max-diam-mm 18 --macrovascular no --extrahepatic no --ecog 0 | child_pugh_classes
bclc --child-pugh-classes C --transplant-candidate yes | ecog
bclc --n-nodules 5 --macrovascular no --extrahepatic no --child-pugh-classes A --ecog 1 | ps_tumour_related
child-pugh --bilirubin 34 --albumin 35 --albumin-unit g/L --inr 1 --ascites none --encephalopathy none | bilirubin_unit
child-pugh --bilirubin 34 --bilirubin-unit mmol --albumin 35 --albumin-unit g/L --pt-prolongation-s 4 --ascites none | bilirubin_unit encephalopathy
hbsag --text ND |
hbsag --text 0.04 | unit
hbsag --text 0.04 --unit COI | unit
hbsag --unit IU/mL | text
hbv-dna --text TND |
emergent --onset 2026-03-02 | first_dose
emergent --first-dose 2026-03-02 | onset
reporting-clock --expected yes | serious investigator_aware
"""


@pytest.mark.parametrize(
    ("line", "names"), [row.split("|") for row in MISSING.strip().splitlines()]
)
def test_a_missing_input_is_one_that_could_change_the_answer(ask_json, line, names):
    """BCL-07, CHP-02, CHP-03, HBS-06, HBS-07, HBD-06, SAF-02, SAF-20"""
    assert ask_json(line)["missing"] == names.split()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("child-pugh-change --low 7 --high 5 --baseline-low 5 --baseline-high 5", "above high 5"),
        ("child-pugh-change --low 5 --high 16", "16 is no Child-Pugh score"),
        ("child-pugh-change --baseline-low 0", "0 is no Child-Pugh score"),
        ("qlqc30-change --scale QL2 --earlier 50 --later 160", "160 is no score"),
    ],
)
def test_a_score_that_cannot_be_is_refused(capsys, line, words):
    """CHP-01, QOL-04"""
    assert main(["instrument", *line.split()]) == UNUSABLE
    assert words in capsys.readouterr().err


def test_the_answer_for_machines_has_null_where_it_cannot_be_determined(ask_json):
    answer = ask_json(f"lirads {SMALL_LESION}")
    assert answer["answer"] is None
    assert answer["missing"][:2] == ["at_risk", "path_proven"]
    assert ask_json(f"lirads {SMALL_LESION} {THE_REST}")["rules"] == ["LIR-04"]


# command | first line of the answer
ANSWERS = """
child-pugh --bilirubin 15 --bilirubin-unit umol/L --albumin 42 --albumin-unit g/L --inr 1 --ascites none --encephalopathy none | child-pugh: 5
child-pugh-change --low 7 --high 7 --baseline-low 5 --baseline-high 5 | child-pugh-change: yes
bclc --n-nodules 1 --max-diam-mm 18 --macrovascular no --extrahepatic no --ecog 0 --child-pugh-classes A | bclc: 0
bclc --n-nodules 1 --max-diam-mm 18 | bclc: cannot be determined
albi --bilirubin 1000 --bilirubin-unit umol/L --albumin 50 --albumin-unit g/L | albi: -2.270
fib4 --age 52 --ast 30 --alt 25 --platelets-10e9-l 150 | fib4: 2.08
apri --ast 30 --ast-uln 40 --platelets-10e9-l 150 | apri: 0.5
meld3 --sex F --bilirubin 80 --bilirubin-unit umol/L --albumin 24 --albumin-unit g/L --sodium 131 --inr 1.8 --creatinine 75 --creatinine-unit umol/L --dialysis no | meld3: 24
egfr --age 50 --sex M --creatinine 0.9 --creatinine-unit mg/dL | egfr: 104.0490
creatinine-limit --creatinine 156 --creatinine-unit umol/L --creatinine-uln 104 --creatinine-uln-unit umol/L | creatinine-limit: no
hbsag --text <0.05 --unit IU/mL | hbsag: negative
hbv-dna --text <20 --unit IU/mL | hbv-dna: undecidable
ctcae-laboratory --term Anemia --value 95 --unit g/L --lln 120 | ctcae-laboratory: 2
ctcae-laboratory --term Anemia --value 95 | ctcae-laboratory: cannot be determined
ctcae-clinical --term Fatigue | ctcae-clinical: cannot be determined
who-umc --exposure-before-onset no | who-umc: No exposure
serious --death no --hospitalisation yes | serious: yes
emergent --onset 2026-03 --first-dose 2026-02-10 | emergent: yes
expected --listed yes --more-specific no --grade 2 --described-grade 3 | expected: yes
reporting-clock --serious yes --expected no --fatal-or-life-threatening no --investigator-category Possible --investigator-aware 2026-03-01T18:00+08:00 --sponsor-aware 2026-03-02T09:30+08:00 | reporting-clock: yes
qlqc30-change --scale QL2 --earlier 50 --later 62.5 | qlqc30-change: 12.5
pdl1 --pdl1-pos-tumour 50 --pdl1-pos-lympho-macro 75 --viable-tumour 500 | pdl1: OK
t-cell-infiltration --cd8-ct 93 | t-cell-infiltration: cannot be determined
flow-cytometry --viability-pct 60 --cd8-pos 20 | flow-cytometry: INADEQUATE
lirads-response --algorithm v2017 --applies yes --enhancement none | lirads-response: LR-TR Nonviable
"""


@pytest.mark.parametrize(
    ("line", "first"),
    [[cell.strip() for cell in row.split("|")] for row in ANSWERS.strip().splitlines()],
)
def test_every_instrument_can_be_asked(ask, line, first):
    assert ask(line).splitlines()[0] == first


def test_qlqc30_takes_its_answers_in_order(capsys):
    answers = " ".join(["1"] * 28 + ["7", "-"])
    assert main(["instrument", "qlqc30", "--answers", answers]) == DONE
    out = capsys.readouterr().out
    assert "  QL2: 100\n" in out
    assert "  FI: 0\n" in out
    assert main(["instrument", "qlqc30", "--answers", "1 2"]) == UNUSABLE
    assert "2 answers to 30 items" in capsys.readouterr().err


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_an_answer_without_inputs_names_its_rules_and_what_is_missing(name, ask_json, tmp_path):
    required = {
        "ctcae-clinical": "--term Fatigue",
        "ctcae-laboratory": "--term Anemia",
        "lirads-response": "--algorithm v2017",
        "qlqc30-change": "--scale QL2",
        "ctcae-term": f"--list-file {made_list(tmp_path)}",
    }
    answer = ask_json(f"{name} {required.get(name, '')}")
    assert answer["rules"]
    assert answer["answer"] is None
    assert answer["missing"]


def made_list(folder):
    """A list of terms of the right length with words of our own, but for one term."""
    header = "term,soc,grade_1,grade_2,grade_3,grade_4,grade_5\n"
    rows = "".join(f"Term {number},Class,mild,,,,\n" for number in range(N_TERMS - 1))
    file = folder / "terms.csv"
    file.write_text(f"{header}{rows}Headache,Nervous system,mild,moderate,severe,,\n")
    return file


def test_a_reported_event_is_coded_by_the_list_of_the_site(ask_json, tmp_path, capsys):
    """CTC-31: only a name of the list is a code; a near one is proposed, a grade it lacks is said"""
    file = made_list(tmp_path)
    coded = ask_json(f"ctcae-term --list-file {file} --reported headache --grade 4")
    assert (coded["answer"], coded["details"]["grade_exists"]) == ("Headache", False)
    near = ask_json(f"ctcae-term --list-file {file} --reported hedache")
    assert (near["answer"], near["details"]["nearest"]) == (None, ["Headache"])
    assert main(["instrument", "ctcae-term", "--list-file", str(tmp_path / "none.csv")]) == UNUSABLE
    assert "cannot be read" in capsys.readouterr().err


def test_findings_of_an_event_are_present_absent_or_not_asked(ask_json, capsys):
    """CTC-30"""
    findings = list(CLINICAL_TERMS["Fatigue"].findings)
    answer = ask_json(f"ctcae-clinical --term Fatigue --present {findings[-1]}")
    assert answer["answer"] == 3
    none = ask_json(f"ctcae-clinical --term Fatigue --absent {','.join(findings)}")
    assert none["answer"] == 0
    both = ["--present", findings[0], "--absent", findings[0]]
    assert main(["instrument", "ctcae-clinical", "--term", "Fatigue", *both]) == UNUSABLE
    assert "cannot be present and absent" in capsys.readouterr().err


def test_a_value_that_cannot_be_is_refused_in_a_sentence(capsys):
    assert main(["instrument", "apri", "--ast", "-3"]) == UNUSABLE
    assert capsys.readouterr().err.startswith("ast: '-3' cannot be measured")


def test_a_code_that_does_not_exist_is_refused_with_those_that_do(capsys):
    with pytest.raises(SystemExit):
        main(["instrument", "lirads", "--aphe", "maybe"])
    assert "none of: nonrim, rim, none, unsure" in capsys.readouterr().err


def test_no_instrument_is_without_a_command():
    folder = Path(trialwright.instruments.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - NO_INSTRUMENT
    modules |= {path.stem for path in (folder / "indices").glob("*.py")} - NO_INSTRUMENT
    asked = {instrument.compute.__module__.split(".")[-1] for instrument in INSTRUMENTS.values()}
    # The questionnaire's functions take a table of answers, and the stage comes with what it waits
    # for: the command has its own way in.
    assert modules - asked == {"bclc", "qlqc30", "qlqc30_change"}
