"""However a study file is damaged, its author gets a definition or a refusal, never a traceback."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from study_copy import PRTRAS001
from study_copy import study_copy as study_copy
from trialwright.definition import load_definition
from trialwright.errors import DefinitionError

FILES = sorted(
    path.relative_to(PRTRAS001).as_posix()
    for path in PRTRAS001.rglob("*")
    if path.suffix in (".yaml", ".csv")
)
SCRAPS = ["", "x", "[]", "{}", "null", "-1", "010", "1.5", "a.b", "'", "{n}", "{week}", "∞", "a: b"]


@st.composite
def damage(draw):
    """A file with one line taken out, doubled, or with one of its words replaced."""
    file = draw(st.sampled_from(FILES))
    lines = (PRTRAS001 / file).read_text("utf-8").split("\n")
    place = draw(st.integers(0, len(lines) - 1))
    how = draw(st.sampled_from(["out", "double", "word", "word", "word"]))
    if how == "out":
        del lines[place]
    elif how == "double":
        lines.insert(place, lines[place])
    else:
        words = lines[place].replace(",", " , ").replace("}", " } ").split(" ")
        words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(SCRAPS))
        lines[place] = " ".join(words)
    return file, "\n".join(lines)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(damage())
def test_a_damaged_study_is_read_or_refused(study, damaged):
    file, text = damaged
    sound = study.path(file).read_bytes()
    study.path(file).write_text(text, encoding="utf-8")
    try:
        load_definition(study.folder)
    except DefinitionError as refused:
        assert all(problem.file and problem.what for problem in refused.problems)
    finally:
        study.path(file).write_bytes(sound)
