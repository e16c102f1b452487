"""Addresses of the outbox."""

from django.urls import path

from involvement.shared.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("phone/", views.phone_tasks, name="phone_tasks"),
    path("phone/<uuid:pk>/", views.phone_task, name="phone_task"),
    path("letters/", views.letters, name="letters"),
    path("letters/<uuid:pk>/letter.pdf", views.letter_file, name="letter_file"),
    path("demo/", views.demo_outbox, name="demo_outbox"),
    path("demo/<uuid:pk>/session.ics", views.demo_calendar, name="demo_calendar"),
    path("<uuid:pk>/", views.message_page, name="message"),
]
