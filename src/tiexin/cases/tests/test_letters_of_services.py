"""Each service that answers has its letters, most with words of their own; nothing known is left out or made up."""

import pytest

from tiexin.cases.catalogue import catalogue
from tiexin.cases.letters import queries, rules
from tiexin.cases.tests.case_scene import moved, registered, stage
from tiexin.orgs import calendar

ANSWERING = ("hardship", "mutual_aid", "employment", "membership", "counselling")
ASKED = {"hardship": {"cause": "illness"}, "mutual_aid": {"event": "hospital"}, "employment": {"want": "post"}}
ASKED |= {"membership": {"want": "join"}, "counselling": {}}
OWN = {
    (service.name, letter.name)
    for service in catalogue().values()
    for letter in service.letters
    if f"{service.name}.{letter.name}" in rules.bodies()
}


@pytest.fixture
def cast(db):
    yield stage()
    calendar.forget()


def letter_of(kind, name):
    return next(each for each in catalogue()[kind].letters if each.name == name)


def written(case, name):
    letter = letter_of(case.kind, name)
    body = rules.body_of(case.service, letter)
    return rules.filled(body, queries.known(case, letter, body))


def test_every_body_belongs_to_a_letter_that_there_is():
    own = {tuple(name.split(".")) for name in rules.bodies() if "." in name}
    assert own == OWN


@pytest.mark.parametrize("kind", ANSWERING)
def test_it_has_an_acceptance_and_a_refusal_in_its_own_words(kind):
    letters = {each.name: each.at for each in catalogue()[kind].letters}
    assert (letters["acceptance"], letters["refusal"]) == ("accepted", "refused")
    generic = {rules.bodies()["accepted"], rules.bodies()["refused"], rules.bodies()["replied"]}
    own = [rules.body_of(catalogue()[kind], letter_of(kind, name)) for name in ("acceptance", "refusal")]
    assert not set(own) & generic and len(set(own)) == 2


@pytest.mark.parametrize("kind", ANSWERING)
def test_the_acceptance_is_filled_from_what_is_known(cast, kind):
    case = moved(registered(cast, kind, details=ASKED[kind]), "accept", by=cast.author)
    text = written(case, "acceptance")
    assert "【缺" not in text and case.number in text and str(cast.author) in text
    assert f"依据：{letter_of(kind, 'acceptance').source}。" in text


@pytest.mark.parametrize("kind", ANSWERING)
def test_the_refusal_says_why_and_where_to(cast, kind):
    case = moved(registered(cast, kind, details=ASKED[kind]), "refuse", by=cast.author)
    text = written(case, "refusal")
    assert "理由和去处：refuse的情况" in text and "【缺" not in text


def test_most_letters_have_words_of_their_own():
    letters = [(service.name, letter.name) for service in catalogue().values() for letter in service.letters]
    assert len(OWN) * 5 >= len(letters) * 3


def test_an_answer_names_no_body_of_another_service():
    for name, body in rules.bodies().items():
        service = catalogue().get(name.split(".")[0])
        if service is not None:
            assert set(body.to.split()) <= set(rules.WHOM), name
            assert [hole for line in body.lines for hole in rules.HOLE.findall(line) if hole not in rules.KNOWN] == []
