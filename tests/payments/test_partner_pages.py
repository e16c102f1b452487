import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from involvement.shared.accounts.models import Role
from involvement.shared.links.issue import issue_link
from involvement.shared.links.models import PrivateLink, Purpose
from involvement.shared.once.sending import new_key
from participants.models import SupporterLink
from payments.domain.claims import confirm_claim
from payments.models import Claim
from tests.factories.accounts import user_with
from tests.factories.participants import PartnerFactory, PersonFactory
from tests.factories.payments import again, claim_in, coordinator, finance, payee_of, proposed_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    return proposed_claim()


@pytest.fixture
def page(client, claim):
    """Sends to the claim's page, signed in, as a browser would: with the key and the version shown."""

    def send(do: str, *, by_link: bool = False, **fields: object):
        address = _link_address(claim) if by_link else _address(claim)
        if not by_link:
            client.force_login(claim.person.user)
        sent = {"do": do, "once": new_key(), "version": again(claim).version, **fields}
        return client.post(address, sent)

    return send


def _address(claim: Claim) -> str:
    return reverse("payments:my_claim", args=[claim.pk])


def _link_address(claim: Claim, **fields: object) -> str:
    link = issue_link(
        Purpose.CLAIM,
        about=claim,
        person_id=fields.get("person_id", claim.person_id),
        expires_at=timezone.now() + timedelta(days=9),
    )
    return reverse("payments:claim_by_link", args=[link.token()])


def _photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "JPEG")
    return SimpleUploadedFile("bus.jpg", out.getvalue(), content_type="image/jpeg")


def _text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_page_says_what_we_propose_why_and_by_when(client, claim):
    client.force_login(claim.person.user)

    text = _text(client.get(_address(claim)))

    assert "You came to a session on" in text and "We agreed a fee of £50.00." in text
    assert "Yes, pay me £50.00" in text
    assert "We promise to pay you by" in text
    assert "We asked you to check this." in text and "The coordinator checks it." in text
    assert text.count("<h1") == 1


@pytest.mark.parametrize("by_link", [True, False])
def test_the_person_adds_the_bus_fare_with_a_photo_and_says_yes(page, claim, by_link):
    added = page(
        "add", by_link=by_link, expense_kind="travel_public", pence="£4.60", words="Number 7", receipt=_photo()
    )
    assert added.status_code == 302
    fee, bus = claim.lines.all()
    assert (bus.pence, bus.words, bus.receipt.content_type) == (460, "Number 7", "image/jpeg")

    assert page("confirm", by_link=by_link).status_code == 302

    confirmed = again(claim)
    assert confirmed.state == "confirmed"
    assert confirmed.confirmed_user == (None if by_link else claim.person.user)
    assert (confirmed.confirmed_person_id == claim.person_id) is by_link
    assert fee.pence == 5000


def test_r22_a_double_click_adds_the_cost_once(page, claim):
    key = new_key()
    for _ in range(3):
        assert page("add", once=key, expense_kind="taxi", pence="9", version=1).status_code == 302

    assert claim.lines.filter(kind="expense").count() == 1


def test_r22_the_same_key_with_another_sum_is_refused_and_keeps_what_was_typed(page, claim):
    key = new_key()
    page("add", once=key, expense_kind="taxi", pence="9", version=1)

    answer = page("add", once=key, expense_kind="taxi", pence="10", version=1)

    assert answer.status_code == 409
    assert "with something else in it" in _text(answer)
    assert 'value="10"' in _text(answer)
    assert claim.lines.filter(kind="expense").count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("£12,50", "Write a full stop before the pence"),
        ("12.345", "Write two figures for the pence"),
        ("-5", "can&#x27;t be less than nothing"),
        ("1000000000000", "must be £2,000 or less"),
        ("0", "Write how much you paid"),
        ("", "Write how much you paid"),
        ("five", "Write the amount in figures"),
    ],
)
def test_bad_sums_get_a_sentence_keep_what_was_typed_and_change_nothing(page, claim, typed, sentence):
    answer = page("add", expense_kind="taxi", pence=typed, words="kept words")

    text = _text(answer)
    assert sentence in text
    assert "kept words" in text
    assert not typed or f'value="{typed}"' in text
    assert "govuk-error-summary" in text
    assert claim.lines.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.jpg", b"", "empty"),
        ("virus.jpg", b"MZ\x90\x00" + b"\0" * 200, "not a photo or a PDF"),
        ("cut.heic", b"\0\0\0\x18ftypheic" + b"\0" * 20, ""),
    ],
)
def test_bad_receipts_get_a_sentence_beside_the_question_and_keep_the_rest(page, claim, name, content, sentence):
    answer = page(
        "add", expense_kind="taxi", pence="9.50", words="kept words", receipt=SimpleUploadedFile(name, content)
    )

    text = _text(answer)
    assert answer.status_code in (200, 409)
    assert sentence in text and 'id="id_receipt_error"' in text
    assert 'value="9.50"' in text and "kept words" in text
    assert claim.lines.count() == 1


def test_a_claim_changed_in_another_window_is_shown_again_and_not_confirmed(page, claim):
    seen = claim.version
    page("add", expense_kind="taxi", pence="9")

    answer = page("confirm", version=seen)

    assert answer.status_code == 409
    assert "changed in the meantime" in _text(answer) and "£59.00" in _text(answer)
    assert again(claim).state == "proposed"


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 30])
def test_a_version_that_is_none_is_refused(page, claim, version):
    assert page("confirm", version=version).status_code == 409
    assert again(claim).state == "proposed"


def test_m3_the_person_takes_less_or_nothing_and_changes_their_mind(page, claim):
    page("less", wanted="20")
    assert "You said no to £30.00" in _text(page("less", wanted="99"))
    page("decline")
    assert again(claim).state == "declined"
    page("reopen")
    assert again(claim).state == "proposed"
    assert Claim.objects.with_totals().get().total_due == 5000


def test_a_cost_can_be_taken_out_but_not_somebody_elses(page, claim):
    other = proposed_claim()
    page("add", expense_kind="taxi", pence="9")
    line = claim.lines.get(kind="expense")

    page("remove", line=other.lines.get().pk)
    page("remove", line=line.pk)

    assert claim.lines.count() == 1 and other.lines.count() == 1


def test_once_sent_in_the_page_shows_stages_and_no_forms_to_change_it(client, claim):
    confirm_claim(claim, by=payee_of(claim))
    client.force_login(claim.person.user)

    text = _text(client.get(_address(claim)))

    assert "You said yes to this." in text
    assert "Change something" in text and "Add a cost" not in text


@pytest.mark.parametrize("state", Claim.State.values)
def test_the_page_shows_every_state(client, state):
    claim = claim_in(state)
    client.force_login(claim.person.user)

    answer = client.get(_address(claim))

    assert answer.status_code == 200
    assert claim.steps.last().sentence in _text(answer)
    assert client.get(reverse("payments:my_claims")).status_code == 200


def test_r7_opening_a_link_ten_times_changes_nothing(client, claim):
    address = _link_address(claim)
    steps = claim.steps.count()

    for _ in range(10):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200

    assert (again(claim).version, claim.steps.count()) == (claim.version, steps)


def test_r15_a_link_opens_its_own_claim_only(client, claim):
    other = PartnerFactory(person__institution=claim.institution).person
    assert client.get(_link_address(claim, person_id=other.pk)).status_code == 404

    offer_link = issue_link(
        Purpose.OFFER, about=claim, person_id=claim.person_id, expires_at=timezone.now() + timedelta(days=1)
    )
    assert client.get(reverse("payments:claim_by_link", args=[offer_link.token()])).status_code == 404


def test_an_ended_link_says_so(client, claim):
    address = _link_address(claim)
    PrivateLink.objects.update(expires_at=timezone.now())

    assert client.get(address).status_code == 410


def test_behind_a_link_no_receipt_is_handed_out(client, page, claim):
    page("add", expense_kind="taxi", pence="9", receipt=_photo())
    line = claim.lines.get(kind="expense")
    client.logout()

    assert "payments/receipts" not in _text(client.get(_link_address(claim)))
    assert client.get(reverse("payments:receipt", args=[line.pk])).status_code == 302


def test_receipts_are_for_those_who_may_see_the_claim(client, page, claim):
    page("add", expense_kind="taxi", pence="9", receipt=_photo())
    address = reverse("payments:receipt", args=[claim.lines.get(kind="expense").pk])
    stranger = proposed_claim()

    answers = {}
    for who, user in {
        "payee": claim.person.user,
        "coordinator": coordinator(claim.institution),
        "finance": finance(claim.institution),
        "lecturer": user_with(Role.LECTURER, claim.institution),
        "another partner": stranger.person.user,
        "coordinator elsewhere": coordinator(stranger.institution),
    }.items():
        client.force_login(user)
        answers[who] = client.get(address).status_code

    assert answers == {
        "payee": 200, "coordinator": 200, "finance": 200, "lecturer": 404, "another partner": 404,
        "coordinator elsewhere": 404,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("scopes", "sees", "acts"),
    [
        (["see_dates"], 404, 404),
        (["answer_invitations"], 404, 404),
        (["see_payments"], 200, 403),
        (["see_payments", "answer_invitations"], 200, 302),
    ],
)
def test_r16_a_supporter_sees_and_acts_as_far_as_the_person_ticked(client, claim, scopes, sees, acts):
    user = user_with(Role.SUPPORTER, claim.institution, name="Bo")
    supporter = PersonFactory(institution=claim.institution, user=user)
    SupporterLink.objects.create(
        person=claim.person, supporter=supporter, kind="advocate", scopes=scopes, starts_on=timezone.localdate()
    )
    client.force_login(user)

    assert client.get(_address(claim)).status_code == sees
    sent = {"do": "confirm", "once": new_key(), "version": claim.version}
    assert client.post(_address(claim), sent).status_code == acts
    if acts == 302:
        assert claim.steps.last().sentence == "Bo said yes to this for you."


def test_r3_the_claim_of_another_person_is_not_known(client, claim):
    client.force_login(proposed_claim().person.user)

    assert client.get(_address(claim)).status_code == 404
    assert client.post(_address(claim), {"do": "confirm"}).status_code == 404
    assert client.get(_address(Claim(pk=999999))).status_code == 404


def test_staff_do_not_answer_for_a_person(client, claim):
    for user in [coordinator(claim.institution), finance(claim.institution)]:
        client.force_login(user)
        assert client.get(_address(claim)).status_code == 404
        assert client.post(_address(claim), {"do": "confirm"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_my_money_costs_the_same_however_long_it_is(client, django_assert_num_queries, count):
    claims = [proposed_claim()]
    for _ in range(count - 1):
        from tests.factories.involvement import OfferFactory, SessionFactory

        session = SessionFactory(held=True, programme__institution=claims[0].institution)
        offer = OfferFactory(published=True, session=session)
        claims.append(proposed_claim(offer=offer, person=claims[0].person))
    proposed_claim()
    client.force_login(claims[0].person.user)

    # session, user, claims, fees that wait, thanks, booked, money before the day (2), memberships
    with django_assert_num_queries(9):
        text = _text(client.get(reverse("payments:my_claims")))

    assert text.count("Check this") == count


def test_an_unknown_deed_is_not_found(page):
    assert page("steal").status_code == 404


def test_injected_words_are_shown_as_words(client, page, claim):
    page("add", expense_kind="taxi", pence="9", words="<script>alert(1)</script>")

    text = _text(client.get(_address(claim)))

    assert "&lt;script&gt;" in text and "<script>alert" not in text
