"""The front page, and each person's own start page."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from involvement.shared.access.policies import open_to_all, signed_in
from involvement.shared.access.request import SignedInRequest


@open_to_all
def front(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "dashboards/front.html")


@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    return TemplateResponse(request, "dashboards/home.html")
