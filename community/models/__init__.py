"""What members read to know the people and the place: news, service awards, community stories."""

from community.models.award import Award
from community.models.post import Post, PostPicture, PostQuerySet, PostRevision
from community.models.story import Programme, Story, Voice

__all__ = ["Award", "Post", "PostPicture", "PostQuerySet", "PostRevision", "Programme", "Story", "Voice"]
