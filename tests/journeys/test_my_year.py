"""A partner on a phone: where their money goes, what they were paid in a year, and how quickly everybody is paid."""

import pytest
from django.utils import timezone

from involvement.shared.accounts.models import Role
from involvement.shared.audit.actors import Actor
from payments.domain.file_settings import change_file_setting
from payments.domain.payees import account_of
from payments.domain.statements import tax_year_of
from payments.models import Payee
from tests.factories.accounts import user_with
from tests.factories.payments import paid_claim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def look(axe, no_sideways_scroll, shot):
    def at(page, name: str) -> None:
        axe(page)
        no_sideways_scroll(page)
        shot(page, f"year-{name}")

    return at


def test_a_partner_reads_their_year_and_changes_their_bank_details(phone, desktop, sign_in, look):
    claim = paid_claim()
    change_file_setting(claim.institution, by=Actor.system("test"), payee_details="sealed")
    sign_in(phone, claim.person.user)

    phone.goto("/payments/mine/")
    look(phone, "1-phone-my-money")
    phone.get_by_role("link", name="What we paid you, year by year").click()
    look(phone, "2-phone-years")
    year = tax_year_of(timezone.localdate())
    phone.get_by_role("link", name=f"April {year} to {year + 1}").click()
    phone.get_by_role("heading", level=1, name="What we paid you").wait_for()
    assert phone.get_by_text("£50.00").count() >= 3
    look(phone, "3-phone-year")
    with phone.expect_download() as document:
        phone.get_by_role("button", name="Get it as a page to print (PDF)").click()
    assert document.value.path().read_bytes().startswith(b"%PDF-")

    phone.goto("/payments/how-quickly/")
    look(phone, "4-phone-how-quickly")

    phone.goto("/payments/mine/account/")
    phone.get_by_label("Name on the account").fill("Amina Yusuf")
    phone.get_by_label("Sort code").fill("12-34")
    phone.get_by_label("Account number").fill("1234 5678")
    phone.get_by_role("button", name="Save my bank details").click()
    phone.get_by_role("link", name="Write 6 figures.").wait_for()
    assert phone.get_by_label("Account number").input_value() == "1234 5678"
    look(phone, "5-phone-account-wrong")
    phone.get_by_label("Sort code").fill("12-34-56")
    phone.get_by_role("button", name="Save my bank details").dblclick()
    phone.get_by_text("We send your money to the account that ends in").wait_for()
    look(phone, "6-phone-account")
    assert account_of(Payee.objects.get()).number == "12345678"

    sign_in(desktop, user_with(Role.FINANCE, claim.institution, name="Fred Bobbin"))
    desktop.goto("/payments/payees/")
    look(desktop, "7-desktop-payees")
    desktop.get_by_role("link", name=claim.person.name).click()
    look(desktop, "8-desktop-payee")
    desktop.get_by_role("button", name="Show the whole account").click()
    desktop.get_by_text("123456 12345678").wait_for()
    desktop.get_by_role("button", name="I asked, and it is their account").click()
    desktop.get_by_text("Noted that you asked the person.").wait_for()
    desktop.goto("/payments/files/")
    look(desktop, "9-desktop-files")
