"""Addresses of the community's pages; each has its data beside it."""

from django.urls import path

from community import data, views
from community.feeds import NewsFeed

app_name = "community"

urlpatterns = [
    path("news/", views.news, name="news"),
    path("news.json", data.news, name="news_json"),
    path("news/feed.atom", NewsFeed(), name="feed"),
    path("news/tags/<path:tag>.json", data.news, name="tag_json"),
    path("news/tags/<path:tag>/", views.news, name="tag"),
    path("news/<int:year>.json", data.news, name="year_json"),
    path("news/<int:year>/", views.news, name="year"),
    path("news/<slug:slug>.json", data.post, name="post_json"),
    path("news/<slug:slug>/", views.post, name="post"),
    path("awards/", views.awards, name="awards"),
    path("awards.json", data.awards, name="awards_json"),
    path("awards/<int:year>/", views.awards, name="awards_of_year"),
    path("stories/", views.stories, name="stories"),
    path("stories.json", data.stories, name="stories_json"),
    path("board/", views.board, name="board"),
    path("board.json", data.board, name="board_json"),
    path("bodies/<slug:body>/", views.body, name="body"),
    path("bodies/<slug:body>.json", data.body, name="body_json"),
    path("<path:path>.html", views.former_address, name="former_address"),
]
