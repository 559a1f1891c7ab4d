"""Specialist or lifestyle? How near to each other a creator's recent posts are."""

from matchmaker.scorers.topic_fit.mix import Numbers
from matchmaker.scorers.topic_fit.pair_signals import RecentPosts, pair_similarity

SUBJECT_SIGNALS = ("subject_pair_similarity",)
PLAIN_SIGNALS = ("pair_similarity",)


def specialism_signals(posts: RecentPosts) -> Numbers:
    """SUBJECT_SIGNALS where the model reads subjects, PLAIN_SIGNALS otherwise; shape (creators, 1), NaN below two posts."""
    if posts.about is None:
        return pair_similarity(posts)[:, None]
    return posts.about.pair_similarity[:, None]
