"""In Chinese nobody meets an English sentence: not in a refusal, a finding, a query or an import."""

import io
import re
from html.parser import HTMLParser

import pytest
from member_client import PASSWORD
from site_people import DEMOGRAPHY, KEY, save

# What a page says does not depend on the database.
pytestmark = pytest.mark.parametrize("site", ["sqlite"], indirect=True)

FORM = "/zh-hans/participants/P001/SCREENING/demography/0/"
BLOODS = "/zh-hans/participants/P001/W12/liver_chemistry/0/"
_PROSE = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}[^\n]*")
# What somebody typed, or a parser said, stands in quotes as it is.
_QUOTED = re.compile(r"“[^”]*”")


class _Seen(HTMLParser):
    """The text of a page in the language of the page."""

    def __init__(self):
        super().__init__()
        self.depth, self.texts = 0, []

    def handle_starttag(self, tag, attrs):
        foreign = dict(attrs).get("lang", "zh").startswith("en")
        if self.depth or foreign or tag in ("script", "style", "code", "del"):
            self.depth += tag not in ("input", "br", "img", "link", "meta", "hr", "path")

    def handle_endtag(self, tag):
        self.depth = max(0, self.depth - 1)

    def handle_data(self, data):
        if not self.depth:
            self.texts.append(data)


def text_of(response):
    seen = _Seen()
    seen.feed(response.content.decode())
    return "\n".join(seen.texts)


def english(response):
    """Every English sentence of the answer."""
    return _PROSE.findall(_QUOTED.sub("", text_of(response)))


@pytest.fixture
def everybody(site, as_member):
    """A participant with a form saved as complete, and a client of each role."""
    save(site, DEMOGRAPHY)
    return as_member


WRONG = {
    "item.birth_date.year": "19x",
    "item.sex": "X",
    "item.unheard_of": "1",
    "revision": "1",
    "reason": "更正",
}
# Who sends what where, and a word that the answer must hold.
REFUSALS = [
    ("coordinator", FORM, WRONG, "不是有效日期"),
    ("coordinator", FORM, {"revision": "0", "item.sex": "M"}, "在您打开此表之后"),
    (
        "coordinator",
        FORM,
        {"item.birth_date.year": "1970", "revision": "1"},
        "请说明对该“表单”执行“修改”的原因",
    ),
    ("coordinator", FORM, {"intent": "not_done", "item.sex": "M", "revision": "1"}, "已填写数值"),
    ("monitor", f"{FORM}mark/", {"action": "lock"}, "请联系以下角色的人员：数据管理员"),
    ("data_manager", f"{FORM}mark/", {"action": "lock"}, "状态须为已签名"),
    ("data_manager", f"{FORM}mark/", {"action": "unlock"}, "状态须为已锁定"),
    ("investigator", f"{FORM}sign/", {"password": "wrong"}, "密码不正确。未签名。"),
    ("monitor", f"{FORM}ask/", {"item": "nothing", "question": "为什么？"}, "没有条目"),
    ("monitor", f"{FORM}ask/", {"item": "sex", "question": " "}, "问题为空"),
    ("coordinator", "/zh-hans/participants/add/", {"number": "P 1"}, "不是有效的筛选号"),
    ("coordinator", "/zh-hans/participants/add/", {"number": "P001"}, "另一位受试者"),
    (
        "administrator",
        "/zh-hans/members/invite/",
        {"user": "A!", "role": "monitor"},
        "不是有效的用户名",
    ),
    (
        "administrator",
        "/zh-hans/members/monitor/end/",
        {"role": "biobank", "reason": "x"},
        "monitor 没有“生物样本库”角色",
    ),
    (
        "administrator",
        "/zh-hans/members/administrator/renew/",
        {"reason": "x"},
        "任何人不得变更自己的成员资格",
    ),
    (
        "administrator",
        "/zh-hans/tokens/",
        {"name": "A!", "member": "monitor/monitor"},
        "不能用作令牌名称",
    ),
    (
        "administrator",
        "/zh-hans/tokens/",
        {"action": "end", "name": "a", "reason": "x"},
        "没有正在使用的令牌“a”",
    ),
    ("monitor", "/zh-hans/review/", {"until": "tomorrow"}, "不是已经过去的时间"),
    (
        "data_manager",
        "/zh-hans/lock/",
        {"action": "lock", "password": PASSWORD},
        "P001/SCREENING/demography/0：未签名",
    ),
    ("data_manager", "/zh-hans/lock/", {"action": "explain", "reason": "x"}, "未作选择"),
    (
        "data_manager",
        "/zh-hans/lock/",
        {"action": "unlock", "password": PASSWORD},
        "状态须为已锁定",
    ),
]


@pytest.mark.parametrize(("role", "address", "sent", "word"), REFUSALS)
def test_a_refusal_is_said_in_chinese(everybody, role, address, sent, word):
    response = everybody(role).post(address, sent)
    assert response.status_code in (403, 409, 422)
    assert english(response) == []
    assert word in text_of(response)


FILES = [
    ("liver_chemistry", b"", "文件为空"),
    ("liver_chemistry", b"participant,sample_date\n", "缺少该列"),
    ("liver_chemistry", b"a,a\n1\n", "重复出现"),
    ("liver_chemistry", b"\xff\xfe", "编码"),
    ("liver_chemistry", b'participant,"x\n', "CSV"),
    (
        "liver_chemistry",
        b"participant,sample_date,test,result,unit\nP009,x,QQ,,g/L\nP001,2027-05-20,ALB,4,g/L\n",
        "没有编号为",
    ),
    ("nothing", b"x", "没有映射"),
    ("odm", b"<ODM/>", "不是 ODM 1.3"),
    ("odm", b"<x>", "XML"),
    ("odm", b"<!DOCTYPE x><ODM/>", "文档类型"),
]


@pytest.mark.parametrize(("kind", "data", "word"), FILES)
def test_what_is_wrong_with_a_file_is_said_in_chinese(everybody, kind, data, word):
    file = io.BytesIO(data)
    file.name = "lab.csv"
    response = everybody("laboratory").post("/zh-hans/imports/", {"kind": kind, "file": file})
    assert response.status_code == 422
    assert english(response) == []
    assert word in text_of(response)


@pytest.fixture
def asked(site):
    """Queries that checks of one form and between forms have raised, with a person's own."""
    from trialwright_web.capture.actions import queries

    save(site, DEMOGRAPHY)
    death = {"death_date": "1950-01-01", "death_cause": "other"}
    save(site, death, key=("P001", "RUNNING", "death", 0))
    queries.ask(
        by=site.actor("monitor"),
        definition=site.definition,
        key=KEY,
        item="sex",
        question="请核对。",
    )


@pytest.mark.parametrize(
    "address",
    [
        "/zh-hans/queries/",
        "/zh-hans/participants/P001/",
        "/zh-hans/participants/P001/RUNNING/death/0/",
        "/zh-hans/lock/",
    ],
)
def test_what_a_check_asked_is_said_in_chinese_with_its_rule(asked, as_member, address):
    response = as_member("data_manager").get(address)
    page = response.content.decode()
    assert english(response) == []
    assert "早于出生日期 1969-03-05" in page
    assert "规则 CHK-13" in page


def test_the_same_question_names_rule_and_cure_in_english(asked, as_member):
    page = as_member("data_manager").get("/en/queries/").content.decode()
    assert "lies before the date of birth 1969-03-05. Correct the date that is wrong" in page
    assert "(rule CHK-13)" in page
    assert "请核对。" in page


def test_a_refused_sign_in_is_said_in_chinese(client, site):
    response = client.post("/zh-hans/accounts/login/", {"login": "monitor", "password": "wrong"})
    assert english(response) == []
    assert "密码" in text_of(response)


@pytest.mark.parametrize("password", ["short", "password1234", "987654321098"])
def test_a_weak_password_is_refused_in_chinese(everybody, password):
    sent = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    response = everybody("monitor").post("/zh-hans/accounts/password/", sent)
    assert response.status_code == 200
    assert english(response) == []


def test_an_old_link_is_refused_in_chinese(client, site):
    response = client.get("/zh-hans/accounts/invitation/nothing/")
    assert english(response) == []


@pytest.mark.parametrize("address", ["/zh-hans/nothing/", "/zh-hans/participants/P999/"])
def test_a_page_that_is_not_there_says_so_in_chinese(everybody, address):
    response = everybody("monitor").get(address)
    assert response.status_code == 404
    assert english(response) == []


def test_a_page_of_another_role_says_so_in_chinese(everybody):
    response = everybody("monitor").get("/zh-hans/tokens/")
    assert response.status_code == 403
    assert english(response) == []
