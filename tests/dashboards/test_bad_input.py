"""What the pages of the main job say to links that ended, answers that come late, pressing twice and a queue that is
away. Sums, days, files and names have such tests beside the fields and pages that read them."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from involvement.models import Invitation, Offer, Session
from involvement.shared.accounts.models import Role
from involvement.shared.links.addresses import path_of
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.notify import doorbell
from involvement.shared.notify.models import Message
from involvement.shared.once.sending import new_key
from participants.models import Person, SupporterRequest
from payments.models import Claim
from tests.architecture import things
from tests.factories.accounts import user_with
from tests.factories.involvement import InvitationFactory, OfferFactory
from tests.factories.participants import PersonFactory
from tests.factories.payments import confirmed_claim, coordinator

pytestmark = pytest.mark.django_db
THINGS = {
    Purpose.OFFER: InvitationFactory,
    Purpose.STILL_ON: lambda: InvitationFactory(accepted=True),
    Purpose.CLAIM: things.fresh_claim,
    Purpose.FEEDBACK: things.feedback_invitation,
    Purpose.AVAILABILITY: PersonFactory,
    Purpose.SUPPORT: things.supporter_request,
}
ANSWERS = {"answer": "yes", "still_on": "yes", "do": "confirm", "payment_choice": "fee"}


@pytest.fixture(params=THINGS, ids=str)
def link(request):
    if request.param == Purpose.FEEDBACK:
        call_command("load_instruments", verbosity=0)
    about = THINGS[request.param]()
    until = timezone.now() + timedelta(days=5)
    return issue_link(request.param, about=about, person_id=getattr(about, "person_id", None), expires_at=until)


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Invitation, Claim, SupporterRequest, Person)]


def ended(link, **change):
    PrivateLink.objects.filter(pk=link.pk).update(**change)
    return path_of(link)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, "This link has ended."),
        ({"revoked_at": timezone.now()}, "This link has been switched off."),
        ({"used_at": timezone.now()}, "This link has been used already."),
    ],
    ids=["expired", "revoked", "used up"],
)
def test_r15_a_link_that_ended_says_why_and_what_to_do_and_takes_no_answer(client, link, change, sentence):
    address, before = ended(link, **change), everything()

    for page in (client.get(address), client.post(address, ANSWERS)):
        assert page.status_code == 410
        assert sentence in page.content.decode()
        assert "What you can do" in page.content.decode()
    assert everything() == before


@pytest.mark.parametrize(
    "mangle",
    [lambda token: token[:-1], lambda token: token + "=", lambda token: token.swapcase(), lambda token: "x" * 500],
    ids=["cut", "longer", "in other letters", "much too long"],
)
def test_r15_a_mangled_link_says_how_to_press_it_again_and_takes_no_answer(client, link, mangle):
    address, before = path_of(link).replace(link.token(), mangle(link.token())), everything()

    for page in (client.get(address), client.post(address, ANSWERS)):
        assert page.status_code == 404
        assert "If the link has two lines, copy both" in page.content.decode()
    assert everything() == before


def test_an_answer_after_the_session_began_gets_a_sentence_and_changes_nothing(client):
    invitation = InvitationFactory()
    until = timezone.now() + timedelta(days=5)
    link = issue_link(Purpose.OFFER, about=invitation, person_id=invitation.person_id, expires_at=until)
    start = timezone.now() - timedelta(minutes=1)
    Session.objects.update(starts_at=start, ends_at=start + timedelta(hours=2))

    answer = client.post(path_of(link), {"answer": "yes", "payment_choice": "fee", "version": ""}, follow=True)

    assert "started" in answer.content.decode()
    invitation.refresh_from_db()
    assert (invitation.status, invitation.answered_at) == ("sent", None)


def test_r22_a_double_click_on_approve_approves_once(client):
    claim = confirmed_claim()
    client.force_login(coordinator(claim.institution))
    sent = {"do": "approve", "version": claim.version, "once": new_key()}

    answers = [client.post(reverse("payments:claim", args=[claim.pk]), sent) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert claim.steps.filter(state="approved").count() == 1


def test_r22_a_double_click_on_publish_publishes_once(client):
    offer = OfferFactory()
    client.force_login(user_with(Role.COORDINATOR, offer.session.institution))
    sent = {"once": new_key()}

    answers = [client.post(reverse("involvement:offer_publish", args=[offer.pk]), sent) for _click in range(2)]

    assert all(answer.status_code < 500 for answer in answers)
    assert Offer.objects.filter(session=offer.session, status="published").count() == 1


def test_r25_with_the_queue_away_an_answer_is_kept_and_its_message_is_shown_as_waiting(
    client, monkeypatch, django_capture_on_commit_callbacks
):
    invitation = InvitationFactory(accepted=True)
    rung = []

    def away(*_args, **_options):
        rung.append(1)
        raise OperationalError("nobody there")

    monkeypatch.setattr(doorbell.current_app, "send_task", away)
    client.force_login(user_with(Role.COORDINATOR, invitation.offer.session.institution))
    sent = {"once": new_key()}

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("involvement:place_confirm", args=[invitation.pk]), sent)

    assert answer.status_code == 302 and rung
    invitation.refresh_from_db()
    assert invitation.status == "confirmed"
    message = Message.objects.get(person_id=invitation.person_id)
    assert message.state == "waiting"
    page = client.get(reverse("notify:outbox")).content.decode()
    assert message.name in page and "Waiting" in page
