"""Addresses of this package's pages."""

from django.urls import path

from programmes import views

app_name = "programmes"
urlpatterns = [
    path("", views.programme_list, name="programmes"),
    path("add/", views.programme_add, name="add"),
    path("<int:pk>/", views.programme_page, name="programme"),
    path("<int:pk>/edit/", views.programme_edit, name="edit"),
    path("<int:pk>/cohorts/add/", views.cohort_add, name="cohort_add"),
]
