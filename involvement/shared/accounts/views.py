"""Doors of our own beside those of allauth."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from involvement.shared.access.policies import open_to_all, signed_in
from involvement.shared.access.request import SignedInRequest
from involvement.shared.accounts.demo import be, demo_user


@open_to_all
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Be one of the made-up people: POST `user`. Outside the demonstration this page does not exist."""
    user = demo_user(request.POST.get("user", ""))
    if request.method != "POST" or user is None:
        raise Http404
    be(request, user)
    return redirect("dashboards:home")


@signed_in
def account(request: SignedInRequest) -> HttpResponse:
    """What somebody can see and change about their own account."""
    return TemplateResponse(request, "accounts/account.html")
