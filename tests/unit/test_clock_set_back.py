"""Lines that say an earlier time than the line before: no fault, and not passed over in silence."""

from trialwright.capture.journal.line import Act, Head, next_line
from trialwright.capture.journal.proof import Material, by_chain, prove, set_back

NOON, ONE, TWO = (f"2027-03-09T{hour}:00:00.000000+00:00" for hour in (12, 13, 14))


def chain(*times, name="participant/P001", reason=""):
    lines, head = [], Head()
    for at in times:
        act = Act("chen", "coordinator", "form.save", at, reason)
        lines.append(next_line("prtras001", name, head, act, "0" * 64, []))
        head = Head(lines[-1].seq, lines[-1].hash)
    return lines


def test_only_lines_before_the_latest_time_so_far_are_counted():
    assert set_back(chain(NOON, ONE, TWO)) == 0
    assert set_back(chain(NOON, NOON)) == 0
    assert set_back(chain(TWO, NOON, ONE)) == 2
    assert set_back([]) == 0


def test_what_somebody_typed_is_not_taken_for_the_time():
    assert set_back(chain(NOON, ONE, reason='","at":"2030-01-01')) == 0


def test_each_chain_has_a_time_of_its_own_and_the_proof_says_how_many_went_back():
    lines = [*chain(TWO), *chain(NOON, name="configuration")]
    assert prove(Material(by_chain(lines))).proved == ("chain: 2 lines in 2 chains",)
    proof = prove(Material(by_chain([*lines, *chain(TWO, ONE, name="participant/P002")])))
    assert proof.faults == ()
    assert proof.proved[1] == "clock: set back before 1 line(s); their numbers give the order"
