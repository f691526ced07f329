"""Addresses of the board."""

from django.urls import path

from posta.care.board import views

urlpatterns = [path("", views.home, name="home"), path("board/poll", views.poll, name="board-poll")]
