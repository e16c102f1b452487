"""Addresses that go wrong on purpose, for the tests of error pages."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from involvement.config import urls as ours
from involvement.shared.access.policies import open_to_all
from involvement.shared.errors import Refused

PROBLEMS = {
    "400": SuspiciousOperation("secret detail"),
    "403": PermissionDenied("secret detail"),
    "413": RequestDataTooBig("secret detail"),
    "500": RuntimeError("secret detail"),
    "503": OperationalError("secret detail"),
    "409": Refused("This session has already started."),
}


@open_to_all
def problem(request: HttpRequest, code: str) -> HttpResponse:
    raise PROBLEMS[code]


@open_to_all
@require_POST
def only_post(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sent")


urlpatterns = [path("problem/<code>/", problem), path("only-post/", only_post), *ours.urlpatterns]
handler400, handler403, handler404, handler500 = ours.handler400, ours.handler403, ours.handler404, ours.handler500
