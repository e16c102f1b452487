"""The frame of every page, walked: front page, components, each role's start page."""

import pytest

from involvement.models import Session
from involvement.shared.accounts.models import Role, User
from tests.factories.accounts import InstitutionFactory, user_with
from tests.factories.involvement import InvitationFactory, OfferFactory, SessionFactory
from tests.factories.participants import PartnerFactory
from tests.factories.programmes import ProgrammeFactory

pytestmark = pytest.mark.django_db(transaction=True)
STRICT = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


@pytest.fixture
def year():
    """One institution of the demonstration with something to see for each role."""
    institution = InstitutionFactory(is_demo=True, name="University of Testing (made up)")
    lecturer = user_with(Role.LECTURER, institution, name="Lewis Twill")
    user_with(Role.COORDINATOR, institution, name="Cora Linen")
    for role in (Role.FINANCE, Role.ADMINISTRATOR, Role.STUDENT, Role.SUPPORTER, Role.EXTERNAL_REVIEWER):
        user_with(role, institution, name=f"{role.label} Example")
    partner = PartnerFactory(person__institution=institution, person__name="محمد Bobbin", with_account=True)
    programme = ProgrammeFactory(institution=institution)
    for number in range(2):
        session = SessionFactory(programme=programme, lead=lecturer, title=f"Talk {'with students ' * 6}{number}")
        InvitationFactory(offer=OfferFactory(session=session, published=True), person=partner.person)
    started = SessionFactory(programme=programme, lead=lecturer, started=True)
    InvitationFactory(offer=OfferFactory(session=started, published=True), accepted=True)
    return institution


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_every_start_page_is_accessible(year, size, request, axe, no_sideways_scroll, sign_in, shot):
    page = request.getfixturevalue(size)
    for path in ("/", "/help/", "/accessibility/", "/components/", "/no-such-page/"):
        page.goto(path)
        axe(page, tags=STRICT)
        no_sideways_scroll(page)
        shot(page, f"{size}-{path.strip('/') or 'front'}")
    for user in User.objects.filter(memberships__institution=year):
        sign_in(page, user)
        page.goto("/home/")
        axe(page, tags=STRICT)
        no_sideways_scroll(page)
        shot(page, f"{size}-home-{user.memberships.get().role}")


def test_one_click_makes_a_visitor_somebody(year, phone, axe):
    phone.goto("/")
    phone.get_by_role("button", name="Be Cora").click()
    phone.wait_for_url("**/home/")

    assert phone.get_by_role("heading", level=1).inner_text() == "Hello, Cora Linen"


def test_the_keyboard_meets_skip_link_then_header_then_page(year, desktop, sign_in):
    sign_in(desktop, User.objects.get(name="Cora Linen"))
    desktop.goto("/home/")
    met = []
    for _ in range(4):
        desktop.keyboard.press("Tab")
        met.append(desktop.evaluate("document.activeElement.innerText.trim()"))

    assert met[:3] == ["Skip to main content", "Common Thread", "Home"]
    assert desktop.get_by_role("link", name="Home", exact=True).get_attribute("aria-current") == "true"

    desktop.goto("/home/")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Enter")
    assert desktop.url.endswith("#main-content")


def test_the_menu_opens_on_a_phone(year, phone, sign_in, shot, axe):
    sign_in(phone, User.objects.get(name="Cora Linen"))
    phone.goto("/home/")
    menu = phone.get_by_role("button", name="Menu")

    assert menu.get_attribute("aria-expanded") == "false"
    assert not phone.get_by_role("link", name="Sign out").is_visible()
    menu.click()
    assert phone.get_by_role("link", name="Sign out").is_visible()
    axe(phone)
    shot(phone, "phone-menu")
    small = phone.evaluate("""() => [...document.querySelectorAll("header a")]
        .filter(e => e.getBoundingClientRect().height < 44 && !e.closest(".govuk-skip-link")).map(e => e.innerText)""")
    assert small == []


def test_without_scripts_the_menu_is_open_and_signing_in_works(year, without_scripts, shot):
    without_scripts.goto("/")
    without_scripts.get_by_role("button", name="Be Cora").click()
    without_scripts.wait_for_url("**/home/")

    assert without_scripts.get_by_role("link", name="Sign out").is_visible()
    assert not without_scripts.get_by_role("button", name="Menu").is_visible()
    shot(without_scripts, "phone-without-scripts")


def test_problems_of_a_form_are_told_above_the_heading_and_get_the_focus(year, desktop, axe, no_sideways_scroll, shot):
    desktop.goto("/components/")
    desktop.get_by_role("button", name="Send my answer").click()
    desktop.wait_for_selector(".govuk-error-summary")

    assert desktop.title().startswith("Error: ")
    assert desktop.evaluate("document.activeElement.className") == "govuk-error-summary"
    axe(desktop, tags=STRICT)
    no_sideways_scroll(desktop)
    shot(desktop, "desktop-components-errors")
    desktop.locator(".govuk-error-summary a").nth(1).click()
    assert desktop.evaluate("document.activeElement.id") == "id_answer_0"


def test_forced_colours_and_large_text_and_paper_keep_everything(year, open_page, sign_in, no_sideways_scroll, shot):
    page = open_page(viewport={"width": 1280, "height": 900}, forced_colors="active")
    sign_in(page, User.objects.get(name="Cora Linen"))
    page.goto("/home/")
    shot(page, "forced-colours-home")
    page.goto("/components/")
    shot(page, "forced-colours-components")
    page.set_viewport_size({"width": 640, "height": 450})  # 200 % of 1280
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.emulate_media(media="print", forced_colors="none")
    assert not page.locator(".thread-header").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()


def test_right_to_left_pages_turn_around(year, desktop, shot):
    """No right-to-left language is offered yet; the style sheet is ready for one."""
    desktop.goto("/components/")
    desktop.evaluate("""() => new Promise(done => {
        const sheet = document.querySelector("link[rel=stylesheet]");
        document.documentElement.dir = "rtl"; sheet.onload = done;
        sheet.href = sheet.href.replace("thread.css", "thread-rtl.css");
    })""")
    label, radio = desktop.locator("label[for=id_answer_0]"), desktop.locator("#id_answer_0")

    assert desktop.evaluate("getComputedStyle(document.querySelector('#submit-id-send')).backgroundColor") == (
        "rgb(11, 97, 80)"
    )
    assert radio.bounding_box()["x"] > label.bounding_box()["x"]
    assert desktop.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    shot(desktop, "right-to-left-components")


def test_a_first_visit_is_light(year, phone):
    """At most 100 kB on the first visit of a page (the demonstration's front page carries the most)."""
    sizes = []
    phone.on("response", lambda answer: sizes.append((answer.url, len(answer.body()))))
    phone.goto("/", wait_until="networkidle")

    fonts = sum(size for url, size in sizes if url.endswith(".woff2"))
    assert Session.objects.exists()
    assert len(sizes) <= 8
    assert fonts < 40_000
