"""Addresses of pages that gather from several packages."""

from django.urls import path

from involvement.dashboards.partner_urls import partner_pages
from involvement.dashboards.views import front, library, plan
from payments.views.guard import what_if

app_name = "dashboards"
urlpatterns = [
    path("", front.front, name="front"),
    path("home/", front.home, name="home"),
    path("help/", front.help_page, name="help"),
    path("accessibility/", front.accessibility, name="accessibility"),
    path("library/", library.library, name="library"),
    path("library/<slug:key>/", library.example, name="example"),
    path("library/<slug:key>/pdf/", library.example_pdf, name="example_pdf"),
    path("what-if/", what_if, name="what_if"),
    path("plan/", plan.development_plan, name="development_plan"),
    *partner_pages,
]
