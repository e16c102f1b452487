"""Addresses of the pages that partners use, and of attendance in the room."""

from django.urls import URLPattern, path

from involvement.dashboards.views import (
    attendance,
    partner_availability,
    partner_lists,
    partner_offers,
    partner_still_on,
)

partner_pages: list[URLPattern] = [
    path("o/<str:token>/", partner_offers.offer_by_link, name="offer_by_link"),
    path("o/<str:token>/calendar.ics", partner_offers.calendar_by_link, name="offer_calendar_by_link"),
    path("my/offers/", partner_lists.my_offers, name="my_offers"),
    path("my/offers/<int:pk>/", partner_offers.my_offer, name="my_offer"),
    path("my/offers/<int:pk>/calendar.ics", partner_offers.my_calendar, name="my_offer_calendar"),
    path("s/<str:token>/", partner_still_on.still_on_by_link, name="still_on_by_link"),
    path("my/offers/<int:pk>/still-on/", partner_still_on.my_still_on, name="my_still_on"),
    path("a/<str:token>/", partner_availability.availability_by_link, name="availability_by_link"),
    path("my/availability/", partner_availability.my_availability, name="my_availability"),
    path("sessions/<int:pk>/attendance/", attendance.attendance, name="attendance"),
]
