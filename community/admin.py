"""Awards that no post tells of are entered here; posts and stories are looked up."""

from django.contrib import admin
from django.http import HttpRequest

from base.admin import Journaled, ReadOnly
from community.models import Award, Post, Story


@admin.register(Award)
class AwardAdmin(Journaled):
    """What a post gives follows its words, so it is not changed here; whose it is, the office says."""

    list_display = ("series", "recipient", "awarded_on", "post")
    list_select_related = ("post",)
    search_fields = ("recipient", "series")
    fields = ("series", "recipient", "citation", "resolution", "awarded_on")

    def has_change_permission(self, request: HttpRequest, obj: Award | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.post_id is None)

    def has_delete_permission(self, request: HttpRequest, obj: Award | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.post_id is None)


@admin.register(Post)
class PostAdmin(ReadOnly):
    list_display = ("title", "author", "published_at", "updated_on", "legacy_url")
    search_fields = ("title", "author", "slug")
    exclude = ("search", "html")


@admin.register(Story)
class StoryAdmin(ReadOnly):
    list_display = ("programme", "attribution", "position", "featured_at")
    list_select_related = ("programme",)
    exclude = ("html",)
