"""Pages about the pages."""

from django.urls import path

from involvement.shared.ui import views

app_name = "ui"
urlpatterns = [
    path("components/", views.components, name="components"),
    path("language/", views.choose_language, name="choose_language"),
]
