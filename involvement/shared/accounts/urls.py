"""Addresses of our own doors; allauth brings the rest under the same prefix."""

from django.urls import path

from involvement.shared.accounts import views
from involvement.shared.audit.views import who_looked

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("who-has-looked/", who_looked, name="who_looked"),
    path("be-one-of-these-people/", views.demo_sign_in, name="demo_sign_in"),
]
