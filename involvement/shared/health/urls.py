"""Addresses that balancers and alarms ask."""

from django.urls import path

from involvement.shared.health import views

app_name = "health"
urlpatterns = [
    path("", views.live, name="live"),
    path("ready/", views.ready, name="ready"),
]
