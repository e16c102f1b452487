"""What each kind of activity adds to a session (I6, L1, T3, V3)."""

import pytest
from django.urls import reverse

from involvement.activities.forum.models import AgendaItem
from involvement.activities.placement_panel.models import PlacementPanelDetail
from involvement.activities.selection_panel.domain import enough_places
from involvement.activities.talk.models import TalkDetail
from involvement.domain import kinds
from tests.factories.involvement import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "typed", "shown"),
    [
        ("talk", {"outline": "Moving house"}, ["Moving house", "No recording"]),
        ("forum", {"agenda": "Welcome\n* Parking\n"}, ["Welcome", "Parking (raised by a partner)"]),
        ("selection_panel", {"intake": "2027/28", "conflict_note": "Say so"}, ["2027/28", "Say so", "Not agreed yet"]),
        ("placement_panel", {"purpose": "quality", "portfolios": "4"}, ["It recommends. The decision is made by"]),
    ],
)
def test_each_kind_asks_its_own_and_shows_it_on_the_session_page(client, coordinator, kind, typed, shown):
    place = coordinator.memberships.get().institution
    session = SessionFactory(programme__institution=place, kind=kind)
    client.force_login(coordinator)

    client.post(reverse("involvement:particulars", args=[session.pk]), typed)

    page = client.get(reverse("involvement:session", args=[session.pk])).content.decode()
    assert all(words in page for words in shown)
    assert all(
        str(value).split("\n")[0] in client.get(reverse("involvement:particulars", args=[session.pk])).content.decode()
        for value in typed.values()
    )


def test_t3_recording_is_off_unless_somebody_says_yes():
    assert TalkDetail().may_be_recorded is False


def test_v3_what_a_partner_raised_stays_on_the_agenda(client, coordinator, programme):
    session = SessionFactory(programme=programme, kind="forum")
    client.force_login(coordinator)
    address = reverse("involvement:particulars", args=[session.pk])
    client.post(address, {"agenda": "* Parking"})

    page = client.post(address, {"agenda": "Only ours"})

    assert "stays unless they agree" in page.context["form"].errors["agenda"][0]
    assert list(AgendaItem.objects.values_list("text", flat=True)) == ["Parking"]


def test_i6_one_place_is_enough_only_where_the_partner_prefers_it(client, coordinator, programme):
    session = SessionFactory(programme=programme, kind="selection_panel")
    assert enough_places(session, 1) and not enough_places(session, 2)
    client.force_login(coordinator)
    client.post(reverse("involvement:particulars", args=[session.pk]), {"partner_prefers_alone": "on"})
    assert not enough_places(session, 1)


def test_l1_a_placement_panel_has_no_field_for_a_mark():
    names = {field.name for field in PlacementPanelDetail._meta.get_fields()}
    assert not names & {"mark", "grade", "result", "decision"}


def test_every_kind_has_particulars_and_a_kind_is_registered_once():
    assert [k.key for k in kinds.all_kinds() if kinds.particulars_of(k.key) is None] == []
    with pytest.raises(ValueError, match="Two kinds"):
        kinds.register(kinds.Kind("talk", "x", "x", kinds.Stage.CPD, 0, 0, False))
