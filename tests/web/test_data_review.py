"""Queries by age, and what is new or changed since one last looked."""

import pytest
from site_people import DEMOGRAPHY, KEY, save

ADDRESS = "/en/review/"
OTHER = ("P002", *KEY[1:])


def ask(site, key, question):
    from trialwright_web.capture.actions.queries import ask as action

    return action(
        by=site.actor("monitor"), definition=site.definition, key=key, item="sex", question=question
    )


def test_the_query_that_waits_longest_stands_first_whatever_its_number(site, as_member):
    from trialwright_web.capture.models import Query

    save(site, DEMOGRAPHY)
    save(site, DEMOGRAPHY, key=OTHER)
    ask(site, KEY, "asked second")
    ask(site, OTHER, "asked first")
    Query.objects.filter(participant="P002").update(since="2026-01-01T00:00:00.000000+00:00")
    page = as_member("coordinator").get("/en/queries/").content.decode()
    assert page.index("asked first") < page.index("asked second")


def test_queries_are_narrowed_by_participant_form_and_who_asked(site, as_member):
    save(site, DEMOGRAPHY)
    save(site, DEMOGRAPHY, key=OTHER)
    ask(site, KEY, "one")
    ask(site, OTHER, "two")
    client = as_member("coordinator")
    narrowed = client.get("/en/queries/?participant=P002&form=demography&by=person")
    assert "two" in narrowed.content.decode()
    assert "one</td>" not in narrowed.content.decode()
    assert "There is no query" in client.get("/en/queries/?by=check").content.decode()


def test_a_query_waits_anew_from_each_step_and_the_journal_says_since_when(site):
    from trialwright_web.capture.actions.queries import answer
    from trialwright_web.capture.models import Query

    save(site, DEMOGRAPHY)
    ask(site, KEY, "Sure?")
    first = Query.objects.get().since
    answer(
        by=site.actor("coordinator"),
        definition=site.definition,
        participant="P001",
        number=1,
        text="yes",
    )
    assert Query.objects.get().since > first
    assert site.proof().faults == ()


def test_the_review_lists_what_was_saved_since_the_mark_of_this_user(site, as_member):
    save(site, DEMOGRAPHY)
    client = as_member("data_manager")
    page = client.get(ADDRESS).content.decode()
    assert "1 form was saved since" in page
    until = page.split('name="until" value="')[1].split('"')[0].replace("&#x2B;", "+")
    assert client.post(ADDRESS, {"until": until}).status_code == 302
    assert "Nothing was saved since." in client.get(ADDRESS).content.decode()
    # Another reviewer has their own mark.
    assert "1 form was saved since" in as_member("monitor").get(ADDRESS).content.decode()
    save(site, DEMOGRAPHY | {"sex": "M"}, revision=1, reason="wrong box")
    changed = client.get(ADDRESS).content.decode()
    assert '<span class="quiet">changed</span>' in changed
    assert site.proof().faults == ()


def test_what_is_saved_while_somebody_looks_is_not_marked_as_seen(site, as_member):
    save(site, DEMOGRAPHY)
    client = as_member("monitor")
    page = client.get(ADDRESS).content.decode()
    until = page.split('name="until" value="')[1].split('"')[0].replace("&#x2B;", "+")
    save(site, DEMOGRAPHY, key=OTHER)
    client.post(ADDRESS, {"until": until})
    assert "P002" in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("until", ["", "x", "2999-01-01T00:00:00.000000+00:00"])
def test_a_mark_is_a_time_that_has_passed(site, as_member, until):
    response = as_member("monitor").post(ADDRESS, {"until": until})
    assert response.status_code == 409
    assert "no time that has passed" in response.content.decode()


def test_a_mark_does_not_go_back(site):
    from trialwright_web.capture.actions.refusals import NotPossible
    from trialwright_web.capture.actions.review_marks import mark_review

    told = {"by": site.actor("monitor"), "definition": site.definition}
    mark_review(**told, until="2026-02-01T00:00:00.000000+00:00")
    with pytest.raises(NotPossible, match="the mark stands at"):
        mark_review(**told, until="2026-01-01T00:00:00.000000+00:00")


def test_my_work_counts_what_waits_and_shows_what_waits_longest(site, as_member, monkeypatch):
    from trialwright_web.capture.views import study

    monkeypatch.setattr(study, "SHOWN_FORMS", 2)
    for number in ("P001", "P002", "P003"):
        save(site, DEMOGRAPHY, key=(number, "SCREENING", "demography", 0))
    page = as_member("data_manager").get("/en/my-work/").content.decode()
    assert 'Forms: complete <span class="quiet">3</span>' in page
    assert "The 2 that wait longest are shown." in page
    assert [f"{n} · Demography" in page for n in ("P001", "P002", "P003")] == [True, True, False]
    assert "Forms: draft" not in page
