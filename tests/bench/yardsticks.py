"""Yardsticks A and F, and the bare writes: what anybody's Django would do for the like of our pages."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from evaluation.models import Answer, Item, Response
from involvement.models import Invitation, Session
from participants.models import Availability


class PlainForm(forms.Form):
    name = forms.CharField(max_length=200)
    email = forms.EmailField(required=False)
    choice = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No"), ("ask", "Ask me")], widget=forms.RadioSelect)
    pay = forms.ChoiceField(choices=[("fee", "Fee"), ("costs", "Costs"), ("nothing", "Nothing")])
    needs = forms.CharField(widget=forms.Textarea, required=False)
    agree = forms.BooleanField(required=False)


@login_required
def a(request: HttpRequest) -> HttpResponse:
    rows = Session.objects.select_related("programme__institution", "lead").order_by("pk")[:50]
    return render(request, "bench/a.html", {"rows": rows})


@login_required
def f(request: HttpRequest) -> HttpResponse:
    return render(request, "bench/f.html", {"form": PlainForm()})


@csrf_exempt
@login_required
@transaction.atomic
def locked_update(request: HttpRequest) -> HttpResponse:
    row = Invitation.objects.select_for_update().get(pk=int(request.POST["pk"]))
    row.needs_that_day = request.POST.get("needs", "")
    row.save(update_fields=["needs_that_day"])
    return redirect("f")


@csrf_exempt
@login_required
@transaction.atomic
def save_cell(request: HttpRequest) -> HttpResponse:
    cell = Availability.objects.get(person_id=int(request.POST["person"]), weekday=0, part="morning")
    cell.answer = request.POST["answer"]
    cell.save()
    return redirect("f")


@csrf_exempt
@login_required
@transaction.atomic
def insert(request: HttpRequest) -> HttpResponse:
    response = Response.objects.create(administration_id=int(request.POST["administration"]), form="plain")
    items = Item.objects.filter(version=response.administration.version_id, scale="face3")
    Answer.objects.bulk_create(Answer(response=response, item=item, value=3) for item in items)
    return redirect("f")


def link(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(str(pk))


urlpatterns = [
    path("a/", a, name="a"),
    path("f/", f, name="f"),
    path("locked-update/", locked_update),
    path("save-cell/", save_cell),
    path("insert/", insert),
    path("one/<int:pk>/", link, name="one"),
    path("two/<int:pk>/", link, name="two"),
    path("three/<int:pk>/", link, name="three"),
]
