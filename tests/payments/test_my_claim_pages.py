"""A person's page of their own claim: what it says, adding a cost, and the answer."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from involvement.shared.once.sending import new_key
from payments.domain.claims import confirm_claim
from payments.models import Claim
from tests.factories.involvement import OfferFactory, SessionFactory
from tests.factories.payments import again, claim_in, payee_of, proposed_claim
from tests.payments.claim_pages import my_claim_address, photo, text_of

pytestmark = pytest.mark.django_db


def test_the_page_says_what_we_propose_why_and_by_when(client, claim):
    client.force_login(claim.person.user)

    text = text_of(client.get(my_claim_address(claim)))

    assert "You came to a session on" in text and "We agreed a fee of £50.00." in text
    assert "Yes, pay me £50.00" in text
    assert "We promise to pay you by" in text
    assert "We asked you to check this." in text and "The coordinator checks it." in text
    assert text.count("<h1") == 1


@pytest.mark.parametrize("by_link", [True, False])
def test_the_person_adds_the_bus_fare_with_a_photo_and_says_yes(page, claim, by_link):
    added = page("add", by_link=by_link, expense_kind="travel_public", pence="£4.60", words="Number 7", receipt=photo())
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
    assert "with something else in it" in text_of(answer)
    assert 'value="10"' in text_of(answer)
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

    text = text_of(answer)
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

    text = text_of(answer)
    assert answer.status_code in (200, 409)
    assert sentence in text and 'id="id_receipt_error"' in text
    assert 'value="9.50"' in text and "kept words" in text
    assert claim.lines.count() == 1


def test_a_claim_changed_in_another_window_is_shown_again_and_not_confirmed(page, claim):
    seen = claim.version
    page("add", expense_kind="taxi", pence="9")

    answer = page("confirm", version=seen)

    assert answer.status_code == 409
    assert "changed in the meantime" in text_of(answer) and "£59.00" in text_of(answer)
    assert again(claim).state == "proposed"


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 30])
def test_a_version_that_is_none_is_refused(page, claim, version):
    assert page("confirm", version=version).status_code == 409
    assert again(claim).state == "proposed"


def test_m3_the_person_takes_less_or_nothing_and_changes_their_mind(page, claim):
    page("less", wanted="20")
    assert "You said no to £30.00" in text_of(page("less", wanted="99"))
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

    text = text_of(client.get(my_claim_address(claim)))

    assert "You said yes to this." in text
    assert "Change something" in text and "Add a cost" not in text


@pytest.mark.parametrize("state", Claim.State.values)
def test_the_page_shows_every_state(client, state):
    claim = claim_in(state)
    client.force_login(claim.person.user)

    answer = client.get(my_claim_address(claim))

    assert answer.status_code == 200
    assert claim.steps.last().sentence in text_of(answer)
    assert client.get(reverse("payments:my_claims")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_my_money_costs_the_same_however_long_it_is(client, django_assert_num_queries, count):
    claims = [proposed_claim()]
    for _ in range(count - 1):
        session = SessionFactory(held=True, programme__institution=claims[0].institution)
        offer = OfferFactory(published=True, session=session)
        claims.append(proposed_claim(offer=offer, person=claims[0].person))
    proposed_claim()
    client.force_login(claims[0].person.user)

    # session, user, claims, fees that wait, thanks, booked, money before the day (2), memberships
    with django_assert_num_queries(9):
        text = text_of(client.get(reverse("payments:my_claims")))

    assert text.count("Check this") == count


def test_an_unknown_deed_is_not_found(page):
    assert page("steal").status_code == 404


def test_injected_words_are_shown_as_words(client, page, claim):
    page("add", expense_kind="taxi", pence="9", words="<script>alert(1)</script>")

    text = text_of(client.get(my_claim_address(claim)))

    assert "&lt;script&gt;" in text and "<script>alert" not in text
