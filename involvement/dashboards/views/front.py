"""The front page, each person's own start page, and the pages that the foot of every page leads to."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from involvement.dashboards.demo.cards import cards
from involvement.dashboards.home import hats_for
from involvement.shared.access.policies import open_to_all, signed_in
from involvement.shared.access.request import SignedInRequest


@open_to_all
def front(request: HttpRequest) -> HttpResponse:
    """What the service is; in the demonstration also the people one may be."""
    return TemplateResponse(request, "dashboards/front.html", {"cards": cards()})


@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """One part for each hat the person wears (model X1): a coordinator who is also a carer sees both."""
    hats = hats_for(request.user)
    level = 3 if len(hats) > 1 else 2  # of the headings below the person's name, or below the hat's
    return TemplateResponse(request, "dashboards/home.html", {"hats": hats, "level": level, "card_level": level + 1})


@open_to_all
def help_page(request: HttpRequest) -> HttpResponse:
    """Whom to ring, taken from the person's own institutions where they have signed in."""
    user = request.user
    places = {m.institution_id: m.institution for m in user.current_memberships()} if user.is_authenticated else {}
    return TemplateResponse(request, "dashboards/help.html", {"institutions": list(places.values())})


@open_to_all
def accessibility(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "dashboards/accessibility.html")
