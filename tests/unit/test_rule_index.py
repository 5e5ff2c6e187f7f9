"""Every clinical rule is implemented somewhere and proved by some test, and the index says where."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import rule_index  # noqa: E402
from rule_index import NOT_BUILT, find_citations, ids_in, load_rules  # noqa: E402

# A range such as "ABC-01..ABC-09" says where to look; what one rule needs is said by its own id.
CITATIONS = find_citations(ROOT, by_range=False)
# How many rules each family has: a rule that is left out of the file must not go unnoticed.
FAMILIES = {
    "LIR": 13,
    "TRA": 5,
    "REC": 14,
    "HBS": 10,
    "HBD": 10,
    "CTC": 22,
    "SAF": 10,
    "CHP": 6,
    "BCL": 7,
    "IDX": 8,
    "QOL": 9,
    "TIS": 4,
    "FLO": 4,
    "ELI": 26,
    "CHK": 17,
}


@pytest.mark.parametrize("rule", [rule.id for rule in load_rules(ROOT)])
def test_a_rule_is_implemented_and_proved(rule):
    found = CITATIONS[rule]
    if rule in NOT_BUILT:
        assert not found.complete, f"strike {rule} from NOT_BUILT"
    else:
        assert found.implemented, f"no file under src/ or studies/ cites {rule}"
        assert found.proved, f"no test cites {rule}"


def test_no_rule_is_left_out_or_listed_twice():
    ids = [rule.id for rule in load_rules(ROOT)]
    counted = {family: sum(i.startswith(family + "-") for i in ids) for family in FAMILIES}
    assert counted == FAMILIES
    assert len(set(ids)) == len(ids) == sum(FAMILIES.values())
    assert set(NOT_BUILT) <= set(ids)


def test_every_rule_has_words_and_a_source():
    for rule in load_rules(ROOT):
        assert rule.words.endswith(".")
        assert rule.source
        assert "|" not in rule.words + rule.source


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("(rule ABC-04)", {"ABC-04"}),
        ("ABC-01..ABC-03", {"ABC-01", "ABC-02", "ABC-03"}),
        ("ABC-07..08", {"ABC-07", "ABC-08"}),
        ("ABC-01 to ABC-03", {"ABC-01", "ABC-02", "ABC-03"}),
        ("ABC-E8 to E10, ABC-I1", {"ABC-E8", "ABC-E9", "ABC-E10", "ABC-I1"}),
        ("ABC-02 to 28 days", {"ABC-02"}),
        ("XABC-04, ABC-4x, abc-04", set()),
    ],
)
def test_a_citation_is_an_id_or_a_range(text, ids):
    assert ids_in(text) == ids


def test_a_rule_inside_a_range_is_not_cited_by_its_own_id():
    assert ids_in("ABC-01..ABC-03, ABC-02", by_range=False) == {"ABC-02"}


def test_what_only_imitates_a_rule_does_not_implement_it(tmp_path):
    (tmp_path / "docs" / "reference").mkdir(parents=True)
    (tmp_path / rule_index.RULES_FILE).write_text("id,rule,source\nABC-01,Words.,Source\n")
    for room in ("synthetic", "endpoints"):
        (tmp_path / "src" / "trialwright" / room).mkdir(parents=True)
        (tmp_path / "src" / "trialwright" / room / "a.py").write_text('"""ABC-01"""')
    found = find_citations(tmp_path)["ABC-01"]
    assert found.implemented == ("src/trialwright/endpoints/a.py",)
    assert not found.complete
