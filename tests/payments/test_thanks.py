import json
import re
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

import payments
from involvement.shared.audit.actors import Actor
from involvement.shared.errors import Refused
from involvement.shared.notify.models import Message
from involvement.shared.once.sending import new_key
from payments.domain.information import given_on
from payments.domain.thanks import answer_thanks, hand_over, offer_thanks
from payments.models import BenefitCheck, ClaimLine, FundCharge, Thanks
from tests.factories.accounts import InstitutionFactory
from tests.factories.money import a_fund, thanked
from tests.factories.participants import PartnerFactory
from tests.factories.payments import SYSTEM, coordinator, finance, paid_claim
from tests.shared.pdf_checks import text_of, verapdf_failures

pytestmark = pytest.mark.django_db
VOUCHER = {"kind": "voucher", "pence": 20_00, "words": "A book token."}


def _text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def _today():
    return timezone.localdate()


def test_m1_a_voucher_is_given_only_after_the_person_said_yes():
    voucher = thanked(InstitutionFactory(), **VOUCHER)
    by = Actor.of(coordinator(voucher.institution))

    with pytest.raises(Refused, match="reads what is known about benefits first"):
        hand_over(voucher, given_on_day=_today(), by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Thanks.objects.filter(pk=voucher.pk).update(state="given", given_on=_today())
    answer_thanks(voucher, yes=True, by=SYSTEM, answered_by="Ana")

    assert hand_over(voucher, given_on_day=_today(), by=by).state == "given"


def test_m1_what_is_like_cash_waits_for_the_information_about_benefits():
    card = thanked(InstitutionFactory(), **VOUCHER, cash_like=True)
    by = Actor.of(coordinator(card.institution))
    answer_thanks(card, yes=True, by=SYSTEM, answered_by="Ana")
    assert card.person_id in given_on([card.person_id])  # a yes comes after reading
    BenefitCheck.objects.all().delete()

    with pytest.raises(Refused, match="can be used like cash"):
        hand_over(card, given_on_day=_today(), by=by)


def test_m3_a_no_needs_no_reason_and_may_be_changed_until_it_is_given():
    voucher = thanked(InstitutionFactory(), **VOUCHER)

    answer_thanks(voucher, yes=False, by=SYSTEM, answered_by="Ana")
    with pytest.raises(Refused):
        hand_over(voucher, given_on_day=_today(), by=SYSTEM)
    answer_thanks(voucher, yes=True, by=SYSTEM, answered_by="Ana")
    hand_over(voucher, given_on_day=_today(), by=SYSTEM)
    with pytest.raises(Refused, match="given already"):
        answer_thanks(voucher, yes=False, by=SYSTEM, answered_by="Ana")


def test_nobody_thanks_themselves():
    person = PartnerFactory(with_account=True).person

    with pytest.raises(Refused, match="thank yourself"):
        offer_thanks(person, by=Actor.of(person.user), **VOUCHER)


def test_a_voucher_says_its_value_and_a_certificate_has_none():
    person = PartnerFactory().person
    by = Actor.of(coordinator(person.institution))

    with pytest.raises(Refused, match="what the voucher is worth"):
        offer_thanks(person, by=by, kind="voucher", words="A card.")
    made = offer_thanks(person, by=by, kind="certificate", words="For helping.", pence=500, cash_like=True)
    assert (made.pence, made.cash_like, made.state, made.given_on) == (None, False, "given", _today())
    for change in [{"pence": 5}, {"words": "Other"}, {"state": "offered", "given_on": None}]:
        with pytest.raises(DatabaseError), transaction.atomic():
            Thanks.objects.filter(pk=made.pk).update(**change)


def test_m4_a_voucher_is_no_line_of_a_claim_and_its_value_leaves_the_fund():
    claim = paid_claim()
    fund = a_fund(claim.institution)
    voucher = thanked(claim.institution, person=claim.person, session=claim.session, **VOUCHER)
    lines = ClaimLine.objects.count()
    answer_thanks(voucher, yes=True, by=SYSTEM, answered_by="Ana")

    hand_over(voucher, given_on_day=_today(), fund=fund, by=Actor.of(coordinator(claim.institution)))

    assert ClaimLine.objects.count() == lines
    assert FundCharge.objects.get().pence == 20_00


def test_m8_a_voucher_for_no_session_is_not_paid_from_a_ring_fenced_fund():
    voucher = thanked(InstitutionFactory(), **VOUCHER)
    answer_thanks(voucher, yes=True, by=SYSTEM, answered_by="Ana")

    with pytest.raises(Refused, match="for involvement only"):
        hand_over(
            voucher,
            given_on_day=_today(),
            fund=a_fund(voucher.institution),
            by=Actor.of(coordinator(voucher.institution)),
        )
    voucher.refresh_from_db()
    assert voucher.state == "accepted"


def test_the_person_reads_both_views_and_says_yes(client):
    voucher = thanked(InstitutionFactory(adviser_name="The Advice Shop"), **VOUCHER)
    client.force_login(voucher.person.user)
    address = reverse("payments:my_thanks", args=[voucher.pk])

    text = _text(client.get(address))
    assert "a voucher that is not cash is not counted as pay" in text and "it is income, and you declare it" in text
    assert "ADM H3081 to H3085" in text and "The Advice Shop" in text and "It is worth £20.00" in text
    assert "A book token." in _text(client.get(reverse("payments:my_claims")))
    client.post(address, {"once": new_key(), "do": "yes"})

    voucher.refresh_from_db()
    assert (voucher.state, voucher.answered_by) == ("accepted", voucher.person.user.name)


def test_staff_offer_note_and_give(client):
    person = PartnerFactory().person
    client.force_login(user := coordinator(person.institution))
    offer = {"once": new_key(), "kind": "voucher", "words": "=cmd|' /C calc'!A0", "pence": "20", "session": ""}

    wrong = client.post(reverse("payments:thank", args=[person.pk]), {**offer, "pence": ""})
    assert "Write what the voucher is worth." in _text(wrong)
    client.post(reverse("payments:thank", args=[person.pk]), {**offer, "once": new_key()})
    made = Thanks.objects.get()
    address = reverse("payments:thanks_page", args=[made.pk])
    assert "Then you can give it." in _text(client.get(address))
    client.post(address, {"once": new_key(), "do": "yes"})
    client.post(address, {"once": new_key(), "do": "give", "given_on": f"{_today():%d/%m/%Y}", "fund": ""})

    made.refresh_from_db()
    assert (made.state, made.by_id) == ("given", user.pk)
    assert Message.objects.filter(kind="thanks", person_id=person.pk).count() == 1
    assert "20.00" not in Message.objects.get(kind="thanks").subject
    assert person.name in _text(client.get(reverse("payments:thanks_list")))


def test_another_institution_and_finance_see_nothing(client):
    voucher = thanked(InstitutionFactory(), **VOUCHER)
    client.force_login(coordinator(InstitutionFactory()))

    assert client.get(reverse("payments:thanks_page", args=[voucher.pk])).status_code == 404
    assert client.get(reverse("payments:thank", args=[voucher.person_id])).status_code == 404
    assert voucher.person.name not in _text(client.get(reverse("payments:thanks_list")))
    client.force_login(finance(voucher.institution))
    assert client.get(reverse("payments:thanks_page", args=[voucher.pk])).status_code == 403
    assert client.get(reverse("payments:my_thanks", args=[voucher.pk])).status_code == 404


@pytest.mark.slow
def test_c1_a_certificate_is_a_tagged_pdf_for_the_person_alone_and_who_gave_it(client, tmp_path):
    made = thanked(InstitutionFactory())
    client.force_login(made.person.user)
    address = reverse("payments:certificate", args=[made.pk])

    answer = client.get(address)

    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    path = tmp_path / "certificate.pdf"
    path.write_bytes(answer.content)
    assert verapdf_failures(path) == []
    assert made.person.name in text_of(answer.content)
    client.force_login(PartnerFactory(with_account=True).person.user)
    assert client.get(address).status_code == 404


def test_every_sentence_about_vouchers_names_its_source():
    data = json.loads((Path(payments.__file__).parent / "data" / "thanks_rules.json").read_text())

    assert set(data["kinds"]) == {"cash_like", *Thanks.Kind.values}
    assert all(one["words"] and one["source"] for found in data["kinds"].values() for one in found)
    assert "safe" not in json.dumps(data)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_thanks_costs_the_same_however_long(client, count, django_assert_num_queries):
    place = InstitutionFactory()
    for _ in range(count):
        thanked(place)
    client.force_login(coordinator(place))
    client.get(reverse("payments:thanks_list"))

    with django_assert_num_queries(5):
        client.get(reverse("payments:thanks_list"))
