"""Planned posts: what a creator is going to publish, of which counts are forecast."""

from matchmaker.domain.choices import FORMATS
from matchmaker.domain.columns import Table, choice, count, flag, identifier, instant, measure, text

PLANNED_POSTS = Table(
    "planned_posts",
    "One post that a creator is going to publish; whatever is not known of it is left empty.",
    key=("creator_id", "planned_post_id"),
    columns=(
        identifier("creator_id", "The creator who will publish it"),
        identifier("planned_post_id", "The planned post, unique within its creator"),
        choice("format", "What kind of post it is", FORMATS),
        instant("planned_at", "When it is going to be published", may_lie_ahead=True),
        text("caption", "Its text, as far as it is written"),
        count("hashtags_count", "Hashtags; counted in the caption when absent"),
        count("mentions_count", "Mentions; counted in the caption when absent"),
        count("caption_length", "Characters of the caption; counted when absent"),
        measure("duration_seconds", "Length of the video", "seconds"),
        flag("is_sponsored", "It will be marked as a paid partnership"),
        measure("count_age_days", "How old the post is when its counts are read; 28 when absent", "days"),
    ),
)
