"""The project's own questions (E8)."""

import json

import pytest
from django.core.management import call_command

from evaluation.domain.instruments import DATA, current_version, load_instruments
from evaluation.models import Item
from involvement.shared.errors import Refused
from tests.factories.evaluation import asked_about, held_session

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing(capsys):
    call_command("load_instruments")
    call_command("load_instruments")
    assert capsys.readouterr().out.splitlines() == ["10 created, 0 changed", "0 created, 0 changed"]


def test_questions_are_short_and_say_one_thing_a_line():
    for item in current_version("P1").items.all():
        for line in item.easy_read.split(". "):
            assert len(line.split()) <= 15


def test_a_question_that_has_been_asked_is_not_edited(tmp_path):
    asked_about(held_session(came=1))
    words = json.loads(DATA.read_text())
    words[0]["items"][0]["plain"] = "Something else."
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(words))
    with pytest.raises(Refused, match="new version"):
        load_instruments(path)
    assert Item.objects.get(key="P1.1").plain != "Something else."
