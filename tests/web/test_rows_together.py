"""Statements that go to the database together do what they do one after the other."""

import pytest
from site_people import KEY

HASH = "0" * 64


def query(number, **changes):
    from trialwright_web.capture.models import Query

    participant, visit, form, repeat = KEY
    about = {"visit": visit, "form": form, "repeat": repeat, "item": "sex", "origin": "person"}
    told = {"status": "open", "question": "is it 100 %s; or 'x'?", "raised_by": "monitor"}
    fields = {"study": "prtras001", "participant": participant, "number": number, **about, **told}
    return Query(**(fields | changes))


def test_questions_asked_together_get_the_answers_they_get_alone(site):
    from django.db import transaction

    from trialwright_web.accounts.models import User
    from trialwright_web.capture.models import Membership, Query, Study
    from trialwright_web.rows import Question, ask, find_together, insert, made

    insert([query(1), query(2, status="closed", closed_by="check"), query(3, since=None)])
    questions = [
        Question(Study, {"study": "prtras001"}, lock="share"),
        Question(Query, {"participant": KEY[0]}, order_by=["number"]),
        Question(Query, {"closed_by": None}, order_by=["number"]),
        Question(Query, {"study": "prtras001"}, unless={"status": "closed", "closed_by": "check"}),
        Question(Query, {"participant": "nobody"}),
        Question(Membership, {"role": "monitor"}),
        Question(User, {"username": "monitor"}),
    ]
    with transaction.atomic():
        together = find_together(questions)
        alone = [ask(question) for question in questions]
    assert [made(q.model, found) for q, found in zip(questions, together, strict=True)] == alone
    assert [len(found) for found in together] == [1, 3, 2, 2, 0, 1, 1]


def test_who_asks_in_between_sees_what_was_written_together(site):
    from django.db import transaction

    from trialwright_web.capture.models import Query
    from trialwright_web.rows import find_largest, insert, update, written_together

    where = {"study": "prtras001", "participant": KEY[0]}
    with transaction.atomic(), written_together():
        insert([query(1), query(2)])
        assert find_largest(Query, where, "number") == 2
        update(Query, {**where, "number": 1}, {"answer": "yes; it's 100 %"})
        assert Query.objects.get(number=1).answer == "yes; it's 100 %"
        insert([query(3)])
    assert list(Query.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    assert Query.objects.get(number=3).question == "is it 100 %s; or 'x'?"


def test_of_what_is_written_together_nothing_stays_after_an_error(site):
    from django.db import transaction

    from trialwright_web.capture.models import Query
    from trialwright_web.rows import insert, written_together

    with pytest.raises(RuntimeError), transaction.atomic(), written_together():
        insert([query(1)])
        raise RuntimeError
    assert not Query.objects.exists()
    insert([query(1)])
    assert Query.objects.count() == 1


def test_a_line_out_of_order_is_refused_with_all_that_was_written_with_it(site):
    from django.db import DatabaseError, transaction

    from trialwright_web.audit.models import JournalLine
    from trialwright_web.capture.models import Query
    from trialwright_web.rows import insert, written_together

    line = JournalLine(study="prtras001", chain="participant/P1", seq=7, body="{}", hash=HASH)
    refused = pytest.raises(DatabaseError, match="follows the last one")
    with refused, transaction.atomic(), written_together():
        insert([query(1)])
        insert([line])
        insert([query(2)])
    assert not Query.objects.exists()
