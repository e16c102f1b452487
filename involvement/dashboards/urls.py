"""Addresses of pages that gather from several packages."""

from django.urls import path

from involvement.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
]
