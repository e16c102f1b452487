import hashlib

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from involvement.shared.audit.models import AuditEvent
from payments.domain.batch_files import file_of, proof
from payments.domain.file_settings import change_file_setting
from payments.models import FileSetting, PaymentBatch
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.payments import approved_claim, finance, run

pytestmark = pytest.mark.django_db
ADDRESS = "payments:file_settings"


def _said(**changes: object) -> dict[str, object]:
    return {
        "file_format": "csv",
        "columns": "Who = name\r\nNet=total",
        "payee_details": "outside",
        "hold_hours": 24,
        "pay_after_working_days": 3,
        "originator_name": "",
        "originator_sort_code": "",
        "originator_account": "",
        "service_user_number": "",
    } | changes


@pytest.mark.parametrize("role", [Role.FINANCE, Role.ADMINISTRATOR])
def test_finance_and_administrators_choose_the_file_and_the_record_says_what_changed(client, role):
    user = user_with(role, InstitutionFactory())
    client.force_login(user)

    answer = client.post(reverse(ADDRESS), _said())

    setting = FileSetting.objects.get()
    assert answer.status_code == 302
    assert (setting.columns, setting.hold_hours, setting.pay_after_working_days) == (
        [["Who", "name"], ["Net", "total"]],
        24,
        3,
    )
    changed = AuditEvent.objects.get(action="file_setting.changed").facts["fields"]
    assert changed == ["columns", "hold_hours", "pay_after_working_days"]
    assert client.get(reverse(ADDRESS)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"columns": "Who = secret"}, "is not a heading"),
        ({"columns": "name"}, "is not a heading"),
        ({"columns": "Who = name"}, "One column must hold the sum"),
        ({"columns": "\n".join(f"C{n} = total" for n in range(31))}, "30 columns or fewer"),
        ({"columns": "Sort = sort_code\nNet = total"}, "must be kept here, sealed"),
        ({"file_format": "bacs18"}, "must be kept here, sealed"),
        ({"file_format": "bacs18", "payee_details": "sealed"}, "This file needs it"),
        ({"originator_sort_code": "12-34"}, "Write 6 figures"),
        ({"service_user_number": "12"}, "Write six figures"),
        ({"file_format": "paper"}, "paper is not one of the available choices"),
        ({"hold_hours": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_wrong_choice_gets_a_sentence_keeps_what_was_typed_and_changes_nothing(client, changes, sentence):
    client.force_login(user_with(Role.FINANCE, InstitutionFactory()))

    text = client.post(reverse(ADDRESS), _said(originator_name="Typed & kept", **changes)).content.decode()

    assert sentence in text and "Typed &amp; kept" in text
    assert not FileSetting.objects.exists()


def test_a_bank_file_is_taken_when_everything_is_there(client):
    client.force_login(user_with(Role.FINANCE, InstitutionFactory()))
    bank = {
        "file_format": "bacs18", "payee_details": "sealed", "originator_name": "University",
        "originator_sort_code": "01-02-03", "originator_account": "1234 5678", "service_user_number": "654321",
    }  # fmt: skip

    assert client.post(reverse(ADDRESS), _said(**bank)).status_code == 302
    setting = FileSetting.objects.get()
    assert (setting.originator_sort_code, setting.originator_account) == ("010203", "12345678")


def test_r3_the_settings_of_another_institution_are_not_found(client):
    client.force_login(user_with(Role.FINANCE, InstitutionFactory()))
    other = InstitutionFactory()

    assert client.get(reverse("payments:file_settings_of", args=[other.pk])).status_code == 404
    assert client.post(reverse("payments:file_settings_of", args=[other.pk]), _said()).status_code == 404


def test_the_database_takes_no_bank_file_without_sealed_details():
    with pytest.raises(IntegrityError, match="bank_files_need_sealed_details"), transaction.atomic():
        FileSetting.objects.create(institution=InstitutionFactory(), file_format="pain001")


def test_m7_a_run_keeps_the_file_it_was_made_with_whatever_is_chosen_later():
    claim = approved_claim()
    by = Actor.of(finance(claim.institution))
    change_file_setting(claim.institution, by=by, file_format="xlsx", columns=[["Who", "name"], ["Net", "total"]])
    batch = run(claim)
    before = file_of(batch)

    change_file_setting(claim.institution, by=by, file_format="csv", columns=[["Net", "total"]], originator_name="New")
    claim.person.name = "Another Name"
    claim.person.save()

    batch = PaymentBatch.objects.get()
    assert batch.file_format == "xlsx" and file_of(batch) == before
    assert hashlib.sha256(before).hexdigest() == batch.sha256
    found = proof(batch)
    assert (found.count, found.pence, found.same, found.agrees) == (1, batch.total_pence, True, True)


def test_m7_the_database_keeps_format_and_terms_of_a_run():
    batch = run(approved_claim())
    for change in [{"file_format": "xlsx"}, {"file_terms": {}}]:
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            PaymentBatch.objects.filter(pk=batch.pk).update(**change)


def test_the_page_of_a_run_proves_the_file(client):
    batch = run(approved_claim())
    client.force_login(batch.made_by)

    text = client.get(reverse("payments:batch", args=[batch.pk])).content.decode()

    assert "1 payment, £50.00" in text and "As in this run" in text and "The same as when it was made" in text


def test_the_page_of_a_run_says_when_the_file_is_not_the_one_that_was_made(client, monkeypatch):
    batch = run(approved_claim())
    client.force_login(batch.made_by)
    monkeypatch.setattr("payments.domain.payment_file.digest_of", lambda content: "0" * 64)

    text = client.get(reverse("payments:batch", args=[batch.pk])).content.decode()

    assert "Not the same as when it was made" in text


def test_the_file_comes_with_its_own_kind_and_name(client):
    claim = approved_claim()
    change_file_setting(claim.institution, by=Actor.of(finance(claim.institution)), file_format="xlsx")
    batch = run(claim)
    client.force_login(batch.made_by)

    answer = client.post(reverse("payments:batch_file", args=[batch.pk]))

    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert answer["Content-Disposition"] == f'attachment; filename="{batch.reference}.xlsx"'
    assert answer["X-Content-Type-Options"] == "nosniff"
