"""The interface for programs: the same actions, decisions and refusals as the pages."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from site_people import DEMOGRAPHY, KEY, save, saved_form

VALUES = {item: {"value": value} for item, value in DEMOGRAPHY.items()}
FORM = "/api/v1/forms/P001/SCREENING/demography/0"


@pytest.fixture
def token(site):
    """`token("coordinator")`: a token of this role."""
    from django.core.cache import cache

    from trialwright_web.capture.actions.tokens import make_token

    cache.clear()

    def made(acts_in, **options):
        told = {
            "name": f"for-{acts_in.replace('_', '-')}",
            "user": acts_in,
            "role": acts_in,
            "days": 30,
        }
        return make_token(
            by=site.actor("administrator"), definition=site.definition, **told | options
        )

    return made


def program(secret):
    headers = {"host": "localhost", "authorization": f"Bearer {secret}"}
    return Client(headers=headers)


def put(client, body, address=FORM):
    return client.put(address, json.dumps(body), content_type="application/json")


def post(client, address, body):
    return client.post(address, json.dumps(body), content_type="application/json")


def problems(response):
    return [problem["what"] for problem in response.json()["problems"]]


def test_a_program_adds_a_participant_saves_a_form_and_reads_it_back(site, token):
    client = program(token("coordinator"))
    assert post(client, "/api/v1/participants", {"number": "P001"}).status_code == 201
    saved = put(client, {"values": VALUES})
    assert saved.json() == {"status": "complete", "revision": 1, "queries": 0}
    read = client.get(FORM).json()
    assert (read["values"], read["saved_by"]) == (VALUES, "coordinator")
    assert client.get("/api/v1/participants").json()[0]["number"] == "P001"
    assert site.proof().faults == ()


def test_a_change_by_a_program_makes_a_signature_void_and_needs_a_reason(site, token):
    from trialwright_web.capture.actions.signatures import sign_forms
    from trialwright_web.capture.models import Signature

    save(site, DEMOGRAPHY)
    sign_forms(
        by=site.actor("investigator"), definition=site.definition, keys=[KEY], meaning="approved"
    )
    client = program(token("coordinator"))
    changed = {"values": VALUES | {"sex": {"value": "M"}}, "revision": 1}
    assert problems(put(client, changed))[0].startswith("say why")
    assert put(client, changed | {"reason": "wrong box"}).status_code == 200
    assert Signature.objects.get().void_because
    assert site.proof().faults == ()


def test_a_stale_save_and_a_repeated_request_are_answered_as_on_the_page(site, token):
    save(site, DEMOGRAPHY)
    client = program(token("coordinator"))
    body = {
        "values": VALUES | {"sex": {"value": "M"}},
        "revision": 1,
        "reason": "r",
        "request": "a",
    }
    first = put(client, body)
    assert put(client, body).json() == first.json()
    assert saved_form(KEY).revision == 2
    stale = put(client, body | {"request": "b"})
    assert (stale.status_code, "saved this form" in problems(stale)[0]) == (409, True)


def test_a_form_that_cannot_be_complete_says_what_is_wrong_with_which_item(site, token):
    client = program(token("coordinator"))
    post(client, "/api/v1/participants", {"number": "P001"})
    response = put(client, {"values": VALUES | {"sex": {"value": "X"}}})
    assert response.status_code == 409
    assert response.json()["problems"][0]["where"] == "sex"
    assert saved_form(KEY) is None


def test_queries_are_asked_answered_and_closed(site, token):
    save(site, DEMOGRAPHY)
    monitor, coordinator = program(token("monitor")), program(token("coordinator"))
    asked = post(monitor, f"{FORM}/queries", {"question": "Sure?", "item": "sex"})
    assert (asked.status_code, asked.json()["number"]) == (201, 1)
    step = "/api/v1/queries/P001/1"
    assert post(coordinator, step, {"action": "answer", "text": "yes"}).json()["answer"] == "yes"
    assert post(monitor, step, {"action": "close"}).json()["status"] == "closed"
    assert len(monitor.get("/api/v1/queries?status=closed").json()) == 1


def test_a_question_sent_again_with_its_key_is_not_asked_again(site, token):
    save(site, DEMOGRAPHY)
    monitor = program(token("monitor"))
    question = {"question": "Sure?", "item": "sex", "request": "a"}
    told = [post(monitor, f"{FORM}/queries", question).json()["number"] for _ in range(2)]
    assert told == [1, 1]
    other = post(monitor, f"{FORM}/queries", question | {"question": "Really?"})
    assert problems(other) == ["this key was used for another request"]
    assert len(monitor.get("/api/v1/queries").json()) == 1


def test_a_question_of_the_page_that_is_sent_twice_is_asked_once(site, as_member):
    save(site, DEMOGRAPHY)
    monitor = as_member("monitor")
    page = "/en/participants/P001/SCREENING/demography/0/"
    key = monitor.get(page).content.decode().split('name="request" value="')[-1].split('"')[0]
    for question in ("Sure?", "Sure?", "Really?"):
        asked = monitor.post(f"{page}ask/", {"question": question, "request": key})
        assert asked.status_code == 302
    assert len(monitor.get("/en/queries/?format=csv").content.decode().splitlines()) == 3


def test_a_token_acts_in_its_one_role_and_no_other(site, token):
    save(site, DEMOGRAPHY)
    client = program(token("monitor"))
    refused = put(client, {"values": VALUES, "revision": 1, "reason": "r"})
    assert (refused.status_code, problems(refused)) == (403, ["you may not change this form"])
    assert post(client, f"{FORM}/marks", {"action": "verify"}).json()["status"] == "verified"
    assert program(token("statistician")).get(FORM).status_code == 403


@pytest.mark.parametrize("secret", ["", "tw_no-such-token", "tw_" + "x" * 5000, "é"])
def test_nobody_without_a_token_gets_anything(site, secret):
    response = program(secret).get("/api/v1/participants")
    assert response.status_code == 401
    assert response.json()["problems"][0]["cure"] == "ask an administrator"


def test_no_route_answers_without_a_token(client, site):
    described = client.get("/api/v1/openapi.json").json()
    for path, operations in described["paths"].items():
        for method in operations:
            address = path.replace("{repeat}", "0").replace("{number}", "1")
            response = getattr(client, method)(address, content_type="application/json")
            assert response.status_code == 401, (method, path)


@pytest.mark.parametrize("role", ["coordinator", "data_manager", "inspector"])
def test_only_an_administrator_makes_and_ends_tokens(site, token, role):
    from trialwright.capture.access import AccessRefused
    from trialwright_web.capture.actions.tokens import end_token, make_token

    token("monitor")
    told = {"by": site.actor(role), "definition": site.definition}
    with pytest.raises(AccessRefused):
        make_token(**told, name="mine", user=role, role=role, days=30)
    with pytest.raises(AccessRefused):
        end_token(**told, name="for-monitor", reason="because")


def test_a_token_ends_by_time_by_hand_and_with_the_role(site, token):
    from trialwright_web.api.models import ApiToken
    from trialwright_web.capture.actions.tokens import end_token
    from trialwright_web.capture.models import Membership

    late, ended, roleless = (token(r) for r in ("coordinator", "monitor", "investigator"))
    ApiToken.objects.filter(user="coordinator").update(
        expires_at="2020-01-01T00:00:00.000000+00:00"
    )
    end_token(
        by=site.actor("administrator"),
        definition=site.definition,
        name="for-monitor",
        reason="the program is gone",
    )
    Membership.objects.filter(user="investigator").update(valid_to="2020-01-01")
    for secret in (late, ended, roleless):
        assert program(secret).get("/api/v1/participants").status_code == 401


def test_the_token_is_kept_nowhere(site, token):
    from trialwright_web.api.models import ApiToken
    from trialwright_web.audit.models import JournalLine

    secret = token("coordinator")
    kept = [*ApiToken.objects.values_list("token_hash", flat=True)]
    kept += JournalLine.objects.values_list("body", flat=True)
    assert not any(secret in text for text in kept)
    assert site.proof().faults == ()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"name": "Bad Name"}, "cannot name a token"),
        ({"role": "investigator"}, "does not have the role"),
        ({"user": "nobody"}, "does not have the role"),
        ({"days": 0}, "from 1 to 366 days"),
        ({"days": 400}, "from 1 to 366 days"),
    ],
)
def test_a_token_that_would_give_too_much_is_not_made(site, token, change, what):
    from trialwright_web.capture.actions.refusals import NotPossible

    with pytest.raises(NotPossible, match=what):
        token("coordinator", **change)


def test_too_many_requests_wait(site, token, monkeypatch):
    from trialwright_web.api import route, routes

    monkeypatch.setattr(route.TokenThrottle, "parse_rate", lambda *_: (2, 60))
    client = program(token("coordinator"))
    throttle = routes.router.throttle[0]
    monkeypatch.setattr(throttle, "num_requests", 2)
    answers = [client.get("/api/v1/participants") for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        ("[]", 422),
        ('{"values": 1}', 422),
        ('{"values": {"sex": {"value": 1}}}', 422),
        ('{"values": {}, "extra": 1}', 422),
        ('{"values": {}, "revision": -1}', 422),
        ('{"values": {}, "revision": 99}', 409),
        ('{"values": {"sex": {"value": "\\u0000"}}, "intent": "draft"}', 409),
        ('{"values": {"sex": {"value": "\\ud800"}}, "intent": "draft"}', 422),
        ('{"values": {"no_such": {"value": "1"}}}', 409),
        (b"\xff\xfe", 400),
    ],
)
def test_what_is_no_request_is_refused_with_its_problems(site, token, body, status):
    client = program(token("coordinator"))
    post(client, "/api/v1/participants", {"number": "P001"})
    response = client.put(FORM, body, content_type="application/json")
    assert response.status_code == status, response.content
    assert problems(response)
    assert saved_form(KEY) is None


def test_a_place_that_the_schedule_does_not_have_is_refused(site, token):
    client = program(token("coordinator"))
    post(client, "/api/v1/participants", {"number": "P001"})
    for place in ("W13/demography/0", "W12/demography/0", "SCREENING/demography/1"):
        response = put(client, {"values": VALUES}, f"/api/v1/forms/P001/{place}")
        assert response.status_code == 409
    assert client.get("/api/v1/forms/P009/W12/virology/0").status_code == 409


def test_the_description_names_every_route_and_every_refusal(client):
    described = client.get("/api/v1/openapi.json").json()
    assert len(described["paths"]) == 8
    for path in described["paths"].values():
        for operation in path.values():
            assert {"401", "403", "409", "422", "429"} <= operation["responses"].keys()
    assert client.get("/api/v1/docs").status_code == 404


def test_the_page_shows_a_new_token_once_and_ends_it(site, as_member):
    client = as_member("administrator")
    told = {"name": "lab-export", "member": "laboratory/laboratory", "days": "30"}
    page = client.post("/en/tokens/", told).content.decode()
    secret = page.split('<code class="secret">')[1].split("</code>")[0]
    assert secret not in client.get("/en/tokens/").content.decode()
    assert program(secret).get("/api/v1/participants").status_code == 200
    client.post("/en/tokens/", {"action": "end", "name": "lab-export", "reason": "moved"})
    assert program(secret).get("/api/v1/participants").status_code == 401
    assert as_member("data_manager").get("/en/tokens/").status_code == 403


LABORATORY = "participant,sample_date,test,result,unit\nP001,2027-05-20,ALT,31,IU/L\n"


@pytest.fixture
def treated(site):
    """Radical treatment on 2027-03-01: visits count from it."""
    key = ("P001", "TREATMENT", "radical_treatment", 0)
    save(site, {"procedure_date": "2027-03-01"}, key=key, intent="draft")


def send_file(client, table, kind="liver_chemistry", **told):
    file = SimpleUploadedFile("lab.csv", table.encode())
    return client.post(f"/api/v1/imports/{kind}", {"file": file, **told})


def test_a_file_is_looked_at_first_and_imported_with_the_digest_of_what_was_seen(
    site, token, treated
):
    client, key = program(token("laboratory")), ("P001", "W12", "liver_chemistry", 0)
    seen = send_file(client, LABORATORY).json()
    assert (seen["saved"], [form["kind"] for form in seen["forms"]]) == (0, ["new"])
    assert seen["forms"][0]["after"]["alt"] == "31 U/L"
    assert saved_form(key) is None
    no_reason = send_file(client, LABORATORY, digest=seen["digest"])
    assert (no_reason.status_code, saved_form(key)) == (409, None)
    done = send_file(client, LABORATORY, digest=seen["digest"], reason="monthly export").json()
    assert (done["saved"], done["digest"]) == (1, seen["digest"])
    assert saved_form(key).saved_by == "laboratory"
    again = send_file(client, LABORATORY).json()
    assert (again["forms"], again["unchanged"]) == ([], 1)


def test_a_file_that_is_not_what_was_seen_is_not_imported(site, token, treated):
    client = program(token("laboratory"))
    seen = send_file(client, LABORATORY).json()
    other = send_file(
        client, LABORATORY.replace("31", "310"), digest=seen["digest"], reason="monthly export"
    )
    assert other.status_code == 409
    assert saved_form(("P001", "W12", "liver_chemistry", 0)) is None


@pytest.mark.parametrize("kind", ["../../etc/passwd", "..%2Fsite", "nothing"])
def test_a_file_is_read_by_a_mapping_of_the_study_alone(site, token, kind):
    answer = send_file(program(token("laboratory")), LABORATORY, kind=kind)
    assert answer.status_code in (404, 409)


def test_who_may_not_import_on_the_page_may_not_by_a_program(site, token, treated):
    assert send_file(program(token("monitor")), LABORATORY).status_code == 403


def told(response):
    (problem,) = response.json()["problems"]
    return problem


def test_a_refusal_is_told_in_the_language_asked_for_with_the_same_code(site, token):
    secret = token("monitor")
    answers = [
        told(Client(headers={"host": "localhost", **headers}).get(FORM))
        for headers in (
            {"authorization": f"Bearer {secret}", "accept-language": language}
            for language in ("en", "zh-CN,zh;q=0.9", "fr")
        )
    ]
    assert [each["code"] for each in answers] == ["not_possible"] * 3
    english = "nothing was saved in this form yet"
    assert [each["what"] for each in answers] == [english, "该表单尚未保存任何内容", english]


def test_a_finding_is_told_with_the_code_and_rule_of_its_check(site, token):
    client = program(token("coordinator"))
    post(client, "/api/v1/participants", {"number": "P001"})
    found = told(put(client, {"values": VALUES | {"sex": {"value": "X"}}}))
    assert (found["code"], found["where"], found["rule"]) == ("not_a_code", "sex", "CHK-08")


@pytest.mark.parametrize(
    ("body", "code", "what", "zh"),
    [
        ({}, "missing", "the field is missing", "缺少该字段"),
        ({"number": 3}, "string_type", "the value is no text", "值不是文本"),
        ({"number": "P" * 65}, "string_too_long", "more than 64", "超过 64 个字符"),
    ],
)
def test_a_fault_of_the_body_is_told_in_both_languages(site, token, body, code, what, zh):
    headers = {"host": "localhost", "authorization": f"Bearer {token('coordinator')}"}
    english, chinese = (
        told(
            post(Client(headers=headers | {"accept-language": each}), "/api/v1/participants", body)
        )
        for each in ("en", "zh")
    )
    assert english["code"] == chinese["code"] == code
    assert what in english["what"]
    assert zh in chinese["what"]


def test_every_error_that_a_route_can_meet_has_a_code():
    from trialwright.errors import TrialwrightError
    from trialwright_web.api import import_routes, routes
    from trialwright_web.api.refusals import CODES

    assert routes.import_router is import_routes.import_router
    rooms = ("capture", "exchange", "trialwright_web.capture")
    met = {
        error
        for error in TrialwrightError.__subclasses__()
        if error.__module__.removeprefix("trialwright.").startswith(rooms)
        and not error.__module__.endswith(("record_read", "eligibility_record"))
    }
    assert {error.__name__ for error in met - CODES.keys()} == set()


def test_what_the_checks_would_ask_of_a_file_is_told_with_its_rule(site, token, treated):
    odd = "participant,sample_date,test,result,unit\nP001,2027-05-20,ALB,410,g/L\n"
    seen = send_file(program(token("laboratory")), odd).json()
    assert seen["forms"][0]["questions"] == [
        "Albumin 410 g/L is above 80: did you mean 41.0? (rule CHK-10)"
    ]


def test_a_program_marks_only_the_version_that_it_looked_at(site, token):
    save(site, DEMOGRAPHY)
    save(site, DEMOGRAPHY | {"sex": "M"}, revision=1, reason="wrong box")
    client = program(token("data_manager"))
    stale = post(client, f"{FORM}/marks", {"action": "review", "revision": 1})
    assert (stale.status_code, saved_form(KEY).status) == (409, "complete")
    seen = post(client, f"{FORM}/marks", {"action": "review", "revision": 2})
    assert (seen.status_code, saved_form(KEY).status) == (200, "reviewed")
