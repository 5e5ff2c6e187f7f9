"""Groups that were not randomised are never compared without a supplement (STA-01)."""

from study_copy import study_copy as study_copy

SUPPLEMENTS = ("target_trial", "weighted_cox", "iptw_cox", "aipw_risk")


def demote(study, identifiers):
    """Call analyses a sensitivity that were the pre-specified supplement."""
    path = study.path("analysis.yaml")
    parts = path.read_text("utf-8").split("\n  - id: ")
    for number, part in enumerate(parts):
        if part.split("\n", 1)[0] in identifiers:
            parts[number] = part.replace(
                "standing: pre-specified supplement", "standing: sensitivity"
            )
    path.write_text("\n  - id: ".join(parts), encoding="utf-8")


def test_a_registered_comparison_alone_is_refused(study):
    demote(study, SUPPLEMENTS)
    problem = study.only_problem()
    assert "recurrence_log_rank compares groups that were not randomised" in problem.what
    assert "clone_censor_weight" in problem.cure


def test_one_supplement_of_the_same_endpoint_is_enough(study):
    from trialwright.definition import load_definition

    demote(study, SUPPLEMENTS[1:])
    assert load_definition(study.folder)


def test_an_estimand_left_out_is_asked_for(study):
    path = study.path("analysis.yaml")
    text = path.read_text("utf-8")
    start = text.index("    estimand:\n")
    end = text.index("    rules:", start)
    path.write_text(text[:start] + text[end:], encoding="utf-8")
    assert "state its estimand" in study.only_problem().what
