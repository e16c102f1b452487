"""Addresses of pages that gather from several packages."""

from django.urls import path

from involvement.dashboards.partner_urls import partner_pages
from involvement.dashboards.views import front

app_name = "dashboards"
urlpatterns = [
    path("", front.front, name="front"),
    path("home/", front.home, name="home"),
    *partner_pages,
]
