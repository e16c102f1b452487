"""Addresses of our own doors; allauth brings the rest under the same prefix."""

from django.urls import path

from involvement.shared.accounts import views

app_name = "accounts"
urlpatterns = [
    path("be-one-of-these-people/", views.demo_sign_in, name="demo_sign_in"),
]
